"""The check as a web page that needs no network."""
