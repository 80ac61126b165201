"""Drop-down lists and input messages: the help of a field, where one types."""

from __future__ import annotations

from typing import Any

from pacom_xl.layout.sheet_texts import COMPUTED_CELL, COMPUTED_CELL_HELP, NOT_IN_LIST
from pacom_xl.template.schema import Field
from pacom_xl.writing.cell_writer import Pen

#: Excel's limits on the title and the text of an input message.
_TITLE, _MESSAGE = 32, 255


def add_controls(pen: Pen, sheet: Any, field: Field, first: int, last: int, column: int) -> None:
    """The input message of a field, and its drop-down list when it has one."""
    if pen.consolidated:
        return
    options: dict[str, Any] = {
        "validate": "any",
        "input_title": pen.say(field.label)[:_TITLE],
        "input_message": pen.say(field.help)[:_MESSAGE],
    }
    source = _source(pen, field)
    if source:
        options |= {
            "validate": "list",
            "source": source,
            "error_type": "stop" if field.type.base == "enum" else "information",
            "error_title": pen.say(field.label)[:_TITLE],
            "error_message": pen.say(NOT_IN_LIST),
        }
    sheet.data_validation(first, column, last, column, options)


def add_guard(pen: Pen, sheet: Any, field: Field, first: int, last: int, column: int) -> None:
    """Refuses typing in computed cells; nothing is protected, so that rows can be added, sorted and filtered."""
    if pen.consolidated:
        return
    options = {
        "validate": "custom",
        "value": "=FALSE",
        "ignore_blank": False,
        "input_title": pen.say(field.label)[:_TITLE],
        "input_message": pen.say(field.help)[:_MESSAGE],
        "error_title": pen.say(COMPUTED_CELL)[:_TITLE],
        "error_message": pen.say(COMPUTED_CELL_HELP),
    }
    sheet.data_validation(first, column, last, column, options)


def _source(pen: Pen, field: Field) -> str | None:
    """The range a drop-down list shows; several values in a cell cannot be picked from one."""
    if field.type.base == "enum":
        return f"={field.type.choices}_labels"
    if field.type.base == "ref" and field.type.tables[0] not in ("any", "actions"):
        table = pen.view.template.tables[field.type.tables[0]]
        if pen.layout.tab_of(table.key) is None:
            return None
        return f"={table.key}_{table.code}"
    return None
