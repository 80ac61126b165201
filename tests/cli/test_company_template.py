"""Workbooks of a company's own template are checked and merged as those of the standard one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.template.load import load_template
from tests.support.command_line import AS_OF, run
from tests.support.direct_workbook import DirectWorkbook

OURS = ("--template", "example_company")


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A region's workbook in the company's template, with a row of the sheet and a field the company added."""
    folder = tmp_path_factory.mktemp("ours")
    book, data = folder / "first.xlsx", folder / "plan.json"
    assert run("new", "-o", book, "--team", "NO", "--year", "2026", "--actions", "1", *OURS).code == 0
    assert run("export", book, "-o", data, *OURS).code == 0
    plans: dict[str, Any] = json.loads(data.read_text(encoding="utf-8"))
    visit = {"visited_on": "2026-06-01", "store": "Halles, Rennes", "visitor": None, "result": "order", "turnover": 500}
    action = {"code": "ACT-NO-001", "title": "Ouvrir Rennes", "distributor": "Halles & Co", "allocated": 1000}
    plans["plans"][0]["records"] += [
        {"table": "store_visits", "key": "store_visits#1", "parent": None, "values": visit},
        {"table": "actions", "key": "ACT-NO-001", "parent": None, "values": action},
    ]
    data.write_text(json.dumps(plans), encoding="utf-8")
    book.unlink()
    (folder / "books").mkdir()
    ran = run("new", "-o", folder / "books" / "NO.xlsx", "--data", data, *OURS)
    assert ran.code == 0, ran.err
    return folder / "books"


def test_check_knows_what_the_company_added(ours: Path) -> None:
    ran = run("check", ours, *OURS, "--as-of", AS_OF, "--format", "json")
    report = json.loads(ran.out)
    assert [file["status"] for file in report["files"]] == ["read"]
    assert not {"PAC102", "PAC103", "PAC109", "PAC111"} & {finding["code"] for finding in report["findings"]}


def test_a_shipped_template_is_known_without_properties(ours: Path, tmp_path: Path) -> None:
    """The hidden sheet alone names it, in one cell."""
    workbook = DirectWorkbook(ours / "NO.xlsx")
    del workbook.parts["docProps/custom.xml"]
    ran = run("check", workbook.save(tmp_path / "NO.xlsx"), "--as-of", AS_OF, "--format", "json")
    report = json.loads(ran.out)
    assert [file["template"] for file in report["files"]] == ["example_company"]
    assert "PAC109" not in {finding["code"] for finding in report["findings"]}


def test_merge_keeps_what_the_company_added(ours: Path, tmp_path: Path) -> None:
    group = tmp_path / "group.xlsx"
    ran = run("merge", ours, "-o", group, *OURS, "--as-of", AS_OF)
    assert ran.code == 0, ran.err
    (plan,) = read_workbook(group, load_template("example_company")).plans
    assert [row.get("store") for row in plan.table("store_visits")] == ["Halles, Rennes"]
    assert [row.get("distributor") for row in plan.table("actions")] == ["Halles & Co"]
