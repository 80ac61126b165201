"""Severity, what hides what, waivers, selection, order."""

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.findings import Finding, Identity, Severity
from pacom_xl.rules import engine, subsumption
from tests.rules.checking import about, action, found, rows
from tests.support.plan_text import AS_OF, TEMPLATE, plan_of, view_of

LATE = action(due="2026-06-12", start="2026-01-01", progress="10 %")


def codes(text: str, config: engine.Config | None = None) -> list[str]:
    return [finding.code for finding in engine.finish(engine.check(view_of(text)), config)]


def hidden(text: str) -> dict[str, str]:
    """Hiding code by hidden code."""
    findings = engine.finish(engine.check(view_of(text)))
    return {f"{f.code} {f.detail or ''}".strip(): f.hidden_by for f in findings if f.hidden_by}


def test_late_hides_its_consequences() -> None:
    milestones = rows("milestones", "label | due", "Fin | 2026-06-12", "Milieu | 2026-05-01")
    assert hidden(LATE + milestones) == {"PAC403": "PAC401", "PAC405 Fin": "PAC401"}


def test_wrong_dates_hide_every_deadline() -> None:
    text = action(start="2026-07-01", due="2026-06-12") + rows("milestones", "label | due", "Fin | 2026-06-13")
    assert hidden(text) == {"PAC308 Fin": "PAC307", "PAC405 Fin": "PAC307"}


def test_no_due_date_hides_the_late_start() -> None:
    assert hidden(action(status="planned", start="2026-06-01")) == {"PAC404": "PAC203"}


def test_two_sheets_of_one_code_are_told_once() -> None:
    twice = Finding("PAC117", "ACT-NO-001", team="NO")
    same = Finding("PAC104", "ACT-NO-001", "actions", team="NO")
    assert [f.hidden_by for f in engine.finish([twice, same])] == ["PAC117", None]


@pytest.mark.parametrize(("day", "hidden_by"), [("2026-03-31", None), ("2026-04-20", "PAC607")])
def test_readings_that_differ_hide_that_nothing_was_measured_since(day: str, hidden_by: str | None) -> None:
    last, differing = date(2026, 4, 1), date.fromisoformat(day)
    findings = [
        Finding("PAC607", "OBJ-01", f"Taux {day}", params={"indicator": "taux", "day": differing}),
        Finding("PAC603", "OBJ-01", params={"indicator": "Taux", "days": 75, "last": last}),
    ]
    assert [f.hidden_by for f in subsumption.hidden(findings)] == [None, hidden_by]


@pytest.mark.parametrize(
    ("severities", "expected"),
    [
        ({}, "error"),
        ({"PAC401": "warning"}, "warning"),
        ({"PAC401.critical": "info"}, "error"),
        ({"PAC401.normal": "info", "PAC401": "warning"}, "info"),
    ],
)
def test_severity_belongs_to_the_configuration(severities: dict[str, Severity], expected: Severity) -> None:
    findings = engine.finish(engine.check(view_of(LATE)), engine.Config(severities=severities))
    assert {f.code: f.severity for f in findings}["PAC401"] == expected


def test_findings_of_the_reader_get_their_severity_too() -> None:
    (finding,) = engine.finish([Finding("PAC109", "Brouillon")])
    assert finding.severity == "info"


def test_selection_by_prefix() -> None:
    everything = codes(LATE)
    assert codes(LATE, engine.Config(select=("PAC4",))) == [c for c in everything if c.startswith("PAC4")]
    assert codes(LATE, engine.Config(ignore=("PAC4",))) == [c for c in everything if not c.startswith("PAC4")]
    assert codes(LATE, engine.Config(select=("PAC4",), ignore=("PAC403",))) == ["PAC401"]


WAIVER = "rule | subject | detail | accepted_by | accepted_on | until"
OVER = action(allocated=100) + rows("budget_lines", "number | label | planned", "1 | Stand | 300")


def waiver(line: str) -> str:
    return OVER + rows("waivers", WAIVER, line)


@pytest.mark.parametrize(
    ("line", "waived_by"),
    [
        ("PAC507 | ACT-NO-001 | | KBE | 2026-04-01 | 2026-06-30", "KBE"),
        ("pac507 | act-no-001 | | KBE | 2026-06-15 | 2026-06-15", "KBE"),
        ("PAC507 | ACT-NO-001 | | KBE | 2026-04-01 | 2026-06-14", None),
        ("PAC507 | ACT-NO-001 | | KBE | 2026-06-16 | 2026-06-30", None),
        ("PAC507 | ACT-NO-001 | | KBE | 2026-03-17 | 2026-06-16", None),
        ("PAC507 | ACT-NO-001 | Stand | KBE | 2026-06-01 | 2026-06-30", None),
        ("PAC507 | ACT-NO-002 | | KBE | 2026-06-01 | 2026-06-30", None),
    ],
)
def test_waivers(line: str, waived_by: str | None) -> None:
    view = view_of(waiver(line))
    (finding,) = [f for f in engine.finish(engine.check(view), views=[view]) if f.code == "PAC507"]
    assert finding.waived_by == waived_by
    assert finding.counts is (waived_by is None)


