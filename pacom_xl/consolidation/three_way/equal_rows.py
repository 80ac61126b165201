"""Rows of a shared table that became equal."""

from __future__ import annotations

from pacom_xl.consolidation.shared_tables import content_of, teams_of
from pacom_xl.model.plan import Record
from pacom_xl.template.schema import Table


def unite_equal_rows(table: Table, records: list[Record]) -> list[Record]:
    """Rows that say the same now are one row, with all its teams."""
    unique: dict[object, Record] = {}
    for record in records:
        content = content_of(table, record)
        first = unique.setdefault(content, record)
        if first is not record:
            teams = dict.fromkeys((*teams_of(first), *teams_of(record)))
            unique[content] = first.with_values({"teams": tuple(teams)})
    return list(unique.values())
