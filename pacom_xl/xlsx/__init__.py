"""Spreadsheet files (.xlsx, .ods) as archives of cells, under limits of size and time. Knows no template."""