def test_errors_are_never_waived() -> None:
    view = view_of(LATE + rows("waivers", WAIVER, "PAC401 | ACT-NO-001 | | KBE | 2026-06-01 | 2026-06-30"))
    findings = engine.finish(engine.check(view), views=[view])
    assert [(f.code, f.waived_by) for f in findings if f.code in ("PAC401", "PAC211")] == [
        ("PAC211", None),
        ("PAC401", None),
    ]


@pytest.mark.parametrize(
    ("line", "case", "severity"),
    [
        ("PAC507 | ACT-NO-001 | | KBE | 2026-04-01 | 2026-06-30", None, None),
        ("PAC507 | ACT-NO-001 | | KBE | 2026-04-01 | 2026-05-31", "expired", "info"),
        ("PAC507 | ACT-NO-001 | | KBE | 2026-04-01 | 2026-07-01", "too_long", "warning"),
        ("PAC507 | ACT-NO-001 | | KBE | 2026-04-01 | 2026-03-31", "backwards", "warning"),
        ("PAC507 | ACT-NO-001 | | KBE | | 2026-06-30", "undated", "warning"),
        ("PAC507 | ACT-NO-001 | | | 2026-04-01 | 2026-06-30", "unsigned", "warning"),
        ("PAC999 | ACT-NO-001 | | KBE | 2026-04-01 | 2026-06-30", "unknown", "warning"),
        ("PAC501 | ACT-NO-001 | | KBE | 2026-04-01 | 2026-06-30", "error", "warning"),
    ],
)
def test_a_waiver_without_effect_is_told(line: str, case: str | None, severity: str | None) -> None:
    findings = found(waiver(line), "PAC211")
    assert [(f.params["case"], f.severity) for f in findings] == ([(case, severity)] if case else [])


def test_a_finding_knows_its_place() -> None:
    (finding,) = found(LATE, "PAC401")
    assert (finding.team, finding.file, finding.field) == ("NO", "NO.xlsx", "actions.due")
    assert str(finding.value) == "2026-06-12"
    assert finding.cell is not None and finding.cell.a1 == "C2"


def test_the_same_finding_is_kept_once() -> None:
    finding = Finding("PAC109", "Brouillon", team="NO")
    assert len(engine.finish([finding, replace(finding)])) == 1


LINES = {
    "actions": (
        "code | status | title | owner | objectives | start | due | progress | allocated",
        "ACT-NO-001 | in_progress | Salon | TQU | OBJ-01 | 2026-01-01 | 2026-06-12 | 10 % | 100",
        "ACT-NO-002 | planned | | | OBJ-09 | 2026-06-01 | | |",
        "ACT-NO-003 | done | Visites | SMA | | 2026-06-02 | 2026-06-01 | 80 % | 0",
        "ACT-NO-004 | on_hold | Visites | SMA | OBJ-02 | 2027-06-02 | 2027-07-01 | |",
    ),
    "budget_lines": (
        "parent | number | label | planned | committed | spent",
        "ACT-NO-001 | 1 | Stand | 90 | 200 | 250",
        "ACT-NO-003 | 1 | Stand | 0 | 50 | 10",
    ),
    "objectives": ("code | label", "OBJ-01 | Signer", "OBJ-02 | Fidéliser", "OBJ-03 | Vendre"),
    "team": ("trigram | email | active", "TQU | | yes", "SMA | s@a.example | no"),
}


def identities(tables: dict[str, tuple[str, ...]]) -> list[Identity]:
    plan = plan_of("".join(rows(table, *lines) for table, lines in tables.items()))
    return [finding.identity for finding in engine.finish(engine.check(PlanView(plan, TEMPLATE, AS_OF)))]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_findings_do_not_depend_on_the_order_of_rows(seed: int) -> None:
    shuffle = random.Random(seed)
    mixed = {table: (head, *shuffle.sample(lines, len(lines))) for table, (head, *lines) in LINES.items()}
    assert identities(dict(shuffle.sample(sorted(mixed.items()), len(mixed)))) == identities(LINES)


def test_an_empty_plan_raises_nothing() -> None:
    assert about(engine.finish(engine.check(view_of("")))) != []
