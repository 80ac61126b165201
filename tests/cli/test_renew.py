"""``pacom-xl renew``: workbooks of next year, refusals, inputs untouched."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.support.command_line import run, write_sample
from tests.support.direct_workbook import DirectWorkbook
from tests.support.opened_workbook import open_tab
from tests.support.small_workbook import read, write_small
from tests.support.workbook_files import write_few


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of NO with its first three actions."""
    return write_few(tmp_path_factory.mktemp("source"), "NO")[0]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook of NO with three actions."""
    path = tmp_path_factory.mktemp("small") / "NO.xlsx"
    write_small(path)
    return path


def test_the_new_workbook_is_read_whole_and_has_the_sheet_of_last_year(tmp_path: Path) -> None:
    (tmp_path / "2026").mkdir()
    source = write_sample(tmp_path / "2026", "NO")[0]
    before = source.read_bytes()
    ran = run("renew", source, "--year", "2027", "-d", tmp_path, "--as-of", "2026-12-15")
    assert ran.code == 0, ran.err
    assert "10\u00a0actions reprises, 3\u00a0closes" in ran.err
    assert source.read_bytes() == before
    out = tmp_path / "PAC_2027_NO.xlsx"
    checked = run("check", out, "--as-of", "2027-01-11", "--format", "json")
    report = json.loads(checked.out)
    assert report["files"][0]["status"] == "read"
    assert report["files"][0]["year"] == 2027
    codes = {f["code"] for f in report["findings"] if not f["hidden_by"]}
    assert not {code for code in codes if code.startswith(("PAC1", "PAC7"))}
    assert "PAC203" in codes, "the due dates to be set are found"
    sheet = open_tab(out, "Bilan N-1")
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {"ACT-NO-001", "close, non reprise", "reprise dans ce plan", "OBJ-01"} <= texts


def test_a_cell_that_is_not_understood_is_told_with_its_place(source: Path, tmp_path: Path) -> None:
    plan = read(source).plan
    assert plan
    cell = next(r for r in plan.table("actions") if r.key == "ACT-NO-002").cell("start")
    assert cell
    book = DirectWorkbook(source)
    book.put(cell.sheet, cell.row, cell.column, "bientôt")
    ran = run("renew", book.save(tmp_path / "NO.xlsx"), "--year", "2027", "-d", tmp_path / "out")
    assert ran.code == 1
    assert "1\u00a0cellule non comprise" in ran.err
    sheet = open_tab(tmp_path / "out" / "PAC_2027_NO.xlsx", "Bilan N-1")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert any(f"{cell.sheet}!{cell.a1}" in row and "bientôt" in row for row in rows)


def test_bad_input_is_a_sentence_and_nothing_is_written(small: Path, tmp_path: Path) -> None:
    foreign, encrypted, out = tmp_path / "foreign.xlsx", tmp_path / "encrypted.xlsx", tmp_path / "out"
    openpyxl.Workbook().save(foreign)
    encrypted.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096))
    merged = tmp_path / "group.xlsx"
    assert run("merge", small, "-o", merged, "-q").code == 0
    copy = tmp_path / "copy.xlsx"
    shutil.copyfile(small, copy)
    for words, said in {
        (foreign, "--year", "2027"): "foreign.xlsx",
        (encrypted, "--year", "2027"): "encrypted.xlsx",
        (merged, "--year", "2027"): "classeur consolidé",
        (small, "--year", "2026"): "déjà celui de l’exercice demandé",
        (small,): "--year",
        (small, copy, "--year", "2027"): "plusieurs classeurs de l’équipe NO",
        (tmp_path / "missing.xlsx", "--year", "2027"): "introuvable",
    }.items():
        ran = run("renew", *words, "-d", out)
        assert (ran.code, said in ran.err) == (2, True), (words, ran.err)
        assert not out.exists()


def test_an_output_is_never_an_input_and_a_replaced_one_keeps_a_copy(small: Path, tmp_path: Path) -> None:
    assert run("renew", small, "--year", "2027", "-d", tmp_path).code == 0
    out = tmp_path / "PAC_2027_NO.xlsx"
    filled = out.read_bytes()
    assert run("renew", small, "--year", "2027", "-d", tmp_path).code == 2
    assert out.read_bytes() == filled
    ran = run("renew", small, "--year", "2027", "-d", tmp_path, "--force", "--as-of", "2026-11-30")
    assert ran.code == 0
    assert [path.read_bytes() for path in tmp_path.glob("*.bak")] == [filled]
    ran = run("renew", out, "--year", "2028", "-d", tmp_path)
    assert ran.code == 0
    shutil.move(tmp_path / "PAC_2028_NO.xlsx", tmp_path / "PAC_2029_NO.xlsx")
    ran = run("renew", tmp_path / "PAC_2029_NO.xlsx", "--year", "2029", "-d", tmp_path, "--force")
    assert (ran.code, "est un fichier lu par cette commande" in ran.err) == (2, True)


@pytest.mark.parametrize(("year", "is_said"), [("2027", False), ("2029", True)])
def test_years_left_out_are_said(small: Path, tmp_path: Path, year: str, is_said: bool) -> None:
    ran = run("renew", small, "--year", year, "-d", tmp_path)
    assert (f"l’exercice {year} ne suit pas 2026" in ran.err) == is_said


def test_one_bad_file_costs_only_itself(small: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    ran = run("renew", small, tmp_path / "bad.xlsx", "--year", "2027", "-d", tmp_path / "out", "--lang", "en")
    assert (ran.code, "bad.xlsx" in ran.err) == (3, True)
    assert (tmp_path / "out" / "PAC_2027_NO.xlsx").is_file()
