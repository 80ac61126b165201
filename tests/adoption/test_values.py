"""What lists write in cells: dates, amounts, percentages, statuses, people."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pacom_xl.adoption.list_file.open_list import open_list
from pacom_xl.model.text import Lang
from tests.adoption.lists import Result, adopted, xlsx
from tests.support.command_line import run


def _column(path: Path, heading: str, *cells: str) -> Result:
    """A list with one more column of these cells, beside enough ones of a known kind."""
    rows = "\n".join(f"Action {n} à mener | Ada MODELE | {cell}" for n, cell in enumerate(cells, 1))
    return adopted(xlsx(path / "l.xlsx", {"Liste": f"Action | Responsable | {heading}\n{rows}"}), "--year", "2026")


_DUES = [
    ("2026-06-12", date(2026, 6, 12)),
    ("'12/06/2026", date(2026, 6, 12)),
    ("'05/01/2026", date(2026, 1, 5)),
    ("46368", date(2026, 12, 12)),
    ("'mars 2026", date(2026, 3, 31)),
    ("'mars-26", date(2026, 3, 31)),
    ("'fin juin", date(2026, 6, 30)),
    ("'mi-avril 2026", date(2026, 4, 15)),
    ("'T2 2026", date(2026, 6, 30)),
    ("'2e semestre 2026", date(2026, 12, 31)),
    ("'S12", date(2026, 3, 20)),
    ("'15 juin", date(2026, 6, 15)),
    ("'2026-06-12T00:00:00.000Z", date(2026, 6, 12)),
]


def test_due_dates(tmp_path: Path) -> None:
    result = _column(tmp_path, "Échéance", *(typed for typed, _ in _DUES))
    assert [action["due"] for action in result.actions] == [due for _, due in _DUES]
    changed = [len(result.why(f"C{row}")) for row in range(2, len(_DUES) + 2)]
    assert changed == [int(typed != "2026-06-12") for typed, _ in _DUES]


def test_what_is_no_date_is_left(tmp_path: Path) -> None:
    cells = ("dès que possible", "'31/02/2026", "permanent", "?")
    result = _column(tmp_path, "Échéance", "2026-01-31", *cells, "2026-02-28", "2026-03-31", "2026-04-30")
    assert [action.get("due") for action in result.actions[1:5]] == [None] * 4
    assert result.left() == {f"C{row}": cell.lstrip("'") for row, cell in enumerate(cells, 3)}


def test_a_start_begins_its_period(tmp_path: Path) -> None:
    result = _column(tmp_path, "Date de début", "'mars 2026", "'T3 2026")
    assert [action["start"] for action in result.actions] == [date(2026, 3, 1), date(2026, 7, 1)]


def test_the_column_says_whether_the_month_stands_first(tmp_path: Path) -> None:
    result = _column(tmp_path, "Due date", "'03/04/2026", "'12/31/2026")
    assert [action["due"] for action in result.actions] == [date(2026, 3, 4), date(2026, 12, 31)]


_AMOUNTS = [
    ("1500", "1500"), ("'1 500 €", "1500"), ("'1,5 k€", "1500"), ("'2 M€", "2000000"), ("'1 500,50", "1500.5"),
    ("'12 000 € HT", "12000"),
]  # fmt: skip


def test_amounts(tmp_path: Path) -> None:
    result = _column(tmp_path, "Coût HT", *(typed for typed, _ in _AMOUNTS))
    assert [str(line["planned"]) for line in result.rows("budget_lines")] == [amount for _, amount in _AMOUNTS]


def test_what_is_no_amount_is_left(tmp_path: Path) -> None:
    cells = ("?", "environ 1500", "1500 à 2000", "à définir")
    result = _column(tmp_path, "Coût HT", *cells, "100", "200", "300", "400")
    assert result.left() == {f"C{row}": cell for row, cell in enumerate(cells, 2)}
    assert [line["planned"] for line in result.rows("budget_lines")] == [100, 200, 300, 400]


def test_amounts_in_thousands(tmp_path: Path) -> None:
    result = _column(tmp_path, "Budget (k€)", "1.5", "20")
    assert [action["allocated"] for action in result.actions] == [1500, 20000]


def test_percentages_in_points_or_fractions(tmp_path: Path) -> None:
    points = _column(tmp_path, "% d'avancement", "45", "1", "'80 %")
    assert [float(action["progress"]) for action in points.actions] == [0.45, 0.01, 0.8]
    fractions = _column(tmp_path, "Avancement", "0.45", "1", "0")
    assert [float(action["progress"]) for action in fractions.actions] == [0.45, 1, 0]
    assert [action["status"] for action in fractions.actions] == ["in_progress", "done", "planned"]


_STATUSES = [
    ("Fait", "done"), ("À venir", "planned"), ("en_cours", "in_progress"), ("En retard", "in_progress"),
    ("Bloqué", "on_hold"), ("Abandonnée", "cancelled"), ("Terminée", "done"), ("ouverte", "planned"), ("Done", "done"),
]  # fmt: skip


def test_statuses(tmp_path: Path) -> None:
    result = _column(tmp_path, "État", *(typed for typed, _ in _STATUSES))
    assert [action["status"] for action in result.actions] == [key for _, key in _STATUSES]


def test_an_unknown_status_is_left_and_the_action_a_draft(tmp_path: Path) -> None:
    result = _column(tmp_path, "Statut", "Zut alors", "En cours", "Fait")
    assert result.actions[0]["status"] == "draft"
    assert result.left() == {"C2": "Zut alors"}


def test_priorities(tmp_path: Path) -> None:
    cases = [("Élevé", "P1"), ("eleve", "P1"), ("moyenne", "P2"), ("Bas", "P3"), ("1", "P1"), ("Moyen", "P2")]
    result = _column(tmp_path, "Niveau de priorité", *(typed for typed, _ in cases))
    assert [action["priority"] for action in result.actions] == [key for _, key in cases]


_PEOPLE: list[tuple[str, list[str]]] = [
    ("Ada MODELE, Bob EXEMPLE", ["Ada MODELE", "Bob EXEMPLE"]),
    ("Ada MODELE/Bob EXEMPLE\\nCarl TEST", ["Ada MODELE", "Bob EXEMPLE", "Carl TEST"]),
    ("Ada MODELE et Bob EXEMPLE", ["Ada MODELE", "Bob EXEMPLE"]),
    ("MODELE Ada", ["Ada MODELE"]),
    ("MODELE, Ada", ["Ada MODELE"]),
    ("Ada Modele <ada@exemple.fr>", ["Ada Modele"]),
]


@pytest.mark.parametrize(("typed", "names"), _PEOPLE)
def test_people(tmp_path: Path, typed: str, names: list[str]) -> None:
    file = xlsx(tmp_path / "l.xlsx", {"Liste": f"Action | Pilote | Statut\nRelancer les clients | {typed} | Fait"})
    result = adopted(file)
    team = {row["trigram"]: row for row in result.rows("team")}
    assert [row["full_name"] for row in team.values()] == names
    action = result.actions[0]
    assert [action["owner"], *action.get("contributors", ())] == list(team)
    assert len(team) == len(set(team))


def test_first_names_and_initials_mean_somebody_known(tmp_path: Path) -> None:
    rows = "Un | Ada MODELE\nDeux | Ada\nTrois | AM\nQuatre | Service marketing"
    result = adopted(xlsx(tmp_path / "l.xlsx", {"Liste": f"Action | Responsable\n{rows}"}))
    assert [row["full_name"] for row in result.rows("team")] == ["Ada MODELE"]
    assert [action.get("owner") for action in result.actions] == ["AMO", "AMO", "AMO", None]
    assert result.actions[3]["how"] == "Responsable\u00a0: Service marketing"


def test_what_stands_in_brackets_after_a_name_is_not_lost(tmp_path: Path) -> None:
    result = adopted(xlsx(tmp_path / "l.xlsx", {"Liste": "Action | Responsable\nRelancer | Ada MODELE (à confirmer)"}))
    action: dict[str, Any] = result.actions[0]
    assert action["owner"] == "AMO"
    assert action["how"] == "Responsable\u00a0: Ada MODELE (à confirmer)"


def test_trigrams_differ(tmp_path: Path) -> None:
    names = ["Ada MODELE", "Alice MODIANO", "André MOREAU", "Anne MOLIÈRE"]
    rows = "\n".join(f"Action {n} | {name}" for n, name in enumerate(names))
    result = adopted(xlsx(tmp_path / "l.xlsx", {"Liste": f"Action | Responsable\n{rows}"}))
    assert len({row["trigram"] for row in result.rows("team")}) == len(names)
    assert [row["full_name"] for row in result.rows("team")] == names


def test_formulas_and_errors(tmp_path: Path) -> None:
    file = xlsx(tmp_path / "l.xlsx", {"Liste": "Action | Responsable | Coût HT\nRelancer | Ada MODELE | =B9*2"})
    result = adopted(file)
    assert result.left() == {"C2": "=B9*2"}
    assert not result.rows("budget_lines")


def test_texts_that_look_like_formulas_or_links_stay_texts(tmp_path: Path) -> None:
    row = "Relancer | Ada MODELE | +33 1 23 | http://exemple.fr"
    result = adopted(xlsx(tmp_path / "l.xlsx", {"Liste": f"Action | Responsable | Description | Notes\n{row}"}))
    action = result.actions[0]
    assert (action["what"], action["how"]) == ("+33 1 23", "Notes\u00a0: http://exemple.fr")


def test_the_list_has_the_numbers_and_dates_of_another_language_than_the_workbook(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        'Action title,Owner,Due date,Budget\nTrade fair,Ann Lee,12/31/2026,"1,234.50"\nMailing,Bob Ray,01/02/2026,\n',
        encoding="utf-8",
    )
    result = adopted(path, "--list-lang", "en", "--year", "2026")
    assert result.plan.lang == "fr"
    assert result.actions[0]["due"] == date(2026, 12, 31)
    assert result.actions[0]["allocated"] == Decimal("1234.5")


@pytest.mark.parametrize(("lang", "share", "logical"), [("fr", "45,5 %", "VRAI"), ("en", "45.5%", "TRUE")])
def test_percentages_are_shown_in_the_language_of_the_report(
    tmp_path: Path, lang: Lang, share: str, logical: str
) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (("Action", "Responsable", "Remise", "Vu"), ("Relancer", "Ada MODELE", 0.455, True)):
        sheet.append(row)
    sheet["C2"].number_format = "0.0%"
    book.save(tmp_path / "list.xlsx")
    cells = open_list(tmp_path / "list.xlsx", lang).sheets[0].cells
    assert (cells[1, 2].shown, cells[1, 3].shown) == (share, logical)
    done = run(
        "adopt", tmp_path / "list.xlsx", "-o", tmp_path / "o.xlsx", "--team", "NO", "--year", "2026", "--lang", lang
    )
    assert share in done.out + done.err
