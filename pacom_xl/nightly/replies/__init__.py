"""Replies to mails: the mailbox, signed references, what counts, and what is stored."""
