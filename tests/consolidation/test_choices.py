"""Who wins when workbooks disagree: nobody unless the caller says so, and the choice is written down."""

from __future__ import annotations

from datetime import datetime

import pytest

from pacom_xl.consolidation.portfolio import Portfolio, consolidate
from pacom_xl.reading.reading_result import Reading
from tests.support.drafts import Draft
from tests.support.sample_company import TEMPLATE, reading


def _says(text: str, team: str, day: int) -> Reading:
    def change(plan: Draft) -> None:
        plan.form("strategy").values["vision"] = text

    return reading(team, saved_on=datetime(2026, 6, day), change=change)


def _three(policy: str) -> Portfolio:
    readings = [_says("un", "NO", 1), _says("deux", "IF", 3), _says("trois", "SO", 2)]
    return consolidate(readings, TEMPLATE, on_conflict=policy)


@pytest.mark.parametrize(
    ("policy", "chosen", "told"),
    [
        ("report", None, "report"),
        ("newest", "deux", "newest"),
        ("SO", "trois", "SO"),
        ("reference", None, "report"),
    ],
)
def test_the_value_used_is_the_one_the_policy_says(policy: str, chosen: str | None, told: str) -> None:
    found = _three(policy)
    (conflict,) = found.all_conflicts
    assert (conflict.chosen, conflict.policy) == (chosen, told)
    assert {value.value for value in conflict.values} == {"un", "deux", "trois"}
    assert found.merged().form("strategy").get("vision") == chosen


def test_two_saved_at_the_same_moment_are_neither_the_newest() -> None:
    found = consolidate([_says("un", "NO", 1), _says("deux", "IF", 1)], TEMPLATE, on_conflict="newest")
    assert [(c.chosen, c.policy) for c in found.all_conflicts] == [(None, "report")]


def test_what_a_policy_set_aside_stays_in_each_plan() -> None:
    """The differences keep what NO and IF wrote, so that the next merge starts from it."""
    kept = [(d.team, d.value) for d in _three("SO").differences() if d.field == "vision"]
    assert kept == [("NO", "un"), ("IF", "deux")]


def test_of_two_workbooks_of_one_team_the_newest_counts_when_asked() -> None:
    old = reading("NO", "a.xlsx", workbook_id="1", saved_on=datetime(2026, 6, 1))

    def unmanaged(plan: Draft) -> None:
        plan.form("plan").values["manager"] = None

    new = reading("NO", "b.xlsx", workbook_id="2", saved_on=datetime(2026, 6, 2), change=unmanaged)
    found = consolidate([old, new], TEMPLATE, on_conflict="newest")
    assert {s.path: s.status for s in found.sources} == {"a.xlsx": "superseded", "b.xlsx": "read"}
    assert [(c.chosen, c.policy) for c in found.conflicts] == [("b.xlsx", "newest")]
    assert [(f.code, f.field) for f in found.findings] == [("PAC701", None), ("PAC711", "plan.manager")]


def test_a_file_saved_again_without_a_change_counts_once() -> None:
    found = consolidate([reading("NO", "a.xlsx", sha256="1"), reading("NO", "b.xlsx", sha256="2")], TEMPLATE)
    assert [f.code for f in found.findings] == ["PAC702"]
    assert sorted(s.status for s in found.sources) == ["duplicate", "read"]
    assert not found.all_conflicts
