"""Workbooks of the sample company on disk, merged through the program."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pacom_xl.consolidation.portfolio import Portfolio, consolidate
from pacom_xl.exchange.plan_json import plan_to_json
from pacom_xl.model.plan import Plan
from pacom_xl.reading.workbook_reader import read_workbook
from tests.support.command_line import AS_OF, run
from tests.support.drafts import Change, edited
from tests.support.opened_workbook import open_workbook
from tests.support.sample_company import TEMPLATE, few_actions, sample_plan
from tests.support.written_once import write_once

#: Without action sheets: they take most of the time of a test that opens the workbook.
PLAIN = ("--action-sheets", "never")


def write_team(folder: Path, team: str, change: Change | None = None) -> Path:
    """The workbook of a team of the sample company, after ``change``."""
    file = folder / f"{team}.xlsx"
    plan = edited(sample_plan(team), change) if change else sample_plan(team)
    write_once(plan, file, as_of=date.fromisoformat(AS_OF), frozen=True, workbook_id=f"id-{team}")
    return file


def write_few(folder: Path, *teams: str) -> list[Path]:
    """Workbooks of teams of the sample company with their first three actions, as ``new`` writes them."""
    files = [folder / f"{team}.xlsx" for team in teams]
    for team, file in zip(teams, files, strict=True):
        plan = few_actions(sample_plan(team))
        write_once(plan, file, as_of=date.fromisoformat(AS_OF), workbook_id=f"id-{team}")
    return files


def merge(output: Path, *inputs: Path, options: tuple[str, ...] = ()) -> dict[str, Any]:
    """What ``merge --format json`` says; the workbook is at ``output``."""
    ran = run("merge", *inputs, "-o", output, "--as-of", AS_OF, "--format", "json", *options)
    assert output.exists(), ran.err
    report: dict[str, Any] = json.loads(ran.out)
    return report


def parts(file: Path) -> dict[str, bytes]:
    """Uncompressed content of each part of a workbook."""
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def portfolio(*files: Path) -> Portfolio:
    """Portfolio of several files."""
    return consolidate([read_workbook(file, TEMPLATE) for file in files], TEMPLATE)


def contents(plan: Plan) -> list[str]:
    """Contents of a plan, without places and order."""
    records = plan_to_json(plan, TEMPLATE)["records"]
    return sorted(json.dumps([r["table"], r["key"], r["parent"], r["values"]], ensure_ascii=False) for r in records)


@cache
def cells(file: Path, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Every value and formula by ``Sheet!A1``, except in some sheets."""
    book = open_workbook(file)
    return {
        f"{sheet.title}!{cell.coordinate}": cell.value
        for sheet in book.worksheets
        if sheet.title not in without
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
