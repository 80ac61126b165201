"""The last consolidation: what it was written with, and what the group changed in it since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from pacom_xl.consolidation.shared_tables import identity
from pacom_xl.consolidation.three_way.row_ledger import RowLedger
from pacom_xl.consolidation.three_way.rows_alike import RowsAlike
from pacom_xl.consolidation.three_way.sorted_rows import plans_with_their_fingerprints
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell, Plan, Record, Value
from pacom_xl.model.text import Text, fold, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.reading.reading_result import Reading
from pacom_xl.template.consolidated import READ_FINGERPRINT, typed_keys
from pacom_xl.template.schema import Table, Template
from pacom_xl.values.fingerprints import digests_in, is_changed


@dataclass(frozen=True)
class Base:
    """The plans as the last consolidation shows them, each as its team spelt it."""

    template: Template
    plans: Mapping[str | None, Plan]
    #: Path and name of the file, and when it was last saved, as far as it says.
    path: str | None = None
    file: str | None = None
    saved_on: datetime | None = None
    #: Teams whose file is still the one it read.
    unchanged: frozenset[str | None] = frozenset()
    #: Rows that several teams share, as the workbook shows them, by table.
    common: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    #: Rows of each team when it was written; of an older version, none.
    ledgers: Mapping[str | None, RowLedger] = field(default_factory=dict)
    #: Cells where something was typed that cannot be understood.
    refused: frozenset[Cell] = frozenset()
    #: What its reading found: what people typed there that is not understood, not taken over, or over a formula.
    findings: tuple[Finding, ...] = ()
    #: Notes that people left at its cells.
    comments: int = 0
    #: What was looked up last, by identity: rows of teams in one common table; rows of that table that teams share.
    _recent: dict[str, RowsAlike] = field(default_factory=dict, repr=False, compare=False)
    _recent_common: dict[str, dict[str, Record]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, reading: Reading, template: Template, hashes: Mapping[str | None, str]) -> Base:
        """The contents of the last consolidated workbook. ``hashes``: digests of the files of today, by team."""
        ledgers = {source.team: RowLedger.read(source.rows) for source in reading.leaves}
        return cls(
            template,
            {plan.team: plan for plan in plans_with_their_fingerprints(reading.plans, template)},
            path_text(reading.path),
            path_text(reading.path.name),
            reading.saved_on,
            frozenset(s.team for s in reading.leaves if s.sha256 and hashes.get(s.team) == s.sha256),
            reading.common,
            {team: ledger for team, ledger in ledgers.items() if ledger},
            frozenset(f.cell for f in reading.findings if f.cell and f.field),
            tuple(reading.findings),
            len(reading.comments),
        )

    @property
    def day(self) -> date | None:
        """When it was written or last saved."""
        return self.saved_on.date() if self.saved_on else None

    def row(self, table: Table, team: str | None, name: str) -> Record | None:
        """The row of a common table as ``team`` had it, as the group had it when the team is new."""
        plan = self.plans.get(team) or self.plans.get(GROUP_TEAM)
        if plan is None:
            return None
        if table.key not in self._recent:
            self._recent.clear()
            self._recent[table.key] = RowsAlike(table)
        return self._recent[table.key].of(plan).get(name)

    def digests(self, table: Table, record: Record) -> dict[str, str]:
        """Digest of each value the row was written with; none for a row typed there, or of an older workbook."""
        return digests_in(record.get(READ_FINGERPRINT), typed_keys(self.template, table))

    def edited(self, table: Table, record: Record) -> dict[str, Value]:
        """The values of a row that the group changed in the workbook, by field; of a row it typed there, all.

        What cannot be understood is no change: the cell has its finding, and the team's value stays.
        """
        if self.was_added(table, record):
            changed = {key: record.get(key) for key in table.input_keys if record.get(key) is not None}
        else:
            digests = self.digests(table, record)
            changed = {key: record.get(key) for key, digest in digests.items() if is_changed(record.get(key), digest)}
        return {key: value for key, value in changed.items() if not self._is_refused(record, key)}

    def _is_refused(self, record: Record, key: str) -> bool:
        return record.get(key) is None and record.cell(key) in self.refused

    def was_added(self, table: Table, record: Record) -> bool:
        """Whether the group typed the row into the consolidated workbook: it has no fingerprint, and other rows have
        one.
        """
        return self.has_fingerprints and not self.digests(table, record)

    def common_rows(self, table: Table) -> Mapping[str, Record]:
        """The rows of a table that several teams share, by identity."""
        if table.key not in self._recent_common:
            rows = reversed(self.common.get(table.key, ()))
            self._recent_common.clear()
            self._recent_common[table.key] = {identity(table, record): record for record in rows}
        return self._recent_common[table.key]

    @cached_property
    def has_fingerprints(self) -> bool:
        """Whether rows have fingerprints: a workbook of an older version has none."""
        return any(record.get(READ_FINGERPRINT) for plan in self.plans.values() for record in plan.records)

    def due_dates(self) -> dict[tuple[str | None, str], list[date]]:
        """Due date of every action then, by team and code (PAC409)."""
        return {
            (plan.team, action.key): [due]
            for plan in self.plans.values()
            for action in plan.table("actions")
            if (due := action.day("due")) is not None
        }


def mismatch(reading: Reading, plans: Sequence[Plan]) -> Text | None:
    """Why a consolidation cannot be the base of ``plans``: another year or company. ``None`` when it can."""
    name = path_text(reading.path.name)
    years, now = _years(reading.plans), _years(plans)
    if years and now and not years & now:
        return sentence(
            "{file} est la consolidation de l’exercice {there}, les classeurs sont de {here} ; "
            "donnez avec --base la dernière consolidation de {here}.",
            "{file} is the consolidation of the year {there}, the workbooks are of {here}; "
            "give with --base the last consolidation of {here}.",
            file=name, there=_listed(years), here=_listed(now),
        )  # fmt: skip
    companies, ours = _companies(reading.plans), _companies(plans)
    if companies and ours and not companies.keys() & ours.keys():
        return sentence(
            "{file} est la consolidation de l’entreprise « {there} », les classeurs sont de « {here} » ; "
            "donnez avec --base la dernière consolidation de cette entreprise.",
            '{file} is the consolidation of the company "{there}", the workbooks are of "{here}"; '
            "give with --base the last consolidation of that company.",
            file=name, there=_listed(companies.values()), here=_listed(ours.values()),
        )  # fmt: skip
    return None


def _years(plans: Iterable[Plan]) -> set[int]:
    return {plan.year for plan in plans if plan.year is not None}


def _companies(plans: Iterable[Plan]) -> dict[str, str]:
    names = (plan.form("plan").text("company") for plan in plans)
    return {fold(name): name for name in names if name}


def _listed(values: Iterable[object]) -> str:
    return ", ".join(sorted(map(str, values)))
