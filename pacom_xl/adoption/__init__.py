"""A new workbook from an action list people already have: cells, tables, mapping of columns, records, report."""
