"""What holds for any plan: order changes nothing, time never excuses, money never accuses, work stays linear."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacom_xl.consolidation.review import review
from pacom_xl.model.findings import Finding
from pacom_xl.rules import engine
from pacom_xl.rules.group_view import Group
from tests.rules.checking import action, rows
from tests.support.drafts import Draft
from tests.support.plan_text import AS_OF, view_of
from tests.support.sample_company import TEAMS, TEMPLATE, reading


def told(findings: list[Finding]) -> list[tuple[object, ...]]:
    """Everything of a finding but its place."""
    return sorted((f.identity, f.severity, f.hidden_by, f.waived_by, str(f.params)) for f in findings)


@settings(max_examples=8, deadline=None)
@given(st.permutations(TEAMS), st.integers(0, 10_000))
def test_the_order_of_files_and_rows_changes_nothing(order: list[str], seed: int) -> None:
    mix = random.Random(seed)

    def shuffle(plan: Draft) -> None:
        # Milestones are judged in the order of their sheet; the others have none.
        fixed = [record for record in plan.records if record.table == "milestones"]
        free = [record for record in plan.records if record.table != "milestones"]
        mix.shuffle(free)
        plan.records[:] = [*free, *fixed]

    mixed = review([reading(team, change=shuffle) for team in order], TEMPLATE, AS_OF)
    assert told(mixed.findings) == told(review([reading(team) for team in TEAMS], TEMPLATE, AS_OF).findings)


DAYS = st.dates(date(2025, 12, 1), date(2026, 12, 31))
ACTIONS = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["planned", "in_progress", "on_hold", "done", "draft"]),
        "start": DAYS | st.just(""),
        "due": DAYS | st.just(""),
        "done_on": st.just("") | DAYS,
        "progress": st.sampled_from(["", "0 %", "50 %", "100 %"]),
    }
)
HOLIDAYS = rows("holidays", "date | scope", "2026-08-15 |", "2026-05-01 |", "2026-07-13 | NO")


def overdue(cells: dict[str, object], as_of: date) -> list[int]:
    view = view_of(action(**cells) + HOLIDAYS, as_of)
    return [finding.params["days"] for finding in engine.check(view) if finding.code == "PAC401"]


@settings(max_examples=150, deadline=None)
@given(ACTIONS, DAYS, st.integers(0, 400))
def test_time_never_excuses_a_late_action(cells: dict[str, object], as_of: date, later: int) -> None:
    days = overdue(cells, as_of)
    if days:
        assert overdue(cells, as_of + timedelta(days=later)) == [days[0] + later]


@settings(max_examples=60, deadline=None)
@given(DAYS)
def test_late_from_the_day_after_the_effective_date(due: date) -> None:
    cells = {"due": due, "start": "2025-01-01", "progress": "10 %"}
    view = view_of(action(**cells) + HOLIDAYS, due)
    effective = view.working_days("NO").same_or_next(due)
    assert overdue(cells, effective) == []
    assert overdue(cells, effective + timedelta(days=1)) == [1]


AMOUNTS = st.decimals(0, 20_000, places=2)
#: PAC504 is no overrun: it says that one stays within the tolerance.
OVER = {"PAC501", "PAC502", "PAC503", "PAC505"}


def over_budget(allocated: Decimal, line: tuple[Decimal, ...], status: str) -> set[str]:
    budget = rows(
        "budget_lines", "number | label | planned | committed | spent", f"1 | Stand | {' | '.join(map(str, line))}"
    )
    found = engine.check(view_of(action(allocated=allocated, status=status) + budget))
    return {finding.code for finding in found} & OVER


@settings(max_examples=150, deadline=None)
@given(
    AMOUNTS,
    AMOUNTS,
    st.tuples(AMOUNTS, AMOUNTS, AMOUNTS),
    st.sampled_from(["planned", "in_progress", "on_hold", "done", "cancelled"]),
)
def test_raising_an_allocation_never_accuses(
    low: Decimal, more: Decimal, line: tuple[Decimal, ...], status: str
) -> None:
    before, after = over_budget(low, line, status), over_budget(low + more, line, status)
    if low > 0:
        assert after <= before
    elif before:
        assert before == {"PAC505"}
    else:
        # Nothing committed nor spent: only what is planned can still exceed a first allocation.
        assert after <= {"PAC503"}


def calls(work: Callable[[], object]) -> int:
    """How many functions of ours run: a measure of work that does not depend on the machine."""
    count = 0

    def seen(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


WORDS = [
    f"{root}{end}"
    for root in ("salon", "visite", "relance", "campagne", "offre", "mailing")
    for end in "abcdefghijklmnopqrst"
]


def random_group(teams: int, actions: int) -> Group:
    mix = random.Random(teams)
    views = []
    for number in range(teams):
        team = f"T{number}"
        lines = [
            f"ACT-{team}-{n:03} | in_progress | {' '.join(mix.sample(WORDS, 5))} | 2026-01-01 | 2026-12-31 | A{n % 5}"
            for n in range(actions)
        ]
        views.append(view_of(rows("actions", "code | status | title | start | due | owner", *lines), team=team))
    return Group(views, AS_OF)


@pytest.mark.parametrize(("teams", "actions"), [(5, 160), (20, 40)], ids=["more actions", "more teams"])
def test_work_grows_with_the_actions(teams: int, actions: int) -> None:
    small, large = random_group(5, 40), random_group(teams, actions)
    assert calls(lambda: engine.run(large)) < 5 * calls(lambda: engine.run(small))


@pytest.mark.parametrize("same_words", [False, True], ids=["any titles", "one vocabulary"])
def test_titles_are_compared_with_few_others(monkeypatch: pytest.MonkeyPatch, same_words: bool) -> None:
    from rapidfuzz import fuzz

    ratio, compared = fuzz.ratio, []
    monkeypatch.setattr(fuzz, "ratio", lambda *a, **k: compared.append(1) or ratio(*a, **k))  # type: ignore[func-returns-value]
    counts = []
    for teams in (10, 40):
        compared.clear()
        group = random_group(teams, 20)
        if same_words:
            for view in group.views:
                for row in view.rows("actions"):
                    row.record = row.record.with_values({"title": "salon " + str(row["title"])})
        engine.run(group)
        counts.append(len(compared))
    # At most three blocks of a title, and a window of sixty in each.
    assert counts[1] <= 800 * 3 * 60
