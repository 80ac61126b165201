"""Where everything sits. The writers ask here and nowhere else; no other module holds a row or a column number.

Every sheet: a hidden first row and a hidden first column for the anchors (see ``marks``), a title, the purpose,
then one block per table, each below the other. An action sheet adds hidden rows at its top, where no row that people
delete can take them away: the totals the index reads, and the carried rows these totals add up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from pacom_xl.core.plan import column_letters
from pacom_xl.core.text import Lang
from pacom_xl.figures.book import QUARTERS, Book
from pacom_xl.template.schema import Field, Sheet, Table
from pacom_xl.workbook.tab_names import tab_names

ANCHORS = 0
FIRST_COLUMN = 1
MARK_ROW = 0
TITLE_ROW = 1
PURPOSE_ROW = 2
FIRST_BLOCK_ROW = 4

#: Columns of an action sheet: a short one, a wide one, then equal ones up to here.
FICHE_SHORT, FICHE_WIDE, FICHE_LAST = 1, 2, 13
#: Columns of their own width, in characters, where the type's would not do.
COLUMN_WIDTHS = {
    "calendar.title": 38, "calendar.owner": 13, "calendar.kpi_attainment": 12, "calendar.allocated": 12,
    "calendar.expected_progress": 11, "calendar.progress_gap": 13, "calendar.variance": 12, "calendar.shape": 7,
    "calendar.flag": 18, "calendar.at_risk": 10, "calendar.days_left": 10, "calendar.working_days_left": 10,
    "index.title": 44, "envelope.key": 16,
}  # fmt: skip
#: On a sheet that shows an action of a consolidated workbook: where each line finds its row, hidden.
LOOKUP = FICHE_LAST + 1
#: Label and value columns of the two halves of a form line on an action sheet.
FICHE_HALVES = ((1, 3, 6), (7, 9, 13))
#: Among the hidden totals of an action sheet: whether it is a copy that still has the code of another tab.
COPY = "@copy"
#: Tables of an action sheet whose rows its totals split, with what these totals need beside the hidden figures.
CARRIED = {"budget_lines": ("planned", "committed", "spent", "line_forecast"), "schedule": ("month",)}
#: Tables whose first row is looked for by its text: their heading is no row.
SEARCHED = ("kpis",)
#: Rows people may add to a table of an action sheet beyond its spare ones; its counter reports any more.
GROWTH = 8
WEEKS = 53


class Board(NamedTuple):
    """The grid of the dashboard: equal columns, cards of some of them, where its right-hand lists begin, charts."""

    columns: int = 12
    width: float = 12.5
    card: int = 2
    #: First column beside the situations, and beside the objectives.
    right: int = 5
    half: int = 8
    least_objectives: int = 6
    chart_rows: int = 15
    chart_width: int = 545
    chart_height: int = 290


BOARD = Board()


class Matrix(NamedTuple):
    """The SWOT matrix below its table: statements a quadrant shows, first and last column of its two sides."""

    lines: int = 6
    columns: tuple[tuple[int, int], tuple[int, int]] = ((1, 3), (4, 6))


MATRIX = Matrix()


class Place(NamedTuple):
    """A form field: its label cell, and its value cell up to ``last`` (merged when wider than one)."""

    row: int
    label: int
    column: int
    last: int

    @property
    def a1(self) -> str:
        """Absolute address of the value."""
        return f"${column_letters(self.column)}${self.row + 1}"


@dataclass(frozen=True)
class TableBlock:
    """A table: a hidden key row, a header row, then ``size`` rows."""

    tab: str
    table: Table
    title_row: int | None
    key_row: int
    size: int
    #: Field key, or ``field@part``, to column.
    columns: Mapping[str, int]
    #: Last column of a field that spans several.
    merged: Mapping[str, int] = field(default_factory=dict)

    @property
    def header_row(self) -> int:
        """The row people read."""
        return self.key_row + 1

    @property
    def first_row(self) -> int:
        """First row of data."""
        return self.key_row + 2

    @property
    def last_row(self) -> int:
        """Last row of data, spare ones included."""
        return self.first_row + self.size - 1

    @property
    def first_column(self) -> int:
        """Leftmost column used."""
        return min(self.columns.values())

    @property
    def visible(self) -> list[str]:
        """Keys of the columns people see, from left to right."""
        return [key for key in self.columns if "@" not in key and not self.table.by_key[key].hidden]

    @property
    def grows(self) -> bool:
        """Whether rows people add to it are counted at once: on an action sheet."""
        return self.table.parent is not None and self.title_row is not None

    @property
    def closing_row(self) -> int:
        """Last row people may fill in: where a table grows, the blank one below the last is a row too."""
        return self.last_row + self.grows

    @property
    def ranged(self) -> tuple[int, int]:
        """First and last row of what formulas look at.

        Where a table grows, from its heading to the title of the next one: rows inserted anywhere between are inside.
        """
        if not self.grows:
            return self.first_row, self.last_row
        return self.first_row if self.table.key in SEARCHED else self.header_row, self.closing_row + 1

    def column_range(self, key: str) -> str:
        """Absolute address of a column's data."""
        return self.range_of(self.columns[key])

    def range_of(self, column: int) -> str:
        """Absolute address of the rows formulas look at, in any column."""
        letters, (first, last) = column_letters(column), self.ranged
        return f"${letters}${first + 1}:${letters}${last + 1}"


