"""The file of an action list as cells, whatever its format."""
