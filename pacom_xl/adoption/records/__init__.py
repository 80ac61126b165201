"""The cells of an action list converted to records of a plan."""
