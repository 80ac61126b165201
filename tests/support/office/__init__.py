"""Real office programs and calculation engines, and the comparison of what they calculate."""
