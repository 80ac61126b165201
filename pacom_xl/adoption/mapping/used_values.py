"""Statuses and priorities that a list uses, and the choice each was mapped to, for people to check and correct."""

from __future__ import annotations

from pacom_xl.adoption.mapping.column_mapping import Mapping
from pacom_xl.adoption.records import lenient_values as lenient
from pacom_xl.model.text import fold
from pacom_xl.template.schema import Template
from pacom_xl.values.codecs import Context

#: Texts of a target beyond which they are no list of values.
_MOST = 40


def used_values(mapping: Mapping, template: Template, context: Context) -> dict[str, dict[str, str]]:
    """The choice key of every text in the columns of statuses and priorities, by target; ``""`` when it is unknown."""
    found: dict[str, dict[str, str]] = {}
    for target, read in (("status", lenient.status), ("priority", lenient.priority)):
        of = template.by_name[f"actions.{target}"]
        chosen = mapping.values.get(target, {})
        texts: dict[str, str] = {}
        for mapped in mapping.tables:
            for column in mapped.of(target):
                for cell in mapped.table.cells(column.column):
                    key = chosen.get(fold(cell.shown)) or read(cell, of, context).value or ""
                    texts.setdefault(cell.shown, str(key))
        found[target] = texts if len(texts) <= _MOST else {}
    return found
