"""Typed values: one codec per field type reads what a cell holds and says what a cell shall hold."""
