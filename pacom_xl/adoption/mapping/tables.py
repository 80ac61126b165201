"""Find the tables of a list: where headings stand, which rows they are for, what stands above them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from pacom_xl.adoption.list_file.list_cells import ListCell, ListSheet
from pacom_xl.adoption.mapping.row_kinds import help_rows, is_total
from pacom_xl.adoption.mapping.vocabulary import heading_words, likely_targets
from pacom_xl.model.text import fold

#: Longest text of a heading, and share of a row's texts that must be known headings.
_LONGEST_HEADING, _KNOWN_SHARE = 150, 0.3
#: So many different exact names are headings, whatever stands beside them: exports have over a hundred columns.
_ENOUGH = 4
#: From this confidence a text counts as a known heading.
_KNOWN = 0.85
_NUMBERS = re.compile(r"\d+")
#: Rows of headings above and below the main one.
_GROUP_ROWS, _SUB_ROWS = 2, 1
#: Rows directly above a heading row that may belong to its table.
_TITLE_ROWS = 3


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of a table. ``group`` is the heading above its own, over several columns."""

    column: int
    heading: str
    group: str = ""
    #: Rank among columns of the same heading, from 0.
    rank: int = 0


@dataclass
class ListTable:
    """A table of a sheet. ``headings`` are its heading rows, ``rows`` the numbers of the filled rows below."""

    sheet: ListSheet
    headings: tuple[int, ...]
    columns: tuple[ListColumn, ...]
    rows: tuple[int, ...]
    #: Filled rows above the headings that belong to no other table.
    above: tuple[int, ...] = ()
    #: Rows of types or advice below the headings, rows of totals.
    help_rows: frozenset[int] = frozenset()
    total_rows: frozenset[int] = frozenset()
    #: Rows that repeat the headings further down.
    repeated: frozenset[int] = field(default=frozenset())

    @property
    def data_rows(self) -> list[int]:
        """Rows that are neither headings again, advice nor totals."""
        return [r for r in self.rows if r not in self.help_rows | self.total_rows | self.repeated]

    def cells(self, column: int) -> list[ListCell]:
        """Filled cells of a column in the data rows, merged areas once."""
        found = (self.sheet.cells.get((row, column)) for row in self.data_rows)
        return [cell for cell in found if cell is not None]

    def signature(self) -> frozenset[str]:
        """Words of the headings, to compare tables."""
        return frozenset(filter(None, (heading_words(column.heading) for column in self.columns)))


def find_tables(sheet: ListSheet) -> list[ListTable]:
    """The tables of a sheet in their order; none when no row looks like headings."""
    tables: list[ListTable] = []
    headings: list[tuple[int, ...]] = []
    for main in _main_rows(sheet):
        if headings and (main <= headings[-1][-1] or not _may_open_table(sheet, main, headings)):
            continue
        headings.append(_heading_rows(sheet, main, below=headings[-1][-1] if headings else -1))
    starts = list(_merged_repeats(sheet, headings or list(_lone_heading(sheet))))
    for number, (rows, repeated) in enumerate(starts):
        before = starts[number - 1][0][-1] if number else -1
        following = starts[number + 1][0][0] if number + 1 < len(starts) else None
        tables.append(_table(sheet, rows, repeated, before, following))
    for table, below in pairwise(tables):
        table.rows = tuple(row for row in table.rows if row not in below.above)
    return tables


def table_at(sheet: ListSheet, headings: tuple[int, ...]) -> ListTable:
    """The table below given heading rows, down to the next one or the end of the sheet."""
    others = [table.headings[0] for table in find_tables(sheet) if table.headings[0] > headings[-1]]
    words = _words(sheet, [row for row in headings if row in sheet.rows])
    following = [row for row in others if _words(sheet, [row]) != words]
    rows = tuple(row for row in headings if row in sheet.rows)
    return _table(sheet, rows, frozenset(), -1, min(following, default=None))


