"""The collection of workbooks: which teams have sent theirs, and which are reminded."""