@dataclass(frozen=True)
class Carried:
    """Hidden rows that repeat the rows of a table by their rank: they follow rows people insert, sort or delete.

    The first one stands for the first row below the heading, whatever it holds.
    """

    first_row: int
    size: int
    #: Field key to column.
    columns: Mapping[str, int]

    def column_range(self, key: str) -> str:
        """Absolute address of a column."""
        letters = column_letters(self.columns[key])
        return f"${letters}${self.first_row + 1}:${letters}${self.first_row + self.size}"


@dataclass(frozen=True)
class FormBlock:
    """A form: a hidden key row, then one line per field or per pair of fields."""

    tab: str
    table: Table
    title_row: int | None
    key_row: int
    places: Mapping[str, Place]
    #: Row of a heading to its field.
    headings: Mapping[int, Field]
    #: Columns of the first, second value of a line.
    value_columns: tuple[int, ...]
    last_row: int

    def lines(self) -> Iterator[tuple[int, list[str]]]:
        """Rows of the form with the keys of their fields, from left to right."""
        rows: dict[int, list[str]] = {}
        for key, place in self.places.items():
            rows.setdefault(place.row, []).append(key)
        yield from rows.items()


@dataclass(frozen=True)
class GridBlock:
    """Months across: one input row per item, then one computed row per figure."""

    tab: str
    table: Table
    title_row: int | None
    key_row: int
    #: Month (``""`` for the values of no month) to column.
    columns: Mapping[str, int]
    items: Mapping[str, int]
    figures: Mapping[str, int]

    @property
    def header_row(self) -> int:
        """The row with the months."""
        return self.key_row + 1

    @property
    def last_row(self) -> int:
        """Last row of the block."""
        return max((*self.items.values(), *self.figures.values()))


Block = TableBlock | FormBlock | GridBlock


@dataclass(frozen=True)
class Tab:
    """One tab of the workbook."""

    sheet: Sheet
    name: str
    blocks: Mapping[str, Block]
    #: The action of an action sheet.
    code: str | None = None
    #: Hidden totals of an action sheet: ``field`` or ``field@part`` to row and column.
    hidden: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    #: Hidden copies of the rows its totals split, by table.
    carried: Mapping[str, Carried] = field(default_factory=dict)

    @property
    def quoted(self) -> str:
        """The tab's name as formulas write it."""
        return "'" + self.name.replace("'", "''") + "'"

    @property
    def last_row(self) -> int:
        """Last row of the last block."""
        return max((block.last_row for block in self.blocks.values()), default=FIRST_BLOCK_ROW)

    @property
    def last_column(self) -> int:
        """Rightmost column people see."""
        return max((_right_edge(block) for block in self.blocks.values()), default=FIRST_COLUMN + 2)


@dataclass(frozen=True)
class Layout:
    """The whole workbook."""

    lang: Lang
    tabs: tuple[Tab, ...]
    parts: Mapping[str, tuple[str, ...]]
    #: Mondays of the weeks of the calendar.
    weeks: tuple[date, ...]
    #: An action sheet as people duplicate it: where index rows filled in by hand look in the tab they name.
    model: Tab | None = None

    @cached_property
    def by_sheet(self) -> dict[str, Tab]:
        """Tabs by sheet key; action sheets aside."""
        return {tab.sheet.key: tab for tab in self.tabs if tab.code is None}

    @cached_property
    def fiches(self) -> list[Tab]:
        """Action sheets, in workbook order."""
        return [tab for tab in self.tabs if tab.code is not None]

    def tab_of(self, table: str) -> Tab | None:
        """The tab that holds a table outside action sheets."""
        return next((tab for tab in self.by_sheet.values() if table in tab.blocks), None)


