"""The JSON other programs read."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from pacom_xl.consolidation.review import review
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell
from pacom_xl.model.text import Text, path_text
from pacom_xl.reporting.json_reports import check_report, dump, finding_data, merge_report
from tests.support.sample_company import AS_OF, TEMPLATE, reading, sample_review


def test_check_report_has_the_keys_of_the_contract() -> None:
    report = json.loads(dump(check_report(sample_review())))
    assert report["schema"] == "pacom-check/1"
    assert report["as_of"] == "2026-06-15"
    assert set(report["files"][0]) == {"path", "status", "team", "year", "template", "reason"}
    assert set(report["findings"][0]) == {
        "code", "severity", "team", "subject", "detail", "file", "sheet", "cell", "field", "label", "value",
        "message", "fix", "params", "hidden_by", "waived_by",
    }  # fmt: skip
    assert report["summary"]["actions"] == 54


def test_hidden_and_waived_findings_are_listed_but_not_counted() -> None:
    report = check_report(sample_review())
    silent = [f for f in report["findings"] if f["hidden_by"] or f["waived_by"]]
    summary = report["summary"]
    assert silent
    assert summary["errors"] + summary["warnings"] + summary["infos"] == len(report["findings"]) - len(silent)
    assert sum(summary["by_code"].values()) == len(report["findings"]) - len(silent)


def test_a_finding_becomes_data() -> None:
    finding = Finding(
        "PAC401",
        "ACT-NO-002",
        team="NO",
        file="NO.xlsx",
        cell=Cell("ACT-NO-002", 17, 2),
        field="actions.due",
        value=AS_OF,
        params={"days": 3, "spent": Decimal("12.50"), "reason": Text("un", "one"), "codes": ("A", "B")},
    )
    data = finding_data(finding, "en", TEMPLATE)
    assert (data["sheet"], data["cell"], data["label"]) == ("ACT-NO-002", "C18", "Due date")
    assert data["value"] == "2026-06-15"
    assert data["params"] == {"days": 3, "spent": 12.5, "reason": "one", "codes": ["A", "B"]}


def test_team_codes_stay_text() -> None:
    assert check_report(sample_review())["summary"]["by_team"]["NO"] > 0


def test_merge_report_has_totals_by_team() -> None:
    found = sample_review()
    report = json.loads(dump(merge_report(found, Path("group.xlsx"), found.portfolio.totals(AS_OF))))
    assert report["schema"] == "pacom-merge/1"
    assert report["output"] == "group.xlsx"
    assert report["totals"]["allocated"] == 477200
    assert report["totals"]["by_team"]["NO"]["spent"] == 56120
    assert set(report["sources"][0]) == {
        "path", "team", "year", "sha256", "workbook_id", "status", "reason", "saved_on", "saved_by", "cells",
        "comments",
    }  # fmt: skip


def test_merge_report_shows_both_sides_of_a_conflict() -> None:
    odd = reading("SO", change=lambda plan: plan.form("strategy").values.update(vision="Autre."))
    found = review([reading("NO"), odd], TEMPLATE, AS_OF)
    report = merge_report(found, None, found.portfolio.totals(AS_OF))
    (conflict,) = report["conflicts"]
    assert conflict["chosen"] is None
    assert [(v["team"], v["file"]) for v in conflict["values"]] == [("NO", "NO.xlsx"), ("SO", "SO.xlsx")]


def test_a_path_of_any_bytes_can_be_written() -> None:
    odd = Path(b"plan-\xe9.xlsx".decode("utf-8", "surrogateescape"))
    found = replace(sample_review(), readings=[replace(reading("NO"), path=odd)])
    assert dump(check_report(found)).encode("utf-8")
    assert path_text(odd).startswith("plan-")
