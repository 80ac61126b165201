"""Labels and sentences that several reports share."""
