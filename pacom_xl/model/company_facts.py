"""Facts that several rooms use: the code of the group's team, groups of action statuses, units counted in percent."""

from __future__ import annotations

#: Team code of the group, which owns the common sections and consolidates. A reference workbook may have another one.
GROUP_TEAM = "GR"
#: Statuses of actions under way or to come; with those on hold, everything not closed.
OPEN = ("planned", "in_progress")
PENDING = (*OPEN, "on_hold")
#: Given up, or handed to another team.
ABANDONED = ("cancelled", "transferred")
CLOSED = ("done", *ABANDONED)
LIVE = (*PENDING, "done")
#: Every status but draft. Only the rules about structure look at drafts.
ENGAGED = (*LIVE, *ABANDONED)
#: Units of objectives and indicators whose numbers are rates, from 0 to 1.
PERCENT_UNITS = ("percent", "level_percent")
