"""Recognise tabs, tables, columns and labels of a workbook, even when people moved or renamed them."""
