"""Files people give: whatever they are, no traceback, a reason, the right exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pacom_xl.cli.teams_file import TeamRow, read_teams
from pacom_xl.model.text import Text
from tests.support.command_line import AS_OF, run
from tests.support.opened_workbook import open_workbook

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _foreign(path: Path) -> None:
    import openpyxl

    openpyxl.Workbook().save(path)


def _encrypted(path: Path) -> None:
    path.write_bytes(OLE2 + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512)


BAD: dict[str, Callable[[Path], object]] = {
    "missing.xlsx": lambda path: None,
    "empty.xlsx": lambda path: path.write_bytes(b""),
    "csv.xlsx": lambda path: path.write_text("code;label\nNO;Nord-Ouest\n", encoding="utf-8"),
    "old.xls": lambda path: path.write_bytes(OLE2 + b"\0" * 1016),
    "encrypted.xlsx": _encrypted,
    "foreign.xlsx": _foreign,
    "truncated.xlsx": lambda path: path.write_bytes(b"PK\x03\x04" + b"\0" * 40),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_rejected_and_the_others_are_checked(company: Path, tmp_path: Path, name: str) -> None:
    bad = tmp_path / name
    BAD[name](bad)
    ran = run("check", bad, company / "NO.xlsx", "--as-of", AS_OF, "--format", "json")
    report = json.loads(ran.out)
    assert ran.code == 3
    assert [(f["status"], f["team"]) for f in report["files"]] == [("rejected", None), ("read", "NO")]
    assert report["files"][0]["reason"]
    assert any(f["code"] in ("PAC103", "PAC118") and f["subject"] == name for f in report["findings"])


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_alone_leaves_nothing_to_do(tmp_path: Path, name: str) -> None:
    bad = tmp_path / name
    BAD[name](bad)
    output = tmp_path / "out.json"
    assert run("check", bad, "--format", "json", "-o", output).code == 2
    assert not output.exists()


def test_a_foreign_file_of_a_folder_has_no_effect(company: Path, tmp_path: Path) -> None:
    _foreign(tmp_path / "autre.xlsx")
    (tmp_path / "NO.xlsx").write_bytes((company / "NO.xlsx").read_bytes())
    (tmp_path / "vieux.xlsb").write_bytes(b"x")
    ran = run("check", tmp_path, "--as-of", AS_OF, "--format", "json", "--select", "PAC1", "--ignore", "PAC115")
    assert ran.code == 0
    report = json.loads(ran.out)
    assert {f["status"] for f in report["files"]} == {"foreign", "read"}
    assert {(f["code"], f["severity"]) for f in report["findings"]} == {("PAC103", "info"), ("PAC118", "info")}


#: A word of what to do about each file that cannot be opened.
ADVICE = {
    "missing.xlsx": "existe", "empty.xlsx": "OneDrive", "csv.xlsx": ".xlsx", "old.xls": ".xlsx",
    "encrypted.xlsx": "mot de passe", "truncated.xlsx": "version précédente", "foreign.xlsx": "pacom_xl",
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_to_do_fits_the_reason(company: Path, tmp_path: Path, name: str) -> None:
    BAD[name](tmp_path / name)
    ran = run("check", tmp_path / name, company / "NO.xlsx", "--as-of", AS_OF, "--format", "json", "--lang", "fr")
    fixes = [f["fix"] for f in json.loads(ran.out)["findings"] if f["subject"] == name]
    assert len(fixes) == 1
    assert ADVICE[name] in fixes[0]
    assert ("mot de passe" in fixes[0]) == (name == "encrypted.xlsx")


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    ran = run("check", tmp_path)
    assert ran.code == 2
    assert "aucun classeur" in ran.err


@pytest.mark.parametrize(("fail_on", "code"), [("error", 1), ("never", 0), ("info", 1)])
def test_exit_code_follows_fail_on(company: Path, fail_on: str, code: int) -> None:
    assert run("check", company / "NO.xlsx", "--as-of", AS_OF, "--fail-on", fail_on).code == code


def test_selection_by_prefix(company: Path) -> None:
    ran = run("check", company / "NO.xlsx", "--as-of", AS_OF, "--format", "json", "--select", "PAC4,PAC501")
    codes = {f["code"] for f in json.loads(ran.out)["findings"]}
    assert "PAC501" in codes
    assert all(code.startswith(("PAC4", "PAC501")) for code in codes)


def test_an_existing_output_is_refused_unless_forced(company: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.txt"
    output.write_text("précieux", encoding="utf-8")
    words = ("check", company / "NO.xlsx", "--as-of", AS_OF, "--fail-on", "never", "-o", output)
    assert run(*words).code == 2
    assert output.read_text(encoding="utf-8") == "précieux"
    assert run(*words, "--force").code == 0
    assert "PAC401" in output.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["absent", "file", "locked"])
def test_an_unwritable_folder(company: Path, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / kind
    if kind == "file":
        folder.write_text("", encoding="utf-8")
    if kind == "locked":
        # Permissions stop nobody who runs the tests as root: the refusal comes from the call that makes the file.
        folder.mkdir()
        monkeypatch.setattr("tempfile.NamedTemporaryFile", _refused)
        monkeypatch.setattr("tempfile.mkstemp", _refused)
    ran = run("export", company / "NO.xlsx", "-o", folder / "out.json")
    assert ran.code == 2
    assert "impossible d’écrire" in ran.err


def _refused(*_: object, **__: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_export_then_new_gives_the_same_data(company: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "1.json", tmp_path / "2.json"
    assert run("export", company / "NO.xlsx", "-o", first).code == 0
    assert run("new", "-o", tmp_path / "NO.xlsx", "--data", first).code == 0
    assert run("export", tmp_path / "NO.xlsx", "-o", second).code == 0
    assert _values(first) == _values(second)
    assert not list(tmp_path.glob(".pacom-*"))


def _values(file: Path) -> list[object]:
    (plan,) = json.loads(file.read_text(encoding="utf-8"))["plans"]
    kept = [r for r in plan["records"] if r["table"] not in ("meta", "guide")]
    return [(r["table"], r["key"], r["parent"], r["values"]) for r in kept]


def test_a_blank_workbook_is_read_back(tmp_path: Path) -> None:
    output = tmp_path / "NA.xlsx"
    assert run("new", "-o", output, "--team", "NA", "--label", "Nantes", "--year", "2026", "--actions", "2").code == 0
    (file,) = json.loads(run("check", output, "--as-of", AS_OF, "--format", "json").out)["files"]
    assert (file["status"], file["team"], file["year"]) == ("read", "NA", 2026)


def _teams(path: Path, encoding: str, separator: str) -> Path:
    lines = [["code", "label"], ["NO", "Nord-Ouest"], ["NA", "Île"], ["ON", "Été"]]
    path.write_text("\r\n".join(separator.join(line) for line in lines), encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_a_list_of_teams_in_any_encoding(tmp_path: Path, encoding: str, separator: str) -> None:
    notices: list[Text] = []
    rows = read_teams(_teams(tmp_path / "teams.csv", encoding, separator), notices.append)
    assert rows == [TeamRow("NO", "Nord-Ouest"), TeamRow("NA", "Île"), TeamRow("ON", "Été")]
    assert notices == []


def test_one_workbook_per_team_of_a_list(tmp_path: Path) -> None:
    teams = _teams(tmp_path / "teams.csv", "cp1252", ";")
    ran = run("new", "--teams", teams, "-d", tmp_path / "out", "--year", "2026", "--actions", "1")
    assert ran.code == 0
    names = sorted(p.name for p in (tmp_path / "out").iterdir())
    assert names == ["PAC_2026_NA.xlsx", "PAC_2026_NO.xlsx", "PAC_2026_ON.xlsx"]


def test_every_problem_of_a_list_is_told_with_its_line(tmp_path: Path) -> None:
    teams = tmp_path / "teams.csv"
    teams.write_text("code,label,email\nNO,Nord\nno,Nord bis\nN0RD,Nord\nIF,\nSE,Sud,nobody\n", encoding="utf-8")
    ran = run("new", "--teams", teams, "-d", tmp_path / "out")
    assert ran.code == 2
    assert [f"teams.csv\u00a0: ligne {n}\u00a0:" in ran.err for n in (2, 3, 4, 5, 6)] == [False, True, True, True, True]
    assert not (tmp_path / "out").exists()


def test_nightly_writes_mails_to_a_folder(company: Path, tmp_path: Path) -> None:
    config = tmp_path / "pacom.toml"
    config.write_text(f"folders = [{json.dumps(str(company))}]\nexpect = ['NO', 'SO']\n", encoding="utf-8")
    ran = run("nightly", "--config", config, "--dry-run", tmp_path / "mails", "--as-of", AS_OF)
    assert ran.code == 3
    assert {p.name for p in (tmp_path / "mails").glob("*.eml")} > {"direction.eml", "NO.eml", "IF.eml"}


def test_every_mistake_of_a_configuration_is_told(tmp_path: Path) -> None:
    config = tmp_path / "pacom.toml"
    config.write_text("lang = 'de'\nsender = 'x'\n", encoding="utf-8")
    ran = run("nightly", "--config", config, "--dry-run", tmp_path / "mails")
    assert ran.code == 2
    assert len([line for line in ran.err.splitlines() if "pacom.toml" in line]) == 2


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("é" * 32_768, "texte de 32768 caractères"),
        ("😀" * 16_384, "texte de 32768"),
        ("a\ud83d", "moitié de caractère"),
    ],
    ids=["too long", "too long in UTF-16", "half a character"],
)
def test_a_text_no_cell_can_hold_is_refused_with_its_place(tmp_path: Path, title: str, said: str) -> None:
    data, record = tmp_path / "NO.json", {"table": "actions", "values": {"code": "ACT-NO-001", "title": title}}
    data.write_text(json.dumps({"team": "NO", "year": 2026, "records": [record]}), encoding="utf-8")
    ran = run("new", "-o", tmp_path / "NO.xlsx", "--data", data)
    assert ran.code == 2
    assert "› actions › title\u00a0: " in ran.err and said in ran.err
    assert not (tmp_path / "NO.xlsx").exists()


def test_a_folder_of_tables_that_holds_other_files_is_not_replaced(company: Path, tmp_path: Path) -> None:
    output = tmp_path / "tables.csv"
    words = ("export", company / "NO.xlsx", "-o", output, "--force")
    assert run(*words).code == run(*words).code == 0
    (output / "notes.txt").write_text("précieux", encoding="utf-8")
    ran = run(*words)
    assert ran.code == 2 and "notes.txt" in ran.err
    assert (output / "notes.txt").read_text(encoding="utf-8") == "précieux"


def test_export_of_refused_cells_says_so_and_ends_with_1(company: Path, tmp_path: Path) -> None:

    path = tmp_path / "NO.xlsx"
    book = open_workbook(company / "NO.xlsx")
    sheet = next(book[name] for name in book.sheetnames if name.startswith("ACT-"))
    at = {cell.value: cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    due = at["Échéance °"]
    sheet.cell(due.row, due.column + 2).value = "demain"
    book.save(path)
    ran = run("export", path, "-o", tmp_path / "out.json")
    assert ran.code == 1
    assert f"NO.xlsx, {sheet.title}!" in ran.err and "demain" in ran.err
    assert "1 plan, 1 valeur non reprise." in ran.err
    ran = run("export", path, tmp_path / "absent.xlsx", "-o", tmp_path / "out.json", "--force", "--lang", "en")
    assert ran.code == 3 and "1 plan, 1 value left out." in ran.err
