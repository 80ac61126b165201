"""Which template a file was written with, and its contents moved to the present version."""
