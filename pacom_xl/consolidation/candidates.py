"""A plan read from a file, and whether the consolidation uses it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from pacom_xl.model.audit import Conflict, Source, SourceStatus
from pacom_xl.model.findings import Finding
from pacom_xl.model.formats import day
from pacom_xl.model.plan import Cell, Plan, Value
from pacom_xl.model.text import Lang, Text, path_text
from pacom_xl.reading.reading_result import Reading

_NO_DATE = datetime(1, 1, 1)


@dataclass
class Candidate:
    """A plan read from a file, and whether the consolidation uses it."""

    reading: Reading
    plan: Plan
    status: SourceStatus
    reason: Text | None = None
    #: The team's own file, when the plan comes through a consolidated workbook.
    leaf: Source | None = None

    @property
    def name(self) -> str:
        """Name of the team's file."""
        return (self.leaf and self.leaf.leaf) or path_text(self.reading.path.name)

    @property
    def content(self) -> str:
        """Hash of the file, equal for two copies of one plan."""
        digest = self.leaf.sha256 if self.leaf else self.reading.sha256
        return digest or str(id(self.plan if self.leaf else self.reading))

    @property
    def saved_on(self) -> datetime | None:
        """When the team last saved it."""
        return self.leaf.saved_on if self.leaf else self.reading.saved_on

    @property
    def saved_by(self) -> str | None:
        """The last person who saved it."""
        return self.leaf.saved_by if self.leaf else self.reading.saved_by

    @property
    def described(self) -> Text:
        """Name of the file, with who saved it and when where the file has it."""
        texts = [self._saved(lang) for lang in ("fr", "en")]
        return Text(*(f"{self.name} ({text})" if text else self.name for text in texts))

    def _saved(self, lang: Lang) -> str:
        on = self.saved_on
        when = Text(f"le {day(on, lang)} à {on:%H:%M}", f"on {day(on, lang)} at {on:%H:%M}").in_(lang) if on else ""
        who = Text(f"par {self.saved_by}", f"by {self.saved_by}").in_(lang) if self.saved_by else ""
        words = " ".join(filter(None, (who, when)))
        return f"{Text('enregistré', 'saved').in_(lang)} {words}" if words else ""

    @property
    def workbook_id(self) -> str | None:
        """Id of the team's workbook."""
        return self.plan.workbook_id or (self.leaf or self.reading).workbook_id

    @property
    def counted(self) -> bool:
        """Still in the consolidation."""
        return self.status in ("read", "partial")

    def common(self, key: str) -> Value:
        """Year, currency or company of the plan."""
        value = self.plan.form("plan").get(key)
        return self.plan.year if key == "plan_year" and value is None else value

    def cell(self, key: str) -> Cell | None:
        """The cell of the plan that holds the value."""
        return self.plan.form("plan").cell(key)

    @property
    def age(self) -> tuple[tuple[int, ...], datetime]:
        """Orders versions of the same workbook: plan version, then date saved."""
        numbers = re.findall(r"\d+", str(self.plan.form("plan").get("plan_version") or ""))
        saved = self.saved_on
        return tuple(map(int, numbers)), saved.replace(tzinfo=None) if saved else _NO_DATE


@dataclass(frozen=True)
class Identified:
    """Result of identifying the files of a set of readings."""

    candidates: list[Candidate]
    refused: list[Reading]
    findings: list[Finding] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    #: Readings with the status ``contained``, by the identity in memory of the readings as they came.
    contained: dict[int, Reading] = field(default_factory=dict)
    #: Versions that do not count, each with the one that does.
    left_out: list[tuple[Candidate, Candidate]] = field(default_factory=list)

    @property
    def plans(self) -> list[Plan]:
        """Plans that count, the group's first, then in the order of the list of teams."""
        return [c.plan for c in self.candidates if c.counted]

    def saved_on(self) -> dict[str, datetime]:
        """When the workbook of each team was last saved; absent when the file does not state it."""
        counted = [c for c in self.candidates if c.counted and c.plan.team]
        return {str(c.plan.team): c.saved_on for c in counted if c.saved_on}

    def hashes(self) -> dict[str | None, str]:
        """Hash of the file of each team's plan."""
        return {c.plan.team: c.content for c in self.candidates if c.counted}

    def sources(self) -> list[Source]:
        """One source per plan, then one per file that gave none; the order of the inputs does not matter."""
        of_plans = [source_of(c.reading, c.status, c.plan, c.reason, c.leaf) for c in self.candidates]
        return of_plans + [source_of(r, r.status, r.plan, r.reason) for r in self.refused]


def identity_finding(
    code: str, candidate: Candidate, subject: str, params: Mapping[str, object], key: str | None = None
) -> Finding:
    """A finding about the identity of a plan: its team, year, currency or company."""
    return Finding(
        code,
        subject=subject,
        team=candidate.plan.team,
        file=path_text(candidate.reading.path),
        cell=candidate.cell(key) if key else None,
        field=f"plan.{key}" if key else None,
        value=candidate.common(key) if key else None,
        params=params,
        severity="info" if code == "PAC702" else "error",
    )


def source_of(
    reading: Reading, status: SourceStatus, plan: Plan | None, reason: Text | None, leaf: Source | None = None
) -> Source:
    """The line of a plan, or of a file without one, among the sources."""
    if leaf is not None:
        via = tuple(filter(None, (reading.sha256, reading.workbook_id, *leaf.via)))
        return replace(leaf, path=str(reading.path), status=status, reason=reason, via=via)
    return Source(
        path=str(reading.path),
        status=status,
        team=plan.team if plan else None,
        year=plan.year if plan else None,
        template=plan.template if plan else None,
        sha256=reading.sha256,
        workbook_id=reading.workbook_id,
        saved_on=reading.saved_on,
        saved_by=reading.saved_by,
        cells_read=reading.account.read,
        cells_ignored=reading.account.ignored,
        cells_refused=reading.account.refused,
        comments=len(reading.comments),
        plan_version=str(plan.form("plan").get("plan_version") or "") or None if plan else None,
        reason=reason,
    )
