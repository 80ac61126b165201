"""Content of the mails of a night, independent of their format."""
