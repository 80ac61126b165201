"""Sources, conflicts and checks of a consolidated workbook: where figures come from, what disagrees, what is wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import PurePath
from typing import Any

from pacom_xl.comparison.change_words import ChangeWords
from pacom_xl.layout import anchors
from pacom_xl.layout.blocks import Tab, TableBlock
from pacom_xl.layout.fixed_places import ANCHORS
from pacom_xl.layout.overview_texts import NO_CHANGE, NO_CONFLICT, NO_FINDING, NO_SOURCE
from pacom_xl.model import palette
from pacom_xl.model.audit import Change, Check, Conflict, Difference, Source
from pacom_xl.model.conflict_outcome import chosen_nothing, without_value
from pacom_xl.model.plan import Cell, Value
from pacom_xl.model.text import CELL_TEXT, Text
from pacom_xl.template.row_labels import field_label, row_label
from pacom_xl.template.schema import Field
from pacom_xl.values.cell_values import write_value
from pacom_xl.writing.cell_xml import Cells
from pacom_xl.writing.column_widths import column_widths, set_widths
from pacom_xl.writing.group.coloured_choices import colour_choices
from pacom_xl.writing.group.links import LINKED, file_link
from pacom_xl.writing.printing import set_print
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.sheets.plain_sheet import open_sheet, write_header
from pacom_xl.writing.streamed_rows import MOST_LINKS
from pacom_xl.writing.value_column import AT_ONCE, ValueColumn, in_rows
from pacom_xl.writing.workbook_writer import WorkbookWriter

#: Lines of a row at most.
_HIGHEST = 10
#: What a list without a line says.
_EMPTY = {"sources": NO_SOURCE, "conflicts": NO_CONFLICT, "changes": NO_CHANGE, "controls": NO_FINDING}
#: Columns of long codes: on one line, cut at the width of the column.
_ON_ONE_LINE = ("workbook_id", "sha256")


def write_sources(book: WorkbookWriter, tab: Tab, sources: Sequence[Source], ways: Sequence[str | None] = ()) -> None:
    """One line per input file, with a link to the file that was read; ``ways`` to them, where there is one."""
    sheet = _write_lines(book, tab, "sources", ({
        "path": s.leaf or s.path,
        "team": s.team,
        "year": s.year,
        "status": s.status,
        "reason": book.say(s.reason) if s.reason else None,
        "plan_version": s.plan_version,
        "saved_on": s.saved_on,
        "saved_by": s.saved_by,
        "cells_read": s.cells_read,
        "cells_ignored": s.cells_ignored,
        "cells_refused": s.cells_refused,
        "comments": s.comments,
        "workbook_id": s.workbook_id,
        "sha256": s.sha256,
        "via": s.path if s.leaf else None,
        "via_marks": " ".join(s.via),
        "rows": s.rows,
    } for s in sources), linked=("path", "via") if any(ways) else ())  # fmt: skip
    block = tab.table("sources")
    for number, (source, way) in enumerate(zip(sources, ways, strict=bool(ways)), block.first_row):
        if way is not None and len(ways) <= MOST_LINKS:
            sheet.link(number, block.columns["via" if source.leaf else "path"], file_link(way))


def write_changes(
    book: WorkbookWriter, tab: Tab, changes: Sequence[Change], consequences: Sequence[Sequence[Text]] = ()
) -> None:
    """One line per value that is no longer that of the previous consolidation; ``consequences`` of each change."""
    words, fields = _words(book), book.view.template.by_name
    follows = consequences or [()] * len(changes)
    _write_lines(book, tab, "changes", ({
        **_named(book, change.table, change.key, change.field, change.row),
        "by": change.by,
        "team": change.team,
        "before": words.value_plain(field, change.before, CELL_TEXT),
        "after": words.value_plain(field, change.after, CELL_TEXT),
        "gap": words.difference(field, change.before, change.after).strip("()"),
        "consequences": " ; ".join(book.say(text) for text in texts) or None,
        "chosen": words.value_plain(field, change.used, CELL_TEXT),
        "place": _place(change.file, change.cell),
    } for change, texts in zip(changes, follows, strict=True)
      for field in [fields.get(f"{change.table}.{change.field}")]))  # fmt: skip


def _words(book: WorkbookWriter) -> ChangeWords:
    """Values as people see them: amounts with their currency, days, labels of choices."""
    view = book.view
    currency = view.form("plan").text("currency") or "EUR"
    return ChangeWords(view.template, book.lang, view.working_days(), book.labels, currency)


def write_conflicts(book: WorkbookWriter, tab: Tab, conflicts: Sequence[Conflict]) -> None:
    """One line per competing value; an empty value, a row taken out and a choice of nothing are words."""
    words, fields = _words(book), book.view.template.by_name

    def shown(field: Field | None, value: Value) -> str:
        return words.value_plain(field, value, CELL_TEXT)

    _write_lines(book, tab, "conflicts", ({
        **_named(book, conflict.table, conflict.key, conflict.field, conflict.row),
        "team": value.team,
        "value": shown(field, value.value) or without_value(conflict, book.lang),
        "place": _place(value.file, value.cell),
        "chosen": shown(field, conflict.chosen) or chosen_nothing(conflict, book.lang),
        "policy": conflict.policy,
    } for conflict in conflicts for field in [fields.get(f"{conflict.table}.{conflict.field}")]
      for value in conflict.values))  # fmt: skip


def write_differences(book: WorkbookWriter, tab: Tab, found: Iterable[Difference]) -> None:
    """Write one line per value in which a team differs from a common row. The reader needs it; people rarely do."""
    tables = book.view.template.tables
    sheet = open_sheet(book, tab)
    block = tab.table("differences")
    write_header(sheet, block)

    def line(difference: Difference) -> tuple[Any, ...]:
        field = tables[difference.table].by_key.get(difference.field)
        value = write_value(field, difference.value, book.lang, book.labels) if field else difference.value
        place = f"{difference.cell.sheet}!{difference.cell.a1}" if difference.cell else None
        return (
            difference.team, difference.table, difference.key, difference.change, difference.field, value,
            PurePath(difference.file).name if difference.file else None, place,
        )  # fmt: skip

    plain = sheet.rows.style(book.styles.role("plain"))
    looks = [Cells(column, plain) for column in block.columns.values()]
    _stream(sheet, block, [ValueColumn(cells, cells, 0, str) for cells in looks], map(line, found))
    set_widths(sheet.worksheet, sheet.tab)
    sheet.worksheet.hide()


def write_checks(book: WorkbookWriter, tab: Tab, checks: Iterable[Check]) -> None:
    """One line per finding, errors first."""
    sheet = _write_lines(book, tab, "controls", ({
        "rule": check.rule,
        "severity": check.severity,
        "location": " · ".join(filter(None, (check.team, check.location))),
        "message": check.message,
        "fix": check.fix,
    } for check in checks))  # fmt: skip
    colour_choices(sheet, tab.table("controls"), "severity", palette.SEVERITIES)


def _write_lines(
    book: WorkbookWriter, tab: Tab, key: str, lines: Iterable[dict[str, Value]], linked: Collection[str] = ()
) -> SheetWriter:
    sheet = open_sheet(book, tab)
    block = tab.table(key)
    write_header(sheet, block)
    widths = column_widths(tab)
    columns = [
        _column(sheet, block.table.by_key[name], number, widths, LINKED if name in linked else {})
        for name, number in block.columns.items()
    ]
    written = _stream(sheet, block, columns, ([line.get(name) for name in block.columns] for line in lines), row_id=key)
    if not written:
        sheet.write(
            block.first_row,
            min(block.columns.values()),
            book.say(_EMPTY[key]),
            book.styles.role("purpose", align="left", indent=1),
        )
    for name, column in block.columns.items():
        if block.table.by_key[name].hidden:
            sheet.worksheet.set_column(column, column, 10, None, {"hidden": True})
    set_widths(sheet.worksheet, sheet.tab)
    set_print(sheet)
    return sheet


def _column(
    sheet: SheetWriter, field: Field, number: int, widths: dict[int, float], more: Mapping[str, Any]
) -> ValueColumn:
    """Choices are shown by their labels; a text stays what it is."""
    labels = sheet.book.labels.get(field.type.choices or "", {}) if field.type.base == "enum" else {}
    if field.key in _ON_ONE_LINE:
        more, widths = {**more, "text_wrap": False}, {}
    cells = Cells(number, sheet.rows.style(sheet.styles.field(field, "shown", **more)))
    return ValueColumn(
        cells, cells, widths.get(number, 0), lambda value: sheet.say(labels[str(value)]) if value in labels else value
    )


def _stream(
    sheet: SheetWriter,
    block: TableBlock,
    columns: Sequence[ValueColumn],
    lines: Iterable[Sequence[Value]],
    row_id: str = "",
) -> int:
    """Write rows of values, ``columns`` in their order in the sheet; ``row_id``: that of the hidden column.

    Returns the number of rows.
    """
    remaining, start = iter(lines), 0
    while some := list(islice(remaining, AT_ONCE)):
        first = block.first_row + start
        numbers = [str(n) for n in range(first + 1, first + 1 + len(some))]
        heights = [1] * len(some)
        created = [
            column.column_cells(values, numbers, heights)
            for column, values in zip(columns, zip(*some, strict=True), strict=True)
        ]
        if row_id:
            cells = Cells(ANCHORS, sheet.rows.style(sheet.styles.role("anchor")))
            ids = [anchors.row_id(row_id, start + place + 1) for place in range(len(some))]
            created.insert(0, ValueColumn(cells, cells, 0, str).column_cells(ids, numbers, heights))
        lower = [min(height, _HIGHEST) for height in heights]
        sheet.rows.add(first, list(in_rows(numbers, lower, created)), max(block.columns.values()))
        start += len(some)
    return start


def _named(book: WorkbookWriter, table: str, key: str, field: str, row: str = "") -> dict[str, Value]:
    """Table, row and field as people know them."""
    template = book.view.template
    return {
        "subject": row_label(template, table, key, book.lang, row),
        "field": field_label(template, table, field, book.lang),
    }


def _place(file: str | None, cell: Cell | None) -> str:
    return " · ".join(filter(None, (PurePath(file).name if file else "", f"{cell.sheet}!{cell.a1}" if cell else "")))
