"""``new``: what exists stays, what is replaced is kept, what is asked is done or refused."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from pacom_xl.cli.teams_file import TeamRow, read_teams
from pacom_xl.model.text import Text
from tests.support.command_line import run
from tests.support.opened_workbook import open_workbook

BLANK = ("--year", "2027", "--actions", "1")


def _fill_in(path: Path, text: str) -> None:
    book = open_workbook(path)
    book["Stratégie"]["C7"] = text
    book.save(path)


def _teams(path: Path, *codes: str) -> Path:
    path.write_text("code;label\n" + "".join(f"{code};{code}\n" for code in codes), encoding="utf-8")
    return path


def test_a_team_added_to_the_list_gets_its_workbook_and_the_others_keep_theirs(tmp_path: Path) -> None:
    run("new", "--teams", _teams(tmp_path / "e.csv", "AA"), "-d", tmp_path / "w", *BLANK)
    filled = tmp_path / "w" / "PAC_2027_AA.xlsx"
    _fill_in(filled, "Six mois de travail")
    before = filled.read_bytes()
    ran = run("new", "--teams", _teams(tmp_path / "e.csv", "AA", "BB"), "-d", tmp_path / "w", *BLANK)
    assert ran.code == 0
    assert "PAC_2027_AA.xlsx\u00a0: existe déjà, conservé." in ran.err
    assert {path.name for path in (tmp_path / "w").iterdir()} == {"PAC_2027_AA.xlsx", "PAC_2027_BB.xlsx"}
    assert filled.read_bytes() == before


@pytest.mark.parametrize("words", [("--teams", "e.csv", "-d", "w"), ("-o", "w/PAC_2027_AA.xlsx", "--team", "AA")])
def test_what_force_replaces_is_kept_with_its_date(
    tmp_path: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _teams(Path("e.csv"), "AA")
    run("new", "--teams", "e.csv", "-d", "w", *BLANK)
    filled = Path("w/PAC_2027_AA.xlsx")
    _fill_in(filled, "Six mois de travail")
    before = filled.read_bytes()
    ran = run("new", *words, *BLANK, "--force")
    assert ran.code == 0 and "l’ancien est conservé" in ran.err
    (copy,) = Path("w").glob("PAC_2027_AA.xlsx.*.bak")
    assert copy.read_bytes() == before != filled.read_bytes()
    report = json.loads(run("check", "w", "--format", "json", "--fail-on", "never").out)
    assert [Path(file["path"]).name for file in report["files"]] == ["PAC_2027_AA.xlsx"]


def test_data_of_another_year_are_not_written_as_those_of_the_year_asked(tmp_path: Path) -> None:
    data = tmp_path / "2026.json"
    data.write_text(json.dumps({"team": "NO", "year": 2026, "records": []}), encoding="utf-8")
    ran = run("new", "-o", tmp_path / "NO.xlsx", "--data", data, "--year", "2027")
    assert ran.code == 2 and "de l’année 2026, pas 2027" in ran.err
    assert not (tmp_path / "NO.xlsx").exists()
    assert run("new", "-o", tmp_path / "NO.xlsx", "--data", data, "--year", "2026").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-o", "x.xlsx", "--data", "d.json", "--label", "Nord"), "--label ne va pas avec --data"),
        (("-o", "x.xlsx", "--data", "d.json", "--actions", "3"), "--actions ne va pas avec --data"),
        (("--teams", "e.csv", "-d", "w", "--team", "AA"), "--team ne va pas avec --teams"),
        (("-o", "d.xlsx", "--team", "AA", "--reference", "d.xlsx"), "fichier lu par cette commande"),
    ],
)
def test_an_option_that_would_be_ignored_is_refused(words: tuple[str, ...], said: str) -> None:
    ran = run("new", *words)
    assert ran.code == 2 and said in ran.err


HEADINGS = [
    ("code", "label", "manager", "email"),
    ("Code", "Libellé", "Responsable", "Courriel"),
    ("Code équipe", "Nom de l’équipe", "Responsable régional", "E-mail"),
    ("Équipe *", "Région", "Directeur", "Adresse e-mail"),
    ("TEAM", "Team name", "Manager", "Mail"),
]


@pytest.mark.parametrize("headings", HEADINGS)
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_list_of_teams_with_the_headings_people_write(tmp_path: Path, headings: tuple[str, ...], suffix: str) -> None:
    notices: list[Text] = []
    rows = read_teams(_list(tmp_path / f"e{suffix}", headings), notices.append)
    assert rows == [TeamRow("NA", "Nantes", "Gaël Le Floc’h", "g@x.example"), TeamRow("ON", "Île")]
    assert notices == []


def _list(path: Path, headings: tuple[str, ...]) -> Path:
    """A list of two teams under these headings."""
    rows = [headings, ("NA", "Nantes", "Gaël Le Floc’h", "g@x.example"), ("ON", "Île", "", "")]
    if path.suffix == ".csv":
        path.write_text("\n".join(";".join(row) for row in rows), encoding="utf-8")
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    return path


def test_the_manager_of_a_list_of_teams_is_in_the_workbook(tmp_path: Path) -> None:
    teams = _list(tmp_path / "e.xlsx", HEADINGS[1])
    ran = run("new", "--teams", teams, "-d", tmp_path / "w", *BLANK)
    assert ran.code == 0, ran.err
    assert {path.name for path in (tmp_path / "w").iterdir()} == {"PAC_2027_NA.xlsx", "PAC_2027_ON.xlsx"}
    assert run("export", tmp_path / "w" / "PAC_2027_NA.xlsx", "-o", tmp_path / "d.json").code == 0
    (plan,) = json.loads((tmp_path / "d.json").read_text(encoding="utf-8"))["plans"]
    (person,) = [record for record in plan["records"] if record["table"] == "team"]
    assert (person["values"]["full_name"], person["values"]["email"]) == ("Gaël Le Floc’h", "g@x.example")


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ("code;ville", "colonne absente (libellé)\u202f; colonnes trouvées\u00a0: code, ville"),
        ("code;nom;région", "la colonne libellé est là deux fois (code, nom, région)"),
        ("code;nom;ville", "colonnes non reprises\u00a0: ville"),
    ],
)
def test_headings_that_are_missing_double_or_unknown_are_told(tmp_path: Path, first: str, said: str) -> None:
    teams = tmp_path / "e.csv"
    teams.write_text(f"{first}\nNO;Nord;Lille\n", encoding="utf-8")
    assert said in run("new", "--teams", teams, "-d", tmp_path / "w", *BLANK).err


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\0\1", b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_a_list_that_is_no_workbook_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    teams = tmp_path / "e.xlsx"
    teams.write_bytes(content)
    ran = run("new", "--teams", teams, "-d", tmp_path / "w")
    assert ran.code == 2 and ran.err.startswith("pacom-xl\u00a0: e.xlsx\u00a0:")


def test_data_that_name_no_language_are_written_in_the_one_asked(tmp_path: Path) -> None:
    data, out = tmp_path / "no.json", tmp_path / "NO.xlsx"
    for named, lang, tab in ((None, "en", "Plan identity"), ("fr", "en", "Identité du plan")):
        form = {"table": "plan", "values": {"team_code": "NO", "plan_year": 2026}}
        content = {"team": "NO", "year": 2026, **({"lang": named} if named else {}), "records": [form]}
        data.write_text(json.dumps(content), encoding="utf-8")
        assert run("new", "-o", out, "--data", data, "--lang", lang, "--force").code == 0
        assert tab in open_workbook(out, read_only=True).sheetnames
