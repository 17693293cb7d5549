"""The whole of a portfolio as one file, out of one installation and into another."""
