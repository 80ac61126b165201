"""The packages people install: the same bytes each time, complete, every library with its licence."""

from __future__ import annotations

import re
import subprocess
import tarfile
import zipfile
from importlib.metadata import requires
from pathlib import Path

import pytest

from release.build_packages import build
from release.licences import FILE

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The wheel and the source archive."""
    return build(tmp_path_factory.mktemp("packages"))


def tracked(*folders: str) -> set[str]:
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-z", *folders], check=True, capture_output=True, text=True)
    return {name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()}


@pytest.mark.long
def test_the_same_bytes_each_time(packages: list[Path], tmp_path: Path) -> None:
    again = build(tmp_path)
    assert [path.name for path in again] == [path.name for path in packages]
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in packages]


def test_the_wheel_is_complete(packages: list[Path]) -> None:
    with zipfile.ZipFile(packages[0]) as archive:
        held = set(archive.namelist())
    assert tracked("pacom_xl") <= held
    assert {f"pacom_xl/{name}" for name in tracked("workbook_templates")} <= held
    assert {f"pacom_xl/{name}" for name in tracked("samples") if name.endswith((".toml", ".json"))} <= held
    assert not [name for name in held if name.startswith(("tests/", "release/", "benchmarks/"))]


def test_the_source_archive_is_complete(packages: list[Path]) -> None:
    with tarfile.open(packages[1]) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert tracked("pacom_xl", "workbook_templates", "samples", "docs", "tests", "release", "page", "README.md") <= held
    assert {"PKG-INFO", "setup.cfg", "pyproject.toml", "LICENSE", "Makefile"} <= held


def test_the_source_archive_builds_the_same_program(packages: list[Path], tmp_path: Path) -> None:
    with tarfile.open(packages[1]) as archive:
        archive.extractall(tmp_path, filter="data")
    (folder,) = tmp_path.iterdir()
    assert (folder / "pacom_xl" / "cli" / "__init__.py").read_bytes() == (
        ROOT / "pacom_xl" / "cli" / "__init__.py"
    ).read_bytes()
    assert "Name: pacom_xl" in (folder / "PKG-INFO").read_text(encoding="utf-8")


def test_every_library_has_its_licence() -> None:
    lines = [line.split(" | ") for line in FILE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    licences = {line[0].removeprefix("| "): line[1] for line in lines}
    needed = {
        re.split(r"[^\w.-]", requirement, maxsplit=1)[0].lower().replace("_", "-")
        for requirement in requires("pacom_xl") or []
        if not re.search('extra == "(test|test-long|bench)"', requirement)
    }
    assert needed <= set(licences)
    assert "?" not in licences.values()