def lay_out(book: Book, lang: Lang, sizes: Mapping[str, int] | None = None, view: Sheet | None = None) -> Layout:
    """Places for every sheet of the book's template, sized for the book's rows, or for ``sizes`` by table.

    ``view``: the sheet that shows one action of a consolidated workbook, in place of that of the same key.
    """
    sizes = sizes or {}
    named = {sheet.label.in_(lang) for sheet in book.template.sheets}
    codes = [action.key for action in book.rows("actions")]
    fiches = list(zip(tab_names(codes, named), codes, strict=True))
    parts = {"natures": tuple(book.natures), "quarters": QUARTERS, "months": tuple(book.months)}
    tabs: list[Tab] = []
    model = None
    for sheet in book.template.sheets:
        if sheet.key in book.template.left_out and not any(book.rows(table.key) for table in sheet.tables):
            continue
        if sheet.key == "actions" and sheet.tables[0].kind == "form":
            model = _fiche(sheet, "", "", book, parts)
            tabs += (_fiche(sheet, name, code, book, parts) for name, code in fiches)
        elif view is not None and sheet.key == view.key:
            tabs += (_fiche(view, name, code, book, parts) for name, code in fiches)
        else:
            name = sheet.label.in_(lang)
            tabs.append(Tab(sheet, name, dict(_blocks(sheet, name, book, parts, sizes))))
    return Layout(lang, tuple(tabs), parts, _weeks(book.months[0]), model)


def spread_keys(field_: Field, parts: Mapping[str, tuple[str, ...]]) -> list[str]:
    """``key``, or ``key@part`` for each part of a spread field."""
    if field_.type.spread:
        return [f"{field_.key}@{part}" for part in parts[field_.type.spread]]
    return [field_.key]


def _weeks(first_month: str) -> tuple[date, ...]:
    start = date(int(first_month[:4]), int(first_month[5:]), 1)
    monday = start - timedelta(days=start.weekday())
    return tuple(monday + timedelta(weeks=n) for n in range(WEEKS))


# -- ordinary sheets ---------------------------------------------------------------------------------------------


def _blocks(
    sheet: Sheet, tab: str, book: Book, parts: Mapping[str, tuple[str, ...]], sizes: Mapping[str, int]
) -> Iterator[tuple[str, Block]]:
    hidden_from = FIRST_COLUMN + max((_visible_width(table) for table in sheet.tables), default=0)
    row = FIRST_BLOCK_ROW
    for table in sheet.tables:
        title = row if len(sheet.tables) > 1 else None
        start = row + 1 if len(sheet.tables) > 1 else row
        size = sizes.get(table.key, len(book.rows(table.key)) + table.spare)
        block = _block(tab, table, title, start, hidden_from, book, parts, size)
        if block is None:
            continue
        yield table.key, block
        row = block.last_row + 2


def _block(
    tab: str,
    table: Table,
    title: int | None,
    key_row: int,
    hidden_from: int,
    book: Book,
    parts: Mapping[str, tuple[str, ...]],
    size: int,
) -> Block | None:
    if table.kind == "form":
        return _form(tab, table, title, key_row)
    if table.kind == "grid":
        return _grid(tab, table, title, key_row, book)
    if table.kind == "computed" and table.code is None:
        return None
    return TableBlock(tab, table, title, key_row, max(1, size), _columns(table, hidden_from, parts))


def _visible_width(table: Table) -> int:
    if table.kind == "form":
        return 3
    return sum(not f.hidden and f.type.base != "matrix" for f in table.fields)


