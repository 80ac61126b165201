"""A small workbook of the sample company, and the contents of a reading in comparable form."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pacom_xl.model.plan import Plan, Record
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.template.load import load_template
from tests.support.sample_company import few_actions, sample_plan
from tests.support.written_once import write_once

TEMPLATE = load_template()
AS_OF = date(2026, 6, 15)
ACTIONS = ("ACT-NO-002", "ACT-NO-003", "ACT-NO-004")
#: Written by the tool: its own identity, nothing people fill in.
_OWN = ("meta", "guide")
#: Table, parent, then the fields that are not empty.
Fact = tuple[str, str, tuple[tuple[str, Any], ...]]


def write_small(path: Path) -> None:
    """The plan of NO with three actions."""
    path.write_bytes(_small())


@cache
def _small() -> bytes:
    """The workbook's bytes."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "small.xlsx")
        plan = few_actions(sample_plan("NO"), *ACTIONS)
        write_once(plan, path, as_of=AS_OF, workbook_id="00000000-0000-4000-8000-000000000001")
        return path.read_bytes()


def read(path: Path) -> Reading:
    """Reading of a file."""
    return read_workbook(path, TEMPLATE)


def facts(plan: Plan) -> Counter[Fact]:
    """Contents of every record, without its place and order."""
    return Counter(_fact(record) for record in plan.records if record.table not in _OWN)


def _fact(record: Record) -> Fact:
    filled = tuple(sorted((k, v) for k, v in record.values.items() if v is not None))
    return record.table, record.parent or "", filled
