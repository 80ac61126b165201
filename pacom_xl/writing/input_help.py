"""The help of a field beside its cell: what it is, the shape of codes, how several values are typed."""

from __future__ import annotations

from collections.abc import Iterator

from pacom_xl.layout.sheet_texts import CODE_PATTERN, EXAMPLE, SEVERAL_VALUES, VALUES
from pacom_xl.template.code_patterns import code_shape
from pacom_xl.template.schema import Field
from pacom_xl.writing.sheet_writer import SheetWriter

#: Excel's limits on the title and the text of an input message.
TITLE, MESSAGE = 32, 255
#: Between the values of a cell, as the writer puts them.
_SEPARATOR = " ; "


def input_help(sheet: SheetWriter, field: Field) -> str:
    """The help of a field, as much of it as a message holds."""
    text = " ".join(filter(None, (sheet.say(field.help), *_more(sheet, field))))
    return text if len(text) <= MESSAGE else f"{text[: MESSAGE - 1].rstrip()}…"


def _more(sheet: SheetWriter, field: Field) -> Iterator[str]:
    shape = code_shape(field.pattern) if field.pattern else None
    if shape:
        yield sheet.say(CODE_PATTERN).format(pattern=sheet.say(shape.words), example=shape.example)
    if field.type.base in ("multi_enum", "multi_ref", "multi_ref_or_text"):
        values = _values(sheet, field)
        yield sheet.say(SEVERAL_VALUES)
        if values:
            yield sheet.say(EXAMPLE).format(example=_SEPARATOR.join(values[:2]))
        if len(values) > 2:
            yield sheet.say(VALUES).format(values=", ".join(values))


def _values(sheet: SheetWriter, field: Field) -> list[str]:
    """Labels of the choices, or codes of the rows, or the shape of these codes when there are none yet."""
    if field.type.choices:
        return [sheet.say(label) for label in sheet.book.labels.get(field.type.choices, {}).values()]
    table = sheet.view.template.tables.get(field.type.tables[0]) if field.type.tables else None
    if table is None or table.code is None:
        return []
    rows = [row.text(table.code) for row in sheet.view.rows(table.key)]
    shape = code_shape(table.by_key[table.code].pattern or "")
    return [code for code in rows if code] or ([shape.example] if shape else [])
