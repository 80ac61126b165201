"""Review of workbooks: their consolidation, and all findings about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from pacom_xl.consolidation.portfolio import Portfolio, consolidate
from pacom_xl.model.findings import Finding, Severity
from pacom_xl.model.plan import Plan, Value
from pacom_xl.model.text import Lang
from pacom_xl.reading.reading_result import Reading
from pacom_xl.rules import engine
from pacom_xl.rules.thresholds import Threshold, used
from pacom_xl.template.schema import Template

_RANK: dict[Severity, int] = {"info": 0, "warning": 1, "error": 2}


@dataclass(frozen=True)
class Review:
    """One run over a set of files, at one date."""

    readings: list[Reading]
    portfolio: Portfolio
    findings: list[Finding]
    as_of: date
    template: Template
    lang: Lang
    #: The thresholds every rule used, and who set each.
    thresholds: list[Threshold] = field(default_factory=list)

    @property
    def shown(self) -> list[Finding]:
        """Findings neither hidden by another nor waived."""
        return [finding for finding in self.findings if finding.counts]

    @property
    def currency(self) -> str:
        """Currency of every amount: the plans that count share it."""
        plans = self.portfolio.all_plans
        return str((plans[0].form("plan").get("currency") if plans else None) or "EUR")

    @property
    def actions(self) -> int:
        """Actions of the plans that count."""
        return sum(len(plan.table("actions")) for plan in self.portfolio.all_plans)

    @property
    def incomplete(self) -> bool:
        """A file was rejected or left out, an expected team is missing, or a team of a consolidated workbook that was
        set aside is not counted.
        """
        lost = {"rejected", "left_out", "superseded"}
        absent = self.portfolio.missing_teams or self.portfolio.uncounted_teams
        return bool(absent) or any(s.status in lost for s in self.portfolio.sources)

    def at_least(self, level: str) -> bool:
        """Whether something shown is as grave as ``level``; nothing is as grave as ``never``."""
        if level == "never":
            return False
        floor = next(rank for severity, rank in _RANK.items() if severity == level)
        return any(_RANK[finding.severity] >= floor for finding in self.shown)

    def plan_of(self, team: str | None) -> Plan | None:
        """The plan of a team."""
        return self._plans.get(team)

    @cached_property
    def _plans(self) -> dict[str | None, Plan]:
        """Plans by team, the first of each: looked up for every finding."""
        return {plan.team: plan for plan in reversed(self.portfolio.all_plans)}


def review(
    readings: Sequence[Reading],
    template: Template,
    as_of: date,
    *,
    reference: Reading | None = None,
    expect: Iterable[str] = (),
    lang: Lang = "fr",
    config: engine.Config | None = None,
    thresholds: Mapping[str, Value] | None = None,
    on_conflict: str = "report",
    earlier_due: Mapping[tuple[str | None, str], Sequence[date]] | None = None,
    base: Reading | None = None,
    also: Callable[[Portfolio], Iterable[Finding]] | None = None,
    undated: engine.Findings = engine.undated_findings,
) -> Review:
    """Consolidate, run every rule, settle severities and what hides what.

    ``earlier_due``: due dates earlier runs saw, oldest first, by team and action (PAC409). ``base``: the last
    consolidation. ``also``: what the caller finds by itself, for the rules' settings to apply to. ``undated``:
    stands for the rules that do not look at the date (a cache of what they find).
    """
    portfolio = consolidate(readings, template, reference, expect, lang, on_conflict, base)
    if portfolio.base:
        earlier_due = portfolio.base.due_dates() | dict(earlier_due or {})
    readings = portfolio.readings
    if reference and all(reading.sha256 != reference.sha256 for reading in readings):
        readings = [*readings, reference]
    twice = {s.path for s in portfolio.sources if s.status in ("contained", "duplicate")}
    found = [f for reading in readings if str(reading.path) not in twice for f in reading.findings]
    found += portfolio.base.findings if portfolio.base else ()
    found += [*portfolio.findings, *(also(portfolio) if also else ())]
    configured = {**(config.thresholds if config else {}), **(thresholds or {})}
    group = replace(portfolio.group(as_of, configured), earlier_due=earlier_due or {})
    findings = engine.run(group, config, found, undated)
    return Review(list(readings), portfolio, findings, as_of, template, lang, used(group, configured))
