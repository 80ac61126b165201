"""Results of one workbook that do not depend on the date: its reading, and the findings of undated rules.

Both depend only on the file, the template, the program and (findings) the group's parameters. So they are stored
under a digest of these, and an unchanged workbook is neither read nor checked again. A plan from the store makes its
tables when they are asked for.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from sys import intern
from typing import Any

from pacom_xl.consolidation.three_way.row_ledger import ledger_of
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell, Plan, Record, StoredPlan
from pacom_xl.model.text import path_text
from pacom_xl.reading.many_files.reading_codec import Shape, opened, pack, records_of
from pacom_xl.reading.many_files.stored_tables import PlanTables, RecentTables
from pacom_xl.reading.reading_result import Reading
from pacom_xl.rules.engine import undated_findings
from pacom_xl.storage.digests import DIGEST_BYTES, digest_of
from pacom_xl.storage.program import program_digest
from pacom_xl.storage.result_store import DamagedStoreError, ResultStore
from pacom_xl.storage.safe_pickle import plain_values
from pacom_xl.template.schema import Template

#: Modules whose classes a stored reading may hold, and a stored finding.
_READING_CLASSES = ("pacom_xl.model.", "pacom_xl.reading.", "pacom_xl.xlsx.")
_FINDING_CLASSES = ("pacom_xl.model.text",)
#: Statuses of readings that are stored: a rejected file is read again, with perhaps another result.
_STORED = ("read", "partial", "foreign")


class TeamResults:
    """The results of each workbook, from the store where it has them."""

    def __init__(self, store: ResultStore) -> None:
        self.store = store
        self._tables = _Tables(store)
        #: Files whose reading was in the store, and files that were read.
        self.found, self.read = 0, 0

    def find(self, path: Path, file_digest: str) -> Reading | None:
        """The reading of that file; ``None`` when the store has none, or part of it is damaged."""
        key = _reading_key(path, file_digest)
        stored = self.store.get(key)
        if stored is None:
            return None
        try:
            parts, head = plain_values(stored)
            keys = [parts[n : n + DIGEST_BYTES] for n in range(0, len(parts), DIGEST_BYTES)]
            if not all(map(self.store.has, keys)):
                return None
            bare, shapes = opened(head, _load_reading)
        except Exception:  # whatever damaged bytes make the decoder raise: the file is read again
            return None
        self.found += 1
        return replace(bare, plans=list(self._plans(bare, shapes, keys, key)))

    def _plans(self, bare: Reading, shapes: Sequence[Shape], keys: Sequence[bytes], key: bytes) -> Iterator[Plan]:
        remaining = iter(keys)
        for number, (plan, shape) in enumerate(zip(bare.plans, shapes, strict=True)):
            tables = PlanTables(self._tables, shape, [next(remaining) for _ in shape.tables])
            yield StoredPlan(plan, tables, _plan_key(key, number))

    def add(self, readings: Iterable[Reading]) -> None:
        """Store readings of files that could be read; their plans get the key of their content."""
        for reading in readings:
            self.read += 1
            if reading.status not in _STORED:
                continue
            key, packed = _reading_key(reading.path, reading.sha256), pack(reading)
            head = pickle.dumps((b"".join(packed.digests), packed.head), 5)
            self.store.put_all([(key, head), *packed.parts.items()])
            keys = [_plan_key(key, number) for number in range(len(reading.plans))]
            reading.plans = [plan.with_head(content_digest=key) for plan, key in zip(reading.plans, keys, strict=True)]

    def undated_findings(self, view: PlanView) -> list[Finding]:
        """The findings of undated rules about a plan."""
        if view.plan.content_digest is None:
            return list(undated_findings(view))
        key = _findings_key(view, view.plan.content_digest)
        known = _unpacked_findings(self.store.get(key))
        if known is None:
            known = list(undated_findings(view))
            self.store.put(key, _packed_findings(known))
        return known


class StoredLedgers:
    """The ledger of the rows of each plan (``ledger_of``), from the store where it has them."""

    def __init__(self, store: ResultStore) -> None:
        self._store = store

    def __call__(self, plan: Plan, template: Template) -> str:
        if plan.content_digest is None:
            return ledger_of(plan, template)
        key = digest_of(b"row ledger", plan.content_digest)
        stored = self._store.get(key)
        if stored is not None:
            return stored.decode("ascii", "replace")
        text = ledger_of(plan, template)
        self._store.put(key, text.encode("ascii"))
        return text


# -- keys -----------------------------------------------------------------------------------------------------------


def store_version(template: Template) -> bytes:
    """Digest of program and template: results of others are never taken."""
    return digest_of(program_digest().encode(), repr(template).encode())


def _reading_key(path: Path, file_digest: str) -> bytes:
    """The path counts: findings say in which file they stand."""
    return digest_of(b"reading", path_text(path).encode(), file_digest.encode())


def _plan_key(reading_key: bytes, number: int) -> bytes:
    return digest_of(b"plan", reading_key, number.to_bytes(4, "big"))


def _findings_key(view: PlanView, plan_key: bytes) -> bytes:
    """Digest of everything undated rules depend on. The year replaces a plan year that is missing."""
    inputs = [view.of_group, sorted(view.settings.items()), view.as_of.year]
    return digest_of(b"undated findings", plan_key, repr(inputs).encode())


# -- stored tables --------------------------------------------------------------------------------------------------


class _Tables(RecentTables[bytes]):
    """Tables of all plans in the store, by the digest of their bytes. ``records`` raises ``DamagedStoreError``."""

    def __init__(self, store: ResultStore) -> None:
        super().__init__()
        self._store = store

    def _load(self, key: bytes) -> tuple[list[Record], int]:
        data = self._store.get(key)
        try:
            if data is None or digest_of(data) != key:
                raise DamagedStoreError
            return records_of(plain_values(data)), len(data)
        except Exception as error:  # whatever damaged bytes make the decoder raise
            raise DamagedStoreError from error


def _load_reading(data: bytes) -> Any:
    return plain_values(data, _READING_CLASSES)


# -- stored findings ------------------------------------------------------------------------------------------------


def _packed_findings(findings: Iterable[Finding]) -> bytes:
    """Findings as the rules make them, before severities and waivers are settled."""
    rows = [
        (f.code, f.subject, f.detail, f.team, f.file, f.cell and tuple(f.cell), f.field, f.value, dict(f.params))
        for f in findings
    ]
    return pickle.dumps(rows, 5)


def _unpacked_findings(data: bytes | None) -> list[Finding] | None:
    """The findings that were packed; ``None`` when they cannot be decoded."""
    if data is None:
        return None
    try:
        return [_finding(row) for row in plain_values(data, _FINDING_CLASSES)]
    except Exception:  # whatever damaged bytes make the decoder raise: the rules are asked again
        return None


def _finding(row: Sequence[Any]) -> Finding:
    code, subject, detail, team, file, cell, field, value, params = row
    return Finding(
        intern(code),
        subject,
        detail,
        team,
        file,
        Cell(*cell) if cell else None,
        intern(field) if field else None,
        value,
        {intern(name): param for name, param in params.items()},
    )
