"""Reports of a check or a merge: text, JSON, HTML page, workbook of findings."""
