"""Backups of database and files together, and putting them back: see docs/backup.md."""
