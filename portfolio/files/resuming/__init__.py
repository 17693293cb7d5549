"""Resumable uploads (tus 1.0): part by part, joined and checked once all of it is here."""
