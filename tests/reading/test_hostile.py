"""Hostile and broken files: a clear sentence, soon, and the other files are read."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pacom_xl.reading.many_files.discover import Input
from pacom_xl.reading.many_files.read_many import read_all
from pacom_xl.reading.reading_result import Reading
from tests.reading import hostile
from tests.support.opened_workbook import open_workbook
from tests.support.small_workbook import TEMPLATE, facts, read, write_small

#: Seconds of processor time, of this process and of those it starts, a bad file may take.
_SOON = 10
TAB = "SWOT"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound workbook."""
    path = tmp_path_factory.mktemp("hostile") / "NO.xlsx"
    write_small(path)
    return path


REFUSED: dict[str, tuple[Callable[[Path, Path], object], str]] = {
    "bomb": (lambda s, t: hostile.bomb(s, t, TAB), "volumineux"),
    "lying": (lambda s, t: hostile.lying(s, t, TAB), "endommagé"),
    "entities": (lambda s, t: hostile.entities(s, t, TAB), "entités"),
    "late doctype": (lambda s, t: hostile.late_doctype(s, t, TAB), "entités"),
    "many lists": (lambda s, t: hostile.many_lists(s, t, TAB), "volumineux"),
    "many tabs": (hostile.many_tabs, "onglets"),
    "long number": (lambda s, t: hostile.long_number(s, t, TAB), "endommagé"),
    "open cells": (lambda s, t: hostile.many_open_cells(s, t, TAB), "endommagé"),
    "bzip2": (hostile.packed_otherwise, "tableur"),
    "twice": (hostile.twice, "deux fois"),
    "cut": (hostile.cut, "endommagé"),
    "empty": (lambda s, t: t.write_bytes(b""), "OneDrive"),
    "label": (
        lambda s, t: t.write_bytes(hostile.OLE2 + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le")),
        "étiquette de confidentialité",
    ),
    "old": (lambda s, t: t.write_bytes(hostile.OLE2 + b"\0" * 1024), ".xls"),
    "page": (lambda s, t: t.write_text("<html><table></table></html>", encoding="utf-8"), "page web"),
    "csv": (lambda s, t: t.write_text("code;titre\n", encoding="utf-8"), "CSV"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_cannot_be_read_is_told_in_plain_words(sound: Path, tmp_path: Path, kind: str) -> None:
    make, words = REFUSED[kind]
    bad = tmp_path / f"{kind}.xlsx"
    make(sound, bad)
    reading, seconds = _timed(bad)
    assert (reading.status, [f.code for f in reading.findings]) == ("rejected", ["PAC118"])
    assert reading.reason and words in reading.reason.fr
    assert seconds < _SOON


def test_a_stray_cell_at_the_end_of_the_world_is_listed_and_the_plan_is_read(sound: Path, tmp_path: Path) -> None:
    reading, seconds = _timed(hostile.stray_cell(sound, tmp_path / "NO.xlsx", TAB))
    assert reading.plan and facts(reading.plan) == _facts(sound)
    assert [(f.code, f.params["cells"]) for f in reading.findings] == [("PAC109", ["XFD1048576"])]
    assert seconds < _SOON


@pytest.mark.parametrize(
    "cell",
    [
        b'<c s="1" r="XFD1048576" t="inlineStr"><is><t>loin</t></is></c>',
        b"<c r='ZZ1048576' t='inlineStr'><is><t>loin</t></is></c>",
        b'<c t="str" r="xfd1048576"><v>loin</v></c>',
        b'<c r="ZX19999" t="inlineStr"><is><t>loin</t></is></c>',
    ],
)
def test_a_far_cell_is_listed_however_it_is_spelt(cell: bytes, sound: Path, tmp_path: Path) -> None:
    """And on every tab at once it costs next to nothing."""
    change = hostile.in_sheet_data(b"<row>" + cell + b"</row>")
    with zipfile.ZipFile(sound) as archive:
        parts = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    reading, seconds = _timed(hostile.rewritten(sound, tmp_path / "NO.xlsx", dict.fromkeys(parts, change)))
    assert reading.plan and facts(reading.plan) == _facts(sound)
    assert {f.code for f in reading.findings} == {"PAC109"}
    assert sum(f.params["count"] for f in reading.findings) == len(parts)
    assert seconds < _SOON


def test_a_million_empty_rows_weigh_nothing(sound: Path, tmp_path: Path) -> None:
    reading, seconds = _timed(hostile.phantom_rows(sound, tmp_path / "NO.xlsx", TAB))
    assert reading.plan and facts(reading.plan) == _facts(sound)
    assert not reading.findings
    assert seconds < _SOON


def test_properties_in_an_encoding_nobody_knows_are_done_without(sound: Path, tmp_path: Path) -> None:
    changes = {"docProps/custom.xml": lambda data: data.replace(b"UTF-8", b"UTg-8")}
    reading = read(hostile.rewritten(sound, tmp_path / "NO.xlsx", changes))
    assert reading.plan and facts(reading.plan) == _facts(sound)


def test_a_file_that_kills_its_reader_costs_only_itself(
    sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACOM_MAX_MEMORY", "60")
    bad = hostile.dense(sound, tmp_path / "lourd.xlsx", TAB, 60_000)
    paths = [tmp_path / f"{n}.xlsx" for n in range(4)]
    for path in paths:
        path.write_bytes(sound.read_bytes())
    inputs = [Input(path, named=True) for path in (*paths[:2], bad, *paths[2:])]
    readings = read_all(inputs, TEMPLATE, jobs=2)
    assert [r.status for r in readings] == ["read", "read", "rejected", "read", "read"]
    assert readings[2].reason and "PACOM_MAX_MEMORY" in readings[2].reason.fr


def test_a_file_that_takes_too_long_is_given_up(sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACOM_MAX_SECONDS", "1")
    bad = hostile.dense(sound, tmp_path / "long.xlsx", TAB, 90_000)
    readings = read_all([Input(path, named=True) for path in (sound, bad)], TEMPLATE, jobs=1)
    assert [r.status for r in readings] == ["read", "rejected"]
    assert readings[1].reason and "PACOM_MAX_SECONDS" in readings[1].reason.fr


def _timed(path: Path) -> tuple[Reading, float]:
    started = sum(os.times()[:4])
    (reading,) = read_all([Input(path, named=True)], TEMPLATE)
    return reading, sum(os.times()[:4]) - started


def _facts(path: Path) -> object:
    plan = read(path).plan
    assert plan
    return facts(plan)


def test_a_tab_that_ends_with_the_key_row_of_a_table_is_read(sound: Path, tmp_path: Path) -> None:
    """What is left of a tab when its end is lost."""
    book = open_workbook(sound)
    sheet = book["Prévision de trésorerie"]
    key_row = next(cell.row for (cell,) in sheet["A1:A40"] if cell.value == "[cash]")
    sheet.delete_rows(key_row + 1, sheet.max_row)
    path = tmp_path / "short.xlsx"
    book.save(path)
    assert read(path).status in ("read", "partial")
