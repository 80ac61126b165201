"""Comparison of two states of one team's plan, in business terms: what changed, and what follows from it."""
