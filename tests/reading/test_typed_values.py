"""Contents of cells that are no value of their field, told in words of the sheet; notes typed where the tool writes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.model.findings import Finding
from pacom_xl.rules.messages import fix, message
from tests.support.direct_workbook import DirectWorkbook, restyled
from tests.support.small_workbook import TEMPLATE, read, write_small


class Fiche:
    """The small workbook and the places of one action."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "base.xlsx"
        write_small(self.path)
        self.workbook = DirectWorkbook(self.path)
        plan = read(self.path).plan
        assert plan
        origin = plan.table("actions")[0].origin
        assert origin
        self.tab, self.places = origin.sheet, origin.places

    def typed(self, key: str, value: Any, style: str | None = None) -> list[Finding]:
        """What is found after typing into a field of the action."""
        copy = self.workbook.copy()
        row, column = self.places[key]
        copy.put(self.tab, row, column, value)
        if style is not None:
            copy.cells(self.tab)[row, column] = restyled(copy.cells(self.tab)[row, column], style)
        return read(copy.save(self.path.with_name("typed.xlsx"))).findings

    def noted(self, tab: str, row: int, column: int, text: str) -> list[Finding]:
        """What is found after typing a note somewhere."""
        copy = self.workbook.copy()
        copy.put(tab, row, column, text)
        return read(copy.save(self.path.with_name("noted.xlsx"))).findings


@pytest.fixture(scope="module")
def fiche(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fiche]:
    yield Fiche(tmp_path_factory.mktemp("typed"))


def one(findings: list[Finding], code: str) -> Finding:
    (found,) = [f for f in findings if f.code == code]
    return found


def test_a_one_in_a_date_cell_is_no_date(fiche: Fiche) -> None:
    found = one(fiche.typed("start", 1), "PAC105")
    assert "01/01/1900" in message(found, "fr", TEMPLATE)
    assert fix(found, "fr", TEMPLATE) == "Saisir une date, comme 15/06/2026."


def test_a_date_without_its_format_is_told_as_the_day_it_stands_for(fiche: Fiche) -> None:
    found = one(fiche.typed("start", 46193, style=""), "PAC105")
    assert "46193 (nombre sans format de date, = 20/06/2026)" in message(found, "fr", TEMPLATE)


def test_an_hour_beside_a_date_is_named(fiche: Fiche) -> None:
    found = one(fiche.typed("start", datetime(2026, 3, 1, 22, 0)), "PAC124")
    assert "22:00" in message(found, "fr", TEMPLATE)
    assert "01/03/2026" in message(found, "en", TEMPLATE) or "1 Mar 2026" in message(found, "en", TEMPLATE)


@pytest.mark.parametrize(("value", "shown"), [(True, "VRAI"), ("douze mille", "douze mille")])
def test_no_python_value_is_shown(fiche: Fiche, value: Any, shown: str) -> None:
    found = one(fiche.typed("allocated", value), "PAC105")
    assert f"«\u00a0{shown}\u00a0»" in message(found, "fr", TEMPLATE)
    assert fix(found, "fr", TEMPLATE) == "Saisir un montant en chiffres, sans texte."


@pytest.mark.parametrize(
    "key", ["budget_lines.closed", "actions.title", "[swot]", "pacom:swot", "‡budget_lines.closed", "‡@1"]
)
def test_a_hidden_key_is_no_text(fiche: Fiche, key: str) -> None:
    findings = fiche.typed("title", key)
    assert message(one(findings, "PAC125"), "fr", TEMPLATE).startswith(f"{fiche.tab}!")


@pytest.mark.parametrize("text", ["[à voir]", "swot.", "le plan.", "@Luc", "‡ à voir"])
def test_texts_that_only_resemble_hidden_keys_are_read(fiche: Fiche, text: str) -> None:
    assert "PAC125" not in {f.code for f in fiche.typed("title", text)}


@pytest.mark.parametrize(
    ("tab", "row", "column"), [("Contrôles", 6, 4), ("Contrôles", 9, 1), ("Contrôles", 40, 5), ("Calendrier", 40, 3),
                               ("Plan d’actions", 60, 3), ("Tableau de bord", 12, 30), ("Sommaire", 20, 8)],
)  # fmt: skip
def test_a_note_where_the_tool_writes_is_listed(fiche: Fiche, tab: str, row: int, column: int) -> None:
    found = one(fiche.noted(tab, row, column, "vu par Luc"), "PAC109")
    assert found.cell == (tab, row, column)


def test_a_choice_that_is_none_is_told_with_those_that_look_like_it(fiche: Fiche) -> None:
    found = one(fiche.typed("priority", "Critque"), "PAC106")
    text = message(found, "fr", TEMPLATE)
    assert "n’est pas un choix de «\u00a0Priorité\u00a0»" in text
    assert "action_" not in text and "priority" not in text


@pytest.mark.parametrize(
    ("tab", "row", "column"), [("SWOT", 1, 12), ("SWOT", 5, 12), ("SWOT", 7, 12), ("Calendrier", 3, 90),
                               ("ACT-NO-002", 40, 20), ("Identité du plan", 8, 6), ("Plan d’actions", 6, 110),
                               ("Cibles", 70, 25), ("Cibles", 200_000, 2), ("Identité du plan", 60, 3),
                               ("ACT-NO-002", 400, 2), ("Enveloppe budgétaire", 40, 4)],
)  # fmt: skip
def test_a_formula_typed_beside_or_below_the_layout_is_listed(fiche: Fiche, tab: str, row: int, column: int) -> None:
    copy = fiche.workbook.copy()
    copy.put(tab, row, column, 5, "1+4")
    findings = read(copy.save(fiche.path.with_name("beside.xlsx"))).findings
    assert [(f.code, f.cell) for f in findings] == [("PAC109", (tab, row, column))]


def test_a_row_below_a_table_whose_code_is_a_formula_is_read(fiche: Fiche) -> None:
    copy = fiche.workbook.copy()
    copy.put("Cibles", 60, 1, "CIB-77", '"CIB-"&77')
    copy.put("Cibles", 60, 2, "Cible sous le tableau")
    plan = read(copy.save(fiche.path.with_name("below.xlsx"))).plan
    assert plan
    assert [r.get("label") for r in plan.table("targets") if r.key == "CIB-77"] == ["Cible sous le tableau"]


@pytest.mark.parametrize("row", [14, 22, 60])
def test_a_row_of_formulas_below_a_table_is_read(fiche: Fiche, row: int) -> None:
    copy = fiche.workbook.copy()
    copy.put("Cibles", row, 1, "CIB-77", '"CIB-"&77')
    copy.put("Cibles", row, 2, "Cible formule", '"Cible "&"formule"')
    plan = read(copy.save(fiche.path.with_name("below.xlsx"))).plan
    assert plan
    assert [r.get("label") for r in plan.table("targets") if r.key == "CIB-77"] == ["Cible formule"]
