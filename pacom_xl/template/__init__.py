"""Templates: the sheets, tables, fields and choices of a workbook, read from TOML files."""
