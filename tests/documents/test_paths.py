"""Pages name modules that exist, and the architecture names every room in the order import-linter checks."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
#: Files a page tells to create, or names of another project or of a run.
CREATED = {"pacom_xl/figures/offers.py", "pacom_xl/cli/commands/teams.py"}


def _exists(name: str) -> bool:
    return any((folder / f"{name}{suffix}").exists() for folder in (ROOT, ROOT / "pacom_xl") for suffix in ("", ".py"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_modules_a_page_names_exist(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    named = set(re.findall(r"`((?:\w+/)+[\w/]*(?:\.py)?)`", text))
    paths = {name for name in named if name.endswith(".py") or (ROOT / "pacom_xl" / name.split("/")[0]).is_dir()}
    assert not {name for name in paths - CREATED if not _exists(name)}


def test_the_rooms_are_in_the_order_of_the_import_contract() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    lines = config["importlinter:contract:rooms"]["layers"].strip().splitlines()
    layers = [re.findall(r"pacom_xl\.(\w+)", line) for line in reversed(lines)]
    assert re.findall(r"^\| `(\w+)/` \|", ARCHITECTURE, re.MULTILINE) == [name for names in layers for name in names]
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert " → ".join(", ".join(f"`{name}`" for name in names) for names in layers) in contributing


def test_the_table_of_places_names_what_is_there() -> None:
    for module, name in re.findall(r"`([\w/]+\.py)` \(`(\w+)`\)", ARCHITECTURE):
        assert f"def {name}(" in (ROOT / "pacom_xl" / module).read_text(encoding="utf-8")
