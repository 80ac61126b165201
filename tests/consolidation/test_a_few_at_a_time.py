"""Of many workbooks a few are in memory at a time; what comes out is what all of them at once would give."""

from __future__ import annotations

import gc
import multiprocessing
from datetime import date
from pathlib import Path

import pytest

from pacom_xl.consolidation.review import review
from pacom_xl.figures.group import views
from pacom_xl.model.plan import Record
from pacom_xl.reading.many_files import stored_tables
from pacom_xl.reading.many_files.discover import Input
from pacom_xl.reading.many_files.read_many import read_all
from pacom_xl.storage.spill_buffer import SpillBuffer
from pacom_xl.storage.spooled_list import SpooledList
from tests.support.drafts import Change, Draft
from tests.support.sample_company import AS_OF, TEAMS, TEMPLATE, first_actions
from tests.support.workbook_files import merge, parts, write_team


def _entangled(plan: Draft) -> None:
    """Codes another team has too, readings of another team's action, an axis nobody else knows."""
    first_actions(plan)
    first = plan.table("actions")[0]
    first.values["code"], first.key = "ACT-XX-001", "ACT-XX-001"
    plan.table("actions")[1].values["axis"] = f"AX-{plan.team}"
    for reading in plan.table("performance")[:2]:
        reading.values |= {"subject": "ACT-NO-002", "measured_on": date(2026, 5, 1)}


@pytest.mark.parametrize("change", [pytest.param(None, marks=pytest.mark.long), _entangled])
def test_parts_of_one_team_give_the_workbook_of_all_teams_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Change | None
) -> None:
    files = [write_team(tmp_path, team, None if team == "GR" else change) for team in TEAMS]
    written = []
    for number, at_once in enumerate((1, 100)):
        monkeypatch.setattr(views, "_AT_ONCE", at_once)
        out = tmp_path / str(number) / "group.xlsx"
        out.parent.mkdir()
        merge(out, *files)
        written.append(parts(out))
    assert written[0] == written[1]


def test_plans_that_wait_on_the_disk_are_those_in_memory(
    teams: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when every table is made anew each time it is asked for."""
    monkeypatch.setattr(stored_tables, "_IN_MEMORY", 1)
    inputs = [Input(path, named=True) for path in teams.values()]
    here, waiting = (review(read_all(inputs, TEMPLATE, jobs), TEMPLATE, AS_OF) for jobs in (1, 2))
    assert waiting.portfolio.all_plans == here.portfolio.all_plans
    assert waiting.findings == here.findings
    assert waiting.portfolio.all_conflicts == here.portfolio.all_conflicts
    assert waiting.portfolio.merged() == here.portfolio.merged()
    assert waiting.portfolio.differences() == here.portfolio.differences()
    assert waiting.portfolio.totals(AS_OF) == here.portfolio.totals(AS_OF)


def test_a_review_keeps_the_rows_of_few_plans(whole_teams: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_tables, "_IN_MEMORY", 1)
    before = _instalments()
    found = review(read_all([Input(path, named=True) for path in whole_teams.values()], TEMPLATE, 2), TEMPLATE, AS_OF)
    held = [record for record in _instalments() if not any(record is old for old in before)]
    rows = sum(plan.count("schedule") for plan in found.portfolio.all_plans)
    assert rows > 100
    assert len(held) < rows / 2


def _instalments() -> list[Record]:
    """Every instalment in memory."""
    gc.collect()
    return [record for record in gc.get_objects() if type(record) is Record and record.table == "schedule"]


@pytest.mark.parametrize("count", [0, 1, 499, 500, 1234])
def test_a_kept_list_gives_its_items_again_and_again(count: int) -> None:
    kept = SpooledList(str(number) for number in range(count))
    assert len(kept) == count
    assert list(kept) == list(map(str, range(count))) == list(kept)
    assert [one for one, _ in zip(kept, kept, strict=True)] == list(kept)
    assert kept == SpooledList(list(kept)) and kept != SpooledList([*kept, "more"])


@pytest.mark.parametrize("in_memory", [0, 50, 10_000])
def test_what_waits_is_read_from_any_place(in_memory: int) -> None:
    scratch = SpillBuffer(in_memory)
    said = [bytes([number]) * number for number in range(100)]
    places = [scratch.add(part) for part in said]
    assert [scratch.read(*place) for place in reversed(places)] == said[::-1]
    assert scratch.read(0, places[-1][1]) == b"".join(said)


def test_a_copy_of_the_process_reads_what_waits_without_disturbing() -> None:
    scratch = SpillBuffer(0)
    place = scratch.add(b"waits" * 10_000)
    reader = multiprocessing.get_context("fork").Process(target=_read_often, args=(scratch, place))
    reader.start()
    _read_often(scratch, place)
    reader.join()
    assert reader.exitcode == 0


def _read_often(scratch: SpillBuffer, place: tuple[int, int]) -> None:
    for _ in range(2000):
        assert scratch.read(*place) == b"waits" * 10_000
