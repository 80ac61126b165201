"""« Synthèse du groupe »: its figures are those of the plans, in companies of several shapes, in every office."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from pacom_xl.cli.group_output import write_group_workbook
from pacom_xl.consolidation.review import Review
from pacom_xl.model import palette
from pacom_xl.model.text import NARROW_NBSP, NBSP
from tests.support.command_line import AS_OF, run
from tests.support.drafts import Draft
from tests.support.many_regions import company
from tests.support.office import ironcalc_engine
from tests.support.office.compare import cached_differences
from tests.support.office.suite import convert
from tests.support.opened_workbook import open_tab, open_workbook
from tests.support.sample_company import sample_review

SHEET = {"fr": "Synthèse du groupe", "en": "Group summary"}
_TABLES = (
    "actions", "objectives", "envelope", "cash", "budget_lines", "schedule", "milestones", "kpis", "risks",
    "performance",
)  # fmt: skip


def _emptied(plan: Draft, *tables: str) -> None:
    for table in tables:
        for row in list(plan.table(table)):
            plan.records.remove(row)


def _nothing(plan: Draft) -> None:
    _emptied(plan, *_TABLES)


def _no_limits(plan: Draft) -> None:
    if plan.team == "GR":
        _emptied(plan, "envelope", "cash")


CASES = {
    "three regions": lambda: company(3),
    "fifteen regions, two missing, in English": lambda: company(15, lang="en", missing=("CC", "KK")),
    "nothing typed": lambda: company(4, change=_nothing),
    "no ceilings": lambda: company(5, change=_no_limits, missing=("BB",)),
    "one region, no group": lambda: company(1, group=False),
}


def _written(found: Review, folder: Path) -> Path:
    file = folder / "group.xlsx"
    write_group_workbook(found, file, True, action_sheets=False)
    return file


def _sheet(file: Path, lang: str = "fr") -> Worksheet:
    return open_tab(file, SHEET[lang], data_only=True)


def _last(sheet: Worksheet) -> int:
    """The last column that is shown."""
    return max(int(d.max) for d in sheet.column_dimensions.values() if not d.hidden)


def _texts(sheet: Worksheet) -> list[str]:
    shown = (value for row in sheet.iter_rows(min_col=3, max_col=_last(sheet), values_only=True) for value in row)
    return [str(value).replace(NBSP, " ").replace(NARROW_NBSP, " ") for value in shown if value not in (None, "")]


def _line(sheet: Worksheet, start: str) -> list[object]:
    rows = sheet.iter_rows(min_col=3, max_col=_last(sheet), values_only=True)
    return next([v for v in row if v not in (None, "")] for row in rows if str(row[0] or "").startswith(start))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _written(sample_review(), tmp_path_factory.mktemp("overview"))


def test_it_is_the_first_sheet_and_fits_one_page_and_one_screen(sample: Path) -> None:
    book = open_workbook(sample)
    sheet = book.worksheets[0]
    assert sheet.title == SHEET["fr"] and book.active is sheet
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert {sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight} <= {None, 1}
    assert sheet.page_setup.orientation == "landscape"
    heights = [sheet.row_dimensions[n].height or 15 for n in range(2, sheet.max_row + 1)]
    zoom = sheet.sheet_view.zoomScale / 100
    # A window of 1366 × 768 shows about 1300 × 500 pixels of a sheet.
    assert sum(heights) * 4 / 3 * zoom <= 500
    assert _width(sheet) * zoom <= _WINDOW_WIDTH


#: Pixels of columns, as Excel counts them, that a window of 1366 × 768 shows in LibreOffice.
_WINDOW_WIDTH = 1170


def _width(sheet: Worksheet) -> int:
    """Width of the columns that are shown, in pixels."""
    runs = [d for d in sheet.column_dimensions.values() if not d.hidden]
    return sum((int(d.max) - int(d.min) + 1) * int(float(d.width) * 7 + 0.5) for d in runs)


@pytest.fixture(scope="module", params=[5, 12])
def regions(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Worksheet:
    """A company of so many regions."""
    return _sheet(_written(company(request.param, missing=("CC",)), tmp_path_factory.mktemp("regions")))


def test_it_is_as_wide_as_the_window_with_more_regions(regions: Worksheet) -> None:
    assert _width(regions) * regions.sheet_view.zoomScale / 100 <= _WINDOW_WIDTH


def test_titles_of_actions_are_whole_with_more_regions(regions: Worksheet) -> None:
    assert not [text for text in _texts(regions) if text.endswith("…")]


def test_an_empty_row_stands_before_the_second_list(sample: Path, regions: Worksheet) -> None:
    for sheet in (_sheet(sample), regions):
        cell = next(c for row in sheet.iter_rows() for c in row if str(c.value).startswith("Qui dépense trop"))
        beside = sheet.iter_rows(cell.row - 1, cell.row - 1, cell.column, cell.column + 15, values_only=True)
        assert {value for row in beside for value in row} <= {None, ""}


def test_it_answers_the_five_questions(sample: Path) -> None:
    sheet = _sheet(sample)
    texts = _texts(sheet)
    assert "Cafés Valmorane SAS · PAC 2026 · Synthèse du groupe" in texts
    assert "✔ Les 4 régions ont rendu leur classeur" in texts
    assert "Matteo Giraudi (Sud-Est)" in texts and "46" in texts
    assert "5 sur 28" in texts and "Sud-Est 3 · Nord-Ouest 1 · Île-de-France 1" in texts
    assert "dont 1 critique (46 jours, Sud-Est)" in texts
    assert "7 sur 8" in texts and "Nord-Ouest 2 sur 3" in texts
    over = [t for t in texts if t.startswith(("Ouverture du showroom", "Stand au salon", "Campagne de liens"))]
    assert len(over) == 3 and {"4800", "4800.0"} & set(texts)


def test_amounts_add_up_to_what_stands_beside_them(sample: Path) -> None:
    sheet = _sheet(sample)
    regions = [_line(sheet, name)[1:5] for name in ("Nord-Ouest", "Île-de-France", "Sud-Est", "Sud-Ouest")]
    total = _line(sheet, "Total régions")[1:5]
    for column in range(4):
        assert sum(float(str(row[column])) for row in regions) == pytest.approx(float(str(total[column])))
    group = _line(sheet, "Enveloppe groupe")[1]
    assert float(str(group)) == 499_500
    forecast, envelope = _line(sheet, "Écart")[1:3]
    assert float(str(forecast)) == pytest.approx(float(str(total[1])) - 499_500)
    assert float(str(envelope)) == pytest.approx(6_000)
    off = _line(sheet, "Objectifs hors trajectoire")[1:6]
    assert off == [1, 1, 3, 0, 5]


def test_its_counts_are_those_of_the_findings(sample: Path) -> None:
    counts = sample_review().shown
    texts = _texts(_sheet(sample))
    late = sum(f.code == "PAC401" for f in counts)
    over = sum(f.code == "PAC501" for f in counts)
    assert (late, over) == (4, 3)
    assert str(late) in texts and str(over) in texts


#: Close to another case.
LATER = ("no ceilings", "one region, no group")


@pytest.mark.parametrize("case", [pytest.param(c, marks=pytest.mark.long) if c in LATER else c for c in CASES])
def test_an_office_computes_what_is_written(case: str, tmp_path: Path) -> None:
    file = _written(CASES[case](), tmp_path)
    assert cached_differences(file, convert(file, "xlsx", tmp_path / "again", "fr-FR")) == []


@pytest.mark.parametrize("case", ["three regions", "nothing typed"])
def test_another_engine_computes_what_is_written(case: str, tmp_path: Path) -> None:
    assert list(ironcalc_engine.differences(_written(CASES[case](), tmp_path))) == []


def test_who_has_not_sent_is_named(tmp_path: Path) -> None:
    found = company(12, missing=("CC", "KK"))
    sheet = _sheet(_written(found, tmp_path))
    words = "▲ 2 régions sur 12 n’ont pas rendu leur classeur : Centre-Val de Loire, Pays de la Loire"
    assert words in _texts(sheet)
    assert _line(sheet, "Centre-Val de Loire")[:2] == ["Centre-Val de Loire (CC)", "non reçu"]


def _many_objectives(plan: Draft) -> None:
    rows = plan.table("objectives")
    for number in range(20, 27):
        code = f"OBJ-{number}"
        plan.records.append(type(rows[0])("objectives", code, dict(rows[0].values) | {"code": code}))


def test_regions_objectives_and_actions_that_do_not_fit_are_counted(tmp_path: Path) -> None:
    file = _written(company(17, change=_many_objectives), tmp_path)
    texts = _texts(_sheet(file))
    assert (
        "Affichés : 10 objectifs sur 14, 12 régions sur 17, les plus hors trajectoire. Tous : feuille « Objectifs »."
        in texts
    )
    assert "12 régions sur 17 affichées. Toutes : « Équipes et axes »." in texts
    assert any(re.fullmatch(r"Qui est en retard \? \(\d+ sur 17\)", text) for text in texts), texts
    below = [str(cell.value) for cell in open_tab(file, "Objectifs du groupe", data_only=True)["B"]]
    assert any(text.startswith("15 régions sur 17 ont une colonne ici.") for text in below)


def test_nothing_is_said_of_a_company_that_fits(sample: Path) -> None:
    assert not [text for text in _texts(_sheet(sample)) if "ffiché" in text or re.search(r"\(\d+ sur \d+\)", text)]


def test_a_company_without_amounts_has_no_chart(tmp_path: Path) -> None:
    book = open_workbook(_written(company(2, change=_nothing), tmp_path))
    assert len(book["Équipes et axes"]._charts) == 0


def test_a_company_without_ceilings_or_actions_is_told_so(tmp_path: Path) -> None:
    texts = _texts(_sheet(_written(company(5, change=_no_limits), tmp_path)))
    assert any(text.endswith(", aucun plafond fixé") for text in texts)
    nothing = _texts(_sheet(_written(company(4, change=_nothing), tmp_path)))
    assert {"Aucune action en retard", "Aucune action en dépassement", "aucune action terminée", "aucun objectif"} <= {
        *nothing
    }
    assert "✔ Les 4 régions ont rendu leur classeur" in nothing


def test_nothing_of_it_is_taken_for_something_typed(sample: Path) -> None:
    report = json.loads(run("check", sample, "--as-of", AS_OF, "--format", "json").out)
    assert not [f for f in report["findings"] if f["sheet"] == SHEET["fr"]]


def test_the_objectives_of_the_group_have_a_trajectory(sample: Path) -> None:
    sheet = open_tab(sample, "Objectifs du groupe", data_only=True)
    rows = [list(row) for row in sheet.iter_rows(min_col=2, values_only=True)]
    head = next(n for n, row in enumerate(rows) if "Trajectoire" in row)
    table = {row[0]: dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :] if row[0]}
    first = table["OBJ-01"]
    assert first["Taux d’atteinte"] == pytest.approx(97 / 260)
    assert first["Trajectoire"] == "À surveiller" and first["Sud-Est"] == pytest.approx(0.23, abs=0.01)
    assert table["OBJ-07"]["Trajectoire"] == "Non mesuré"


def test_the_band_of_a_sheet_is_as_wide_as_its_table(sample: Path) -> None:
    sheet = open_workbook(sample)["Objectifs du groupe"]
    _, _, last = sheet.print_area.replace("$", "").rpartition("!")[2].partition(":")
    corner, inside = sheet[f"{last.rstrip('0123456789')}2"], sheet["B2"]
    assert corner.fill.fgColor.rgb == inside.fill.fgColor.rgb != "00000000"


def test_the_coming_peak_is_red_above_the_ceiling_only(sample: Path, tmp_path: Path) -> None:
    below = _written(company(2), tmp_path)
    for file, is_red in ((sample, True), (below, False)):
        with zipfile.ZipFile(file) as parts:
            charts = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]
        (cash,) = [chart for chart in charts if "Pic à venir" in chart]
        assert (palette.RED.solid.lstrip("#") in cash) == is_red


def test_envelopes_of_the_regions_are_compared_with_that_of_the_group(sample: Path) -> None:
    sheet = open_tab(sample, "Équipes et axes", data_only=True)
    lines = {row[1]: [v for v in row[2:] if v not in (None, "")] for row in sheet.iter_rows(values_only=True) if row[1]}
    assert lines["Enveloppe groupe"] == [499_500] and lines["Écart"] == [6_000, -10_120]
    assert "GR" not in lines


def test_the_register_is_printed_with_what_people_look_for(sample: Path) -> None:
    sheet = open_workbook(sample, data_only=True)["Plan d’actions"]
    _, _, last = sheet.print_area.replace("$", "").rpartition("!")[2].partition(":")
    head = next(row for row in sheet.iter_rows(min_col=2) if "Situation" in {c.value for c in row})
    printed = [str(c.value).rstrip(" *") for c in head if c.column <= 13]
    assert last.startswith("M")
    assert printed == [
        "Équipe", "Code action", "Intitulé", "Nom du responsable", "Situation", "Échéance", "Avancement",
        "Budget pris en compte", "Engagé", "Réalisé", "Atterrissage", "Écart",
    ]  # fmt: skip


def test_an_empty_list_says_so_and_no_row_is_tall(sample: Path) -> None:
    book = open_workbook(sample)
    assert "Aucun conflit" in {c.value for row in book["Conflits"].iter_rows() for c in row}
    sources = book["Sources"]
    assert all((d.height or 15) <= 31 for n, d in sources.row_dimensions.items() if n > 6)


def test_the_headings_lead_to_the_sheets_with_the_details(sample: Path) -> None:
    book = open_workbook(sample)
    links = [
        str(c.value) for row in book[SHEET["fr"]].iter_rows() for c in row if str(c.value).startswith("=HYPERLINK")
    ]
    targets = [link.partition("#")[2].partition('"')[0] for link in links]
    assert sorted(targets) == sorted(f"home_{key}" for key in (
        "group_objectives", "calendar", "actions", "summary", "group_cash",
    ))  # fmt: skip
    assert set(targets) <= set(book.defined_names)


def test_the_cash_of_the_group_is_one_upright_page_and_its_identities_are_legible(sample: Path) -> None:
    book = open_workbook(sample)
    cash, identities = book["Trésorerie du groupe"], book["Identité du plan"]
    assert cash.page_setup.orientation == "portrait" and cash.page_setup.fitToHeight in (None, 1)
    first, last = (int(row) for row in cash.print_title_rows.replace("$", "").split(":"))
    assert cash.cell(first, 2).value == "Par équipe" and cash.cell(last, 2).value == "Équipe"
    edge = range_boundaries(identities.print_area.rpartition("!")[2])[2]
    widths = (d for d in identities.column_dimensions.values() if not d.hidden)
    # On a lying page, 128 characters wide: at half its size at least.
    assert sum(d.width * (min(d.max, edge) - d.min + 1) for d in widths if d.min <= edge) <= 256


def test_the_calendar_names_owners(sample: Path) -> None:
    rows = open_tab(sample, "Calendrier", data_only=True).iter_rows(values_only=True)
    assert any("Thomas Quéméner" in row for row in rows)
