"""Several workbooks seen as one plan: the portfolio."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from pacom_xl.consolidation.aggregates import uncounted_teams
from pacom_xl.consolidation.budget_totals import amounts, summed
from pacom_xl.consolidation.candidates import Identified
from pacom_xl.consolidation.change_consequences import consequences_of
from pacom_xl.consolidation.conflict_policy import ConflictPolicy
from pacom_xl.consolidation.file_identity import identify, missing_teams
from pacom_xl.consolidation.merged_tables import MergedTables, merge_tables
from pacom_xl.consolidation.team_differences import differences
from pacom_xl.consolidation.three_way.base import Base, mismatch
from pacom_xl.consolidation.three_way.disappeared import disappeared
from pacom_xl.consolidation.three_way.row_ledger import RowLedgers, ledger_of
from pacom_xl.consolidation.three_way.team_rows import TeamMerge, merge_team_rows
from pacom_xl.consolidation.unused_versions import contents_not_used
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.audit import Change, Conflict, Difference, Source, Totals
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import MergedPlan, Plan, StoredPlan, Value
from pacom_xl.model.text import Lang, Text
from pacom_xl.reading.reading_result import Reading
from pacom_xl.rules.group_view import Group, settings
from pacom_xl.storage.spooled_list import SpooledList
from pacom_xl.template.schema import Template

if TYPE_CHECKING:
    import pandas as pd

_NAMESPACE = uuid.UUID("7d0f9a52-5b0c-4f5e-9d55-9a1f6a0b6c11")


@dataclass
class Portfolio:
    """The teams' plans, the group's when known, what was read and what disagrees."""

    template: Template
    #: Teams' plans that count; the reference is not among them.
    plans: list[Plan]
    reference: Plan | None
    sources: list[Source]
    conflicts: list[Conflict]
    missing_teams: list[str]
    #: Found while consolidating (identity). The rules find the others.
    findings: list[Finding]
    #: Teams that were expected.
    expected: tuple[str, ...] = ()
    #: When each team's workbook was last saved.
    saved_on: Mapping[str, datetime] = field(default_factory=dict)
    lang: Lang = "fr"
    #: Which value wins when values disagree.
    policy: ConflictPolicy = field(default_factory=ConflictPolicy)
    #: The last consolidation, when known.
    base: Base | None = None
    #: What changed and disagrees since then in the teams' rows; ``plans`` have what the group changed there.
    team_changes: Sequence[Change] = ()
    team_conflicts: Sequence[Conflict] = ()
    #: The inputs, in the order they came, with what became of them.
    readings: Sequence[Reading] = ()
    #: Teams of a contained workbook that no other input gives: they are not counted.
    uncounted_teams: Sequence[str] = ()
    #: Why the last consolidation cannot be compared with; ``None`` when it can.
    base_problem: Text | None = None
    #: Every plan as it was read.
    plans_read: Sequence[Plan] = ()
    _views: dict[date, Group] = field(default_factory=dict, repr=False, compare=False)
    _consequences: dict[date, list[tuple[Text, ...]]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def all_plans(self) -> list[Plan]:
        """The reference first, then the teams."""
        return [self.reference, *self.plans] if self.reference else list(self.plans)

    @cached_property
    def _merged(self) -> MergedTables:
        merged = merge_tables(self.all_plans, self.template, self.reference is not None, self.base, self.policy)
        merged.conflicts = [*self.team_conflicts, *merged.conflicts]
        merged.changes = [*self.team_changes, *merged.changes]
        return merged

    @property
    def all_conflicts(self) -> list[Conflict]:
        """Files that compete, then values that disagree."""
        return self.conflicts + self._merged.conflicts

    @property
    def partial(self) -> Text | None:
        """« 3/4 équipes », when expected teams are missing."""
        if not self.missing_teams:
            return None
        count = f"{len(set(self.expected)) - len(self.missing_teams)}/{len(set(self.expected))}"
        return Text(f"{count} équipes", f"{count} teams")

    @property
    def changes(self) -> list[Change]:
        """Values that differ from the last consolidation; empty when there is none to compare with."""
        return self._merged.changes

    def consequences(self, as_of: date) -> list[tuple[Text, ...]]:
        """The consequences of each of ``changes``, in their order."""
        if as_of not in self._consequences:
            old = self.base.plans if self.base else {}
            found = consequences_of(self.changes, old, self.all_plans, self.template, as_of)
            self._consequences = {as_of: found}
        return self._consequences[as_of]

    def merged(self) -> MergedPlan:
        """One plan with every team's records; each says its ``team`` and ``source_file``."""
        first = self.all_plans[0] if self.all_plans else None
        names = sorted({s.sha256 or s.path for s in self.sources if s.counted})
        shared = Plan(
            team=GROUP_TEAM,
            year=first.year if first else None,
            lang=self.lang,
            template=self.template.name,
            template_version=self.template.version,
            records=list(self._merged.shared),
            workbook_id=str(uuid.uuid5(_NAMESPACE, "\n".join(names))),
        )
        plans = zip(self.all_plans, self._merged.team_rows, strict=True)
        of_teams: list[Plan] = [StoredPlan(plan, rows) for plan, rows in plans]
        return MergedPlan(shared, of_teams, [table.key for table in self.template.data_tables])

    def listed_sources(self, ledger: RowLedgers = ledger_of) -> list[Source]:
        """The sources with a ledger of the rows of each plan, for the consolidation that will compare with this one.

        ``ledger``: stands for ``ledger_of``; a cache of it, for instance.
        """
        read = {plan.team: plan for plan in self.plans_read}
        return [
            replace(source, rows=ledger(read[source.team], self.template))
            if source.counted and source.team in read
            else source
            for source in self.sources
        ]

    def differences(self) -> SpooledList[Difference]:
        """Values of plans that differ from the rows they share in ``merged()``."""
        return SpooledList(differences(self.all_plans, self.merged(), self.template))

    def frames(self) -> dict[str, pd.DataFrame]:
        """One DataFrame per table, all plans together (columns: ``tidy``)."""
        from pacom_xl.exchange.frames import frames

        return frames(self.all_plans, self.template)

    def group(self, as_of: date, thresholds: Mapping[str, Value] | None = None) -> Group:
        """The input of the rules: one view per team, computed with the group's parameters."""
        if thresholds is None:
            return self._reported(as_of)
        common = settings(self.reference, thresholds)
        views = [PlanView(plan, self.template, as_of, common) for plan in self.plans]
        reference = PlanView(self.reference, self.template, as_of, common) if self.reference else None
        return Group(views, as_of, reference, self.expected, self.saved_on)

    def _reported(self, as_of: date) -> Group:
        """The views that all reports share, so that each figure is computed once."""
        if as_of not in self._views:
            self._views = {as_of: self.group(as_of, {})}
        return self._views[as_of]

    def totals(self, as_of: date) -> Totals:
        """Budget of all counted plans and of each team, as every figure of the run computes them."""
        known = as_of in self._views
        group = self.group(as_of) if known else self.group(as_of, {})
        views = [*group.views, *([group.reference] if group.reference else [])]
        by_team = {}
        for view in views:
            if view.rows("actions"):
                by_team[str(view.plan.team)] = amounts(view)
            if not known:
                view.forget()
        return summed(by_team)


