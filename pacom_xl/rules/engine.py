"""Run the rules, then process the findings: severity, subsumption, waivers, selection, order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from operator import attrgetter
from sys import intern
from typing import Any

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Plan
from pacom_xl.rules.all_rules import catalogue
from pacom_xl.rules.group_view import Group
from pacom_xl.rules.rule_registry import Hit
from pacom_xl.rules.rule_settings import Config
from pacom_xl.rules.subsumption import hidden, knock_on
from pacom_xl.rules.waivers import waived

__all__ = ["Config", "check", "dated_findings", "finish", "run", "undated_findings"]

#: The findings of one view.
Findings = Callable[[PlanView], Iterable[Finding]]


def undated_findings(view: PlanView) -> Iterator[Finding]:
    """Findings of the rules of one workbook that depend on the year only, neither on the date nor on earlier runs."""
    return _findings(view, dated=False)


def dated_findings(view: PlanView) -> Iterator[Finding]:
    """Findings of the other rules of one workbook."""
    return _findings(view, dated=True)


def run(
    group: Group,
    config: Config | None = None,
    found: Iterable[Finding] = (),
    undated: Findings = undated_findings,
) -> list[Finding]:
    """All findings about the workbooks of ``group``, and those of reading and consolidating, ``found``.

    Sorted by team, code, subject and detail. Hidden and waived ones are there, with what hides or waives them.
    ``undated``: stands for ``undated_findings``; a cache of it, for instance.
    """
    views = [*group.views, group.reference] if group.reference else group.views
    raised = (finding for view in views for finding in _checked_in_turn(view, undated))
    return finish(chain(found, raised, _check_group(group)), config, views)


def check(view: PlanView) -> list[Finding]:
    """Findings of the rules of one workbook in ``view``, by code, before ``finish``."""
    return _checked(view, undated_findings)


def _checked_in_turn(view: PlanView, undated: Findings) -> list[Finding]:
    """The findings of one view among hundreds: the rows it computed are dropped."""
    found = _checked(view, undated)
    view.forget()
    return found


def _checked(view: PlanView, undated: Findings) -> list[Finding]:
    return sorted([*undated(view), *dated_findings(view)], key=attrgetter("code"))


def _findings(view: PlanView, *, dated: bool) -> Iterator[Finding]:
    for rule in catalogue():
        if rule.check and rule.dated == dated:
            for hit in rule.check(view):
                yield _finding(rule.code, hit, view)


def _check_group(group: Group) -> Iterator[Finding]:
    home = group.reference
    for rule in catalogue():
        if rule.group_check:
            for hit in rule.group_check(group):
                yield _finding(rule.code, hit, hit.row.view if hit.row else home)


def _finding(code: str, hit: Hit, view: PlanView | None) -> Finding:
    row, plan = hit.row, view.plan if view else None
    params = hit.params
    currency = view.form("plan").record.get("currency") if view else None
    if currency not in (None, "EUR"):
        params = {**params, "currency": currency}
    return Finding(
        code,
        hit.subject,
        hit.detail,
        team=params.get("team") if row is None and "team" in params else _team(hit, plan),
        file=(row.record.file(hit.field) if row and hit.field else None) or (plan.file if plan else None),
        cell=row.cell(hit.field) if row and hit.field else None,
        field=intern(f"{row.record.table}.{hit.field}") if row and hit.field else None,
        value=row.record.get(hit.field) if row and hit.field else None,
        params=params,
    )


def _team(hit: Hit, plan: Plan | None) -> str | None:
    """Team of the row in a consolidated plan, else team of the plan. Rows about people belong to the plan."""
    if hit.row is None and "team" in hit.params:
        return str(hit.params["team"])
    if hit.row is not None and hit.row.record.table not in ("team", "teams"):
        return hit.row.team
    return plan.team if plan else None


def finish(findings: Iterable[Finding], config: Config | None = None, views: Iterable[PlanView] = ()) -> list[Finding]:
    """Set severities, ``hidden_by`` and ``waived_by`` (waivers of ``views``), select and sort.

    Equal findings are returned once.
    """
    config = config or Config()
    graded = [_graded(finding, config) for finding in findings if not config.is_off(finding)]
    settled = waived(knock_on(hidden(graded)), views)
    ordered = {_order(f): f for f in settled if config.is_selected(f.code)}
    return [ordered[place] for place in sorted(ordered)]


def _graded(finding: Finding, config: Config) -> Finding:
    severity = config.severity(finding)
    return finding if finding.severity == severity else replace(finding, severity=severity)


def _order(finding: Finding) -> tuple[Any, ...]:
    cell = finding.cell
    place = (cell.sheet, cell.row, cell.column) if cell else ("", -1, -1)
    about = (finding.team or "", finding.code, finding.subject, finding.detail or "")
    return (*about, finding.file or "", place, str(finding.value))
