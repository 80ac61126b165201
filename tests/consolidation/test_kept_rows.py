"""Rows of unchanged teams are taken as the last consolidated workbook had them: it is that made anew, to the byte."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterable, Iterator
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacom_xl.cli.group_output import late_of, write_portfolio
from pacom_xl.consolidation.review import review
from pacom_xl.figures.all_figures import FIGURES
from pacom_xl.figures.dated import is_dated
from pacom_xl.figures.group import views
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.plan import Plan
from tests.support.any_plan import PLANS, odd_plan
from tests.support.drafts import Change, Draft, DraftRecord
from tests.support.kept_results import Kept, company_readings
from tests.support.plan_text import AS_OF, TEMPLATE
from tests.support.sample_company import TEAMS, sample_plan
from tests.support.workbook_files import parts


def _written(folder: Path, memo: Kept | None, change: Change, *, day: date = AS_OF, **options: Any) -> bytes:
    """The consolidated workbook of the sample company after ``change``."""
    out = folder / "group.xlsx"
    found = review(company_readings(change), TEMPLATE, day, **options)
    late = partial(late_of, found)
    write_portfolio(found.portfolio, out, True, as_of=day, frozen=True, late=late, sheets=False, memo=memo)
    return out.read_bytes()


def _say(plan: Draft, records: Iterable[DraftRecord]) -> None:
    """From now on the plan has these records."""
    plan.records = list(records)


def _nothing(plan: Draft) -> None:
    pass


def _of(team: str, change: Change) -> Change:
    def changed(plan: Draft) -> None:
        if plan.team == team:
            change(plan)

    changed.__name__ = f"{team}{change.__name__}"
    return changed


def _progress(plan: Draft) -> None:
    plan.table("actions")[1].values["progress"] = Decimal("0.15")


def _more_actions(plan: Draft) -> None:
    """At the top: all rows of the others move."""
    added = deepcopy(plan.table("actions")[0])
    added.key = added.values["code"] = f"ACT-{plan.team}-099"
    at = plan.records.index(plan.table("actions")[0])
    _say(plan, [*plan.records[:at], added, *plan.records[at:]])


def _no_lines(plan: Draft) -> None:
    _say(plan, [record for record in plan.records if record.table != "budget_lines"])


def _axis(plan: Draft) -> None:
    """Of a table all share."""
    plan.table("axes")[0].values["label"] = "Autrement"


def _code_of_another(plan: Draft) -> None:
    first = plan.table("actions")[0]
    first.key = first.values["code"] = "ACT-SE-001"


def _row_of_nobody(plan: Draft) -> None:
    _say(plan, [*plan.records, DraftRecord("milestones", "milestones#99", {"label": "Seul"}, "ACT-SE-099")])


def _action_of_another(plan: Draft) -> None:
    """The action another team's row hangs from appears."""
    added = deepcopy(plan.table("actions")[0])
    added.key = added.values["code"] = "ACT-SE-099"
    _say(plan, [*plan.records, added])


def _zone(plan: Draft) -> None:
    for row in plan.table("teams"):
        row.values["holiday_zone"] = "alsace_moselle"


def _thousands(plan: Draft) -> None:
    """More rows than are made together."""
    notes = [
        DraftRecord("journal", f"journal#{n}", {"text": f"Note {n}", "date": date(2026, 3, 1)}, "ACT-NO-001")
        for n in range(100, 2600)
    ]
    _say(plan, [*plan.records, *notes])


#: What teams say one night, and what some of them changed before the next.
_EVENINGS = [
    (_nothing, _nothing),
    (_nothing, _of("NO", _progress)),
    (_nothing, _of("NO", _more_actions)),
    (_nothing, _of("IF", _no_lines)),
    (_nothing, _axis),
    (_nothing, _of("NO", _code_of_another)),
    (_nothing, _zone),
    (_of("NO", _row_of_nobody), _of("SE", _action_of_another)),
    (_of("NO", _code_of_another), _of("NO", _more_actions)),
]


@pytest.mark.parametrize(("before", "change"), _EVENINGS, ids=lambda change: change.__name__)
def test_kept_rows_are_those_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: Change, change: Change
) -> None:
    # A row that hangs from another team's action, which no workbook can hold, is shown where both are in one part.
    monkeypatch.setattr(views, "_AT_ONCE", 1)

    def both(plan: Draft) -> None:
        before(plan)
        change(plan)

    memo = Kept()
    _written(tmp_path, memo, before)
    for day in (AS_OF + timedelta(days=40), AS_OF + timedelta(days=400)):
        assert _written(tmp_path, memo, both, day=day) == _written(tmp_path, Kept(), both, day=day)


@pytest.mark.parametrize("options", [{"lang": "en"}, {"on_conflict": "reference"}])
def test_rows_kept_in_another_run_are_not_taken_for_its_own(tmp_path: Path, options: dict[str, Any]) -> None:
    memo = Kept()
    _written(tmp_path, memo, _axis)
    assert _written(tmp_path, memo, _axis, **options) == _written(tmp_path, Kept(), _axis, **options)