def consolidate(
    readings: Sequence[Reading],
    template: Template,
    reference: Reading | None = None,
    expect: Iterable[str] = (),
    lang: Lang = "fr",
    on_conflict: str = "report",
    base: Reading | None = None,
) -> Portfolio:
    """Bring readings together. ``reference``: the group's workbook; else that of team GR among them.

    ``base``: the last consolidation, to tell who changed what since and merge what only one side changed.
    ``on_conflict``: ``report``, ``newest``, ``reference`` or a team's code (see ``conflict_policy``).
    """
    expected = tuple(expect)
    identified = identify(readings, reference, on_conflict)
    plans = identified.plans
    group = reference.plan if reference else next((p for p in plans if p.team == GROUP_TEAM), None)
    teams = [plan for plan in plans if plan is not group]
    base_problem = mismatch(base, plans) if base else None
    previous = Base.of(base, template, identified.hashes()) if base and not base_problem else None
    saved_on = identified.saved_on()
    policy = ConflictPolicy(
        on_conflict, saved_on, previous.file if previous else None, previous.saved_on if previous else None
    )
    plans_read = [*([group] if group else []), *teams]
    merge = merge_team_rows(plans_read, previous, template, policy) if previous else TeamMerge(plans_read)
    reference_plan, teams = (merge.plans[0], merge.plans[1:]) if group else (None, merge.plans)
    return Portfolio(
        template=template,
        plans=teams,
        reference=reference_plan,
        sources=identified.sources(),
        conflicts=identified.conflicts,
        missing_teams=missing_teams(plans_read, expected),
        findings=[
            *identified.findings,
            *_unused_contents(identified, template),
            *(disappeared(plans_read, previous) if previous else ()),
        ],
        expected=expected,
        saved_on=saved_on,
        lang=lang,
        policy=policy,
        base=previous,
        team_changes=merge.changes,
        team_conflicts=merge.conflicts,
        readings=[identified.contained.get(id(reading), reading) for reading in readings],
        uncounted_teams=uncounted_teams(identified.contained.values(), (plan.team for plan in plans)),
        base_problem=base_problem,
        plans_read=plans_read,
    )


def _unused_contents(identified: Identified, template: Template) -> Iterator[Finding]:
    for candidate, used in identified.left_out:
        yield from contents_not_used(candidate.plan, used.plan, (candidate.name, used.name), template)
