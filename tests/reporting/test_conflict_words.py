"""Conflicts are told by labels and places that people know."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pacom_xl.model.audit import Conflict, ConflictValue
from pacom_xl.model.plan import Cell, Value
from pacom_xl.model.text import Text
from pacom_xl.reporting.words.conflict_words import conflict_line, what_disagrees
from tests.support.sample_company import TEMPLATE

CELL = Cell("ACT-NO-002", 43, 3)


def _line(conflict: Conflict) -> str:
    return conflict_line(conflict, TEMPLATE, "fr").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("due", date(2026, 6, 15), "15/06/2026"),
        ("progress", Decimal("0.6"), "60 %"),
        ("status", "in_progress", "En cours"),
        ("title", "Salon", "Salon"),
    ],
)
def test_values_are_shown_as_in_their_cells(field: str, value: Value, shown: str) -> None:
    values = (ConflictValue(value, "NO", "/plans/NO.xlsx", CELL), ConflictValue(None, "GR", "previous.xlsx"))
    line = _line(Conflict("actions", "ACT-NO-002", field, values)).replace("\u202f", " ")
    label = TEMPLATE.by_name[f"actions.{field}"].label.fr
    assert line == (
        f"Conflit Fiche action · ACT-NO-002 · {label} : {shown} (NO, NO.xlsx, ACT-NO-002!D44) / "
        "vide (GR, previous.xlsx) → retenu : rien"
    )


def test_row_ids_are_not_shown() -> None:
    conflict = Conflict("milestones", "milestones#2", "due", ())
    assert what_disagrees(conflict, TEMPLATE, "fr") == "Jalons · Échéance"
    assert "#" not in _line(conflict)
    named = Conflict("milestones", "milestones#2", "due", (), row="ACT-NO-002 · Devis")
    assert what_disagrees(named, TEMPLATE, "fr") == "Jalons · ACT-NO-002 · Devis · Échéance"


def test_a_row_taken_out_and_the_reason_why_nothing_was_chosen() -> None:
    values = (ConflictValue("Devis", "NO", "NO.xlsx", CELL), ConflictValue(None, "GR", "previous.xlsx"))
    line = _line(Conflict("milestones", "milestones#2", "", values, reason=Text("même date", "same date")))
    assert line.endswith(
        "Devis (NO, NO.xlsx, ACT-NO-002!D44) / ligne retirée (GR, previous.xlsx) "
        "→ retenu : rien (même date, la ligne reste et compte)"
    )


def test_several_workbooks_of_one_team() -> None:
    values = (ConflictValue("a.xlsx", "BZH", "x/a.xlsx"), ConflictValue("b.xlsx", "BZH", "x/b.xlsx"))
    assert _line(Conflict("plan", "BZH", "", values, "b.xlsx", "latest")) == (
        "Plusieurs classeurs pour l’équipe BZH : a.xlsx, b.xlsx → retenu : b.xlsx"
    )
