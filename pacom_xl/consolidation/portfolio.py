"""Several workbooks seen as one plan: the portfolio."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from pacom_xl.consolidation.conflict_policy import choose, with_choices
from pacom_xl.consolidation.file_identity import identify, missing_teams
from pacom_xl.consolidation.shared_tables import file_name, merge_table
from pacom_xl.consolidation.team_differences import differences
from pacom_xl.consolidation.team_tables import OwnRows, clashing_codes, conflicts_between
from pacom_xl.consolidation.three_way.base import Past
from pacom_xl.consolidation.three_way.changes import disappeared, merge_shared
from pacom_xl.consolidation.three_way.team_rows import Settled, settle
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.audit import Amounts, Change, Conflict, Difference, Source, Totals
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import MergedPlan, Plan, Record, StoredPlan, Value
from pacom_xl.model.text import Lang, Text
from pacom_xl.reading.reading_result import Reading
from pacom_xl.rules.group_view import GROUP_TEAM, Group, settings
from pacom_xl.storage.spooled_list import Kept
from pacom_xl.template.consolidated import union_of
from pacom_xl.template.schema import Template

if TYPE_CHECKING:
    import pandas as pd

#: From the weakest: the group's plan is no stronger than its weakest part.
_STATUSES = ("draft", "revised", "validated", "closed")
_NAMESPACE = uuid.UUID("7d0f9a52-5b0c-4f5e-9d55-9a1f6a0b6c11")


@dataclass
class _Union:
    """What the plans have in common, the rows each has beside the others, and what disagrees or changed."""

    shared: list[Record] = field(default_factory=list)
    own: list[OwnRows] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


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
    #: Who wins when values disagree (``choices``).
    on_conflict: str = "report"
    #: The last consolidation, when known.
    past: Past | None = None
    #: What changed since in the rows that are a team's own; ``plans`` have what the group changed there.
    own: Settled = field(default_factory=Settled)
    _views: dict[date, Group] = field(default_factory=dict, repr=False, compare=False)

    @property
    def all_plans(self) -> list[Plan]:
        """The reference first, then the teams."""
        return [self.reference, *self.plans] if self.reference else list(self.plans)

    @cached_property
    def _union(self) -> _Union:
        plans = self.all_plans
        side = [t for t in self.template.data_tables if t.key != "plan" and union_of(self.template, t.key) == "side"]
        clashes = clashing_codes(plans)
        own = [OwnRows(plan, side, clashes) for plan in plans]
        union = _Union(own=own, changes=list(self.own.changes))
        for table in self.template.data_tables:
            if table.key == "plan":
                union.shared += self._plan_forms()
            elif table in side:
                union.conflicts += conflicts_between(table, plans)
            else:
                merged = merge_table(table, plans, self.template, self.reference is not None)
                if self.past:
                    merged, more = merge_shared(table, merged, plans, self.past)
                    union.changes += more
                union.shared += merged[0]
                union.conflicts += merged[1]
        union.conflicts = self.own.conflicts + self._chosen(union)
        return union

    def _chosen(self, union: _Union) -> list[Conflict]:
        """The conflicts, with what the policy chooses in its place."""
        if self.on_conflict == "report":
            return union.conflicts
        chosen = choose(union.conflicts, self.on_conflict, self.saved_on)
        tables = {conflict.table for conflict in chosen if conflict.field}
        beside = [(own, name, own.table(name)) for own in union.own for name in own.names() if name in tables]
        before = [*union.shared, *(record for _, _, rows in beside for record in rows)]
        after = iter(with_choices(before, chosen, self.template, self.on_conflict))
        union.shared = [next(after) for _ in union.shared]
        for own, name, rows in beside:
            own.put(name, [next(after) for _ in rows])
        return chosen

    @property
    def all_conflicts(self) -> list[Conflict]:
        """Files that compete, then values that disagree."""
        return self.conflicts + self._union.conflicts

    @property
    def partial(self) -> Text | None:
        """« 3/4 équipes », when expected teams are missing."""
        if not self.missing_teams:
            return None
        count = f"{len(set(self.expected)) - len(self.missing_teams)}/{len(set(self.expected))}"
        return Text(f"{count} équipes", f"{count} teams")

    @property
    def changes(self) -> list[Change]:
        """What is no longer as in the last consolidation; empty when there is none to compare with."""
        return self._union.changes

    def merged(self) -> MergedPlan:
        """One plan with every team's records; each says its ``team`` and ``source_file``."""
        first = self.all_plans[0] if self.all_plans else None
        marks = sorted({s.sha256 or s.path for s in self.sources if s.counted})
        shared = Plan(
            team=GROUP_TEAM,
            year=first.year if first else None,
            lang=self.lang,
            template=self.template.name,
            template_version=self.template.version,
            records=list(self._union.shared),
            workbook_id=str(uuid.uuid5(_NAMESPACE, "\n".join(marks))),
        )
        plans = zip(self.all_plans, self._union.own, strict=True)
        own: list[Plan] = [StoredPlan(plan, rows) for plan, rows in plans]
        return MergedPlan(shared, own, [table.key for table in self.template.data_tables])

    def differences(self) -> Kept[Difference]:
        """What plans spell otherwise than the rows they share in ``merged()``."""
        return Kept(differences(self.all_plans, self.merged(), self.template))

    def frames(self) -> dict[str, pd.DataFrame]:
        """One DataFrame per table, all plans together (columns: ``tidy``)."""
        from pacom_xl.exchange.frames import frames

        return frames(self.all_plans, self.template)

    def group(self, as_of: date, thresholds: Mapping[str, Value] | None = None) -> Group:
        """What the rules check: one view per team, computed with the group's parameters."""
        if thresholds is None:
            return self._reported(as_of)
        common = settings(self.reference, thresholds)
        views = [PlanView(plan, self.template, as_of, common) for plan in self.plans]
        reference = PlanView(self.reference, self.template, as_of, common) if self.reference else None
        return Group(views, as_of, reference, self.expected, self.saved_on)

    def _reported(self, as_of: date) -> Group:
        """What reports are made from: the same views for all of them, so that each figure is computed once."""
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
        return Totals(*_sum(by_team.values()), by_team=by_team)

    def _plan_forms(self) -> list[Record]:
        forms = [
            Record(r.table, r.key, {"source_file": file_name(p), **r.values, "team": p.team}, r.parent, r.origin)
            for p in self.all_plans
            for r in p.table("plan")[:1]
        ]
        if not forms:
            return []
        head = forms[0] if self.reference else _group_identity(forms[0])
        head = head.with_values({"plan_status": _weakest(forms)})
        return [head, *forms[1:]] if self.reference else [head, *forms]


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
    ``on_conflict``: ``report``, ``newest``, ``reference`` or a team's code (see ``choices``).
    """
    expected = tuple(expect)
    identified = identify(readings, reference, on_conflict)
    plans = identified.plans
    group = reference.plan if reference else next((p for p in plans if p.team == GROUP_TEAM), None)
    teams = [plan for plan in plans if plan is not group]
    past = Past.of(base, template, identified.hashes()) if base else None
    own = settle([*([group] if group else []), *teams], past, template, on_conflict) if past else Settled()
    if past:
        group = own.plans[0] if group else None
        teams = own.plans[1:] if group else own.plans
    present = [*teams, group] if group else teams
    return Portfolio(
        template=template,
        plans=teams,
        reference=group,
        sources=identified.sources(),
        conflicts=identified.conflicts,
        missing_teams=missing_teams(present, expected),
        findings=[*identified.findings, *(disappeared(present, past) if past else ())],
        expected=expected,
        saved_on=identified.saved_on(),
        lang=lang,
        on_conflict=on_conflict,
        past=past,
        own=own,
    )


def amounts(view: PlanView) -> Amounts:
    """Budget of one workbook, as its own sheets and the summary of the group's add it up.

    What a draft plans takes nothing from the envelope; what it has ordered, been invoiced for and is forecast to cost
    counts, as for any action.
    """
    rows = view.rows("actions")

    def total(name: str) -> Decimal:
        return sum((row.amount(name) for row in rows), Decimal(0))

    return Amounts(
        allocated=total("envelope_use"),
        allocated_gross=total("allocated_used"),
        committed=total("committed"),
        spent=total("spent"),
        forecast=total("forecast"),
    )


def _sum(parts: Iterable[Amounts]) -> tuple[Decimal, Decimal, Decimal, Decimal, Decimal]:
    of = list(parts)
    zero = Decimal(0)
    return (
        sum((a.allocated for a in of), zero),
        sum((a.allocated_gross for a in of), zero),
        sum((a.committed for a in of), zero),
        sum((a.spent for a in of), zero),
        sum((a.forecast for a in of), zero),
    )


def _group_identity(form: Record) -> Record:
    """Without a group workbook: what all teams share, and nobody's own manager or version."""
    shared = ("company", "plan_year", "plan_start", "plan_end", "currency", "sponsor")
    values: dict[str, Value] = {key: form.get(key) for key in shared}
    return Record("plan", "plan", values | {"team_code": GROUP_TEAM, "team": GROUP_TEAM, "plan_version": "V1"})


def _weakest(forms: list[Record]) -> Value:
    known = [str(f.get("plan_status")) for f in forms if f.get("plan_status") in _STATUSES]
    return min(known, key=_STATUSES.index, default=None)