def _main_rows(sheet: ListSheet) -> Iterator[int]:
    """Rows that look like headings; of several in a row the one with most known names."""
    scored = {row: score for row, cells in sheet.rows.items() if (score := _heading_score(cells))}
    for row in sorted(scored):
        neighbours = [scored.get(row + step, 0) for step in (-2, -1, 1, 2) if _is_run(scored, row, row + step)]
        if all(scored[row] >= other for other in neighbours):
            yield row


def _lone_heading(sheet: ListSheet) -> Iterator[tuple[int, ...]]:
    """The heading of a list of one column: a name of titles above at least two texts, and nothing beside them."""
    columns = {column for _, column in sheet.cells}
    if len(columns) > 1:
        return
    for row, cells in sheet.rows.items():
        texts = [c.text for number, (c,) in sheet.rows.items() if number > row]
        if "title" in known_targets(cells[0].shown) and len(texts) >= 2 and all(texts):
            yield (row,)
            return


def _may_open_table(sheet: ListSheet, main: int, headings: Sequence[tuple[int, ...]]) -> bool:
    """Below other headings: a row after a blank one, perhaps with a title between, or the same headings again.

    Anywhere else words such as « Fait » or « Action » are what people typed.
    """
    above = sheet.rows.get(main - 1, [])
    if not above or (len(above) == 1 and main - 2 not in sheet.rows):
        return True
    return any(_words(sheet, [main]) == _words(sheet, [rows[-1]]) for rows in headings)


def _is_run(scored: dict[int, int], row: int, other: int) -> bool:
    return all(number in scored for number in range(min(row, other), max(row, other) + 1))


def _heading_score(cells: Sequence[ListCell]) -> int:
    """How many cells of a row are known headings; 0 when the row cannot be one of headings."""
    texts = [cell.text for cell in cells if cell.text]
    others = [cell for cell in cells if not cell.text]
    if len(texts) < 2 or any(len(text) > _LONGEST_HEADING for text in texts) or not all(map(_is_time_heading, others)):
        return 0
    known = [frozenset(best) for text in texts if (best := known_targets(text))]
    exact = {frozenset(found) for text in texts if (found := _exact_targets(text))}
    # « Jour 1 », « Jour 2 »… are one heading.
    families = len({_NUMBERS.sub("", fold(text)) for text in texts})
    if len(known) < 2 or len(set(known)) < 2 or not exact:
        return 0
    return len(known) if len(known) >= _KNOWN_SHARE * families or len(exact) >= _ENOUGH else 0


def _exact_targets(text: str) -> list[str]:
    return [target for target, score in likely_targets(text).items() if score == 1 and target]


def _is_time_heading(cell: ListCell) -> bool:
    """A year, or a month as a date: headings of columns of a calendar."""
    return isinstance(cell.value, date) or (isinstance(cell.value, (int, float)) and 1990 <= cell.value <= 2100)


def known_targets(text: str) -> list[str]:
    """Targets a text surely names as a heading."""
    return [target for target, score in likely_targets(text).items() if score >= _KNOWN]


def _heading_rows(sheet: ListSheet, main: int, below: int) -> tuple[int, ...]:
    """The main heading row with rows of groups above and of details below."""
    rows = [main]
    for row in range(main - 1, max(below, main - 1 - _GROUP_ROWS), -1):
        if not _is_group_row(sheet, row, rows[0]):
            break
        rows.insert(0, row)
    for row in range(main + 1, main + 1 + _SUB_ROWS):
        if _is_detail_row(sheet, row, main):
            rows.append(row)
    return tuple(rows)


def _is_group_row(sheet: ListSheet, row: int, main: int) -> bool:
    """Titles over several columns, directly above the headings: at least two texts, and nothing else."""
    cells = sheet.rows.get(row, [])
    if len(cells) < 2 or any(cell.text is None or len(cell.text) > _LONGEST_HEADING for cell in cells):
        return False
    headed = {cell.column for cell in sheet.rows[main]}
    # A pair « label, value » above the table has as a rule fewer columns than two groups would cover.
    return len(cells) >= 3 or _has_wide_area(sheet, cells) or not {c.column for c in cells} <= headed


