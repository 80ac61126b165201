"""Digests of the group's decisions as a workbook received them: they separate the group's later changes from the
team's.

A workbook written with the group's sections carries one digest per value and per row of them, in its hidden sheet. A
value that still has its digest was not touched by the team; a row without one was not there when it was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.model.text import CELL_TEXT
from pacom_xl.template.group_owned_fields import OBJECTIVE_GROUP_PART
from pacom_xl.template.schema import Table, Template
from pacom_xl.values.fingerprints import LETTERS, digest_of, normal

#: Stands for a row as a whole.
_ROW = ""


def group_digests(group: Plan, template: Template) -> str:
    """Digests of the group's sections and of its part of the objectives; ``""`` when a cell could not hold them."""
    text = "".join(sorted(set(_digests(group, template))))
    return text if len(text) <= CELL_TEXT else ""


class Received:
    """The digests a workbook carries. Without any, nothing is known to be as it was received."""

    def __init__(self, text: str) -> None:
        self._digests = _parsed(text)

    def has_value(self, table: Table, record: Record, field: str) -> bool:
        """Whether the value of a field is the one that was received."""
        return _digest(table, record, field, record.get(field)) in self._digests

    def has_row(self, table: Table, record: Record) -> bool:
        """Whether the row was received."""
        return _digest(table, record, _ROW, None) in self._digests

    def __bool__(self) -> bool:
        return bool(self._digests)


@lru_cache(maxsize=256)
def _parsed(text: str) -> frozenset[str]:
    if len(text) % LETTERS:
        return frozenset()
    return frozenset(text[start : start + LETTERS] for start in range(0, len(text), LETTERS))


def _digests(group: Plan, template: Template) -> Iterator[str]:
    for table in template.data_tables:
        if template.sheet_of(table.key).group_owned:
            yield from _of_rows(table, group.table(table.key), table.input_keys)
        elif table.key == "objectives":
            yield from _of_rows(table, group.table(table.key), OBJECTIVE_GROUP_PART)


def _of_rows(table: Table, records: Iterable[Record], fields: Sequence[str]) -> Iterator[str]:
    for record in records:
        yield _digest(table, record, _ROW, None)
        yield from (_digest(table, record, field, record.get(field)) for field in fields)


def _digest(table: Table, record: Record, field: str, value: Value) -> str:
    """Digest of one value in its place, the same for all spellings of one content."""
    return digest_of("\n".join((table.key, _name(table, record), field, digest_of(value))))


def _name(table: Table, record: Record) -> str:
    """Identity of a row in every workbook: its code, else its natural key; a form has only one record."""
    if table.kind == "form":
        return ""
    names = (table.code,) if table.code else table.natural_key
    return "|".join(str(normal(record.get(name))) for name in names)
