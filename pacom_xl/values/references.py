"""Match codes and names of people as typed with those that exist."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from pacom_xl.model.plan import Plan, Record
from pacom_xl.model.text import fold
from pacom_xl.template.schema import Template
from pacom_xl.values.outcome import Outcome, understood

_RUNS = re.compile(r"[a-z]+|[0-9]+")


@dataclass(frozen=True)
class CodeBook:
    """Codes a reference may have, and other spellings of each (name and e-mail of a person)."""

    codes: frozenset[str]
    #: Names and e-mails by code.
    names: Mapping[str, tuple[str, ...]]

    @classmethod
    def build(cls, codes: Iterable[str], names: Mapping[str, Iterable[str]] | None = None) -> CodeBook:
        """Build a code book from codes; ``names``: other spellings by code."""
        others = {code: tuple(filter(None, spellings)) for code, spellings in (names or {}).items()}
        return cls(frozenset(codes) | others.keys(), others)

    @classmethod
    def of(cls, plan: Plan, template: Template, tables: Iterable[str]) -> CodeBook:
        """The codes of ``tables`` (those of a ``FieldType``) in a plan; ``any``: every table with codes."""
        wanted = set(tables)
        if "any" in wanted:
            wanted = {table.key for table in template.data_tables if table.code}
        records = [record for name in sorted(wanted) for record in plan.table(name)]
        people = {record.key: _names(record) for record in records if record.table == "team"}
        return cls.build((record.key for record in records if record.key), people)

    @cached_property
    def _spellings(self) -> dict[str, str]:
        """Code by loose spelling; ``""`` where two codes have the same."""
        found: dict[str, str] = {}
        pairs = [(loose(code), code) for code in self.codes]
        pairs += [
            (spelling, code) for code, names in self.names.items() for name in names for spelling in _orders(name)
        ]
        for spelling, code in pairs:
            found[spelling] = code if found.get(spelling, code) == code else ""
        return found

    def find(self, text: str) -> str | None:
        """The code with this spelling; ``None`` when there is none or several."""
        if text in self.codes:
            return text
        spellings = self._spellings
        key = loose(text)
        return (key and spellings.get(key)) or spellings.get(fold(text)) or None


def resolve_reference(text: str, codes: CodeBook) -> Outcome:
    """The code in a text: exact spelling, or loose spelling (PAC113).

    An unknown code is returned as typed, without finding: the rule about unknown references reports it.
    """
    if text in codes.codes:
        return Outcome(text)
    code = codes.find(text)
    return understood(code) if code else Outcome(text)


def loose(code: str) -> str:
    """A code without case, separators and leading zeros: ``act no 2`` and ``ACT-NO-002`` give ``actno2``.

    Neighbouring numbers stay apart: ``AX1-12`` is not ``AX11-2``.
    """
    out = ""
    for run in _RUNS.findall(fold(code)):
        out += ("." if out[-1:].isdigit() and run.isdigit() else "") + (
            run.lstrip("0") or run[:1] if run.isdigit() else run
        )
    return out


def _orders(name: str) -> set[str]:
    """Spellings of a full name, with its first or last word in front; an e-mail is not changed."""
    words = fold(name).split()
    return {fold(name), " ".join(words[1:] + words[:1]), " ".join(words[-1:] + words[:-1])}


def _names(record: Record) -> tuple[str, ...]:
    values = (record.get("full_name"), record.get("email"))
    return tuple(value for value in values if isinstance(value, str))
