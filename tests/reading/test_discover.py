"""What a folder holds besides workbooks that can be read is told, not passed over."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.reading.many_files.discover import expand
from pacom_xl.reading.many_files.read_many import read_all
from tests.support.small_workbook import TEMPLATE


@pytest.mark.parametrize("suffix", [".xls", ".xlsb", ".xltx", ".numbers", ".fods", ".XLS"])
def test_a_spreadsheet_of_another_format_is_listed_with_what_to_do(suffix: str, tmp_path: Path) -> None:
    (tmp_path / f"plan{suffix}").write_bytes(b"x")
    (reading,) = read_all(expand([tmp_path]), TEMPLATE)
    assert reading.status == "foreign"
    assert reading.reason and suffix.lower() in reading.reason.fr and "enregistrez-le en .xlsx" in reading.reason.fr
    assert [f.code for f in reading.findings] == ["PAC118"]


def test_files_of_other_kinds_and_lock_files_are_not_listed(tmp_path: Path) -> None:
    for name in ("notes.docx", "~$plan.xlsx", ".~lock.plan.ods#", ".plan.xls"):
        (tmp_path / name).write_bytes(b"x")
    assert expand([tmp_path]) == []


@pytest.mark.parametrize("in_folder", [False, True])
def test_a_pipe_named_like_a_workbook_is_told_and_not_waited_for(in_folder: bool, tmp_path: Path) -> None:
    pipe = tmp_path / "x.xlsx"
    os.mkfifo(pipe)
    (reading,) = read_all(expand([tmp_path if in_folder else pipe]), TEMPLATE)
    assert reading.status == "rejected"
    assert reading.reason and "tube" in reading.reason.fr


def test_a_link_to_nothing_is_told_and_counts(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").symlink_to(tmp_path / "gone.xlsx")
    (reading,) = read_all(expand([tmp_path]), TEMPLATE)
    assert reading.status == "rejected"
    assert reading.reason and "lien" in reading.reason.fr


def test_a_folder_that_cannot_be_read_is_told_and_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed, scandir = tmp_path / "fermé", os.scandir
    closed.mkdir()

    def refuse(path: Any) -> Any:
        if os.fspath(path) == str(closed):
            raise PermissionError(13, "Permission denied", str(closed))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    (reading,) = read_all(expand([tmp_path]), TEMPLATE)
    assert (reading.path, reading.status) == (closed, "rejected")
    assert reading.reason and "droits" in reading.reason.fr
