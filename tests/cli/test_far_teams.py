"""Workbooks of teams at an address: corrected, repaired, updated and renewed as those of a disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from tests.support.command_line import run


@pytest.fixture(scope="module")
def group(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plans")
    for team in ("NO", "GR"):
        words = ["--team", team, "--year", "2026", "--actions", "1", "--only", "core"]
        assert run("new", "-o", folder / f"{team}.xlsx", *words).code == 0
    return folder / "GR.xlsx"


@pytest.fixture
def far(group: Path) -> Iterator[str]:
    """The address of a team's workbook in a store in memory."""
    files = fsspec.filesystem("memory")
    files.pipe("/teams/NO.xlsx", group.with_name("NO.xlsx").read_bytes())
    yield "memory://teams/NO.xlsx"
    files.rm("/", recursive=True)


@pytest.mark.parametrize(
    "command", ["repair", *(pytest.param(name, marks=pytest.mark.long) for name in ("correct", "update", "renew"))]
)
def test_a_workbook_at_an_address_is_written_again_here(command: str, far: str, group: Path, tmp_path: Path) -> None:
    words: dict[str, list[str | Path]] = {
        "correct": ["-d", tmp_path / "out"],
        "repair": ["-o", tmp_path / "out.xlsx"],
        "update": ["--reference", group, "-d", tmp_path / "out"],
        "renew": ["--year", "2027", "-d", tmp_path / "out"],
    }
    ran = run(command, far, *words[command], "--lang", "fr")
    assert ran.code == 0, ran.err
    assert len([*tmp_path.rglob("*.xlsx")]) == 1
