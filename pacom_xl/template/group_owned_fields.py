"""Fields of shared rows that the group sets."""

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
