"""The mails of a night as messages. ``digest/`` decides what they contain."""
