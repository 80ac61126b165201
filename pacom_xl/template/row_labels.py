"""Names of rows and fields in messages: labels of the template, never internal keys."""

from __future__ import annotations

import re

from pacom_xl.model.text import Lang
from pacom_xl.template.schema import Template

#: A key that is a hidden row id (``milestones#2``): people never see it.
_ROW_ID = re.compile(r".*#\d+")


def row_label(template: Template, table: str, key: str, lang: Lang, row: str = "") -> str:
    """Label of the table, with what people know the row by: its code (``Fiche action · ACT-NO-002``), else ``row``."""
    known = template.tables.get(table)
    label = known.label.in_(lang) if known else table
    if row:
        return f"{label} · {row}"
    return label if not key or key == table or _ROW_ID.fullmatch(key) else f"{label} · {key}"


def field_label(template: Template, table: str, field: str, lang: Lang) -> str:
    """Label of a field; ``""`` for a whole row."""
    known = template.by_name.get(f"{table}.{field}")
    return known.label.in_(lang) if known else field
