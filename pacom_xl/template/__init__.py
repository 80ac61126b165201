"""What a workbook is made of: sheets, tables, fields, choices, read from the TOML files of a template."""
