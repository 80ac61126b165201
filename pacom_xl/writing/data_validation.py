"""Drop-down lists and input messages: the help of a field, where one types."""

from __future__ import annotations

from typing import Any

from pacom_xl.layout.sheet_texts import COMPUTED_CELL, COMPUTED_CELL_HELP, NOT_IN_LIST, NOT_IN_LIST_SEVERAL
from pacom_xl.template.schema import Field
from pacom_xl.writing.input_help import MESSAGE as _MESSAGE
from pacom_xl.writing.input_help import TITLE as _TITLE
from pacom_xl.writing.input_help import input_help
from pacom_xl.writing.input_limits import limit_check
from pacom_xl.writing.reference_lists import list_of
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.workbook_writer import WorkbookWriter


def add_controls(sheet: SheetWriter, field: Field, first: int, last: int, column: int) -> None:
    """The input message of a field, and its drop-down list or its limits when it has some."""
    if sheet.book.consolidated:
        return
    options: dict[str, Any] = {
        "validate": "any",
        "input_title": sheet.say(field.label)[:_TITLE],
        "input_message": input_help(sheet, field),
    }
    source = _source(sheet.book, field)
    if limits := {} if source else limit_check(sheet, field, first, last, column):
        options |= {**limits, "error_title": sheet.say(field.label)[:_TITLE]}
    if source:
        several = field.type.base.startswith("multi")
        options |= {
            "validate": "list",
            "source": source,
            "error_type": "stop" if field.type.base == "enum" else "information",
            "error_title": sheet.say(field.label)[:_TITLE],
            "error_message": sheet.say(NOT_IN_LIST_SEVERAL if several else NOT_IN_LIST)[:_MESSAGE],
        }
    sheet.validate((first, column, last, column), options)


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
    sheet.validate((first, column, last, column), options)


def _source(book: WorkbookWriter, field: Field) -> str | None:
    """The range a drop-down list shows, also for cells with several values, which are then typed."""
    if field.type.base in ("enum", "multi_enum"):
        return f"={field.type.choices}_labels"
    if field.type.is_ref and field.type.tables[0] not in ("any", "actions"):
        if name := list_of(book, field):
            return f"={name}"
        table = book.view.template.tables[field.type.tables[0]]
        if field.type.base != "ref" or book.layout.tab_of(table.key) is None:
            return None
        return f"={table.key}_{table.code}"
    return None
