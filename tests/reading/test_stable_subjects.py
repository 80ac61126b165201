"""Findings name rows by what they say: sorting a table makes none of them new."""

from __future__ import annotations

from pathlib import Path

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.rules import engine
from pacom_xl.rules.group_view import Group
from tests.support.direct_workbook import DirectWorkbook
from tests.support.small_workbook import AS_OF, TEMPLATE, read, write_small


def _identities(path: Path) -> set[tuple[str, str | None, str, str | None]]:
    reading = read(path)
    assert reading.plan
    view = PlanView(reading.plan, TEMPLATE, AS_OF)
    return {f.identity for f in engine.run(Group([view], AS_OF, None), found=reading.findings)}


def test_a_sort_of_the_visible_columns_changes_no_subject(tmp_path: Path) -> None:
    write_small(tmp_path / "base.xlsx")
    plan = read(tmp_path / "base.xlsx").plan
    assert plan
    workbook = DirectWorkbook(tmp_path / "base.xlsx")
    spoilt = {"performance": ("value", "indicator"), "team": ("capacity", "role")}
    for table, keys in spoilt.items():
        for number, record in enumerate(plan.table(table)[:4]):
            cell = record.cell(keys[number % 2])
            assert cell
            workbook.put(*cell, "à préciser")
    before = workbook.save(tmp_path / "spoilt.xlsx")
    for table in spoilt:
        origins = [r.origin for r in plan.table(table) if r.origin]
        first, last = origins[0], origins[-1]
        columns = list(first.columns.values())
        workbook.sort(first.sheet, (first.row, min(columns)), (last.row, max(columns)), max(columns), reverse=True)
    after = workbook.save(tmp_path / "sorted.xlsx")
    found = _identities(before)
    assert len([f for f in found if f[0] in ("PAC105", "PAC106")]) >= 4
    assert _identities(after) == found
    assert not [f for f in found if "#" in f[2]]