def _has_wide_area(sheet: ListSheet, cells: Sequence[ListCell]) -> bool:
    areas = (sheet.area(*cell.place) for cell in cells)
    return any(area.right > area.left or area.bottom > area.top for area in areas if area)


def _is_detail_row(sheet: ListSheet, row: int, main: int) -> bool:
    """Whether a row holds detailed headings below a heading over several columns."""
    cells = sheet.rows.get(row, [])
    texts = [cell.text for cell in cells if cell.text and len(cell.text) <= _LONGEST_HEADING]
    if not cells or len(texts) < len(cells) or not any(known_targets(text) for text in texts):
        return False
    for cell in cells:
        above = sheet.area(main, cell.column)
        is_own_heading = sheet.cells.get((main, cell.column)) is not None and not (above and above.right > above.left)
        if is_own_heading:
            return False
    return True


def _merged_repeats(
    sheet: ListSheet, headings: Sequence[tuple[int, ...]]
) -> Iterator[tuple[tuple[int, ...], frozenset[int]]]:
    """Heading rows that open a table, with the later rows that only say the same again."""
    current: tuple[int, ...] | None = None
    repeated: set[int] = set()
    for rows in headings:
        if current is not None and _words(sheet, rows) == _words(sheet, current):
            repeated.update(rows)
            continue
        if current is not None:
            yield current, frozenset(repeated)
        current, repeated = rows, set()
    if current is not None:
        yield current, frozenset(repeated)


def _words(sheet: ListSheet, rows: Sequence[int]) -> list[tuple[int, str]]:
    return [(cell.column, fold(cell.shown)) for row in rows for cell in sheet.rows[row]]


def _table(
    sheet: ListSheet, headings: tuple[int, ...], repeated: frozenset[int], before: int, following: int | None
) -> ListTable:
    rows = [row for row in sheet.rows if row > headings[-1] and (following is None or row < following)]
    table = ListTable(sheet, headings, _columns(sheet, headings, rows), tuple(rows), repeated=repeated)
    table.above = _rows_above(sheet, headings[0], before)
    table.help_rows = frozenset(help_rows(sheet, headings[-1], rows))
    table.total_rows = frozenset(row for row in rows if row not in table.help_rows and is_total(sheet.rows[row]))
    return table


def _rows_above(sheet: ListSheet, first: int, before: int) -> tuple[int, ...]:
    """Filled rows above the headings: all of them for the first table, else those that touch it."""
    if before < 0:
        return tuple(row for row in sheet.rows if row < first)
    found: list[int] = []
    for row in range(first - 1, max(before, first - 1 - _TITLE_ROWS), -1):
        if row not in sheet.rows or len(sheet.rows[row]) > 1:
            break
        found.insert(0, row)
    return tuple(found)


def _columns(sheet: ListSheet, headings: Sequence[int], rows: Sequence[int]) -> tuple[ListColumn, ...]:
    """Every column with a heading or with cells below, its heading the lowest one that is its own."""
    last = headings[-1]
    used = {cell.column for row in (*headings, *rows) for cell in sheet.rows[row]}
    found: list[ListColumn] = []
    seen: dict[str, int] = {}
    for column in sorted(used):
        texts = [text for row in headings if (text := _heading_at(sheet, row, column, row == last))]
        texts = list(dict.fromkeys(texts))
        heading, group = (texts[-1], " ".join(texts[:-1])) if texts else ("", "")
        rank = seen.get(heading_words(heading), 0)
        seen[heading_words(heading)] = rank + 1
        found.append(ListColumn(column, heading, group, rank))
    return tuple(found)


def _heading_at(sheet: ListSheet, row: int, column: int, is_last: bool) -> str:
    """The text over a column; in the rows of groups a text holds until the next one to its right."""
    if cell := sheet.at(row, column):
        return " ".join(cell.shown.split())
    if is_last:
        return ""
    left = [cell for cell in sheet.rows[row] if cell.column < column]
    area = sheet.area(*left[-1].place) if left else None
    # A merged group says itself where it ends, and so does one as tall as the headings.
    return " ".join(left[-1].shown.split()) if left and area is None else ""
