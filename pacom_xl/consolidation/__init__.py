"""From many workbooks to one plan: which files, whose plan each one is, what agrees and what does not."""
