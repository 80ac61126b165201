"""What the commands that write workbooks say of files they leave out, and of what they wrote."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path

import openpyxl
import pytest

from tests.support.command_line import AS_OF, Ran, run
from tests.support.small_workbook import write_small
from tests.support.workbook_files import write_few


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the workbooks of NO and GR."""
    folder = tmp_path_factory.mktemp("source")
    write_few(folder, "GR")
    write_small(folder / "NO.xlsx")
    return folder


def _calls(given: Path, source: Path, out: Path) -> dict[str, Ran]:
    return {
        "correct": run("correct", given, "-d", out / "correct"),
        "update": run("update", given, "--reference", source / "GR.xlsx", "-d", out / "update"),
        "renew": run("renew", given, "--year", "2027", "-d", out / "renew"),
    }


def test_a_folder_of_foreign_files_only_is_refused(source: Path, tmp_path: Path) -> None:
    given = tmp_path / "in"
    given.mkdir()
    openpyxl.Workbook().save(given / "étranger.xlsx")
    for command, ran in _calls(given, source, tmp_path / "out").items():
        assert (ran.code, "étranger.xlsx" in ran.err) == (2, True), (command, ran.err)
    assert not (tmp_path / "out").exists()


def test_a_foreign_file_of_a_folder_is_listed_and_changes_no_exit_code(source: Path, tmp_path: Path) -> None:
    given = tmp_path / "in"
    given.mkdir()
    shutil.copyfile(source / "NO.xlsx", given / "NO.xlsx")
    openpyxl.Workbook().save(given / "étranger.xlsx")
    for command, ran in _calls(given, source, tmp_path / "out").items():
        assert (ran.code, "étranger.xlsx" in ran.err) == (0, True), (command, ran.err)


def test_a_file_that_is_rejected_comes_with_what_to_do(source: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "abîmé.xlsx"
    damaged.write_bytes(b"PK\x03\x04" + bytes(200))
    for command, ran in _calls(damaged, source, tmp_path / "out").items():
        assert (ran.code, "reprendre une version précédente" in ran.err) == (2, True), (command, ran.err)


def test_counts_agree_with_their_words(source: Path, tmp_path: Path) -> None:
    said = "".join(ran.err for ran in _calls(source / "NO.xlsx", source, tmp_path).values())
    repaired = run("repair", source / "NO.xlsx", "-o", tmp_path / "NO.xlsx").out
    assert "(s)" not in said + repaired
    assert "0\u00a0cellule à replacer" in repaired


def test_a_row_without_a_code_is_not_named_after_its_sheet_twice(source: Path, tmp_path: Path) -> None:
    ran = run("update", source / "NO.xlsx", "--reference", source / "GR.xlsx", "-d", tmp_path, "--as-of", AS_OF)
    added = [
        line for line in ran.out.replace("\u00a0", " ").splitlines() if line.startswith("  Étude de marché : ajout")
    ]
    assert added
    assert not [line for line in added if line.count("Étude de marché") > 1]


def test_a_folder_that_does_not_exist_is_named(source: Path, tmp_path: Path) -> None:
    ran = run("repair", source / "NO.xlsx", "-o", tmp_path / "à corriger" / "NO.xlsx")
    assert ran.code == 2
    assert f"le dossier {tmp_path / 'à corriger'} n’existe pas" in ran.err


def test_differences_written_to_a_file_are_counted_on_the_screen(source: Path, tmp_path: Path) -> None:
    shutil.copyfile(source / "NO.xlsx", tmp_path / "NO.xlsx")
    ran = run("diff", source / "NO.xlsx", tmp_path / "NO.xlsx", "-o", tmp_path / "changements.xlsx")
    assert (ran.code, ran.out) == (0, "")
    assert "changements.xlsx\u00a0: 0\u00a0changement." in ran.err


def test_no_warning_of_a_library_reaches_the_screen(source: Path, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ran = run("adopt", source / "NO.xlsx", "-o", tmp_path / "NO.xlsx")
    assert (ran.code, "c’est déjà un classeur de pacom_xl" in ran.err) == (2, True), ran.err


def test_the_command_that_uses_a_mapping_can_be_typed_as_it_is_shown(tmp_path: Path) -> None:
    listed = tmp_path / "liste à nous.csv"
    listed.write_text("Action;Responsable;Échéance\nSalon;Paul Roux;30/06/2026\n", encoding="utf-8")
    ran = run("adopt", listed, "-o", tmp_path / "NO adopté.xlsx", "--yes")
    assert f'--mapping "{tmp_path / "NO adopté.mapping.toml"}"' in ran.err, ran.err


def test_a_page_to_take_the_runtime_from_that_is_missing(tmp_path: Path) -> None:
    ran = run("page", "-o", tmp_path / "pac.html", "--runtime", tmp_path / "rien.html")
    assert (ran.code, "n’existe pas" in ran.err) == (2, True), ran.err


def test_a_foreign_file_is_listed_by_commands_that_only_read(source: Path, tmp_path: Path) -> None:
    given = tmp_path / "in"
    given.mkdir()
    shutil.copyfile(source / "NO.xlsx", given / "NO.xlsx")
    openpyxl.Workbook().save(given / "étranger.xlsx")
    for ran in (run("export", given, "-o", tmp_path / "plan.json"), run("diff", given, source / "NO.xlsx")):
        assert (ran.code, "étranger.xlsx" in ran.err) == (0, True), ran.err


def test_force_is_not_proposed_when_the_output_is_an_input(source: Path) -> None:
    path = source / "NO.xlsx"
    for words in (("correct", path), ("repair", path), ("diff", source / "GR.xlsx", path)):
        ran = run(*words, "-o", path)
        assert (ran.code, "est un fichier lu par cette commande" in ran.err) == (2, True), ran.err
