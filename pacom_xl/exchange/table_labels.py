"""Exported tables with the words people know: labels of fields as headings, labels of choices as values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pacom_xl.exchange.tidy_tables import TidyTable, column_name
from pacom_xl.model.plan import Value
from pacom_xl.model.text import Lang, Text
from pacom_xl.template.schema import Field, Template

#: Headings of the columns that are no fields.
_HEADINGS = {
    "team": Text("Équipe", "Team"),
    "year": Text("Année", "Year"),
    "key": Text("Clé", "Key"),
    "parent": Text("Action", "Action"),
    "file": Text("Fichier", "File"),
    "sheet": Text("Feuille", "Sheet"),
    "cell": Text("Cellule", "Cell"),
}
_SEPARATOR = "; "


def labelled(table: TidyTable, template: Template, lang: Lang) -> TidyTable:
    """``table`` with labels in ``lang``; headings that would be there twice get the key after them."""
    shape = template.tables[table.name]
    fields = {column_name(shape, field): field for field in shape.inputs}
    columns = list(table.columns)
    headings = [(fields[name].label if name in fields else _HEADINGS[name]).in_(lang) for name in columns]
    unique = [f"{h} ({name})" if headings.count(h) > 1 else h for h, name in zip(headings, columns, strict=True)]
    listed = [fields.get(name) for name in columns]
    rows = [_labelled_row(row, listed, template, lang) for row in table.rows]
    return replace(table, columns=dict(zip(unique, table.columns.values(), strict=True)), rows=rows)


def _labelled_row(
    row: tuple[Value, ...], fields: Sequence[Field | None], template: Template, lang: Lang
) -> tuple[Value, ...]:
    return tuple(_labelled_value(value, field, template, lang) for value, field in zip(row, fields, strict=True))


def _labelled_value(value: Value, field: Field | None, template: Template, lang: Lang) -> Value:
    """The label of a choice, or of each of several; any other value as it is."""
    if field is None or field.type.choices is None or not isinstance(value, str):
        return value
    name = field.type.choices
    return _SEPARATOR.join(template.choice_label(name, key).in_(lang) for key in value.split(_SEPARATOR))
