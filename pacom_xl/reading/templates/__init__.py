"""The template a file was written with; contents moved to the present version."""
