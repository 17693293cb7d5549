"""The kinds of record, a module for each activity: what ``teams.entries.Entry`` asks of them."""
