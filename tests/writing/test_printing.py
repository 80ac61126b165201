"""What comes out of the printer, as LibreOffice makes it: no page too many, no table cut, nothing hidden."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from tests.support.command_line import AS_OF, run, write_sample
from tests.support.office import suite

#: Part of the width of a page, from the left, where hidden columns stand, cut off by the edge of what is printed.
_HIDDEN_EDGE = 0.9
_UPRIGHT = re.compile(r'<pageSetup paperSize="9" scale="(\d+)" orientation="portrait"')
#: Least scale, in percent, at which an action sheet is read without effort.
_LEGIBLE = 60
_FOOTER = re.compile(r"(\S.*) – (\d+)/(\d+)\s*$")


def _pages(pdf: Path) -> list[str]:
    """Text of each page."""
    program = shutil.which("pdftotext")
    assert program, "pdftotext (poppler-utils) is needed by this test"
    done = subprocess.run([program, "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
    return [page for page in done.stdout.split("\f") if page.strip()]


def _sheet(page: str) -> str:
    found = _FOOTER.search(page.rstrip())
    assert found, page[-200:]
    return re.split(r"\s{2,}", found[1])[-1]


@pytest.fixture(scope="module", params=["sample", "blank"])
def books(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's workbook in French and a blank one in English, printed."""
    folder = tmp_path_factory.mktemp("printed")
    if request.param == "sample":
        (book,) = write_sample(folder, "NO")
    else:
        book = folder / "blank.xlsx"
        words = ("--team", "NO", "--year", "2026", "--actions", "2", "--as-of", AS_OF, "--lang", "en")
        assert run("new", "-o", book, *words).code == 0
    return suite.convert(book, "pdf", folder)


@pytest.fixture(scope="module")
def pages(books: Path) -> list[str]:
    """Text of their pages."""
    return _pages(books)


def test_every_sheet_takes_the_pages_it_needs(pages: list[str]) -> None:
    counted = Counter(_sheet(page) for page in pages)
    two = {name for name, count in counted.items() if count == 2}
    assert max(counted.values()) == 2
    assert all(name.startswith("ACT-") or name in ("Objectifs", "Objectives", "Calendrier", "Calendar") for name in two)
    assert not {"Listes", "Lists", "Contrôles", "Checks"} & set(counted), "hidden sheets are not printed"


def test_action_sheets_are_printed_legibly_and_blank_ones_on_one_page(books: Path, pages: list[str]) -> None:
    with zipfile.ZipFile(books.with_suffix(".xlsx")) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    scales = [int(scale[1]) for sheet in sheets if (scale := _UPRIGHT.search(sheet)) and "<rowBreaks" in sheet]
    assert all(scale >= _LEGIBLE for scale in scales)
    assert scales or books.stem == "blank"
    blank = {_sheet(page) for page in pages if re.search(r"\bACT-\w+-\d+ (?!·)", page.splitlines()[0])}
    counted = Counter(_sheet(page) for page in pages)
    assert blank or books.stem != "blank"
    assert {counted[name] for name in blank} <= {1}


def test_no_cell_is_too_narrow_for_its_number(books: Path) -> None:
    program = shutil.which("pdftotext")
    assert program, "pdftotext (poppler-utils) is needed by this test"
    done = subprocess.run([program, "-bbox", str(books), "-"], capture_output=True, text=True, check=True)
    width, found = 0.0, []
    for line in done.stdout.splitlines():
        if page := re.search(r'<page width="([\d.]+)"', line):
            width = float(page[1])
        elif word := re.search(r'xMin="([\d.]+)".*>(##+)<', line):
            found.append(float(word[1]) / width)
    assert not [place for place in found if place < _HIDDEN_EDGE]


def test_no_page_is_empty(pages: list[str]) -> None:
    assert all(len(page.split()) > 20 for page in pages)


def test_the_second_page_of_an_action_repeats_its_title_before_a_table(books: Path, pages: list[str]) -> None:
    titles = {
        "Échéancier de paiement",
        "Indicateurs de l’action",
        "Risques",
        "Contrôles juridiques",
        "Journal de suivi",
    }
    titles |= {"Payment schedule", "Action KPIs", "Risks", "Legal checks", "Follow-up journal", "Reschedules"}
    second = [page for before, page in pairwise(pages) if _sheet(before) == _sheet(page)]
    seconds = [page for page in second if _sheet(page).startswith("ACT-")]
    lines = [[line.strip() for line in page.splitlines() if line.strip()] for page in seconds]
    assert all(above[0].startswith(f"{_sheet(page)} · ") for above, page in zip(lines, seconds, strict=True))
    starts = [above[1] for above in lines]
    assert starts or books.stem == "blank", "sheets nobody has filled in are printed on one page"
    assert set(starts) <= titles


def test_the_rate_of_each_kpi_is_on_paper(pages: list[str]) -> None:
    kpis = [page for page in pages if re.search(r"Indicateurs de l’action|Action KPIs", page)]
    assert kpis and all(re.search(r"d’atteinte|Attainment", page) for page in kpis)
