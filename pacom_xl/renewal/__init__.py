"""Workbooks that carry a plan on: next year's plan from this year's, and filled workbooks with the group's changes."""
