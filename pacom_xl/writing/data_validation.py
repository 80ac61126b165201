"""Drop-down lists and input messages: the help of a field, where one types."""

from __future__ import annotations

from typing import Any

from pacom_xl.layout.sheet_texts import COMPUTED_CELL, COMPUTED_CELL_HELP, NOT_IN_LIST
from pacom_xl.template.schema import Field
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.workbook_writer import WorkbookWriter

#: Excel's limits on the title and the text of an input message.
_TITLE, _MESSAGE = 32, 255


def add_controls(sheet: SheetWriter, field: Field, first: int, last: int, column: int) -> None:
    """The input message of a field, and its drop-down list when it has one."""
    if sheet.book.consolidated:
        return
    options: dict[str, Any] = {
        "validate": "any",
        "input_title": sheet.say(field.label)[:_TITLE],
        "input_message": sheet.say(field.help)[:_MESSAGE],
    }
    source = _source(sheet.book, field)
    if source:
        options |= {
            "validate": "list",
            "source": source,
            "error_type": "stop" if field.type.base == "enum" else "information",
            "error_title": sheet.say(field.label)[:_TITLE],
            "error_message": sheet.say(NOT_IN_LIST),
        }
    sheet.worksheet.data_validation(first, column, last, column, options)


def add_guard(sheet: SheetWriter, field: Field, first: int, last: int, column: int) -> None:
    """Refuses typing in computed cells; nothing is protected, so that rows can be added, sorted and filtered."""
    if sheet.book.consolidated:
        return
    options = {
        "validate": "custom",
        "value": "=FALSE",
        "ignore_blank": False,
        "input_title": sheet.say(field.label)[:_TITLE],
        "input_message": sheet.say(field.help)[:_MESSAGE],
        "error_title": sheet.say(COMPUTED_CELL)[:_TITLE],
        "error_message": sheet.say(COMPUTED_CELL_HELP),
    }
    sheet.worksheet.data_validation(first, column, last, column, options)


def _source(book: WorkbookWriter, field: Field) -> str | None:
    """The range a drop-down list shows; several values in a cell cannot be picked from one."""
    if field.type.base == "enum":
        return f"={field.type.choices}_labels"
    if field.type.base == "ref" and field.type.tables[0] not in ("any", "actions"):
        table = book.view.template.tables[field.type.tables[0]]
        if book.layout.tab_of(table.key) is None:
            return None
        return f"={table.key}_{table.code}"
    return None
