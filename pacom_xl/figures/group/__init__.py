"""Figures of a consolidated workbook: the plans of many teams, their totals, the rows of every team."""