def test_a_workbook_says_the_same_whether_or_not_its_rows_are_kept(tmp_path: Path) -> None:
    said = []
    for memo in (Kept(), None):
        _written(tmp_path, memo, _nothing)
        said.append(parts(tmp_path / "group.xlsx"))
    assert said[0] == said[1]


@pytest.mark.filterwarnings("ignore:Invalid Excel characters")
@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_odd_rows_are_kept_as_they_are(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    """Any value in any field, night after night; each night one team says something else."""
    pick, memo, folder = random.Random(seed), Kept(), tmp_path_factory.mktemp("odd")
    plans = {team: odd_plan(team, pick) for team in TEAMS}
    for night in range(3):
        day = AS_OF + timedelta(days=night)
        made = [
            _written(
                folder, kept, lambda plan: _say(plan, map(DraftRecord.of, plans[plan.team or ""].records)), day=day
            )
            for kept in (memo, Kept())
        ]
        assert made[0] == made[1]
        plans[pick.choice(TEAMS)] = odd_plan("NO", pick)


def test_each_row_of_thousands_is_itself(tmp_path: Path) -> None:
    memo, many = Kept(), _of("NO", _thousands)
    made = _written(tmp_path, Kept(), many)
    assert _written(tmp_path, memo, many) == made
    assert _written(tmp_path, memo, many) == made


def test_only_what_changed_is_made_anew(tmp_path: Path) -> None:
    """Nothing on the same day, what shows the day on the next; then the rows of the team that changed, those of its
    other tables too; of rows that move, where they stand and not what they say.
    """
    memo = Kept()
    _written(tmp_path, memo, _nothing)
    of_all, memo.puts = memo.puts, 0
    _written(tmp_path, memo, _nothing)
    assert memo.puts == 0
    _written(tmp_path, memo, _nothing, day=AS_OF + timedelta(days=1))
    assert 0 < memo.puts < of_all / 8
    memo.puts = 0
    _written(tmp_path, memo, _of("NO", _progress))
    assert 0 < memo.puts < of_all / 3
    memo.puts = 0
    _written(tmp_path, memo, _of("NO", _more_actions))
    assert 0 < memo.puts < of_all * 2 / 3


_TWICE = """
import pickle, sys
from pathlib import Path
from tests.consolidation.test_kept_rows import Kept, _nothing, _written
folder, memo = Path(sys.argv[1]), Kept()
memo.made = pickle.loads((folder / "memo").read_bytes()) if (folder / "memo").exists() else {}
_written(folder, memo, _nothing)
(folder / "memo").write_bytes(pickle.dumps(memo.made))
print(memo.puts)
"""


def test_what_is_kept_is_found_by_another_process(tmp_path: Path) -> None:
    """Python orders sets otherwise in each."""
    puts = []
    for seed in "12":
        words, of = [sys.executable, "-c", _TWICE, str(tmp_path)], os.environ | {"PYTHONHASHSEED": seed}
        puts.append(int(subprocess.run(words, check=True, capture_output=True, text=True, env=of).stdout))
    assert puts[0] > 100
    assert puts[1] == 0


def _undated(view: PlanView) -> Iterator[tuple[str, str, object]]:
    tables = {name.partition(".")[0] for name in FIGURES}
    for table in sorted(tables & set(view.template.tables)):
        names = [name for short, name in view.figures_of(table).items() if not is_dated(name)]
        for row in view.rows(table):
            for name in names:
                yield row.key, name, _computed(row, name)


def _computed(row: Any, name: str) -> object:
    try:
        return row.figure(name)
    except TypeError:  # a figure of many parts
        return None


@settings(max_examples=40, deadline=None)
@given(plan=PLANS, days=st.integers(1, 800))
def test_a_figure_is_dated_or_says_the_same_on_every_day_of_the_year(plan: Plan, days: int) -> None:
    later = AS_OF + timedelta(days=days)
    if later.year == AS_OF.year:
        assert list(_undated(PlanView(plan, TEMPLATE, AS_OF))) == list(_undated(PlanView(plan, TEMPLATE, later)))


@pytest.mark.parametrize("team", TEAMS)
def test_figures_of_the_sample_are_dated_or_say_the_same(team: str) -> None:
    plan, later = sample_plan(team), date(AS_OF.year, 12, 31)
    of_today = list(_undated(PlanView(plan, TEMPLATE, AS_OF)))
    assert len(of_today) > 100 or team == "GR"
    assert of_today == list(_undated(PlanView(plan, TEMPLATE, later)))


def test_what_the_day_changes_is_dated() -> None:
    assert is_dated("calendar.flag_key") and is_dated("kpis.attainment") and is_dated("actions.missed_milestones")
    assert not is_dated("actions.envelope_use") and not is_dated("schedule.cash_amount")
