"""Workbooks written with xlsxwriter: cells, styles, validation, printing."""
