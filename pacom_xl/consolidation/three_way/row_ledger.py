"""Ledger of the rows each team had at the last consolidation, as digests in the list of sources.

A row that the group takes out of the consolidated workbook leaves no trace there. The ledger tells it from a row that
its team has added since, and whether the team has edited it meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from pacom_xl.consolidation.shared_tables import identity
from pacom_xl.model.plan import Plan, Record
from pacom_xl.template.consolidated import typed_keys, union_of
from pacom_xl.template.schema import Table, Template
from pacom_xl.values.fingerprints import LETTERS, digest_of, fingerprint_of

#: Characters of a cell; a longer ledger is not written, and then nothing is known.
_MOST = 32_000
#: Not in the ledger: its rows are the same in all workbooks, and are many.
_LISTS = "lists"


class _Entry(NamedTuple):
    """One row: digests of what it holds, of its key, and of its natural key (empty without one)."""

    content: str
    key: str
    natural: str


#: What became of a row that the consolidated workbook does not have: the team has ``added`` it since; the group
#: ``removed`` it and the team left it as it was, or has ``edited`` it; or it was ``never_there``.
Fate = Literal["added", "removed", "edited", "never_there"]

#: Gives the ledger of a plan, as ``ledger_of`` does.
RowLedgers = Callable[[Plan, Template], str]


def ledger_of(plan: Plan, template: Template) -> str:
    """The ledger of a plan as text; ``""`` when it would not fit into a cell."""
    entries = (entry for table in _tables(template) for entry in map(_entry_of(table, template), plan.table(table.key)))
    text = "".join(part for entry in entries for part in entry)
    return text if len(text) <= _MOST else ""


def _tables(template: Template) -> Iterator[Table]:
    return (t for t in template.data_tables if is_in_ledger(t, template))


def is_in_ledger(table: Table, template: Template) -> bool:
    """Whether ledgers have the rows of a table: all tables but the lists and forms without a code."""
    return (table.kind != "form" or bool(table.code)) and template.sheet_of(table.key).key != _LISTS


def _entry_of(table: Table, template: Template) -> Callable[[Record], _Entry]:
    """The function that makes the entry of a row of ``table``; what all rows share is looked up once."""
    keys, by_key = typed_keys(template, table), union_of(template, table.key) == "side"

    def entry(record: Record) -> _Entry:
        key = record.key if by_key else identity(table, record)
        place = f"{table.key}|{record.parent or ''}|"
        natural = [record.get(name) for name in table.natural_key]
        named = place + "|".join(map(digest_of, natural)) if any(natural) else ""
        return _Entry(digest_of(fingerprint_of(record.values, keys)), digest_of(place + key), digest_of(named))

    return entry


@dataclass(frozen=True)
class RowLedger:
    """The rows of one team at the last consolidation. Each explains one row of today at most."""

    text: str

    @classmethod
    def read(cls, text: str) -> RowLedger | None:
        """The ledger written in a cell; ``None`` when there is none, or it is damaged."""
        return None if not text or len(text) % (3 * LETTERS) else cls(text)

    @property
    def entries(self) -> Sequence[_Entry]:
        """The rows: a tenfold of the text in memory, so that only those asked for last are kept."""
        return _entries(self.text)

    def fates(
        self, table: Table, template: Template, paired: Sequence[Record], unpaired: Sequence[Record]
    ) -> list[Fate]:
        """Whether each of the ``unpaired`` rows of today was added, edited or removed by the group; ``paired`` ones are
        in the consolidated workbook.
        """
        remaining, entry_of = list(self.entries), _entry_of(table, template)
        for record in paired:
            _take(remaining, entry_of(record))
        return [_fate(remaining, entry_of(record)) for record in unpaired]

    def holds(self, table: Table, template: Template, record: Record) -> bool:
        """Whether the team had ``record`` at the last consolidation: a row of its content, key or natural key."""
        return _take(list(self.entries), _entry_of(table, template)(record)) is not None


@lru_cache(maxsize=4)
def _entries(text: str) -> tuple[_Entry, ...]:
    parts = [text[n : n + LETTERS] for n in range(0, len(text), LETTERS)]
    return tuple(_Entry(*parts[n : n + 3]) for n in range(0, len(parts), 3))


def _fate(remaining: list[_Entry], entry: _Entry) -> Fate:
    taken = _take(remaining, entry)
    return "added" if taken is None else "removed" if taken.content == entry.content else "edited"


def _take(remaining: list[_Entry], entry: _Entry) -> _Entry | None:
    """Remove the entry of this row from ``remaining``: with the same content, else key, else natural key."""
    for place in range(len(_Entry._fields)):
        wanted = entry[place]
        if wanted != digest_of(None):
            found = next((other for other in remaining if other[place] == wanted), None)
            if found is not None:
                remaining.remove(found)
                return found
    return None
