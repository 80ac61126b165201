"""Which files the paths of a command line stand for."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from pacom_xl.reading.many_files.discover import expand


def _touch(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()


def test_a_folder_gives_its_workbooks_sorted_and_nothing_else(tmp_path: Path) -> None:
    _touch(
        tmp_path,
        "b/SO.xlsx", "a/NO.XLSX", "IF.xlsm", "SE.ods",
        "notes.txt", "~$NO.xlsx", ".~lock.NO.ods#", ".hidden.xlsx", ".trash/old.xlsx",
    )  # fmt: skip
    found = expand([tmp_path])
    assert [i.path.relative_to(tmp_path).as_posix() for i in found] == [
        "IF.xlsm", "SE.ods", "a/NO.XLSX", "b/SO.xlsx",
    ]  # fmt: skip
    assert not any(i.named for i in found)


def test_a_file_met_twice_counts_once_and_stays_named(tmp_path: Path) -> None:
    _touch(tmp_path, "NO.xlsx")
    found = expand([tmp_path, tmp_path / "NO.xlsx", str(tmp_path / "*.xlsx")])
    assert [(i.path.name, i.named) for i in found] == [("NO.xlsx", True)]


@pytest.mark.parametrize("name", ["absent.xlsx", "*.xlsx"])
def test_what_is_not_there_is_named_with_its_reason(tmp_path: Path, name: str) -> None:
    (found,) = expand([tmp_path / name])
    assert found.named
    assert found.problem is not None


def test_accents_meet_however_they_are_composed(tmp_path: Path) -> None:
    _touch(tmp_path, unicodedata.normalize("NFD", "Équipe é.xlsx"))
    (found,) = expand([tmp_path / unicodedata.normalize("NFC", "Équipe é.xlsx")])
    assert found.problem is None
    assert found.path.exists()


def test_the_output_is_no_input(tmp_path: Path) -> None:
    _touch(tmp_path, "NO.xlsx", "group.xlsx")
    found = expand([tmp_path], exclude=[tmp_path / "group.xlsx"])
    assert [i.path.name for i in found] == ["NO.xlsx"]


def test_brackets_in_a_real_name_are_no_pattern(tmp_path: Path) -> None:
    _touch(tmp_path, "NO [copie].xlsx")
    (found,) = expand([tmp_path / "NO [copie].xlsx"])
    assert found.problem is None
