"""What earlier nights found: runs, findings, actions, versions of plans, and comparisons with them."""
