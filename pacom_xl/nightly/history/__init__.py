"""History of earlier nights: runs, findings, actions, versions of plans, and comparisons with them."""
