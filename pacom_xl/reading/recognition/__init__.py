"""Recognises tabs, tables, columns and labels of a workbook, whatever people moved or renamed."""
