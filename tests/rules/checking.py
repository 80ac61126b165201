"""Run one rule on a plan written as text; cases with a plan that passes and one that fails."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from pacom_xl.model.findings import Finding
from pacom_xl.rules import engine
from pacom_xl.rules.group_view import Group
from tests.support.plan_text import AS_OF, view_of


def action(code: object = "ACT-NO-001", **cells: object) -> str:
    """A table of one action, by default in progress."""
    values = {"code": code, "status": "in_progress", **cells}
    return f"\n# actions\n{' | '.join(values)}\n{' | '.join(map(str, values.values()))}\n"


def rows(table: str, *lines: str) -> str:
    """A table: its header, then its rows."""
    return f"\n# {table}\n" + "\n".join(lines) + "\n"


def found(text: str, code: str, **options: Any) -> list[Finding]:
    """What one rule finds in a plan, whether or not another finding hides it."""
    view = view_of(text, **options)
    return [finding for finding in engine.finish(engine.check(view)) if finding.code == code]


def about(findings: Iterable[Finding]) -> list[tuple[str, str | None]]:
    """Subjects and details."""
    return [(finding.subject, finding.detail) for finding in findings]


def group_of(texts: dict[str, str], **options: Any) -> Group:
    """A group from the text of each team's plan; ``GR`` is the reference."""
    views = {team: view_of(text, team=team) for team, text in texts.items()}
    reference = views.pop("GR", None)
    return Group(list(views.values()), AS_OF, reference, **options)


def found_in(texts: dict[str, str], code: str, **options: Any) -> list[Finding]:
    """What one rule finds in several plans together."""
    return [finding for finding in engine.run(group_of(texts, **options)) if finding.code == code]


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where a finding is: field, and cell as ``table!A1``; ``None`` when the rule or the plan has none."""

    field: str | None
    cell: str | None


@dataclass(frozen=True)
class Case(_Place):
    """One rule, a plan it accepts and one it does not, and the finding about the second."""

    code: str
    passes: str
    fails: str
    subject: str = "ACT-NO-001"
    detail: str | None = None
    why: str = ""


def both_ways(cases: Iterable[Case]) -> pytest.MarkDecorator:
    """Run a test once per case."""
    cases = list(cases)
    return pytest.mark.parametrize("case", cases, ids=[f"{c.code} {c.why}".strip() for c in cases])


def verify(case: Case) -> None:
    """The plan that passes has no such finding; the one that fails has exactly the one expected."""
    assert about(found(case.passes, case.code)) == []
    findings = found(case.fails, case.code)
    assert about(findings) == [(case.subject, case.detail)]
    cell = findings[0].cell
    assert (findings[0].field, f"{cell.sheet}!{cell.a1}" if cell else None) == (case.field, case.cell)
