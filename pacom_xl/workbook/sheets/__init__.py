"""One module per kind of sheet: what it shows, with the pen of the workbook being written."""
