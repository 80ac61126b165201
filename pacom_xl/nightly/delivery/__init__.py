"""Mails on disk and their way to the mail server."""
