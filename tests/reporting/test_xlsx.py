"""The findings as a workbook, read back by another library than the one that wrote it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest

from pacom_xl.consolidation.review import Review, review
from pacom_xl.model.plan import Origin
from pacom_xl.reporting.findings_rows import cell_link
from pacom_xl.reporting.findings_workbook import write_findings
from tests.support.drafts import Draft
from tests.support.office.suite import convert
from tests.support.opened_workbook import open_workbook
from tests.support.sample_company import AS_OF, TEAMS, TEMPLATE, reading, sample_review


def written(found: Review, path: Path) -> openpyxl.Workbook:
    write_findings(found, path)
    return open_workbook(path)


@pytest.fixture(scope="module")
def found() -> Review:
    return sample_review()


@pytest.fixture(scope="module")
def book(found: Review, tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    return written(found, tmp_path_factory.mktemp("findings") / "constats.xlsx")


def test_one_row_a_finding_and_filters(book: openpyxl.Workbook, found: Review) -> None:
    sheet = book["Constats"]
    heads = [cell.value for cell in sheet[1]]
    assert heads[:6] == ["Gravité", "Équipe", "Quoi", "À faire", "Qui", "Où"] and heads[-1] == "Règle"
    assert sheet.max_row == 1 + len(found.findings)
    assert sheet.auto_filter.ref == f"A1:M{sheet.max_row}"
    assert sheet.freeze_panes == "C2"
    counted = [sheet.cell(row, 11).value for row in range(2, sheet.max_row + 1)]
    assert counted.count("oui") == len(found.shown)
    assert "non, dit par PAC401" in counted


def test_a_row_says_all(book: openpyxl.Workbook) -> None:
    rows = [[cell.value for cell in row] for row in book["Constats"].iter_rows(min_row=2)]
    (late,) = [row for row in rows if row[6] == "ACT-NO-002" and row[12] == "PAC401"]
    assert late[:2] == ["à corriger", "Nord-Ouest (NO)"]
    assert "3\u00a0j" in late[2]
    assert late[3].startswith("Clôturer")
    assert late[4:6] == ["Thomas Quéméner", "fiche ACT-NO-002, case Échéance"]
    assert late[7] == "Tournée de prospection des brasseries du littoral atlantique"


def test_the_most_serious_come_first_then_by_team(book: openpyxl.Workbook, found: Review) -> None:
    assert book.sheetnames[0] == "Synthèse" and book.active.title == "Synthèse"
    rows = [[cell.value for cell in row] for row in book["Constats"].iter_rows(min_row=2)]
    counted = [row[:2] for row in rows if row[10] == "oui"]
    order = ["à corriger", "à regarder", "à savoir"]
    assert [order.index(str(row[0])) for row in counted] == sorted(order.index(str(row[0])) for row in counted)
    first = list(dict.fromkeys(row[1] for row in counted if row[0] == "à corriger"))
    assert first == ["Groupe (GR)", "Nord-Ouest (NO)", "Île-de-France (IF)", "Sud-Est (SE)", "Sud-Ouest (SO)"]


def test_title_date_and_paper(book: openpyxl.Workbook) -> None:
    title = "Cafés Valmorane SAS – 2026 · Contrôle du plan d’action au 15/06/2026"
    assert book["Synthèse"]["A1"].value == title
    sheet = book["Constats"]
    assert title in str(sheet.oddHeader.left.text)
    assert sheet.print_title_rows == "$1:$1" and ":$F$" in sheet.print_area


def test_totals_by_team_and_rule(book: openpyxl.Workbook, found: Review) -> None:
    rows = {row[0].value: [cell.value for cell in row[1:5]] for row in book["Synthèse"].iter_rows()}
    late = sum(finding.code == "PAC401" for finding in found.shown)
    assert rows["PAC401 Action en retard"] == [late, 0, 0, late]
    teams = [rows[name][3] for name in rows if name and name.endswith(")")]
    assert rows["Total"][3] == len(found.shown)
    assert sum(teams) == len(found.shown) and len(teams) == len(TEAMS)


def test_thresholds_and_who_set_them(book: openpyxl.Workbook) -> None:
    rows = {row[0].value: [cell.value for cell in row[1:3]] for row in book["Seuils et fichiers"].iter_rows()}
    assert rows["Tolérance de dépassement"] == ["5\u202f%", "classeur du groupe"]


def placed(plan: Draft) -> None:
    """As if read from a file, with cells."""
    plan.file = f"classeurs/{plan.team} d’été.xlsx"
    for record in plan.records:
        record.origin = Origin("Feuille d'été", 4, {key: place for place, key in enumerate(record.values)})


def test_links_lead_to_the_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = sample_review(change=placed)
    sheet = written(found, tmp_path / "constats.xlsx")["Constats"]
    links = [cell.hyperlink for row in sheet.iter_rows(min_row=2) for cell in row if cell.hyperlink]
    assert len(links) == sum(bool(f.cell and f.file) for f in found.findings) > 50
    assert all(link.location.startswith("'Feuille d''été'!") for link in links)
    assert {link.target.split("/")[0] for link in links} == {"classeurs"}


def test_links_survive_an_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_findings(sample_review(change=placed), tmp_path / "constats.xlsx")
    saved = unquote(convert(tmp_path / "constats.xlsx", "fods", tmp_path / "office").read_text(encoding="utf-8"))
    assert "../classeurs/NO d’été.xlsx#&apos;Feuille d&apos;&apos;été&apos;!" in saved


@pytest.mark.parametrize(
    ("file", "folder", "way"),
    [
        ("a/NO.xlsx", "a", "NO.xlsx"),
        ("a/NO.xlsx", "b", "../a/NO.xlsx"),
        ("a/n#1.xlsx", "a", "n%231.xlsx"),
        ("a/" + "x" * 2100, "a", None),
    ],
)
def test_a_link_is_relative(tmp_path: Path, file: str, folder: str, way: str | None) -> None:
    found = cell_link(str(tmp_path / file), "S d’été", "C4", tmp_path / folder)
    assert found == (way and f"external:{way}#'S d’été'!C4")


def test_what_people_type_is_only_text(tmp_path: Path) -> None:
    def hostile(plan: Draft) -> None:
        for action in plan.table("actions"):
            action.values["title"] = '=HYPERLINK("http://x")\x07\ud800' + "é" * 40_000

    sheet = written(sample_review(change=hostile), tmp_path / "constats.xlsx")["Constats"]
    titles = [cell for row in sheet.iter_rows(min_row=2) for cell in row[7:8] if cell.value]
    assert any(cell.value.startswith("=HYPERLINK") for cell in titles)
    assert all(cell.data_type == "s" and len(cell.value) <= 32_767 for cell in titles)


def test_nothing_to_tell(tmp_path: Path) -> None:
    sheet = written(review([], TEMPLATE, AS_OF, lang="en"), tmp_path / "findings.xlsx")["Findings"]
    assert sheet.max_row == 1 and sheet.auto_filter.ref == "A1:M2"


def test_the_same_review_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_findings(review([reading("NO")], TEMPLATE, AS_OF), tmp_path / name, tmp_path / "a.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_title_like_the_markup_of_a_rich_text_stays_a_text(tmp_path: Path) -> None:
    title = "<r>gras & cie</r>"

    def marked(plan: Draft) -> None:
        for action in plan.table("actions"):
            action.values["title"] = title

    sheet = written(sample_review(change=marked), tmp_path / "constats.xlsx")["Constats"]
    assert title in {cell.value for row in sheet.iter_rows() for cell in row}
