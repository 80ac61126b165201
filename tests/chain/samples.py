"""The sample company's plans and workbooks, for tests of the whole chain."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pacom_xl.exchange.plan_json import plan_to_json
from pacom_xl.model.plan import Plan
from pacom_xl.reading.workbook_reader import read_workbook
from tests.support.sample_company import AS_OF, TEMPLATE, sample_plan
from tests.support.written_once import write_once

FOLDER = Path(__file__).resolve().parents[2] / "samples" / "valmorane"

#: Values of records, by table, parent and key.
Values = dict[tuple[str, str | None, str], dict[str, Any]]


def sample_workbook(team: str, folder: Path, *, frozen: bool = False) -> Path:
    """The workbook of one team, with values cached as of 15 June 2026."""
    out = folder / f"{team}.xlsx"
    write_once(sample_plan(team), out, as_of=AS_OF, frozen=frozen, workbook_id=f"id-{team}")
    return out


def read(path: Path) -> Plan:
    """The plan of a workbook that must be readable."""
    reading = read_workbook(path, TEMPLATE)
    assert reading.plan is not None, reading.reason
    return reading.plan


def values(plan: Plan) -> Values:
    """Everything ``export`` gives of a plan, cells aside."""
    return {(r["table"], r["parent"], r["key"]): r["values"] for r in plan_to_json(plan, TEMPLATE)["records"]}


def differences(before: Values, after: Values) -> dict[str, tuple[Any, Any]]:
    """What changed: ``table key field`` to the values before and after."""
    found: dict[str, tuple[Any, Any]] = {}
    for place in before.keys() | after.keys():
        old, new = before.get(place, {}), after.get(place, {})
        for field in old.keys() | new.keys():
            if old.get(field) != new.get(field):
                found[f"{place[0]} {place[2]} {field}"] = (old.get(field), new.get(field))
    return found
