"""Every value of the group's workbook is that of the cell it says it comes from."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from pacom_xl.model.plan import Plan, Record
from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.values.references import NAMED
from tests.support.sample_company import TEMPLATE
from tests.support.workbook_files import merge


def _sheets(file: Path) -> dict[str, list[list[Any]]]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(file))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def _at(sheets: dict[str, list[list[Any]]], record: Record, field: str) -> Any:
    cell = record.cell(field)
    assert cell is not None
    return sheets[cell.sheet][cell.row][cell.column]


def _same_row(own: Plan, shown: Record) -> Record:
    return next(r for r in own.table(shown.table) if (r.key, r.parent) == (shown.key, shown.parent))


def test_every_value_equals_its_source_cell(whole_teams: dict[str, Path], tmp_path: Path) -> None:
    """All values of all rows that say where they come from, as both files hold them."""
    group_file = tmp_path / "group.xlsx"
    merge(group_file, *whole_teams.values())
    group, sheets = read_workbook(group_file, TEMPLATE), {t: _sheets(f) for t, f in whole_teams.items()}
    shown_sheets, compared = _sheets(group_file), Counter[str]()
    for plan in group.plans:
        team = str(plan.team)
        own = read_workbook(whole_teams[team], TEMPLATE).plans[0]
        for record in plan.records:
            if not record.get("source_cell"):
                continue
            assert record.get("source_file") == whole_teams[team].name
            source = _same_row(own, record)
            first = min(c for f in own_fields(record) if (c := source.cell(f)))
            assert str(record.get("source_cell")).startswith(f"{first.sheet}!")
            for field in own_fields(record):
                if source.cell(field) and not (record.table == "plan" and field == "plan_status"):
                    ours, theirs = _at(shown_sheets, record, field), _at(sheets[team], source, field)
                    codes = field in {f.key for f in TEMPLATE.tables[record.table].references}
                    expected = _code(theirs, source.get(field)) if codes else theirs
                    assert _alike(ours) == _alike(expected), (team, record.table, record.key, field)
                    compared[team] += ours != ""
    assert min(compared.values()) > 900
    assert sum(compared.values()) > 7500


def own_fields(record: Record) -> list[str]:
    """Fields of the record's table in a team's workbook."""
    return [f.key for f in TEMPLATE.tables[record.table].inputs]


def _code(raw: Any, value: object) -> Any:
    """The code of a cell that shows « code – name », as drop-downs do, or the codes of several; other cells as they
    are.
    """
    if isinstance(value, tuple) and isinstance(raw, str) and NAMED in raw:
        return ", ".join(value)
    return value if isinstance(raw, str) and raw.startswith(f"{value}{NAMED}") else raw


def _alike(raw: Any) -> Any:
    return Decimal(f"{raw:.15g}") if isinstance(raw, (int, float)) else raw
