"""Whether every row has its bytes and every stored object its row; sweeping what nobody names."""
