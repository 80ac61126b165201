"""The sheets of a team's workbook, one module per kind of sheet."""
