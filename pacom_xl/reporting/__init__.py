"""What people and programs read: text, JSON, mails. Findings become sentences here."""
