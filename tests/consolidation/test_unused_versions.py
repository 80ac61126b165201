"""Of two copies of one team's workbook the older does not count, and what it alone holds is told with its cells."""

from __future__ import annotations

from datetime import datetime

from pacom_xl.consolidation.portfolio import Portfolio, consolidate
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Value
from pacom_xl.rules.messages import message
from tests.support.drafts import Change, Draft, DraftRecord
from tests.support.sample_company import TEMPLATE, reading


def _merged(older: Change | None, newer: Change | None) -> Portfolio:
    old = reading("NO", "a.xlsx", workbook_id="w", saved_on=datetime(2026, 6, 1), change=older)
    new = reading("NO", "b.xlsx", workbook_id="w", saved_on=datetime(2026, 6, 2), change=newer)
    return consolidate([old, new], TEMPLATE)


def _told(found: Portfolio) -> list[Finding]:
    return [finding for finding in found.findings if finding.code == "PAC711"]


def _line(plan: Draft) -> DraftRecord:
    return next(r for r in plan.table("budget_lines") if r.parent == "ACT-NO-002")


def _new_row(plan: Draft) -> None:
    values: dict[str, Value] = {"code": "ACT-NO-099", "title": "Action de Pierre", "allocated": 9000}
    plan.records.append(DraftRecord("actions", "ACT-NO-099", values))


def test_a_row_that_only_the_older_copy_has() -> None:
    found = _merged(_new_row, lambda plan: plan.action("ACT-NO-001").values.update(title="Action de Sophie"))
    told = {(f.subject, f.field, f.params["case"]): f for f in _told(found)}
    assert set(told) == {("ACT-NO-099", "actions.title", "row"), ("ACT-NO-001", "actions.title", "other")}
    row = told["ACT-NO-099", "actions.title", "row"]
    assert (row.team, row.file, row.value) == ("NO", "a.xlsx", "Action de Pierre")
    text = message(row, "fr", TEMPLATE).replace("\u00a0", " ")
    assert "« Action de Pierre, 9000 »" in text and "cette ligne n’est pas dans b.xlsx" in text


def test_values_the_newer_copy_lacks_or_has_otherwise() -> None:
    field = next(f.key for f in TEMPLATE.tables["actions"].inputs if f.type.base == "long_text")

    def older(plan: Draft) -> None:
        plan.action("ACT-NO-001").values[field] = "Seul"
        _line(plan).values["planned"] = 4321

    def newer(plan: Draft) -> None:
        plan.action("ACT-NO-001").values[field] = None
        plan.action("ACT-NO-003").values["title"] = "Autre"

    found = _merged(older, newer)
    told = {(f.subject, f.field): (f.params["case"], f.value) for f in _told(found)}
    assert told["ACT-NO-001", f"actions.{field}"] == ("value", "Seul")
    assert told["ACT-NO-002", "budget_lines.planned"] == ("other", 4321)
    assert told["ACT-NO-003", "actions.title"][0] == "other"


def test_a_copy_that_holds_nothing_of_its_own_is_told_once() -> None:
    found = _merged(None, _new_row)
    assert _told(found) == []
    assert [f.code for f in found.findings] == ["PAC701"]


def test_rows_in_another_order_are_the_same_rows() -> None:
    def turned(plan: Draft) -> None:
        lines = [r for r in plan.records if r.table == "milestones"]
        keys = [r.key for r in lines]
        for record, key in zip(lines, reversed(keys), strict=True):
            record.key = key

    assert _told(_merged(turned, _new_row)) == []
