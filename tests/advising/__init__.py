"""Portfolios and items to measure the advice by, written apart from its rules."""
