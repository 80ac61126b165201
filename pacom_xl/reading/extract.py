"""From the cells of one tab to the raw records of its tables, and the account of every cell that is not empty.

Nothing is interpreted here: a raw record holds what the cells hold, and where. A cell is read, or computed, or known
decoration (anchors, headings, help), or it is among the ``spare`` ones, which the reader lists.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from pacom_xl.layout.anchors import DECOR, PLACE
from pacom_xl.model.plan import Origin
from pacom_xl.model.text import fold
from pacom_xl.reading.raw_records import RawRecord, RawSheet, SpareCell
from pacom_xl.reading.recognition.form_location import locate_fields
from pacom_xl.reading.recognition.table_location import Block, locate
from pacom_xl.reading.recognition.total_rows import total_rows
from pacom_xl.reading.recognition.vocabulary import Vocabulary, bare_label, vocabulary_of
from pacom_xl.template.schema import CARRIED_TEMPLATE, Sheet, Table, Template
from pacom_xl.xlsx.cells import Row, Rows

Names = tuple[tuple[str, int], ...]
#: Days that number 0 stands for, in workbooks that count from 1900 and from 1904.
_EPOCHS = (date(1899, 12, 30), date(1904, 1, 1))


def extract(
    tab: str, rows: Rows, key: str, anchor: tuple[int, int] | None, template: Template, names: Names = ()
) -> RawSheet:
    """Every record and the account of a tab. ``names``: what the defined names say, when they were asked."""
    sheet = RawSheet(tab, key, anchor=anchor)
    width = len(rows[0]) if rows else 0
    column = anchor[1] if anchor else _anchor_column(rows)
    anchors = [row[column] for row in rows] if 0 <= column < width else [""] * len(rows)
    sheet.has_anchors = any(anchors)
    of_template = template.by_key[key]
    sheet.blocks = locate(rows, anchors, of_template, template, dict(names))
    extractor = _TabExtractor(sheet, rows, anchors, column, template, of_template)
    at = 0
    for block in sheet.blocks:
        at = extractor.decoration(at, block.first, block)
        _TAKERS.get(block.table.kind, _TabExtractor.rows_of)(extractor, block)
        at = max(at, block.end)
    extractor.decoration(at, len(rows))
    return sheet


def _anchor_column(rows: Rows) -> int:
    """The column that still holds anchors of rows or tables, ``-1`` when none does."""
    for column in range(min(4, len(rows[0]) if rows else 0)):
        if any(isinstance(row[column], str) and (row[column] == DECOR or row[column].startswith("[")) for row in rows):
            return column
    return -1


class _TabExtractor:
    """Goes through the rows of one tab, block after block."""

    def __init__(
        self, sheet: RawSheet, rows: Rows, anchors: Sequence[Any], column: int, template: Template, about: Sheet
    ) -> None:
        self.sheet, self.rows, self.anchors, self.column = sheet, rows, anchors, column
        self.template, self.about = template, about
        self.known: Vocabulary = vocabulary_of(template)

    # -- rows of a table -------------------------------------------------------------------------------------

    def rows_of(self, block: Block) -> None:
        """One record a row; rows of the tool's own and rows that look like a note are not records."""
        sheet, table, rows = self.sheet, block.table, self.rows
        if table.kind == "computed":
            return self._view_rows(block)
        if table.kind == "generated" and not block.computed:
            return self._own_rows(block)
        fields, is_data = tuple(block.columns.items()), table.kind != "generated"
        if is_data:
            sheet.tables[table.key] = set(block.columns)
        doubled = self.column in block.columns.values()
        for number in range(block.first, block.end):
            row, anchor = rows[number], self._row_anchor(block, number)
            filled = len(row) - row.count("")
            if filled <= (anchor != ""):
                sheet.filled += filled
                if anchor == DECOR:
                    sheet.decor.add(number)
                continue
            if anchor == DECOR or not (anchor or self._is_row(block, row, anchor)):
                if not anchor and any(self._is_typed(row[c]) for c in block.columns.values()):
                    sheet.doubtful_rows.add(number)
                columns = (*block.columns.values(), *block.computed.values()) if number == block.header else ()
                self._decor_row(number, row, anchor, columns or (() if anchor else block.computed.values()))
                continue
            values = {key: raw for key, c in fields if (raw := row[c]) != ""}
            sheet.filled += filled
            if values and is_data:
                self._add_record(block, number, values, anchor if isinstance(anchor, str) else "")
            remaining = filled - len(values) - (anchor != "")
            if remaining or doubled:
                self._other_cells(block, number, remaining)
        self._set_totals_aside(block)
        return None

    def _set_totals_aside(self, block: Block) -> None:
        """Rows that only add up others are listed and not read."""
        sheet = self.sheet
        records = [r for r in sheet.records if r.table is block.table]
        for record in total_rows(block.table, records):
            sheet.records.remove(record)
            sheet.totals.append(record)
            sheet.read -= len(record.values)
            for key, raw in record.values.items():
                sheet.spare.append(SpareCell(record.origin.row, record.origin.columns[key], raw, False))

    def _is_typed(self, raw: Any) -> bool:
        """Whether a cell holds something the tool does not write by itself."""
        return raw != "" and not (isinstance(raw, str) and self.known.explains(raw))

    def _row_anchor(self, block: Block, number: int) -> Any:
        """What the hidden column says a row is; a heading a sort took along leaves its sign to another row."""
        if number == block.header:
            return DECOR
        anchor = self.anchors[number]
        return "" if anchor == DECOR and self._is_header_sorted(block) else anchor

    def _is_header_sorted(self, block: Block) -> bool:
        """Whether the heading was sorted among the rows, or back from there with the sign of another row."""
        return block.is_header_displaced or (block.header >= 0 and self.anchors[block.header] not in ("", DECOR))

    def _add_record(self, block: Block, number: int, values: dict[str, Any], row_id: str) -> None:
        sheet, table = self.sheet, block.table
        origin = Origin(sheet.tab, number, block.columns)
        sheet.records.append(RawRecord(table, values, origin, row_id))
        sheet.read += len(values)
        if not self.known.headings[table.key].isdisjoint(self.rows[number]):
            self._headings_among(table, values, origin)

    def _headings_among(self, table: Table, values: Mapping[str, Any], origin: Origin) -> None:
        """Note the cells of a row that hold the heading of their own column: the column has slipped."""
        for key, raw in values.items():
            if isinstance(raw, str) and self.known.field_of(table.key, raw) is table.by_key[key]:
                cell = origin.cell(key)
                if cell:
                    self.sheet.slipped.append((table.by_key[key], cell))

    def _other_cells(self, block: Block, number: int, remaining: int) -> None:
        """Cells of a row of a table that are read into no field (``remaining``): figures, cells beside the table."""
        row, anchor, name = self.rows[number], self.anchors[number], block.table.key
        if block.table.kind == "generated" and not self._is_generated(block, number):
            return self._spare(number, row, {self.column}, bool(anchor))
        shown = [
            (number, c, f"{name}.{key}", raw)
            for key, c in block.computed.items()
            if (raw := row[c]) != "" and not self._is_own_heading(block, key, raw)
        ]
        if anchor:
            self.sheet.figures += shown
        if remaining != len(shown):
            columns = {*block.columns.values(), *block.computed.values(), self.column}
            self._spare(number, row, columns, bool(anchor))
        return None

    def _is_own_heading(self, block: Block, key: str, raw: Any) -> bool:
        """Whether a cell holds the heading of its computed column, which a sort of the input columns left behind."""
        if not block.is_header_displaced or not isinstance(raw, str):
            return False
        return self.known.field_of(block.table.key, raw) is block.table.by_key.get(key.partition("@")[0])

    def _is_generated(self, block: Block, number: int) -> bool:
        """Whether the tool wrote a row of a table it fills: it has its sign and says what it is about."""
        column = next((block.computed.get(key) for key in block.table.natural_key), None)
        return self.anchors[number] != "" and (column is None or self.rows[number][column] != "")

    def _own_rows(self, block: Block) -> None:
        """Rows the tool writes for itself: nothing in them is read, what stands beside them is looked at."""
        columns = {*block.columns.values(), self.column}
        beside = [c for c in range(len(self.rows[0]) if self.rows else 0) if c not in columns]
        for number in range(block.first, block.end):
            row, anchor = self.rows[number], self.anchors[number]
            if anchor == DECOR:
                self._decor_row(number, row, anchor)
                continue
            self.sheet.filled += len(row) - row.count("")
            if beside and any(row[c] != "" for c in beside):
                self._spare(number, row, columns, bool(anchor))

    def _view_rows(self, block: Block) -> None:
        """Rows that show other sheets again: formulas, whose parts are looked at for what was typed over them."""
        sheet, rows, width = self.sheet, self.rows, len(self.rows[0]) if self.rows else 0
        columns = {*block.columns.values(), *block.computed.values(), self.column}
        others = [c for c in range(width) if c not in columns]
        code = block.columns.get(block.table.code or "")
        figures = tuple((f"{block.table.key}.{key}", c) for key, c in block.computed.items())
        for number in range(block.first, block.end):
            row, anchor = rows[number], self.anchors[number]
            if anchor == DECOR or not (anchor or self._is_row(block, row, anchor)):
                if row.count("") < len(row):
                    self._decor_row(number, row, anchor)
                continue
            sheet.filled += len(row) - row.count("")
            if code is not None and row[code] != "":
                sheet.codes.append((str(row[code]), number, code))
            sheet.figures += ((number, c, name, row[c]) for name, c in figures if row[c] != "")
            if any(row[c] != "" for c in others):
                self._spare(number, row, columns, bool(anchor))

    def _is_row(self, block: Block, row: Row, anchor: Any) -> bool:
        """A row without an anchor is a record when it looks like one: no lone note, no heading."""
        if anchor or block.table.kind == "generated":
            return True
        filled = [c for c in block.columns.values() if row[c] != ""]
        if block.table.key == CARRIED_TEMPLATE:
            # A template shipped with the program is named in one cell, without files.
            return bool(filled)
        if len(filled) < min(2, len(block.columns)):
            return False
        choices = sum(self._is_choice(block.table, key, row[c]) for key, c in block.columns.items())
        texts = [raw for c in filled if isinstance(raw := row[c], str)]
        if len(texts) == len(filled) and all(self.known.is_template_text(text) for text in texts):
            # Titles below a table may be words of its lists too: a single choice proves nothing.
            return choices > 1
        if choices:
            return True
        labels = self.known.labels[block.table.key]
        return sum(bare_label(text) in labels for text in texts) * 2 < len(filled)

    def _is_choice(self, table: Table, key: str, raw: object) -> bool:
        """Whether a cell holds one of the choices of its column: a text of the tool's that people picked."""
        f = table.by_key.get(key)
        name = f.type.choices if f and f.type.base == "enum" else None
        return name is not None and isinstance(raw, str) and bare_label(raw) in self.known.choices.get(name, ())

    # -- forms -----------------------------------------------------------------------------------------------

    def form(self, block: Block) -> None:
        """One record, its fields where their labels and the anchors of their rows say."""
        sheet, table, rows = self.sheet, block.table, self.rows
        found = locate_fields(block, rows, self.anchors, self.known)
        places, computed = found.inputs, found.computed
        block.places, block.shown = places, computed
        sheet.form_notes += found.notes
        values = {k: raw for k, (r, c) in places.items() if c < len(rows[r]) and (raw := rows[r][c]) != ""}
        origin = Origin(sheet.tab, max(block.key_row, 0), places=places)
        sheet.records.append(RawRecord(table, values, origin))
        sheet.tables[table.key] = set(places)
        sheet.read += len(values)
        columns: dict[int, list[int]] = {}
        for row, column in places.values():
            columns.setdefault(row, []).append(column)
        shown = {place: key for key, place in computed.items()}
        for number in range(block.first, block.end):
            self._form_row(number, table, columns.get(number, ()), shown)

    def _form_row(
        self, number: int, table: Table, columns: Collection[int], shown: Mapping[tuple[int, int], str]
    ) -> None:
        sheet, row = self.sheet, self.rows[number]
        filled = len(row) - row.count("")
        if not filled:
            return
        sheet.filled += filled
        others = list(row)
        for column in (self.column, *columns):
            if 0 <= column < len(others):
                others[column] = ""
        if self.known.template_texts_seen.issuperset(others):
            return
        for column, raw in enumerate(others):
            if raw == "":
                continue
            if (number, column) in shown:
                sheet.figures.append((number, column, f"{table.key}.{shown[number, column]}", raw))
            elif not (isinstance(raw, str) and self.known.is_template_text(raw)):
                sheet.spare.append(SpareCell(number, column, raw, self.anchors[number] == DECOR))

    # -- months across ---------------------------------------------------------------------------------------

    def grid(self, block: Block) -> None:
        """One record a cell: the month is above it, the item before it."""
        table, sheet = block.table, self.sheet
        sheet.tables[table.key] = {f.key for f in table.inputs}
        items = self._items(table)
        for number in range(block.first, block.end):
            row, anchor = self.rows[number], self.anchors[number]
            prefix, _, item = str(anchor).partition(PLACE)
            if prefix != table.key or not item:
                item = "" if anchor else self._item(row, items)
            if not item:
                self._decor_row(number, row, anchor)
                continue
            block.items.append(number)
            columns = {self.column}
            for column, month in block.months.items():
                columns.add(column)
                if (raw := row[column]) != "":
                    values = {"month": month, "item": item, "amount": raw}
                    sheet.records.append(
                        RawRecord(table, values, Origin(sheet.tab, number, places={"amount": (number, column)}))
                    )
                    sheet.read += 1
            sheet.filled += len(row) - row.count("")
            self._spare(number, row, columns, bool(anchor))

    @staticmethod
    def _item(row: Row, items: Mapping[str, str]) -> str:
        return next((i for raw in row if isinstance(raw, str) and (i := items.get(fold(raw)))), "")

    def _items(self, table: Table) -> dict[str, str]:
        choices = self.template.choices.get(table.by_key["item"].type.choices or "", ())
        return {fold(text): c.key for c in choices for text in (c.label.fr, c.label.en)}

    # -- the rest --------------------------------------------------------------------------------------------

    def decoration(self, start: int, end: int, block: Block | None = None) -> int:
        """Rows between the tables: titles, headings, anchors; ``block`` is the table whose header they end with."""
        columns = {*block.columns.values(), *block.computed.values()} if block else set()
        header = block.header if block else -1
        if block and block.months and header < len(self.rows):
            columns |= {c for c, month in block.months.items() if _is_month(self.rows[header][c], month)}
        for number in range(start, min(end, len(self.rows))):
            row = self.rows[number]
            if row.count("") < len(row):
                self._decor_row(number, row, self.anchors[number], columns if number == header else ())
        return max(start, end)

    def _decor_row(self, number: int, row: Row, anchor: Any, columns: Collection[int] = ()) -> None:
        filled = len(row) - row.count("")
        self.sheet.filled += filled
        self.sheet.decor.add(number)
        if filled > (anchor != "") and not self.known.explained_seen.issuperset(row):
            self._spare(number, row, {self.column, *columns}, bool(anchor))

    def _spare(self, number: int, row: Row, columns: set[int], decorated: bool) -> None:
        explains = self.known.explains
        for column, raw in enumerate(row):
            if raw == "" or column in columns or (type(raw) is str and explains(raw)):
                continue
            self.sheet.spare.append(SpareCell(number, column, raw, decorated))


def _is_month(raw: Any, month: str) -> bool:
    """Whether the heading of a column of a grid is its month: a date, or the number of one that lost its format."""
    if isinstance(raw, (int, float)) and month:
        first = date(int(month[:4]), int(month[5:]), 1)
        return any((first - epoch).days == raw for epoch in _EPOCHS)
    return isinstance(raw, date) and f"{raw:%Y-%m}" == month


_TAKERS = {"form": _TabExtractor.form, "grid": _TabExtractor.grid}