def _columns(table: Table, hidden_from: int, parts: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    shown = [f.key for f in table.fields if not f.hidden and f.type.base != "matrix"]
    columns = {key: FIRST_COLUMN + n for n, key in enumerate(shown)}
    if table.key == "calendar":
        hidden_from += WEEKS
    hidden = [key for f in table.fields if f.hidden for key in spread_keys(f, parts)]
    return columns | {key: hidden_from + n for n, key in enumerate(hidden)}


def _form(tab: str, table: Table, title: int | None, key_row: int) -> FormBlock:
    label, value = FIRST_COLUMN, FIRST_COLUMN + 1
    places = {f.key: Place(key_row + 1 + n, label, value, value) for n, f in enumerate(table.fields)}
    return FormBlock(tab, table, title, key_row, places, {}, (value,), key_row + len(table.fields))


def _grid(tab: str, table: Table, title: int | None, key_row: int, book: Book) -> GridBlock:
    columns = {"": FIRST_COLUMN + 1} | {month: FIRST_COLUMN + 2 + n for n, month in enumerate(book.months)}
    first = key_row + 2
    choices = book.template.choices[table.by_key["item"].type.choices or ""]
    items = {choice.key: first + n for n, choice in enumerate(choices)}
    after = first + len(items) + 1
    computed = [f.key for f in book.template.tables["cash_months"].fields if f.key != "month"]
    return GridBlock(tab, table, title, key_row, columns, items, {key: after + n for n, key in enumerate(computed)})


def _right_edge(block: Block) -> int:
    if isinstance(block, FormBlock):
        return max(place.last for place in block.places.values()) + (0 if len(block.value_columns) > 1 else 1)
    if isinstance(block, GridBlock):
        return max(block.columns.values())
    edge = max((block.merged.get(key, block.columns[key]) for key in block.visible), default=FIRST_COLUMN)
    return edge + (WEEKS if block.table.key == "calendar" else 0)


# -- action sheets -----------------------------------------------------------------------------------------------


def _fiche(sheet: Sheet, name: str, code: str, book: Book, parts: Mapping[str, tuple[str, ...]]) -> Tab:
    form, *children = sheet.tables
    shown = sheet.scope == "generated"
    hidden = [] if shown else [*(key for f in form.fields if f.hidden for key in spread_keys(f, parts)), COPY]
    width = FICHE_LAST - FICHE_SHORT + 1
    places = {key: (1 + n // width, FICHE_SHORT + n % width) for n, key in enumerate(hidden)}
    top = 1 + -(-len(hidden) // width)
    carried = {} if shown else _carried(children, top, book)
    top += max((rows.size for rows in carried.values()), default=0)
    blocks: dict[str, Block] = {form.key: _fiche_form(name, form, top + 3)}
    row = blocks[form.key].last_row + 2
    for table in children:
        size = max(1, len(book.children(code, table.key)) + table.spare)
        block = _fiche_table(name, table, row, size)
        blocks[table.key] = block
        row = block.last_row + 2
    return Tab(sheet, name, blocks, code, places, carried)


def _carried(children: Sequence[Table], first_row: int, book: Book) -> dict[str, Carried]:
    """Side by side; as many rows on every action sheet, so that the forms below stand at the same place."""
    found: dict[str, Carried] = {}
    column = FICHE_SHORT
    for table in children:
        if table.key in CARRIED:
            keys = [f.key for f in table.fields if f.key in CARRIED[table.key] or (f.computed and f.hidden)]
            rows = max((len(book.children(action.key, table.key)) for action in book.rows("actions")), default=0)
            columns = {key: column + n for n, key in enumerate(keys)}
            found[table.key] = Carried(first_row, max(1, rows + table.spare) + 1 + GROWTH, columns)
            column += len(keys)
    return found


def fiche_title_row(tab: Tab) -> int:
    """Row of the title band of an action sheet; its situation is on the next one."""
    form = tab.blocks["actions"]
    assert isinstance(form, FormBlock)
    return form.key_row - 2


def _fiche_form(tab: str, table: Table, key_row: int) -> FormBlock:
    """Fields two by two; long ones and the first of a section begin a new line."""
    places: dict[str, Place] = {}
    headings: dict[int, Field] = {}
    row, half = key_row + 1, 0
    for f in table.fields:
        if f.hidden:
            continue
        if half and (f.section or is_wide(f)):
            row, half = row + 1, 0
        if f.section:
            headings[row] = f
            row += 1
        label, column, last = FICHE_HALVES[half]
        places[f.key] = Place(row, label, column, FICHE_LAST if is_wide(f) else last)
        if is_wide(f) or half:
            row, half = row + 1, 0
        else:
            half = 1
    last_row = row if half else row - 1
    columns = tuple(column for _, column, _ in FICHE_HALVES)
    return FormBlock(tab, table, None, key_row, places, headings, columns, last_row)


def is_wide(field_: Field) -> bool:
    """Deserves a whole line of a form."""
    return field_.type.base == "long_text" or (field_.max_length or 0) >= 100


def _fiche_table(tab: str, table: Table, title_row: int, size: int) -> TableBlock:
    """A short first field in the short column, the first text in the wide one, a second text last and merged."""
    shown = [f for f in table.fields if not f.hidden]
    texts = [f for f in shown if f.type.base in ("text", "long_text") or "legal_point" in (f.type.choices or "")]
    wide, last = texts[0], texts[1] if len(texts) > 1 else None
    columns: dict[str, int] = {}
    if shown[0] is not wide:
        columns[shown[0].key] = FICHE_SHORT
    columns[wide.key] = FICHE_WIDE
    rest = [f for f in shown if f.key not in columns and f is not last] + ([last] if last else [])
    columns |= {f.key: FICHE_WIDE + 1 + n for n, f in enumerate(rest)}
    merged = {last.key: FICHE_LAST} if last else {}
    hidden = [f.key for f in table.fields if f.hidden and table.key not in CARRIED]
    columns |= {key: FICHE_LAST + 1 + n for n, key in enumerate(hidden)}
    return TableBlock(tab, table, title_row, title_row + 1, size, columns, merged)
