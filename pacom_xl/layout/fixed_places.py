"""Rows, columns and widths that are the same in every workbook, independent of template and plan."""

from __future__ import annotations

from typing import NamedTuple

#: The hidden column of the anchors, and the first column after it.
ANCHORS, FIRST_COLUMN = 0, 1
#: The hidden row that names the sheet, its title, its purpose, and the first row of its blocks.
MARK_ROW, TITLE_ROW, PURPOSE_ROW, FIRST_BLOCK_ROW = 0, 1, 2, 4

#: Columns of an action sheet: a short one, two that make a wide one, then equal ones up to the last.
FICHE_SHORT, FICHE_WIDE, FICHE_WIDE_END, FICHE_LAST = 1, 2, 3, 14
#: Last column of its form, and the last one printed: only a table of more columns goes further on screen.
FICHE_EDGE = 12
#: Widths of single columns in characters, in place of the width of their type.
COLUMN_WIDTHS = {
    "calendar.code": 13, "calendar.title": 29, "calendar.owner": 15, "calendar.due": 13, "calendar.team": 8,
     "calendar.kpi_attainment": 12, "calendar.allocated": 12,
    "calendar.expected_progress": 11, "calendar.progress_gap": 13, "calendar.variance": 12, "calendar.shape": 7,
    "calendar.flag": 18, "calendar.at_risk": 10, "calendar.days_left": 10, "calendar.working_days_left": 10,
    "objectives.strategic_goal": 24, "team.capacity": 19,
    "index.code": 14, "index.title": 28, "index.axis": 21, "index.objective": 28, "index.owner": 14,
    "index.priority": 14, "index.status": 11, "index.start": 11, "index.due": 11, "index.progress": 12,
    "index.allocated": 12, "index.committed": 12, "index.spent": 12, "index.forecast": 13,
    "envelope.key": 16, "envelope.dimension": 23, "performance.reading_no": 14,
    "performance.indicator": 34, "animation.outcome": 20,
    "axis_quarters.team": 9, "axis_quarters.axis": 9, "axis_quarters.label": 46,
    "group_objectives.label": 46, "group_objectives.teams": 12,
    "actions.title": 44, "actions.owner_name": 22, "actions.situation": 20, "actions.gap": 13,
    "controls.severity": 11, "controls.location": 36, "controls.message": 66, "controls.fix": 46, "controls.rule": 10,
    "sources.path": 32, "sources.reason": 40, "sources.saved_by": 20, "sources.workbook_id": 14, "sources.sha256": 14,
    "sources.status": 18, "conflicts.subject": 36, "conflicts.place": 40, "changes.subject": 36, "changes.place": 40,
}  # fmt: skip
#: On a sheet that shows an action of a consolidated workbook: where each line finds its row, hidden.
LOOKUP = FICHE_LAST + 1
#: Label and value columns of the two halves of a form line on an action sheet.
FICHE_HALVES = ((1, 3, 6), (7, 9, FICHE_EDGE))
#: Among the hidden totals of an action sheet: whether it is a copy that still has the code of another tab.
COPY = "@copy"
#: Tables of an action sheet whose rows its totals split, with what these totals need beside the hidden figures.
CARRIED = {"budget_lines": ("planned", "committed", "spent", "line_forecast"), "schedule": ("month",)}
#: Tables whose first row is looked for by its text: their heading is no row.
SEARCHED = ("kpis",)
#: Rows people may add to these tables of an action sheet beyond its spare ones, three lines paid over twelve months
#: among them; the counter of the sheet reports any more, and PAC516 tells both amounts.
GROWTH = {"budget_lines": 12, "schedule": 31}
#: Rows below the last table of another sheet that formulas look at, too: people go on there when no spare row is left.
REACH = 100
#: Hidden figures other sheets need from the rows below a table, which have their formulas in advance.
FIGURES_BELOW = {"performance": ("subject_code", "is_latest"), "holidays": ("scope_key", "applies_on")}
#: Weeks a calendar shows at most.
WEEKS = 53


class Board(NamedTuple):
    """The grid of the dashboard: narrow equal columns, where its right half begins, its hidden columns."""

    columns: int = 38
    right: int = 24
    #: Objectives shown at least.
    least_objectives: int = 5
    #: Hidden columns: places of the rows of each list, labels and amounts of charts, one after the other.
    hidden: int = 20


BOARD = Board()


class Contents(NamedTuple):
    """The grid of the first sheet: a margin, then cards of two columns (sheet, state) with a gap between them."""

    #: First column of each card.
    cards: tuple[int, ...] = (2, 5, 8, 11)
    name_width: float = 22.5
    state_width: float = 19.5
    gap_width: float = 2
    last: int = 12
    #: First hidden column: name, target, missing, wrong, begun, to do, to be filled in; then three for action sheets;
    #: then the filled cells and the share of a line, and the filled cells of action sheets.
    hidden: int = 15
    hidden_columns: int = 13


CONTENTS = Contents()


class Matrix(NamedTuple):
    """The SWOT matrix below its table: statements a quadrant shows, first and last column of its two sides."""

    lines: int = 6
    columns: tuple[tuple[int, int], tuple[int, int]] = ((1, 3), (4, 6))


MATRIX = Matrix()
#: Sheets that show something below their last table.
FOLLOWED = frozenset(("swot",))
