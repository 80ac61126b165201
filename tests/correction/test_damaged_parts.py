"""A damaged part, also one the reader leaves alone, costs what it held and never ends in a fault of the program."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from tests.support.command_line import run
from tests.support.typing_in import add_note, add_tab, typed, with_library

#: Where the directory of an archive says how long the name and the extra field of a part are.
_LENGTHS = slice(26, 30)
_HEADER = 30
RELATIONS = "xl/_rels/workbook.xml.rels"
#: Contents that stand in place of a part.
CONTENTS = {"empty": b"", "no XML": b"\x00\x01<<", "cut": b"<?xml version='1.0'?><a><b>", "other": b"<x/>"}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with a note and a tab of somebody's own."""
    path = typed(tmp_path_factory.mktemp("sound") / "NO.xlsx", {})
    return with_library(with_library(path, add_note("SWOT", "C9", "à revoir")), add_tab("À moi", {"A1": "une idée"}))


def _parts(path: Path) -> list[str]:
    """The parts, of the many worksheets the last alone: it is the tab of somebody's own."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    sheets = [name for name in names if name.startswith("xl/worksheets/sheet")]
    return [name for name in names if name not in sheets[:-1]]


def _scrambled(path: Path, name: str) -> bytes:
    """The file with the packed bytes of one part changed: it does not unpack."""
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(name)
    lengths = data[info.header_offset :][_LENGTHS]
    start = info.header_offset + _HEADER + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
    for place in range(start, start + info.compress_size):
        data[place] ^= 0x5A
    return bytes(data)


def _replaced(path: Path, name: str, content: bytes, target: Path) -> None:
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, content if info.filename == name else old.read(info))


def _outcome(command: str, path: Path) -> tuple[int, bool]:
    out = path.with_name(f"{command}.xlsx")
    out.unlink(missing_ok=True)
    code = run(command, path, "-o", out, "-q").code
    return code, out.exists()


def _faults(command: str, path: Path, name: str) -> list[str]:
    """A workbook is written and the code is 0, or none is and the file is refused."""
    code, written = _outcome(command, path)
    return [] if (code, written) in ((0, True), (2, False)) else [f"{command} {name}: {code}, written: {written}"]


@pytest.mark.parametrize("command", ["correct", "repair"])
def test_a_part_the_reader_leaves_alone(sound: Path, tmp_path: Path, command: str) -> None:
    path = tmp_path / "damaged.xlsx"
    path.write_bytes(_scrambled(sound, "xl/theme/theme1.xml"))
    assert _outcome(command, path) == (0, True)


@pytest.mark.long
@pytest.mark.parametrize("command", ["correct", "repair"])
def test_a_part_that_does_not_unpack(sound: Path, tmp_path: Path, command: str) -> None:
    path, faults = tmp_path / "damaged.xlsx", []
    for name in _parts(sound):
        path.write_bytes(_scrambled(sound, name))
        faults += _faults(command, path, name)
    assert faults == []


@pytest.mark.parametrize("command", ["correct", "repair"])
def test_a_workbook_without_styles(sound: Path, tmp_path: Path, command: str) -> None:
    """Programs that write nothing but values make such files."""
    with zipfile.ZipFile(sound) as archive:
        relations = archive.read(RELATIONS)
    path = tmp_path / "plain.xlsx"
    _replaced(sound, RELATIONS, re.sub(rb"<Relationship [^>]*styles[^>]*/>", b"", relations), path)
    assert _outcome(command, path) == (0, True)


@pytest.mark.long
@pytest.mark.parametrize("command", ["correct", "repair"])
@pytest.mark.parametrize("kind", CONTENTS)
def test_a_part_with_another_content(sound: Path, tmp_path: Path, command: str, kind: str) -> None:
    path, faults = tmp_path / "damaged.xlsx", []
    for name in _parts(sound):
        _replaced(sound, name, CONTENTS[kind], path)
        faults += _faults(command, path, name)
    assert faults == []
