"""Workbooks written and read: where everything sits, the writers, the reader."""
