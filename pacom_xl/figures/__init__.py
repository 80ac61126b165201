"""Computed values (figures): for each, an Excel formula and the Python function that gives the same value."""
