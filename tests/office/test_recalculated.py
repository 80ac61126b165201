"""Every formula of every kind of workbook, recalculated by real engines: the cached values are true ones."""

from __future__ import annotations

import re
from datetime import date
from itertools import product
from pathlib import Path
from zipfile import ZipFile

import pytest

from pacom_xl.model.text import Lang
from pacom_xl.writing.prepared_formula import CLASSIC
from tests.support.direct_workbook import DirectWorkbook
from tests.support.office import ironcalc_engine
from tests.support.office.compare import Difference, cached_differences, formula_cells
from tests.support.office.engine_workbooks import HOLIDAY, MONDAY, SUNDAY, written
from tests.support.office.suite import convert

#: What IronCalc 0.9 does not compute: COUNTIF with a range as its criterion gives 0 inside SUMPRODUCT. It counts
#: labels that are in no list, and finds the first of them; the first sheet adds these counters up.
_ONLY_FIRST_CRITERION = re.compile(r"SUMPRODUCT\(.*COUNTIF\(")
#: Excel's limit.
_LONGEST_FORMULA = 8192
_ERRORS = ("#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!", "Err:")

_EVERY_PUSH = [
    ("NO", "fr", MONDAY, "fr-FR"),
    ("core", "en", HOLIDAY, "en-US"),
]
_ALL = list(
    product(
        ("NO", "IF", "SE", "SO", "GR", "blank", "company", "core"),
        ("fr", "en"),
        (MONDAY, SUNDAY, HOLIDAY),
        ("fr-FR", "en-US"),
    )
)


@pytest.mark.parametrize(("kind", "lang", "day", "locale"), _EVERY_PUSH)
def test_libreoffice_computes_what_is_cached(kind: str, lang: Lang, day: date, locale: str, tmp_path: Path) -> None:
    _recalculate(kind, lang, day, locale, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize(("kind", "lang", "day", "locale"), _ALL)
def test_libreoffice_computes_what_is_cached_everywhere(
    kind: str, lang: Lang, day: date, locale: str, tmp_path: Path
) -> None:
    _recalculate(kind, lang, day, locale, tmp_path)


def _recalculate(kind: str, lang: Lang, day: date, locale: str, folder: Path) -> None:
    path = written(kind, lang, day, folder)
    again = convert(path, "xlsx", folder / "again", locale)
    assert len(formula_cells(path)) > 3000
    assert cached_differences(path, again) == []
    assert _error_values(again) == []


def _error_values(path: Path) -> list[str]:
    """Formula cells that show an error."""
    workbook = DirectWorkbook(path)
    cells = ((tab, spot, cell) for tab in workbook.part_of for spot, cell in workbook.cells(tab).items())
    return [f"{tab} {spot}" for tab, spot, cell in cells if cell.kind == "e" or _is_error(cell.content)]


def _is_error(value: object) -> bool:
    return isinstance(value, str) and value.startswith(_ERRORS)


@pytest.mark.parametrize(
    ("kind", "lang", "day"),
    [("NO", "fr", MONDAY), ("blank", "en", HOLIDAY), pytest.param("company", "fr", SUNDAY, marks=pytest.mark.long)],
)
def test_ironcalc_computes_what_is_cached(kind: str, lang: Lang, day: date, tmp_path: Path) -> None:
    path = written(kind, lang, day, tmp_path)
    found = list(ironcalc_engine.differences(path))
    lacking = [d for d in found if _ONLY_FIRST_CRITERION.search(d.formula)]
    following = _following(lacking, found)
    assert [d for d in found if d not in lacking and d not in following] == []
    assert all(d.cell.startswith(("Sommaire!", "Contents!")) for d in following)
    if kind == "NO":
        assert lacking, "IronCalc knows COUNTIF with a range of criteria by now: drop this exception"


def _following(lacking: list[Difference], found: list[Difference]) -> list[Difference]:
    """Differences of formulas that read cells that differ, from the lacking ones on: the states of the first sheet."""
    known, following = {d.cell for d in lacking}, list[Difference]()
    while more := [d for d in found if d.cell not in known and not known.isdisjoint(_cells_read(d))]:
        following += more
        known |= {d.cell for d in more}
    return following


def _cells_read(difference: Difference) -> set[str]:
    """The cells a formula reads, written as those of differences."""
    own, cells = difference.cell.partition("!")[0], set[str]()
    for tab, first, top, _, last, bottom in re.findall(
        r"(?:'([^']+)'!)?\$([A-Z]+)\$(\d+)(:\$([A-Z]+)\$(\d+))?", difference.formula
    ):
        rows = range(int(top), int(bottom or top) + 1)
        cells |= {f"{tab or own}!{column}{row}" for column in {first, last or first} for row in rows}
    return cells


@pytest.mark.parametrize("kind", ["NO", "blank", "company"])
def test_formulas_use_what_every_office_has(kind: str, tmp_path: Path) -> None:
    """No function after Excel 2013, no 3-D reference, no TEXT-built key; TODAY and INDIRECT alone are volatile."""
    used: set[str] = set()
    formulas = formula_cells(written(kind, "fr", MONDAY, tmp_path))
    for formula in formulas.values():
        used |= set(re.findall(r"([A-Z][A-Z0-9.]*)\(", re.sub(r'"[^"]*"', "", formula)))
        assert not re.search(r"'[^'!]+:[^'!]+'!", formula), formula
        assert len(formula) < _LONGEST_FORMULA
    assert used <= CLASSIC
    assert not used & {"TEXT", "VALUE", "OFFSET", "NOW", "RAND", "RANDBETWEEN", "CELL", "INFO"}


def test_the_parts_of_a_workbook_hold_no_error_values(tmp_path: Path) -> None:
    with ZipFile(written("NO", "fr", MONDAY, tmp_path)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                assert b't="e"' not in archive.read(name), name
