"""Classify the rows of a table: actions, continuations of the action above, titles of sections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pacom_xl.adoption.list_file.list_cells import ListCell
from pacom_xl.adoption.mapping.column_contents import level_in
from pacom_xl.adoption.mapping.column_mapping import MappedTable
from pacom_xl.adoption.mapping.row_kinds import is_total
from pacom_xl.model.text import fold

#: Fields of which two filled ones make a row an action.
_SUBSTANCE = ("owner", "status", "due", "start", "progress", "planned", "allocated", "priority")
_AXIS_TITLE = re.compile(
    r"(axe|axis|domaine|pilier|pillar|orientation|volet|chantier|theme|thematique|priorite strategique|programme)\b"
)
#: Names of sheets that name no axis: years, months of offices, « Feuil1 ».
_NO_AXIS = re.compile(
    r"[\d\s/_.-]*|(?:feuil|sheet|feuille|tabelle|onglet|liste|plan|plan d'actions?|actions?|suivi|pac|annee)[ _-]*\d*"
)
#: What people write in a title cell that stays empty, folded.
_NO_TITLE = frozenset(("-", "n/a", "s.o."))
_HIERARCHY = re.compile(r"\d+(?:\.\d+)*\.?")


@dataclass(frozen=True, slots=True)
class Section:
    """The title of a group of actions. ``depth`` 0 is an axis; ``number`` its rank when the title gives one."""

    label: str
    cells: tuple[ListCell, ...]
    depth: int
    number: int | None = None


@dataclass
class ActionRows:
    """The rows of one action: the first, those that go on with it, those of its sub-tasks."""

    table: MappedTable
    first: int
    more: list[int] = field(default_factory=list)
    children: list[int] = field(default_factory=list)
    #: From the axis down.
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True)
class SortedRows:
    """The rows of a table, sorted."""

    actions: list[ActionRows] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    #: Rows before the first action that belong to none.
    loose: list[int] = field(default_factory=list)


class RowSorter:
    """Sorts the rows of one table of actions."""

    def __init__(self, mapped: MappedTable, base: Section | None = None) -> None:
        self.mapped = mapped
        #: The axis the whole table is about.
        self.base = base
        self.sheet = mapped.table.sheet
        title = mapped.one("title")
        assert title is not None
        self.title = title.column
        self.code = self._column("code")
        self.codes = self._codes()

    def _column(self, target: str) -> int | None:
        found = self.mapped.one(target)
        return found.column if found else None

    def _codes(self) -> dict[int, str]:
        """Hierarchical codes by row, without a final point."""
        if self.code is None:
            return {}
        cells = ((row, self.sheet.cells.get((row, self.code))) for row in self.mapped.table.data_rows)
        found = {row: cell.shown.strip() for row, cell in cells if cell}
        return {row: code.rstrip(".") for row, code in found.items() if _HIERARCHY.fullmatch(code)}

    def sort(self) -> SortedRows:
        """Every data row, in order."""
        found = SortedRows()
        path: list[Section] = [self.base] if self.base else []
        rows = self.mapped.table.data_rows
        for place, row in enumerate(rows):
            if section := self._section(row, rows[place + 1 :]):
                path = [s for s in path if s.depth < section.depth] + [section]
                found.sections.append(section)
            elif self._goes_on(row, rows[place - 1] if place else -1, found.actions):
                found.actions[-1].more.append(row)
            elif self._title_cell(row) is None:
                found.loose.append(row)
            else:
                found.actions.append(ActionRows(self.mapped, row, sections=tuple(path)))
        self._gather_children(found)
        return found

    def _title_cell(self, row: int) -> ListCell | None:
        """The cell with the title of a row; ``None`` when it is empty or holds a dash or « n/a »."""
        cell = self.sheet.cells.get((row, self.title))
        return cell if cell and cell.problem is None and fold(cell.shown) not in _NO_TITLE else None

    # -- sections --

    def _section(self, row: int, following: Sequence[int]) -> Section | None:
        cells = self.sheet.rows[row]
        if self.mapped.one("outline"):
            return self._outlined(row, following)
        code = self.codes.get(row)
        if code is not None and self._is_parent(code, following) and self._substance(row) < 2:
            title = self._title_cell(row)
            label = title.shown if title else cells[-1].shown
            depth = code.count(".")
            shown = label if depth == 0 else f"{code} {label}"
            return Section(shown, tuple(cells), depth, int(code) if depth == 0 else None)
        return self._plain_section(cells, following)

    def _outlined(self, row: int, following: Sequence[int]) -> Section | None:
        level, below = self._level(row), self._level(following[0]) if following else None
        title = self._title_cell(row)
        if level is None or below is None or below <= level or title is None:
            return None
        columns = [column for column in (self.code, self._column("outline")) if column is not None]
        beside = (self.sheet.cells.get((row, column)) for column in columns)
        return Section(title.shown, (title, *filter(None, beside)), level - 1)

    def _level(self, row: int) -> int | None:
        column = self._column("outline")
        cell = self.sheet.cells.get((row, column)) if column is not None else None
        return level_in(cell) if cell else None

    def _is_parent(self, code: str, following: Sequence[int]) -> bool:
        return any(self.codes.get(row, "").startswith(f"{code}.") for row in following)

    def _substance(self, row: int) -> int:
        columns = [column.column for target in _SUBSTANCE for column in self.mapped.of(target)]
        return sum((row, column) in self.sheet.cells for column in columns)

    def _plain_section(self, cells: Sequence[ListCell], following: Sequence[int]) -> Section | None:
        """The section a row begins when it holds a single text that cannot be the title of an action.

        It stands before the titles, spans several columns, is in capitals, ends with a colon, or names an axis.
        """
        texts = [cell.text for cell in cells if cell.text]
        if not texts or not following or len(cells) > 2 or not self._is_action(following):
            return None
        first = cells[0]
        is_axis = bool(_AXIS_TITLE.match(fold(texts[0]))) and self._substance(first.row) == 0
        if len(cells) == 2 and not is_axis:
            return None
        area = self.sheet.area(*first.place)
        is_wide = area is not None and area.right > area.left
        elsewhere = first.column != self.title and first.column < self.title and not self._is_filled_down(first)
        shouts = texts[0].endswith(":") or (texts[0].isupper() and len(texts[0]) > 3 and len(self.mapped.columns) > 1)
        if not (is_axis or is_wide or elsewhere or shouts):
            return None
        label = " ".join(cell.shown for cell in cells)
        depth = 0 if is_axis or not (self.base or self.mapped.one("axis")) else 1
        return Section(label, tuple(cells), depth, number_in(label))

    def _is_action(self, following: Sequence[int]) -> bool:
        return any((row, self.title) in self.sheet.cells for row in following)

    def _is_filled_down(self, cell: ListCell) -> bool:
        """Whether a cell stands in a column of axes or codes, where a row without title continues the action above."""
        return any(cell.column == column.column for target in ("axis", "code") for column in self.mapped.of(target))

    # -- rows that go on --

    def _goes_on(self, row: int, before: int, actions: Sequence[ActionRows]) -> bool:
        """Whether a row belongs to the action directly above: no title, the same title, or cells merged with it."""
        if not actions or row != before + 1 or before not in (actions[-1].first, *actions[-1].more):
            return False
        current = actions[-1]
        title = self._title_cell(row)
        if title is None:
            code_cell = self.sheet.cells.get((row, self.code)) if self.code is not None else None
            above = self.sheet.cells.get((current.first, self.code)) if self.code is not None else None
            return code_cell is None or (above is not None and code_cell.shown == above.shown)
        above = self._title_cell(current.first)
        if self.mapped.of("milestones") and above and fold(above.shown) == fold(title.shown):
            return True
        if self.code is None or (row, self.code) in self.sheet.cells:
            return False
        return (current.first, self.code) in self.sheet.cells and self._is_merged_with(row, current.first)

    def _is_merged_with(self, row: int, first: int) -> bool:
        areas = (self.sheet.area(row, column.column) for column in self.mapped.table.columns)
        return any(area.top == first and area.bottom <= first + 3 for area in areas if area)

    def _gather_children(self, found: SortedRows) -> None:
        """Rows that name another action as their parent become sub-tasks of it."""
        column = self._column("parent")
        if column is None:
            return
        by_title = {fold(title.shown): a for a in found.actions if (title := self._title_cell(a.first))}
        accepted = []
        for action in found.actions:
            cell = self.sheet.cells.get((action.first, column))
            parent = by_title.get(fold(cell.shown)) if cell else None
            if parent is None or parent is action or (parent.first, column) in self.sheet.cells:
                accepted.append(action)
            else:
                parent.children += [action.first, *action.more]
        found.actions[:] = accepted


def number_in(label: str) -> int | None:
    """The rank a title gives: « Axe 2 : … » and « 2. … » are 2."""
    found = re.match(r"(?:[a-z]+ )?(\d{1,2})(?=[ .:)\-–—]|$)", fold(label))
    return int(found[1]) if found else None


def axis_above(mapped: MappedTable, several: bool) -> Section | None:
    """The axis a table is about, from the title above its headings, or its sheet's name when there are several."""
    table = mapped.table
    rows = [table.sheet.rows[row] for row in table.above]
    for cells in rows:
        if section := _axis_pair(mapped, cells):
            return section
    singles = [cells[0] for cells in rows if len(cells) == 1 and cells[0].text]
    for cell in singles:
        if _AXIS_TITLE.match(fold(cell.shown)) and not cell.shown.endswith(":"):
            return Section(cell.shown, (cell,), 0, number_in(cell.shown))
    is_named = several and not _NO_AXIS.fullmatch(fold(table.sheet.name))
    return Section(table.sheet.name, (), 0, number_in(table.sheet.name)) if is_named else None


def _axis_pair(mapped: MappedTable, cells: Sequence[ListCell]) -> Section | None:
    """« 1 | Conquête » above a table whose codes begin with 1."""
    if len(cells) != 2 or not cells[1].text or is_total(cells):
        return None
    code = cells[0].shown.rstrip(".")
    begins = (
        any(other.startswith(f"{code}.") for other in RowSorter(mapped).codes.values()) if code.isdigit() else False
    )
    return Section(cells[1].shown, tuple(cells), 0, int(code)) if begins else None


def axes_without_actions(sheets: Iterator[Sequence[ListCell]], like: Sequence[Section]) -> Iterator[Section]:
    """Sheets with nothing but the title of an axis, at the places where other sheets have theirs."""
    places = {tuple(cell.place for cell in section.cells) for section in like if len(section.cells) == 2}
    for cells in sheets:
        if tuple(cell.place for cell in cells) in places and cells[1].text and cells[0].shown.isdigit():
            yield Section(cells[1].shown, tuple(cells), 0, int(cells[0].shown))
