"""Typed values: one codec per field type converts between the content of a cell and the value of a field."""
