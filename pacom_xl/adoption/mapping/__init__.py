"""Tables and rows of an action list, and the field each column is mapped to."""
