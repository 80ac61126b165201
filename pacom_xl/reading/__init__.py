"""Workbooks read back into plans: find files, recognise sheets and tables, decode cells, account for every cell."""
