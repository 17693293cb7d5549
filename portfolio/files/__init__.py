"""Files: how they come in, are checked, kept, shown, and found to be whole."""
