"""The sheets of a consolidated workbook and the links from its rows to their sources."""
