"""Changes since the last consolidation, in the teams' workbooks and in the group's."""
