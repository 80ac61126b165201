"""What cannot be read is told once, by what could not be read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell
from pacom_xl.rules import engine
from tests.rules.checking import action, rows
from tests.support.plan_text import view_of

NO_DUE = action(due="", start="2026-01-01")
#: Where the builder puts the field: sheet of the table, row 1, column of the header.
DUE = Cell("actions", 1, 2)


def unread(code: str = "PAC105", cell: Cell | None = DUE, field: str = "actions.due", **changes: object) -> Finding:
    finding = Finding(code, "ACT-NO-001", team="NO", file="NO.xlsx", cell=cell, field=field, value="31/02/2026")
    return replace(finding, **changes)  # type: ignore[arg-type]


def hidden_by(text: str, code: str, *found: Finding) -> list[str | None]:
    findings = engine.finish([*found, *engine.check(view_of(text))])
    return [finding.hidden_by for finding in findings if finding.code == code]


@pytest.mark.parametrize("code", ["PAC105", "PAC106", "PAC112", "PAC114"])
def test_a_value_that_cannot_be_read_is_not_missing_too(code: str) -> None:
    assert hidden_by(NO_DUE, "PAC203") == [None]
    assert hidden_by(NO_DUE, "PAC203", unread(code)) == [code]
    assert hidden_by(NO_DUE, code, unread(code)) == [None]


@pytest.mark.parametrize(
    "elsewhere",
    [
        unread("PAC113"),
        unread(cell=Cell("actions", 2, 2)),
        unread(cell=Cell("other", 1, 2)),
        unread(file="IF.xlsx"),
        unread(cell=None),
    ],
)
def test_another_place_explains_nothing(elsewhere: Finding) -> None:
    assert hidden_by(NO_DUE, "PAC203", elsewhere) == [None]


def test_a_value_that_is_there_is_judged() -> None:
    late = action(due="2026-06-12")
    assert hidden_by(late, "PAC401", unread(cell=Cell("actions", 1, 2))) == [None]


def test_objectives_of_which_none_could_be_read() -> None:
    text = action(objectives="")
    assert hidden_by(text, "PAC302", unread("PAC106", Cell("actions", 1, 2), "actions.objectives")) == ["PAC106"]


def test_an_indicator_whose_target_cannot_be_read() -> None:
    text = action() + rows("kpis", "label | target", "Contacts |")
    assert hidden_by(text, "PAC205", unread(field="kpis.target", cell=Cell("kpis", 1, 1))) == ["PAC105"]
    assert hidden_by(text, "PAC205", unread(field="actions.start")) == [None]


def gone(sheet: str, file: str = "NO.xlsx") -> Finding:
    return Finding("PAC101", sheet, team="NO", file=file)


def test_a_sheet_that_is_gone_is_told_once() -> None:
    assert hidden_by("", "PAC209", gone("swot")).count("PAC101") == 1
    assert set(hidden_by("", "PAC209", gone("swot", "IF.xlsx"))) == {None}
    field = Finding("PAC102", "swot", "swot.text", team="NO", file="NO.xlsx", field="swot.text")
    assert hidden_by("", "PAC102", gone("swot"), field) == ["PAC101"]
    assert hidden_by("", "PAC102", gone("axes"), field) == [None]


def test_references_to_a_sheet_that_is_gone() -> None:
    text = action(axis="AX9", owner="ZZZ")
    assert hidden_by(text, "PAC301") == [None, None]
    by = {
        f.detail: f.hidden_by for f in engine.finish([gone("axes"), *engine.check(view_of(text))]) if f.code == "PAC301"
    }
    assert by == {"axis=AX9": "PAC101", "owner=ZZZ": None}


def test_a_field_that_is_gone() -> None:
    missing = Finding("PAC102", "actions", "actions.due", team="NO", file="NO.xlsx", field="actions.due")
    text = action()
    assert hidden_by(text, "PAC203") == [None]
    assert hidden_by(text, "PAC203", missing) == ["PAC102"]
    assert hidden_by(NO_DUE, "PAC203", missing) == [None], "this sheet has the field"


def test_what_is_hidden_already_stays_so() -> None:
    text = action(status="planned", start="2026-06-01", due="")
    assert hidden_by(text, "PAC404", unread(cell=Cell("actions", 1, 3))) == ["PAC203"]
