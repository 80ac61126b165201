"""Where everything sits in a workbook, for the writer and the reader: blocks, anchors, defined names, formulas."""
