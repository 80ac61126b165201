"""The comparison of two versions of plans as text, JSON and workbook."""
