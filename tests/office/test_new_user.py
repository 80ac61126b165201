"""A blank workbook, filled in a real LibreOffice by somebody who only follows its first sheet, passes ``check``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.cli.samples import samples_folder
from tests.support.command_line import run
from tests.support.office.suite import convert, run_macro
from tests.support.opened_workbook import open_tab

_FILL = Path(__file__).resolve().parents[1] / "support" / "office" / "uno_fill.py"
#: Where the first sheet leads, in this order.
_WAY = ["SWOT", "Marché & concurrence", "Objectifs", "Enveloppe budgétaire", "ACT-NO-001"]
#: Start and target of each objective of the group.
_TARGETS = (
    ("0", "65"), ("0", "1800000"), ("0,86", "0,9"), ("70", "100"), ("0", "300000"), ("0", "1"), ("0,2", "0,6"),
)  # fmt: skip
#: What the person knows, by the title of a sheet: fields by their label, rows by their headings.
_ANSWERS: dict[str, list[dict[str, str]]] = {
    "SWOT": [
        {"Code": f"SWO-0{n}", "Quadrant": quadrant, "Constat": words, "Importance (1-3)": "2"}
        for n, (quadrant, words) in enumerate(
            (
                ("Force", "Équipe présente dans toute la région"),
                ("Faiblesse", "Peu de références en bureaux"),
                ("Opportunité", "Ouverture de trois hôtels en 2026"),
                ("Menace", "Hausse du prix du café vert"),
            ),
            1,
        )
    ],
    "Marché & concurrence": [
        {
            "Thème": "Demande", "Conclusion": "Les cafés indépendants cherchent un fournisseur local",
            "Conséquence pour le plan": "Visiter les indépendants en premier",
        },
        {
            "Concurrent": "Brûlerie du Ponant", "Points forts": "Ancrage breton", "Points faibles": "Pas de bureaux",
            "Notre réponse": "Offre mixte",
        },
    ],
    "Objectifs": [
        {
            "Code": f"OBJ-0{n}", "Valeur de départ": start, "Cible chiffrée": target, "Responsable": "TQU",
            "Critère de réussite (qualitatif)": "Constaté par le responsable régional",
        }
        for n, (start, target) in enumerate(_TARGETS, 1)
    ],
    "Enveloppe budgétaire": [{"Ventilation": "Total", "Enveloppe HT": "16000"}],
    "Fiche": [
        {"Intitulé": "Tournée des brasseries du littoral"},
        {"Type d’action": "Prospection", "Statut": "Planifiée"},
        {"Avancement": "0"},
        {"Responsable": "TQU – Thomas Quéméner"},
        {"Priorité": "P1 – Indispensable"},
        {"Début": "02/03/2026"},
        {"Échéance": "30/06/2026"},
        {"Axe": "AX1 – Conquête CHR (cafés, hôtels, restaurants)"},
        {"Objectif(s) lié(s)": "OBJ-01"},
        {"Cible(s)": "CIB-01"},
        {"Canaux utilisés": "Visite terrain"},
        {"Quoi": "Visiter quarante brasseries entre Nantes et Brest, avec dégustation."},
        {"Pourquoi": "Les brasseries indépendantes cherchent un fournisseur local."},
        {"Comment": "Deux jours par semaine sur le terrain, préparés par téléphone."},
        {"Budget alloué HT": "5000"},
        {"Jalon": "Liste des brasseries établie", "Échéance": "15/03/2026"},
        {"N° de ligne": "1", "Libellé": "Déplacements", "Nature": "Déplacements & réceptions", "Taux de TVA": "20%",
         "Prévu HT": "5000"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("user")
    blank, answers, target = folder / "blank.xlsx", folder / "answers.json", folder / "filled.xlsx"
    group = samples_folder() / "PAC_2026_GR.xlsx"
    command = ("new", "-o", blank, "--team", "NO", "--label", "Nord-Ouest", "--year", "2026", "--actions", "3")
    assert run(*command, "--reference", group).code == 0
    answers.write_text(json.dumps(_ANSWERS), encoding="utf-8")
    run_macro(_FILL, str(blank), str(target), str(answers))
    return target


@pytest.mark.long
def test_the_first_sheet_leads_to_all_there_is_to_fill_in(filled: Path) -> None:
    assert [there for _, there in json.loads(Path(f"{filled}.json").read_text(encoding="utf-8"))] == _WAY


@pytest.mark.long
def test_check_finds_no_error_in_what_was_filled_in(filled: Path, tmp_path: Path) -> None:
    report = json.loads(run("check", filled, "--as-of", "2026-02-02", "--format", "json").out)
    wrong: list[Any] = [finding for finding in report["findings"] if finding["severity"] == "error"]
    assert wrong == []
    contents = open_tab(convert(filled, "xlsx", tmp_path), "Sommaire", data_only=True)
    texts = [str(cell.value) for row in contents.iter_rows() for cell in row]
    assert any(text.startswith("Plan rempli à 100") for text in texts)
