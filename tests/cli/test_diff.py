"""``pacom-xl diff``: both versions of a workbook or folder, refusals, forms of the result."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.support.command_line import AS_OF, run, write_sample
from tests.support.direct_workbook import DirectWorkbook
from tests.support.opened_workbook import open_workbook
from tests.support.small_workbook import read


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """NO as it was, and with another allocation and a formula typed over."""
    folder = tmp_path_factory.mktemp("versions")
    old = write_sample(folder, "NO")[0]
    plan = read(old).plan
    assert plan
    book = DirectWorkbook(old)
    action = next(r for r in plan.table("actions") if r.key == "ACT-NO-002")
    cell = action.cell("allocated")
    assert cell
    book.put(cell.sheet, cell.row, cell.column, 7000)
    computed = next(
        spot for spot, found in sorted(book.cells(cell.sheet).items()) if found.formula and spot[0] > cell.row
    )
    book.put(cell.sheet, *computed, 999)
    return old, book.save(folder / "NO_v2.xlsx")


def test_text_is_grouped_by_person_and_action(versions: tuple[Path, Path]) -> None:
    ran = run("diff", *versions, "--as-of", AS_OF)
    assert ran.code == 0, ran.err
    lines = ran.out.splitlines()
    assert (
        lines[0].replace("\u00a0", " ").startswith("NO : 1 changement, NO.xlsx → NO_v2.xlsx (situation au 15/06/2026")
    )
    assert "Tanguy Quéméneur (TQU)" in lines or any(line.endswith("(TQU)") for line in lines)
    assert any(line.startswith("  ACT-NO-002 «") for line in lines)
    assert any("budget alloué HT" in line and "(-200" in line for line in lines)


def test_formulas_typed_over_are_told_apart(versions: tuple[Path, Path]) -> None:
    ran = run("diff", *versions, "--as-of", AS_OF, "--format", "json", "--lang", "en")
    (team,) = json.loads(ran.out)["teams"]
    assert len(team["changes"]) == 1
    assert team["damage"]
    assert all(finding["cell"] for finding in team["damage"])
    assert "Formules et structure du classeur" in run("diff", *versions, "--as-of", AS_OF).out


def test_the_workbook_has_both_values_and_both_cells(versions: tuple[Path, Path], tmp_path: Path) -> None:

    out = tmp_path / "diff.xlsx"
    assert run("diff", *versions, "--as-of", AS_OF, "-o", out).code == 0
    sheet = open_workbook(out).worksheets[0]
    heads, row = ([cell.value for cell in line] for line in sheet.iter_rows(max_row=2))
    shown = {
        head: str(value).replace("\u00a0", " ").replace("\u202f", " ") for head, value in zip(heads, row, strict=True)
    }
    assert (shown["Avant"], shown["Après"], shown["Écart"]) == ("7 200 €", "7 000 €", "-200 €")
    assert shown["Cellule avant"].startswith("ACT-NO-002!")
    assert shown["Cellule après"].startswith("ACT-NO-002!")
    assert run("diff", *versions, "-o", out).code == 2
    assert run("diff", *versions, "-o", out, "--force").code == 0


def test_exit_code_tells_whether_something_changed(versions: tuple[Path, Path]) -> None:
    assert run("diff", *versions, "--exit-code").code == 1
    copy = versions[0].with_name("copie.xlsx")
    shutil.copyfile(versions[0], copy)
    assert run("diff", versions[0], copy, "--exit-code").code == 0


def test_two_folders_are_compared_team_by_team(versions: tuple[Path, Path], tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder, file in ((old, versions[0]), (new, versions[1])):
        folder.mkdir()
        shutil.copyfile(file, folder / "NO.xlsx")
    write_sample(new, "IF")
    write_sample(new, "SE")
    shutil.copyfile(new / "SE.xlsx", old / "SE.xlsx")
    ran = run("diff", old, new, "--as-of", AS_OF)
    assert ran.code == 3
    assert "Équipes absentes de la première version" in ran.out
    assert "IF" in ran.out.splitlines()[-1]
    assert "Aucun changement\u00a0: SE." in ran.out.splitlines()


def test_what_cannot_be_compared_is_refused_in_a_sentence(versions: tuple[Path, Path], tmp_path: Path) -> None:
    other = write_sample(tmp_path, "IF")[0]
    foreign = tmp_path / "foreign.xlsx"
    import openpyxl

    openpyxl.Workbook().save(foreign)
    encrypted = tmp_path / "encrypted.xlsx"
    encrypted.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096))
    before = other.read_bytes()
    for words, said in {
        (versions[0], versions[0]): "le même fichier",
        (versions[0],): "donnez deux versions",
        (versions[0], other): "rien à comparer",
        (versions[0], foreign): "foreign.xlsx",
        (encrypted, versions[0]): "encrypted.xlsx",
        (versions[0], tmp_path / "missing.xlsx"): "introuvable",
        (versions[0], other, "-o", other, "--force"): "est un fichier lu par cette commande",
        (versions[0], other, "--format", "xlsx"): "ajoutez -o",
        ("--since", "2026-06-01"): "--since demande --config",
    }.items():
        ran = run("diff", *words)
        assert (ran.code, said in ran.err) == (2, True), (words, ran.err)
        assert not ran.out
    assert other.read_bytes() == before
