"""What it is worth: qualifications, mapping, judging, coverage and the dossier."""
