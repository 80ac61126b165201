"""Who gets which mail, and on which days."""
