"""The night's work: check, consolidate, write to each reader what concerns them."""
