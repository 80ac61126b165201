"""What the mails of a night say, before they take a form."""
