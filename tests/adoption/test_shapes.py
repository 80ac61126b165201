"""Shapes of lists met in real files: where headings stand, merged cells, sections, totals, codes."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from tests.adoption.lists import Result, adopted, xlsx


def _one(path: Path, text: str, merged: tuple[str, ...] = (), name: str = "Actions") -> Result:
    file = xlsx(path / "liste.xlsx", {name: text}, [(name, area) for area in merged])
    return adopted(file)


def _titles(result: Result) -> list[str]:
    return [action["title"] for action in result.actions]


def test_a_plain_list(tmp_path: Path) -> None:
    result = _one(
        tmp_path,
        """
        N° | Action              | Responsable | Échéance   | Statut   | Budget HT
        1  | Appeler 20 clients  | Ada MODELE  | 2026-06-12 | En cours | 1500
        2  | Tenir le salon Nord | Bob EXEMPLE | 2026-09-30 | À venir  |
        """,
    )
    first, second = result.actions
    assert (first["code"], first["title"]) == ("ACT-NO-001", "1. Appeler 20 clients")
    assert (first["owner"], first["due"], first["status"]) == ("AMO", date(2026, 6, 12), "in_progress")
    assert first["allocated"] == 1500
    assert (second["owner"], second["status"], second["progress"]) == ("BEX", "planned", 0)
    assert [person["full_name"] for person in result.rows("team")] == ["Ada MODELE", "Bob EXEMPLE"]
    assert result.plan.year == 2026
    assert result.findings == []
    assert not result.left()


def test_group_titles_types_and_help_above_the_data(tmp_path: Path) -> None:
    guide = "Comment remplir\nUne ligne par action"
    table = """
    Présentation |                 | Pilotage    |             | Finances      |
    Axe          | Titre           | Pilote      | Fin         | Coût HT       | Statut
    Champ texte  | Champ texte     | Champ texte | Champ date  | Champ nombre  | Liste
                 | 120 caractères maximum |      |             |               |
    Conquérir    | Ouvrir l'agence | Ada MODELE  | 2026-05-01  | 900           | Fait
    """
    file = xlsx(tmp_path / "l.xlsx", {"Guide": guide, "Plan": table, "Listes": "Statut\nFait"}, hidden=["Listes"])
    result = adopted(file)
    assert _titles(result) == ["Ouvrir l'agence"]
    assert result.actions[0]["status"] == "done"
    assert result.actions[0]["progress"] == 1
    assert result.rows("axes")[0]["label"] == "Conquérir"
    assert result.use_of("A3", "Plan") == {"help"}
    assert result.use_of("B4", "Plan") == {"help"}
    assert result.use_of("C1", "Plan") == {"heading"}
    assert result.use_of("A1", "Guide") == {"to_place"}
    assert result.use_of("A2", "Listes") == {"to_place"}


def test_two_heading_rows_with_merged_cells(tmp_path: Path) -> None:
    result = _one(
        tmp_path,
        """
        Action         | Responsable | Dates      |            | Budget |
                       |             | Début      | Fin        | Prévu HT | Réalisé HT
        Relancer       | Ada MODELE  | 2026-01-05 | 2026-02-06 | 100    | 80
        """,
        merged=("A1:A2", "B1:B2", "C1:D1", "E1:F1"),
    )
    action = result.actions[0]
    assert (action["start"], action["due"]) == (date(2026, 1, 5), date(2026, 2, 6))
    (line,) = result.rows("budget_lines")
    assert (line["planned"], line["spent"]) == (100, 80)


def test_a_total_before_and_after_the_data(tmp_path: Path) -> None:
    result = _one(
        tmp_path,
        """
        Action       | Responsable | Coût HT
        Total        |             | 300
        Relancer     | Ada MODELE  | 100
        Visiter      | Ada MODELE  | 200
        Total général |            | 300
        """,
    )
    assert _titles(result) == ["Relancer", "Visiter"]
    assert [line["planned"] for line in result.rows("budget_lines")] == [100, 200]
    assert result.use_of("A2") == result.use_of("C5") == {"total"}


def test_repeated_headings_beside_funders(tmp_path: Path) -> None:
    result = _one(
        tmp_path,
        """
        Action  | Financeur 1 | Montant € HT | Financeur 2 | Montant € HT | Financeur 3 | Montant € HT | Statut
        Stands  | Groupe      | 500          | Région      | '1 250       |             |              | En cours
        Salons  |             | 70           |             |              | Région      |              | En cours
        """,
    )
    lines = [(line["label"], line["planned"]) for line in result.rows("budget_lines")]
    assert lines == [("Groupe", 500), ("Région", 1250), ("Montant € HT", 70)]
    assert result.actions[1]["how"] == "Financeur 3\u00a0: Région"


def test_codes_stay_text_and_say_which_rows_are_sections(tmp_path: Path) -> None:
    result = _one(
        tmp_path,
        """
        1     | Conquête
        Code  | Intitulé             | Responsable | Échéance
        '1.1  | Salons               |             |
        '1.1.9 | Choisir les salons  | Ada MODELE  | 2026-03-01
        '1.1.10 | Tenir les stands   | Ada MODELE  | 2026-04-01
        """,
    )
    assert _titles(result) == ["1.1.9 Choisir les salons", "1.1.10 Tenir les stands"]
    assert result.actions[0]["why"] == "Rubrique\u00a0: 1.1 Salons"
    assert result.use_of("B3") == {"section", "value"}


def test_the_number_after_nine_has_lost_its_zero(tmp_path: Path) -> None:
    rows = "\n".join(f"1.{n} | Action numéro {n} | Ada MODELE" for n in range(1, 10))
    result = _one(tmp_path, f"Code | Action | Responsable\n{rows}\n1.1 | Action numéro dix | Ada MODELE")
    assert _titles(result)[-1] == "1.10 Action numéro dix"
    assert _titles(result)[0] == "1.1 Action numéro 1"
    assert result.why("A11")[0] == "numéro suivant 9"


def test_an_action_on_two_rows(tmp_path: Path) -> None:
    result = _one(
        tmp_path,
        """
        Code  | Action              | Commentaires | Responsable
        '1.1  | Définir les salons  | Fait en mars | Ada MODELE
              | Quatre au choix     |              |
        '1.2  | Tenir les stands    | En mai       | Bob EXEMPLE
              | Trois personnes     |              |
        """,
        merged=("C2:C3", "D2:D3", "C4:C5", "D4:D5"),
    )
    assert _titles(result) == ["1.1 Définir les salons", "1.2 Tenir les stands"]
    assert result.actions[0]["what"] == "Quatre au choix"
    assert not result.left()


def test_one_sheet_per_axis_with_cells_merged_down(tmp_path: Path) -> None:
    table = """
    Axe {n} : {name}

    Orientation   | Référents               | Action    | Échéance   | Coût
    Orientation A | Ada MODELE\\nBob EXEMPLE | Action {n}.1 | 2026-03-15 | 1500
                  |                         | Action {n}.2 | 2026-04-15 | '1,5 k€
                  | Carl TEST               | Action {n}.3 | 2026-05-15 | ?
                  |                         | Total     |            | 3000
    """
    names = {"Feuil1": ("1", "CONQUÊTE"), "Feuil2": ("2", "FIDÉLISATION")}
    sheets = {sheet: table.format(n=n, name=name) for sheet, (n, name) in names.items()}
    merged = [(sheet, area) for sheet in sheets for area in ("A4:A6", "B4:B5")]
    result = adopted(xlsx(tmp_path / "axes.xlsx", sheets, merged))
    assert [(a["axis"], a["owner"]) for a in result.actions] == [("AX1", "AMO")] * 2 + [("AX1", "CTE")] + [
        ("AX2", "AMO")
    ] * 2 + [("AX2", "CTE")]
    assert result.actions[1]["contributors"] == ("BEX",)
    assert result.actions[2]["why"] == "Orientation\u00a0: Orientation A"
    assert [axis["label"] for axis in result.rows("axes")] == ["Axe 1 : CONQUÊTE", "Axe 2 : FIDÉLISATION"]
    assert [line["planned"] for line in result.rows("budget_lines")] == [1500, 1500, 1500, 1500]
    assert result.use_of("E6") == {"to_place"}
    assert result.use_of("E7") == {"total"}


def test_an_amount_merged_over_several_actions_counts_once(tmp_path: Path) -> None:
    result = _one(
        tmp_path,
        """
        Action   | Responsable | Coût HT
        Relancer | Ada MODELE  | 900
        Visiter  | Ada MODELE  |
        """,
        merged=("C2:C3",),
    )
    assert [line["planned"] for line in result.rows("budget_lines")] == [900]
    assert result.why("C2") == ["montant commun à plusieurs actions\u00a0: repris sur la première seulement"]


def test_sections_between_rows_are_axes(tmp_path: Path) -> None:
    result = _one(
        tmp_path,
        """
        Action              | Responsable | Échéance
        Axe 1 - Conquérir   |             |
        Relancer            | Ada MODELE  | 2026-03-15
        FIDÉLISER           |             |
        Remercier           | Bob EXEMPLE | 2026-04-15
        Écouter             | Bob EXEMPLE |
        """,
        merged=("A2:C2",),
    )
    assert [(a["title"], a["axis"]) for a in result.actions] == [
        ("Relancer", "AX1"), ("Remercier", "AX2"), ("Écouter", "AX2"),
    ]  # fmt: skip
    assert [axis["label"] for axis in result.rows("axes")] == ["Axe 1 - Conquérir", "FIDÉLISER"]


def test_an_axis_written_once_holds_for_the_rows_below(tmp_path: Path) -> None:
    result = _one(
        tmp_path,
        """
        Axe       | Action   | Responsable
        Conquérir | Relancer | Ada MODELE
                  | Visiter  | Ada MODELE
        Fidéliser | Écouter  | Ada MODELE
        """,
    )
    assert [action["axis"] for action in result.actions] == ["AX1", "AX1", "AX2"]
    assert "axe repris de la ligne au-dessus" in result.why("A2")


def test_headings_repeated_on_every_page(tmp_path: Path) -> None:
    page = "Action | Responsable | Échéance\nRelancer | Ada MODELE | 2026-03-15"
    result = _one(tmp_path, f"{page}\n{page.replace('Relancer', 'Visiter')}")
    assert _titles(result) == ["Relancer", "Visiter"]
    assert result.use_of("A3") == {"heading"}


def test_sub_actions_become_milestones(tmp_path: Path) -> None:
    result = _one(
        tmp_path,
        """
        Action   | Sous-action     | Responsable
        Salon    | Réserver        | Ada MODELE
                 | Imprimer        | Bob EXEMPLE
        Salon    | Inviter         | Ada MODELE
        Mailing  |                 | Bob EXEMPLE
        """,
    )
    assert _titles(result) == ["Salon", "Mailing"]
    assert [row["label"] for row in result.rows("milestones")] == ["Réserver", "Imprimer", "Inviter"]
    assert result.actions[0]["contributors"] == ("BEX",)


def test_a_title_too_long_is_whole_in_what(tmp_path: Path) -> None:
    long = "Appeler tous les clients dormants de la région " * 4
    result = _one(tmp_path, f"Action | Responsable\n{long} | Ada MODELE")
    action = result.actions[0]
    assert len(action["title"]) <= 120
    assert action["title"].endswith("…")
    assert action["what"] == long.strip()


def test_columns_without_a_field_keep_their_address(tmp_path: Path) -> None:
    result = _one(tmp_path, "Action | Responsable | Potentiel | Effort\nRelancer | Ada MODELE | 12 | 7.5")
    assert result.left() == {"C2": "12", "D2": "7.5"}


def test_a_column_without_heading_keeps_its_address(tmp_path: Path) -> None:
    result = _one(tmp_path, "Action | Responsable |\nRelancer | Ada MODELE | note sans titre de colonne")
    assert result.left() == {"C2": "note sans titre de colonne"}


@pytest.mark.parametrize("heading", ["Coût TTC", "Montant TTC (€)"])
def test_amounts_including_vat_are_told(tmp_path: Path, heading: str) -> None:
    result = _one(tmp_path, f"Action | Responsable | {heading}\nRelancer | Ada MODELE | 1200")
    (line,) = result.rows("budget_lines")
    assert (line["planned"], line["vat_rate"]) == (1200, 0)
    assert line["label"] == heading
    assert "à ramener hors taxes" in result.why("C2")[0]


def test_amounts_including_vat_with_a_rate(tmp_path: Path) -> None:
    result = _one(tmp_path, "Action | Responsable | Coût TTC | Taux de TVA\nRelancer | Ada MODELE | 1200 | '20 %")
    (line,) = result.rows("budget_lines")
    assert (line["planned"], line["vat_rate"]) == (1000, Decimal("0.2"))


def test_a_list_of_one_column(tmp_path: Path) -> None:
    result = _one(tmp_path, "Actions à mener\nRelancer les dormants\nTenir le salon")
    assert _titles(result) == ["Relancer les dormants", "Tenir le salon"]
    assert {action["status"] for action in result.actions} == {"draft"}


def test_crosses_under_statuses_and_months(tmp_path: Path) -> None:
    result = _one(
        tmp_path,
        """
        Plan 2026
        Action   | Qui        | À faire | En cours | Fait | Janv | Févr | Mars
        Relancer | Ada MODELE | x       |          |      | x    | x    |
        Visiter  | Ada MODELE |         | X        |      |      |      | x
        Écouter  | Ada MODELE |         |          | ✓    |      |      |
        """,
    )
    assert [action["status"] for action in result.actions] == ["planned", "in_progress", "done"]
    assert [(a.get("start"), a.get("due")) for a in result.actions] == [
        (date(2026, 1, 1), date(2026, 2, 28)), (date(2026, 3, 1), date(2026, 3, 31)), (None, None),
    ]  # fmt: skip
    assert set(result.left()) == {"A1"}


def test_minutes_of_a_meeting(tmp_path: Path) -> None:
    result = _one(
        tmp_path,
        """
        Compte rendu du comité
        Présents : | Ada, Bob

        N° | Décision / Action | Resp. | Délai       | Fait ?
        1  | Envoyer l'offre   | Ada   | '15/03/2026 | oui
        2  | Relancer          | Bob   | 'S12        | non
        3  |                   | Carl  |             |

        Prochaine réunion le 15/04/2026
        """,
    )
    assert [(a["status"], a["owner"]) for a in result.actions] == [("done", "AAD"), ("planned", "BBO")]
    assert set(result.left()) == {"A1", "A2", "B2", "A7", "C7", "A9"}


def test_a_dash_is_no_title(tmp_path: Path) -> None:
    result = _one(tmp_path, "Action | Priorité\nRelancer | Haute\n- | Basse")
    assert _titles(result) == ["Relancer"]
    assert result.report["summary"]["actions"] == 1


def test_words_in_the_data_are_no_headings(tmp_path: Path) -> None:
    result = _one(
        tmp_path, "Action | Moyens | Statut\nRelancer | Moyen | Fait\nAction | Actions | Fait\nNotes | Outils | Fait"
    )
    assert _titles(result) == ["Relancer", "Action", "Notes"]


def test_years_and_default_names_of_sheets_are_no_axes(tmp_path: Path) -> None:
    table = "Action | Qui | Échéance\nRelancer | Ada MODELE | {}-05-05\nVisiter | Ada MODELE | {}-06-05"
    sheets = {"2025": table.format(2025, 2025), "2026": table.format(2026, 2026), "Feuil3": table.format(2026, 2026)}
    result = adopted(xlsx(tmp_path / "l.xlsx", sheets))
    assert len(result.actions) == 6
    assert not result.rows("axes")
    assert result.plan.year == 2026


def test_amounts_with_and_without_vat_are_two_lines(tmp_path: Path) -> None:
    result = _one(tmp_path, "Action | Qui | Coût estimé (K€ TTC) | Coût réel (€ HT)\nRelancer | Ada MODELE | 1.2 | 500")
    lines = [(line.get("planned"), line.get("spent"), line.get("vat_rate")) for line in result.rows("budget_lines")]
    assert lines == [(1200, None, 0), (None, 500, None)]


def test_statuses_and_percentages_in_one_column(tmp_path: Path) -> None:
    result = _one(
        tmp_path, "Action | Qui | État d'avancement\nUn | Ada | '50 %\nDeux | Ada | En cours\nTrois | Ada | '100 %"
    )
    assert [(a["status"], a.get("progress")) for a in result.actions] == [
        ("in_progress", Decimal("0.5")), ("in_progress", None), ("done", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "start", "due"),
    [
        ("'du 02/03 au 12/06/2026", date(2026, 3, 2), date(2026, 6, 12)),
        ("'mars - juin 2026", date(2026, 3, 1), date(2026, 6, 30)),
        ("'T2 2026", date(2026, 4, 1), date(2026, 6, 30)),
        ("'02/03/2026 → 12/06/2026", date(2026, 3, 2), date(2026, 6, 12)),
    ],
)
def test_periods(tmp_path: Path, typed: str, start: date, due: date) -> None:
    result = _one(tmp_path, f"Action | Qui | Période\nRelancer | Ada MODELE | {typed}")
    assert (result.actions[0]["start"], result.actions[0]["due"]) == (start, due)


def test_months_as_dates_in_the_headings(tmp_path: Path) -> None:
    result = _one(
        tmp_path, "Action | Qui | 2026-01-01 | 2026-02-01\nRelancer | Ada MODELE | x | x\nVisiter | Ada MODELE | | x"
    )
    assert [(a["start"], a["due"]) for a in result.actions] == [
        (date(2026, 1, 1), date(2026, 2, 28)), (date(2026, 2, 1), date(2026, 2, 28)),
    ]  # fmt: skip


def test_comments_at_cells_are_kept(tmp_path: Path) -> None:
    file = xlsx(tmp_path / "l.xlsx", {"Liste": "Action | Qui\nRelancer | Ada MODELE"})
    workbook = openpyxl.load_workbook(file)
    workbook.worksheets[0]["A2"].comment = Comment("à revoir avec la direction", "Ada")
    workbook.save(file)
    result = adopted(file)
    assert result.left() == {"A2": "à revoir avec la direction"}
    assert result.use_of("A2") == {"value", "to_place"}


def test_a_merge_over_the_whole_sheet_costs_nothing(tmp_path: Path) -> None:
    small = xlsx(tmp_path / "s.xlsx", {"Liste": _TWO}, [("Liste", "F11:G12")])
    file = tmp_path / "l.xlsx"
    with zipfile.ZipFile(small) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"F11:G12", b"F11:WQK1000001"))
    result = adopted(file)
    assert _titles(result) == ["Relancer", "Visiter"]
    assert result.left() == {"F11": "loin"}


_TWO = "Action | Qui\nRelancer | Ada MODELE\nVisiter | Ada MODELE\n\n\n\n\n\n\n\n | | | | | loin"


def test_a_column_of_levels_that_are_none_and_of_unknown_parents_is_not_lost(tmp_path: Path) -> None:
    result = _one(
        tmp_path,
        """
        Niveau NC | Action             | Échéance   | Tâche parente
        Majeure   | Former les équipes | 2026-06-12 |
        Mineure   | Revoir le tarif    | 2026-09-30 | Une action d’ailleurs
        1         | Préparer la salle  | 2026-05-30 | Former les équipes
        """,
    )
    assert _titles(result) == ["Former les équipes", "Revoir le tarif"]
    assert {"Majeure", "Mineure", "Une action d’ailleurs"} <= set(result.left().values())


def test_headings_say_what_the_rows_are_about(tmp_path: Path) -> None:
    english = """
    Risk ID | Task Description | Task Owner | Project Lead | Project Start Date | Completion (%) | Mitigation Plan
    T-01    | Order the stands | Ada MODEL  | Bob SAMPLE   | 2026-05-04         | 40             | Second supplier
    """
    result = _one(tmp_path, english)
    (action,) = result.actions
    assert (action["title"], action["owner"], action["contributors"]) == ("T-01 Order the stands", "AMO", ("BSA",))
    assert (action["start"], action["progress"]) == (date(2026, 5, 4), Decimal("0.4"))
    assert "Second supplier" in action["how"]
    assert not result.left()


def test_an_export_of_many_columns_and_of_columns_alike(tmp_path: Path) -> None:
    fields = " | ".join(f"Custom field (Detail of {letter})" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    table = f"Summary | Issue key | Project lead id | Status | Priority | Assignee | Due date | {fields}\n" + (
        "Call 20 hotels | SOC-911 | 5e857be6 | In Progress | High | Ada MODEL | 2026-06-12 | 7"
    )
    result = _one(tmp_path, table)
    (action,) = result.actions
    assert (action["title"], action["status"], action["due"]) == (
        "SOC-911 Call 20 hotels", "in_progress", date(2026, 6, 12),
    )  # fmt: skip
    assert list(result.left().values()) == ["5e857be6", "7"]


def test_hours_are_no_budget_and_numbers_above_a_calendar_no_crosses(tmp_path: Path) -> None:
    days = " | ".join(f"Jour {number} reste à faire" for number in range(1, 11))
    rows = f"""
    Itérations | Exigences fonctionnelles | Responsable de la tâche | Statut   | planned_hours       | {days}
    1          | Se connecter             | Ada MODELE              | Terminée | 12                  | 4
    2          | Relancer 20 clients      | Bob EXEMPLE             | En cours | 30                  | 4
    """
    result = _one(tmp_path, rows)
    assert _titles(result) == ["Se connecter", "Relancer 20 clients"]
    assert [action["owner"] for action in result.actions] == ["AMO", "BEX"]
    assert not result.rows("budget_lines")


def test_the_column_of_most_texts_is_the_title_where_no_heading_says(tmp_path: Path) -> None:
    # Headings as databases write them, too.
    rows = """
    Heures      |                              | Fait | DateEcheance | Remarque du jour
    9h30-10h30  | Visiter les hôtels de Lorient | OUI | 2026-05-04 |
    10h45-12h00 | Faire le point du budget      | NON | 2026-05-05 |
    13h00-14h00 | Relancer les devis envoyés    | OUI | 2026-05-06 | Fin de la première vague
    """
    assert _titles(_one(tmp_path, rows)) == [
        "Visiter les hôtels de Lorient",
        "Faire le point du budget",
        "Relancer les devis envoyés",
    ]
