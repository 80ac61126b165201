"""Memory of reading a consolidated workbook, and of comparing with it, hardly grows with its teams."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from benchmarks.company import team_codes, team_plan
from pacom_xl.consolidation.portfolio import consolidate
from pacom_xl.consolidation.review import review
from pacom_xl.consolidation.three_way.base import Base
from pacom_xl.model.plan import Origin, Plan, Record
from pacom_xl.reading.group import consolidated_reader, stored_records
from pacom_xl.reading.group.group_reader import GroupContents, read_group
from pacom_xl.reading.group.stored_records import RowsOfTeams
from pacom_xl.reading.raw_records import RawRecord, RawSheet
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.reporting.consolidated_workbook import write_consolidated
from pacom_xl.storage.spill_buffer import SpillBuffer
from tests.support.sample_company import TEMPLATE

AS_OF = date(2026, 6, 15)
FEW, MANY = 3, 12


@cache
def _readings(teams: int) -> list[Reading]:
    found = []
    for code in islice(team_codes(), teams):
        plan = team_plan(code)
        codes = {action.key for action in plan.table("actions")[:2]}
        plan = plan.with_records(
            r for r in plan.records if (r.parent is None and r.table != "actions") or {r.parent, r.key} & codes
        )
        plan = plan.with_head(file=f"{code}.xlsx", workbook_id=code)
        found.append(Reading(Path(f"{code}.xlsx"), "read", plans=[plan], sha256=code, workbook_id=code))
    return found


@pytest.fixture(scope="module")
def groups(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Consolidated workbooks of few and of many teams."""
    folder = tmp_path_factory.mktemp("groups")
    paths = {teams: folder / f"{teams}.xlsx" for teams in (FEW, MANY)}
    for teams, path in paths.items():
        write_consolidated(review(_readings(teams), TEMPLATE, AS_OF), path, path, action_sheets=False)
    return paths


def _held(made: Callable[[], object]) -> int:
    """Bytes that what ``made`` returns holds."""
    gc.collect()
    tracemalloc.start()
    try:
        held = made()
        gc.collect()
        size = tracemalloc.get_traced_memory()[0]
        assert held is not None
        return size
    finally:
        tracemalloc.stop()


def test_the_rows_of_teams_wait_on_the_disk(groups: dict[int, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """When the plans are about to be made, few of the rows read are in memory."""
    monkeypatch.setattr(stored_records, "_MANY", 20)
    alive: list[tuple[int, int]] = []
    read = read_group

    def counting(sheets: Sequence[RawSheet], *others: Any) -> GroupContents:
        in_memory = len(_alive(RawRecord))
        alive.append((in_memory, sum(len(list(sheet.all_records)) for sheet in sheets)))
        return read(sheets, *others)

    monkeypatch.setattr(consolidated_reader, "read_group", counting)
    assert len(read_workbook(groups[MANY], TEMPLATE).plans) == MANY
    ((in_memory, rows),) = alive
    assert rows > 1000
    assert in_memory < rows / 4


def test_the_plans_read_wait_on_the_disk(groups: dict[int, Path]) -> None:
    """Of the records read, hardly any is held."""
    before = {id(one) for one in _alive(Record)}
    reading = read_workbook(groups[MANY], TEMPLATE)
    held = sum(id(one) not in before for one in _alive(Record))
    assert held < sum(plan.count(table) for plan in reading.plans for table in plan.names()) / 20


def _alive(kind: type) -> list[object]:
    gc.collect()
    return [one for one in gc.get_objects() if type(one) is kind]


def _plan(team: int, texts: int) -> Plan:
    """A plan of common rows that all teams have, each with its team and file, as a consolidated workbook gives it."""
    origin = {"team": f"T{team:03}", "source_file": f"T{team:03}.xlsx"}
    rows = [
        Record("axes", f"AX{n}", {"code": f"AX{n}", "label": f"Axe {n}", "purpose": f"But {n}", **origin})
        for n in range(texts)
    ]
    return Plan(f"T{team:03}", 2026, "fr", "standard", "1", rows)


class _MadeAnew(dict[str | None, Plan]):
    """Plans that wait on the disk: a new one at each access."""

    def __getitem__(self, team: str | None) -> Plan:
        plan = super().__getitem__(team)
        return plan.with_records(Record(r.table, r.key, dict(r.values)) for r in plan.records)

    def get(self, team: str | None, default: Any = None) -> Any:
        return self[team]


def test_common_rows_of_a_base_are_in_memory_once() -> None:
    held = []
    for teams in (10, 40):
        plans = _MadeAnew({f"T{team:03}": _plan(team, 100) for team in range(teams)})
        base = Base(TEMPLATE, plans)

        def looked_up(base: Base = base, plans: _MadeAnew = plans) -> Base:
            for team in plans:
                assert base.row(TEMPLATE.tables["axes"], team, "ax7") is not None
            return base

        held.append(_held(looked_up))
    assert held[1] < 1.3 * held[0]


def test_ledgers_of_a_base_are_kept_as_they_were_read() -> None:
    readings = _readings(MANY)
    sources = consolidate(readings, TEMPLATE).listed_sources()
    reading = Reading(Path("group.xlsx"), "read", leaves=tuple(sources))

    def compared() -> Base:
        base = Base.of(reading, TEMPLATE, {})
        assert all(ledger.entries for ledger in base.ledgers.values())
        return base

    assert len(sources) == MANY
    assert _held(compared) < 8 * sum(len(source.rows) for source in sources)


def test_rows_of_a_team_come_in_the_order_they_were_added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pacom_xl.storage.spooled_groups._PENDING", 3)
    rows, raws = RowsOfTeams(SpillBuffer(10)), list(_raws(20))
    for number, raw in enumerate(raws):
        if number % 5 == 4:
            rows.add_for_all(raw, f"row {number}")
        else:
            rows.add(["A"] if number % 2 else ["B", "C"], raw, f"row {number}")
    own = {"A": 1, "B": 0, "C": 0, "D": 2}
    for team, rest in own.items():
        expected = [(raw, f"row {n}") for n, raw in enumerate(raws) if n % 5 == 4 or n % 2 == rest]
        assert list(rows.of(team)) == expected


def _raws(count: int) -> Iterator[RawRecord]:
    table = TEMPLATE.tables["axes"]
    for number in range(count):
        yield RawRecord(table, {"code": f"AX{number}"}, Origin("Axes", number, {"code": 1}), f"axes#{number}")
