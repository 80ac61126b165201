"""Raw records of tables with one record per row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pacom_xl.layout.anchors import DECOR
from pacom_xl.model.plan import Origin
from pacom_xl.reading.raw_records import RawRecord, SpareCell
from pacom_xl.reading.recognition.table_location import Block
from pacom_xl.reading.recognition.total_rows import total_rows
from pacom_xl.reading.recognition.vocabulary import bare_label
from pacom_xl.reading.tab_cells import TabCells
from pacom_xl.template.schema import CARRIED_TEMPLATE
from pacom_xl.xlsx.cells import Row


def read_rows(tab: TabCells, block: Block) -> None:
    """Read a table: one record a row. Rows the tool writes for itself and rows that look like a note are no records."""
    table = _TableRows(tab, block)
    if block.table.kind == "computed":
        table.note_view_rows()
    elif block.table.kind == "generated" and not block.computed:
        table.note_rows_of_tool()
    else:
        table.read()


class _TableRows:
    """The rows of one table."""

    def __init__(self, tab: TabCells, block: Block) -> None:
        self.tab, self.block, self.table = tab, block, block.table
        self.sheet, self.rows, self.anchors, self.known = tab.sheet, tab.rows, tab.anchors, tab.known
        #: Columns of the table, typed and computed, and the one of the anchors.
        self.columns = {*block.columns.values(), *block.computed.values(), tab.column}

    # -- rows that people fill in ----------------------------------------------------------------------------

    def read(self) -> None:
        sheet, block, rows = self.sheet, self.block, self.rows
        fields, is_data = tuple(block.columns.items()), self.table.kind != "generated"
        if is_data:
            sheet.tables[self.table.key] = set(block.columns)
        doubled = self.tab.column in block.columns.values()
        for number in range(block.first, block.end):
            row, anchor = rows[number], self._row_anchor(number)
            filled = len(row) - row.count("")
            if filled <= (anchor != ""):
                sheet.filled += filled
                if anchor == DECOR:
                    sheet.decor.add(number)
                continue
            if anchor == DECOR or not (anchor or self._is_record(row, anchor)):
                self._note_other_row(number, row, anchor)
                continue
            values = {key: raw for key, c in fields if (raw := row[c]) != ""}
            sheet.filled += filled
            if values and is_data:
                self._add_record(number, values, anchor if isinstance(anchor, str) else "")
            remaining = filled - len(values) - (anchor != "")
            if remaining or doubled:
                self._note_other_cells(number, remaining)
        self._set_totals_aside()

    def _row_anchor(self, number: int) -> Any:
        """What the hidden column says a row is; a heading a sort took along leaves its anchor to another row."""
        if number == self.block.header:
            return DECOR
        anchor = self.anchors[number]
        return "" if anchor == DECOR and self._is_header_sorted() else anchor

    def _is_header_sorted(self) -> bool:
        """Whether the heading was sorted among the rows, or back from there with the anchor of another row."""
        block = self.block
        return block.is_header_displaced or (block.header >= 0 and self.anchors[block.header] not in ("", DECOR))

    def _is_record(self, row: Row, anchor: Any) -> bool:
        """Whether a row is a record: it has an anchor, or looks like one. A lone note or a heading does not."""
        if anchor or self.table.kind == "generated":
            return True
        filled = [c for c in self.block.columns.values() if row[c] != ""]
        if self.table.key == CARRIED_TEMPLATE:
            # A template shipped with the program is named in one cell, without files.
            return bool(filled)
        if len(filled) < min(2, len(self.block.columns)):
            return False
        choices = sum(self._is_choice(key, row[c]) for key, c in self.block.columns.items())
        texts = [raw for c in filled if isinstance(raw := row[c], str)]
        if len(texts) == len(filled) and all(self.known.is_template_text(text) for text in texts):
            # Titles below a table may be words of its lists too: a single choice proves nothing.
            return choices > 1
        if choices:
            return True
        labels = self.known.labels[self.table.key]
        return sum(bare_label(text) in labels for text in texts) * 2 < len(filled)

    def _is_choice(self, key: str, raw: object) -> bool:
        """Whether a cell holds one of the choices of its column: a text of the tool that people picked."""
        f = self.table.by_key.get(key)
        name = f.type.choices if f and f.type.base == "enum" else None
        return name is not None and isinstance(raw, str) and bare_label(raw) in self.known.choices.get(name, ())

    def _note_other_row(self, number: int, row: Row, anchor: Any) -> None:
        """Note a row that is no record; without an anchor and with something typed in it, it is doubtful."""
        block = self.block
        if not anchor and any(self._is_typed(row[c]) for c in block.columns.values()):
            self.sheet.doubtful_rows.add(number)
        columns = (*block.columns.values(), *block.computed.values()) if number == block.header else ()
        self.tab.note_decoration(number, row, anchor, columns or (() if anchor else block.computed.values()))

    def _is_typed(self, raw: Any) -> bool:
        """Whether a cell holds something the tool does not write by itself."""
        return raw != "" and not (isinstance(raw, str) and self.known.explains(raw))

    def _add_record(self, number: int, values: dict[str, Any], row_id: str) -> None:
        origin = Origin(self.sheet.tab, number, self.block.columns)
        self.sheet.records.append(RawRecord(self.table, values, origin, row_id))
        self.sheet.read += len(values)
        if not self.known.headings[self.table.key].isdisjoint(self.rows[number]):
            self._note_headings(values, origin)

    def _note_headings(self, values: Mapping[str, Any], origin: Origin) -> None:
        """Note the cells of a record that hold the heading of their own column: the column has slipped."""
        for key, raw in values.items():
            field, cell = self.table.by_key[key], origin.cell(key)
            if cell and isinstance(raw, str) and self.known.field_of(self.table.key, raw) is field:
                self.sheet.slipped.append((field, cell))

    def _note_other_cells(self, number: int, remaining: int) -> None:
        """Note the cells of a row that are read into no field (``remaining``): figures, cells beside the table."""
        row, anchor = self.rows[number], self.anchors[number]
        if self.table.kind == "generated" and not self._is_generated(number):
            self.tab.note_spare(number, row, {self.tab.column}, bool(anchor))
            return
        shown = [
            (number, c, f"{self.table.key}.{key}", raw)
            for key, c in self.block.computed.items()
            if (raw := row[c]) != "" and not self._is_own_heading(key, raw)
        ]
        if anchor:
            self.sheet.figures += shown
        if remaining != len(shown):
            self.tab.note_spare(number, row, self.columns, bool(anchor))

    def _is_own_heading(self, key: str, raw: Any) -> bool:
        """Whether a cell holds the heading of its computed column, which a sort of the input columns left behind."""
        if not self.block.is_header_displaced or not isinstance(raw, str):
            return False
        return self.known.field_of(self.table.key, raw) is self.table.by_key.get(key.partition("@")[0])

    def _is_generated(self, number: int) -> bool:
        """Whether the tool wrote a row of a table it fills: the row has its anchor and says what it is about."""
        column = next((self.block.computed.get(key) for key in self.table.natural_key), None)
        return self.anchors[number] != "" and (column is None or self.rows[number][column] != "")

    def _set_totals_aside(self) -> None:
        """List rows that only add up others, without reading them."""
        sheet = self.sheet
        records = [record for record in sheet.records if record.table is self.table]
        for record in total_rows(self.table, records):
            sheet.records.remove(record)
            sheet.totals.append(record)
            sheet.read -= len(record.values)
            for key, raw in record.values.items():
                sheet.spare.append(SpareCell(record.origin.row, record.origin.columns[key], raw, False))

    # -- rows that the tool writes ---------------------------------------------------------------------------

    def note_rows_of_tool(self) -> None:
        """Note rows the tool writes for itself: nothing in them is read; cells beside them are listed."""
        columns = {*self.block.columns.values(), self.tab.column}
        beside = [c for c in range(self.tab.width) if c not in columns]
        for number in range(self.block.first, self.block.end):
            row, anchor = self.rows[number], self.anchors[number]
            if anchor == DECOR:
                self.tab.note_decoration(number, row, anchor)
                continue
            self.sheet.filled += len(row) - row.count("")
            if beside and any(row[c] != "" for c in beside):
                self.tab.note_spare(number, row, columns, bool(anchor))

    def note_view_rows(self) -> None:
        """Note rows that show other sheets again: formulas, over which people may have typed."""
        sheet, block = self.sheet, self.block
        others = [c for c in range(self.tab.width) if c not in self.columns]
        code = block.columns.get(self.table.code or "")
        figures = tuple((f"{self.table.key}.{key}", c) for key, c in block.computed.items())
        for number in range(block.first, block.end):
            row, anchor = self.rows[number], self.anchors[number]
            if anchor == DECOR or not (anchor or self._is_record(row, anchor)):
                if row.count("") < len(row):
                    self.tab.note_decoration(number, row, anchor)
                continue
            sheet.filled += len(row) - row.count("")
            if code is not None and row[code] != "":
                sheet.codes.append((str(row[code]), number, code))
            sheet.figures += ((number, c, name, row[c]) for name, c in figures if row[c] != "")
            if any(row[c] != "" for c in others):
                self.tab.note_spare(number, row, self.columns, bool(anchor))
