"""What of a shared row is the group's to say."""

#: Fields of an objective the group sets; a team fills in the others.
OBJECTIVE_GROUP_PART = (
    "label",
    "kind",
    "strategic_goal",
    "indicator",
    "unit",
    "measure_mode",
    "direction",
    "deadline",
    "aggregation",
)
