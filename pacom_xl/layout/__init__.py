"""Rows and columns of everything in a workbook, for writer and reader: blocks, anchors, defined names, formulas."""
