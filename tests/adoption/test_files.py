"""File formats, exports of task planners, and calls that cannot be served."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.adoption.lists import AS_OF, adopted, xlsx
from tests.support.command_line import run
from tests.support.small_workbook import write_small
from tests.support.workbook_files import PLAIN

_CSV = "Action;Responsable;Échéance;Coût HT\nRelancer les clients;Ada MODELE;12/06/2026;1 500,50\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_of_csv(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "liste.csv"
    file.write_bytes(_CSV.encode(encoding))
    result = adopted(file)
    assert result.actions[0]["due"] == date(2026, 6, 12)
    assert str(result.rows("budget_lines")[0]["planned"]) == "1500.5"
    assert not result.left()


@pytest.mark.parametrize("separator", [",", "\t", "|"])
def test_separators_of_csv(tmp_path: Path, separator: str) -> None:
    rows = [["Action", "Responsable", "Échéance"], ['"Relancer, puis visiter"', "Ada MODELE", "2026-06-12"]]
    file = tmp_path / "liste.csv"
    file.write_text("\n".join(separator.join(row) for row in rows), encoding="utf-8")
    assert adopted(file).actions[0]["title"] == "Relancer, puis visiter"


def test_report_lines_above_the_headings_of_a_csv(tmp_path: Path) -> None:
    file = tmp_path / "liste.csv"
    file.write_text(f"Rapport du 02/03/2026\nÉdité par;Ada\n\n{_CSV}", encoding="utf-8")
    result = adopted(file)
    assert result.left() == {"A1": "Rapport du 02/03/2026", "A2": "Édité par", "B2": "Ada"}
    assert len(result.actions) == 1


def test_a_csv_of_several_tables(tmp_path: Path) -> None:
    file = tmp_path / "liste.csv"
    people = "PERSONNES\nNom;Prénom;Rôle\nMODELE;Ada;commercial\n"
    ideas = "IDÉES\nDate;Titre;Statut\n2026-02-03;Revoir le stand;nouvelle\n"
    file.write_text(f"{people}\n{ideas}\nPLAN D'ACTIONS\n{_CSV}", encoding="utf-8")
    result = adopted(file)
    assert [action["title"] for action in result.actions] == ["Relancer les clients"]
    assert [(p["full_name"], p["role"]) for p in result.rows("team")] == [("Ada MODELE", "sales_rep")]
    assert result.left()["B7"] == "Revoir le stand"


def test_trello(tmp_path: Path) -> None:
    head = "Card ID,Card Name,Card Description,Labels,Members,Due Date,List Name,Archived"
    row = "5f1a,Relancer les clients,Par téléphone,Salons,Ada MODELE,2026-06-12T10:00:00.000Z,Doing,false"
    file = tmp_path / "board.csv"
    file.write_text(f"{head}\n{row}\n", encoding="utf-8")
    result = adopted(file)
    action = result.actions[0]
    assert (action["title"], action["owner"], action["status"]) == ("Relancer les clients", "AMO", "in_progress")
    assert action["due"] == date(2026, 6, 12)
    assert action["what"] == "Par téléphone\nLabels\u00a0: Salons"
    assert result.left() == {"A2": "5f1a", "H2": "false"}


def test_planner(tmp_path: Path) -> None:
    table = """
    Nom du plan | Ventes 2026
    ID du plan  | x1y2

    {head}
    {row}
    """
    head = (
        "ID de tâche | Nom de la tâche | Nom du compartiment | Progression | Priorité | Attribué à | Date de début"
        " | Date d’échéance | Date d’achèvement | Éléments de la liste de contrôle | Description"
    )
    row = (
        "t1 | Relancer les clients | Conquérir | Terminée | Moyen | Ada MODELE;Bob EXEMPLE | '02/03/2026"
        " | '12/06/2026 | '10/06/2026 | Trier;Appeler | Par téléphone"
    )
    table = table.format(head=head, row=row)
    result = adopted(xlsx(tmp_path / "planner.xlsx", {"Tâches": table}))
    action = result.actions[0]
    assert (action["status"], action["priority"], action["owner"]) == ("done", "P2", "AMO")
    assert (action["start"], action["due"], action["done_on"]) == (
        date(2026, 3, 2),
        date(2026, 6, 12),
        date(2026, 6, 10),
    )
    assert [row["label"] for row in result.rows("milestones")] == ["Trier", "Appeler"]
    assert result.rows("axes")[0]["label"] == "Conquérir"


def test_project(tmp_path: Path) -> None:
    table = """
    N° | Nom                 | Durée | Début         | Fin           | Niveau hiérarchique | Noms ressources | % achevé
    1  | Conquérir           | 20    | '02/03/26      | '30/06/26      | 1 |                   | '50%
    2  | Relancer            | 10    | 'Lun 02/03/26  | 'Ven 12/06/26  | 2 | Ada MODELE[50%]   | '100%
    3  | Visiter             | 10    | 'Lun 02/03/26  | 'Mar 30/06/26  | 2 | Bob EXEMPLE       | '0%
    """
    result = adopted(xlsx(tmp_path / "project.xlsx", {"Tâches": table}))
    assert [(a["title"], a["axis"], a["status"]) for a in result.actions] == [
        ("2. Relancer", "AX1", "done"), ("3. Visiter", "AX1", "planned"),
    ]  # fmt: skip
    assert result.actions[1]["due"] == date(2026, 6, 30)
    assert result.rows("axes")[0]["label"] == "Conquérir"


def test_asana(tmp_path: Path) -> None:
    head = "Task ID,Completed At,Name,Section/Column,Assignee,Assignee Email,Due Date,Notes,Parent task"
    rows = [
        "1,,Salon du Nord,Conquérir,Ada Modele,ada@exemple.fr,2026-06-12,Deux jours,",
        "2,2026-03-01,Réserver,,Bob Exemple,,2026-03-02,,Salon du Nord",
        "3,2026-03-01,Écouter,Fidéliser,,,2026-03-02,,",
    ]
    file = tmp_path / "asana.csv"
    file.write_text("\n".join((head, *rows)), encoding="utf-8")
    result = adopted(file)
    assert [(a["title"], a["status"]) for a in result.actions] == [("Salon du Nord", "draft"), ("Écouter", "done")]
    (step,) = result.rows("milestones")
    assert (step["label"], step["due"], step["done_on"]) == ("Réserver", date(2026, 3, 2), date(2026, 3, 1))
    assert result.rows("team")[0]["email"] == "ada@exemple.fr"
    assert result.actions[0]["contributors"] == ("BEX",)


# -- the mapping file --------------------------------------------------------------------------------------------


def test_the_mapping_is_kept_edited_and_used_again(tmp_path: Path) -> None:
    table = (
        "Action | Qui | Potentiel | Statut\nRelancer | Ada MODELE | Grand | Gelé\nVisiter | Ada MODELE | Petit | Fait"
    )
    file = xlsx(tmp_path / "l.xlsx", {"Liste": table})
    mapping = tmp_path / "m.toml"
    first = adopted(file, "--mapping", mapping)
    assert first.left() == {"C2": "Grand", "C3": "Petit"}
    text = mapping.read_text(encoding="utf-8")
    assert 'heading = "Potentiel"\nto = ""' in text
    assert '"Gelé" = "on_hold"' in text
    edited = text.replace('heading = "Potentiel"\nto = ""', 'heading = "Potentiel"\nto = "why"')
    mapping.write_text(edited.replace('"Gelé" = "on_hold"', '"Gelé" = "cancelled"'), encoding="utf-8")
    other = xlsx(tmp_path / "autre.xlsx", {"Feuil1": f"Titre de la page\n\n{table}"})
    again = adopted(other, "--mapping", mapping)
    assert not set(again.left()) - {"A1"}
    assert again.actions[0]["why"] == "Potentiel\u00a0: Grand"
    assert again.actions[0]["status"] == "cancelled"
    assert mapping.read_text(encoding="utf-8") == edited.replace('"Gelé" = "on_hold"', '"Gelé" = "cancelled"')


def test_a_mapping_can_name_a_table_nothing_else_would_find(tmp_path: Path) -> None:
    file = xlsx(tmp_path / "l.xlsx", {"Liste": "Blabla | Machin\nRelancer les clients | Ada MODELE"})
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        'schema = "pacom-adopt/1"\n[[table]]\nsheet = "Liste"\nheadings = [1]\n'
        '[[table.column]]\nheading = "Blabla"\nto = "title"\n[[table.column]]\nheading = "Machin"\nto = "owner"\n',
        encoding="utf-8",
    )
    result = adopted(file, "--mapping", mapping)
    assert (result.actions[0]["title"], result.actions[0]["owner"]) == ("Relancer les clients", "AMO")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a = 1\nb = [", "TOML"),
        ('schema = "x"', "pacom-adopt/1"),
        ('schema = "pacom-adopt/1"\n[[table]]\nsheet = "Rien"\nheadings = [40]', "n’en a pas de semblable"),
        ('schema = "pacom-adopt/1"\nyear = "demain"', "année de 2000 à 2100"),
        ('schema = "pacom-adopt/1"\n[[table]]\n[[table.column]]\nto = "titre"', "aucune des places possibles"),
        ('schema = "pacom-adopt/1"\ntable = 3', "[[table]]"),
        ('schema = "pacom-adopt/1"\nteam = "12"', "deux à quatre lettres"),
        ('schema = "pacom-adopt/1"\n[values.status]\n"Gelé" = "parti"', "n’est pas l’une de"),
    ],
)
def test_a_wrong_mapping_is_refused_with_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    file = xlsx(tmp_path / "l.xlsx", {"Liste": "Action | Qui\nRelancer | Ada MODELE"})
    mapping = tmp_path / "m.toml"
    mapping.write_text(text, encoding="utf-8")
    ran = run("adopt", file, "-o", tmp_path / "o.xlsx", "--mapping", mapping)
    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err
    assert not (tmp_path / "o.xlsx").exists()


# -- what cannot be adopted --------------------------------------------------------------------------------------


def _refused(tmp_path: Path, file: Path, *words: str | Path) -> str:
    before = file.read_bytes() if file.is_file() else b""
    out = tmp_path / "sortie.xlsx"
    ran = run("adopt", file, "-o", out, *words)
    assert ran.code == 2, (ran.code, ran.err)
    assert not out.exists()
    assert not list(tmp_path.glob("*.toml"))
    assert not file.is_file() or file.read_bytes() == before
    return ran.err


def test_no_list_at_all(tmp_path: Path) -> None:
    file = xlsx(tmp_path / "l.xlsx", {"Notes": "Bonjour\nCeci est une lettre", "Vide": ""})
    assert "aucune liste d’actions reconnue" in _refused(tmp_path, file)


def test_an_empty_list(tmp_path: Path) -> None:
    assert "aucune cellule remplie" in _refused(tmp_path, xlsx(tmp_path / "l.xlsx", {"Vide": ""}))
    (tmp_path / "vide.csv").write_bytes(b"")
    assert "fichier vide" in _refused(tmp_path, tmp_path / "vide.csv")


def test_headings_without_a_row(tmp_path: Path) -> None:
    file = xlsx(tmp_path / "l.xlsx", {"Liste": "Action | Responsable | Échéance"})
    assert "aucune liste d’actions reconnue" in _refused(tmp_path, file)


@pytest.mark.parametrize("data", [b"%PDF-1.7 \x00\x01", b"\x00\x01\x02" * 900, b"PK\x03\x04 tronqu", b"<html><table>"])
def test_files_of_another_kind(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "liste.xlsx"
    file.write_bytes(data)
    assert "liste.xlsx" in _refused(tmp_path, file)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    assert "introuvable" in _refused(tmp_path, tmp_path / "rien.xlsx")
    assert "dossier" in _refused(tmp_path, tmp_path)


def test_the_list_is_never_the_output(tmp_path: Path) -> None:
    file = xlsx(tmp_path / "l.xlsx", {"Liste": "Action | Qui\nRelancer | Ada MODELE"})
    before = file.read_bytes()
    ran = run("adopt", file, "-o", file, "--force")
    assert ran.code == 2
    assert "la liste elle-même" in ran.err
    assert file.read_bytes() == before


def test_an_existing_output_is_kept(tmp_path: Path) -> None:
    file = xlsx(tmp_path / "l.xlsx", {"Liste": "Action | Qui\nRelancer | Ada MODELE"})
    out = tmp_path / "o.xlsx"
    out.write_bytes(b"mine")
    assert run("adopt", file, "-o", out).code == 2
    assert out.read_bytes() == b"mine"
    assert run("adopt", file, "-o", out, "--force", "--yes").code == 0
    assert [path.read_bytes() for path in tmp_path.glob("o.xlsx.*.bak")] == [b"mine"]


def test_our_own_workbooks_are_named(tmp_path: Path) -> None:
    team = tmp_path / "NO.xlsx"
    write_small(team)
    assert "pacom-xl check" in _refused(tmp_path, team)
    group = tmp_path / "groupe.xlsx"
    assert run("merge", team, "-o", group, "--as-of", AS_OF, *PLAIN).code == 0
    assert "new --reference" in _refused(tmp_path, group)


def test_an_encrypted_list(tmp_path: Path) -> None:
    import io

    import msoffcrypto
    from msoffcrypto.format.ooxml import OOXMLFile

    assert msoffcrypto
    plain = xlsx(tmp_path / "l.xlsx", {"Liste": "Action | Qui\nRelancer | Ada MODELE"})
    out = io.BytesIO()
    with plain.open("rb") as file:
        OOXMLFile(file).encrypt("secret", out)
    locked = tmp_path / "clos.xlsx"
    locked.write_bytes(out.getvalue())
    assert "mot de passe" in _refused(tmp_path, locked)


def test_too_many_actions(tmp_path: Path) -> None:
    file = tmp_path / "l.csv"
    rows = "\n".join(f"Action numéro {n};Ada MODELE" for n in range(1000))
    file.write_text(f"Action;Responsable\n{rows}", encoding="utf-8")
    assert "999 au plus" in _refused(tmp_path, file)


def test_cells_far_apart(tmp_path: Path) -> None:
    import openpyxl

    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet["A1"], sheet["B1"], sheet["A2"] = "Action", "Responsable", "Relancer"
    sheet["XFD1048576"] = "x"
    workbook.save(tmp_path / "l.xlsx")
    _refused(tmp_path, tmp_path / "l.xlsx")


def test_a_year_is_found_or_said(tmp_path: Path) -> None:
    dated = adopted(xlsx(tmp_path / "a.xlsx", {"Liste": "Action | Échéance\nRelancer | 2027-03-04"}))
    assert dated.plan.year == 2027
    titled = adopted(xlsx(tmp_path / "b.xlsx", {"Liste": "Plan d'actions 2028\nAction | Qui\nRelancer | Ada MODELE"}))
    assert titled.plan.year == 2028
    nothing = adopted(xlsx(tmp_path / "c.xlsx", {"Liste": "Action | Qui\nRelancer | Ada MODELE"}), team="")
    assert nothing.plan.year == 2026
    assert any("--year" in sentence for sentence in nothing.report["assumed"])
    assert any("--team" in sentence for sentence in nothing.report["assumed"])


# -- what comes out ----------------------------------------------------------------------------------------------


def test_the_workbook_passes_check_without_a_finding_about_reading(tmp_path: Path) -> None:
    table = "Action | Qui | Coût | Inconnu\nRelancer | Ada, Bob | 1,5 k€ | à garder\nVisiter | Ada | ? |"
    file = xlsx(tmp_path / "l.xlsx", {"Liste": table})
    out = tmp_path / "o.xlsx"
    assert run("adopt", file, "-o", out, "--team", "NO", "--year", "2026").code == 0
    ran = run("check", out, "--as-of", AS_OF, "--format", "json", "--fail-on", "never")
    report = json.loads(ran.out)
    assert report["files"][0]["status"] == "read"
    assert [finding for finding in report["findings"] if finding["code"] < "PAC2"] == []


def test_the_report_in_text(tmp_path: Path) -> None:
    table = "Action | Qui | Inconnu\nRelancer | Ada MODELE | à garder"
    file = xlsx(tmp_path / "l.xlsx", {"Liste": table})
    ran = run("adopt", file, "-o", tmp_path / "o.xlsx", "--team", "NO", "--lang", "fr")
    assert ran.code == 0
    assert "Intitulé" in ran.out
    assert "Liste!C2  Inconnu\u00a0: «\u00a0à garder\u00a0»" in ran.out
    assert (tmp_path / "o.mapping.toml").exists()
    english = run("adopt", file, "-o", tmp_path / "e.xlsx", "--team", "NO", "--lang", "en")
    assert "to be placed" in english.out
