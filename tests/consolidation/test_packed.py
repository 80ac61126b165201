"""Readings travel packed: they come back the same, and what many workbooks share is there once."""

from __future__ import annotations

from pathlib import Path

from pacom_xl.model.plan import Plan
from pacom_xl.reading.many_files.discover import Input
from pacom_xl.reading.many_files.plan_store import PlanStore
from pacom_xl.reading.many_files.read_many import read_all
from pacom_xl.reading.many_files.reading_codec import pack
from tests.support.sample_company import TEMPLATE
from tests.support.workbook_files import write_team


def test_processes_give_the_readings_one_process_gives(tmp_path: Path) -> None:
    inputs = [Input(write_team(tmp_path, team), named=True) for team in ("NO", "IF")]
    alone, pooled = (read_all(inputs, TEMPLATE, jobs) for jobs in (1, 2))
    assert alone == pooled
    assert [plan.records for reading in alone for plan in reading.plans] == [
        plan.records for reading in pooled for plan in reading.plans
    ]


def test_what_workbooks_share_is_made_once(tmp_path: Path) -> None:
    inputs = [Input(write_team(tmp_path, team), named=True) for team in ("NO", "IF")]
    store = PlanStore()
    north, paris = (store.put(pack(reading)).plans[0] for reading in read_all(inputs, TEMPLATE, 1))

    def ids(plan: Plan, table: str) -> list[int]:
        return [id(record) for record in plan.table(table)]

    assert ids(north, "choices") == ids(paris, "choices") != []
    assert not set(ids(north, "actions")) & set(ids(paris, "actions"))
