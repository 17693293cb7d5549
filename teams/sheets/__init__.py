"""Sheets: records as plain values, for pages, snapshots and the PDF alike."""
