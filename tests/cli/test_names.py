"""Names of files people and systems make: not UTF-8, on several lines, like a link or a formula."""

from __future__ import annotations

import json
import os
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.support.command_line import AS_OF, run

#: By team, as the disk has it.
NAMES = {
    "NO": b"\xe9quipe nord.xlsx",
    "IF": b"a\nb\x1b]0;x\x07<script>&\"'.xlsx",
    "GR": b"javascript:alert(1).xlsx",
}
pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these names cannot be there")


@pytest.fixture(scope="module")
def folder(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbooks of the company under those names."""
    made = tmp_path_factory.mktemp("names")
    for team, name in NAMES.items():
        (made / os.fsdecode(name)).write_bytes((company / f"{team}.xlsx").read_bytes())
    return made


def _sound(file: Path) -> list[str]:
    """Every part parses; where the links to other files lead."""
    with zipfile.ZipFile(file) as archive:
        parts = [ElementTree.fromstring(archive.read(name)) for name in archive.namelist()]
    links = [part for part in parts if part.tag.endswith("Relationships")]
    return [rel.attrib["Target"] for part in links for rel in part if rel.attrib.get("TargetMode") == "External"]


@pytest.mark.parametrize("form", ["text", "json", "html", "xlsx"])
def test_check(folder: Path, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"check.{form}"
    ran = run("check", folder, "--as-of", AS_OF, "--format", form, "-o", out, "--fail-on", "never")
    assert ran.code == 0, ran.err
    if form == "xlsx":
        assert not [target for target in _sound(out) if "javascript:" in target or "\x1b" in target]
    else:
        shown = out.read_text(encoding="utf-8")
        assert "\\udce9quipe nord.xlsx" in shown.replace("\\\\", "\\")
        assert "\x1b" not in shown


def test_merge_links_to_the_very_files(folder: Path) -> None:
    out = folder.parent / "group.xlsx"
    ran = run("merge", folder, "-o", out, "--as-of", AS_OF, "--force")
    assert ran.code == 0, ran.err
    ways = {target.rpartition("/")[2] for target in _sound(out)}
    assert ways == {"%E9quipe%20nord.xlsx", "a%0Ab%1B%5D0;x%07%3Cscript%3E&%22'.xlsx", "javascript%3Aalert(1).xlsx"}


@pytest.mark.parametrize("kind", ["json", "csv", "sqlite", "parquet", "ics"])
def test_export(folder: Path, tmp_path: Path, kind: str) -> None:
    ran = run("export", folder, "-o", tmp_path / f"out.{kind}")
    assert ran.code == 0, ran.err


def test_the_night(folder: Path, tmp_path: Path) -> None:
    config = tmp_path / "pacom.toml"
    config.write_text(f"folders = [{json.dumps(str(folder))}]\n", encoding="utf-8")
    ran = run("nightly", "--config", config, "--dry-run", tmp_path / "mails", "--as-of", AS_OF)
    assert ran.code == 0, ran.err
