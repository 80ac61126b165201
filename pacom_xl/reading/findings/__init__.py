"""Findings about the structure of a workbook: missing parts, overwritten formulas, lost controls."""
