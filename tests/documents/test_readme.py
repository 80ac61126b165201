"""The two READMEs name the same commands; links of all pages lead to files; the site has every page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pacom_xl.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.fr.md")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def commands(name: str) -> set[str]:
    """Everything between backquotes and in indented blocks that begins with the program, or with make."""
    quoted = re.findall(r"`((?:pacom-xl|make) [^`]+)`", text_of(name))
    blocks = re.findall(r"^    (?:.*?(?=pacom-xl|make ))?((?:pacom-xl|make) [^#\n]+)", text_of(name), re.MULTILINE)
    return {command.strip() for command in (*quoted, *blocks)}


def test_both_name_the_same_commands() -> None:
    assert commands("README.md") == commands("README.fr.md")


def test_every_command_is_named() -> None:
    named = {command.split()[1] for command in commands("README.md") if command.startswith("pacom-xl")}
    assert set(COMMANDS) - named <= {"outbox"}


@pytest.mark.parametrize("page", sorted(path.name for path in (ROOT / "docs").glob("*.md")))
@pytest.mark.parametrize("readme", READMES)
def test_links_lead_to_files(readme: str, page: str) -> None:
    links = re.findall(r"\]\(((?!https?:)[^)#]+)", text_of(readme))
    assert [link for link in links if not (ROOT / link).exists()] == []
    inner = re.findall(r"\]\(((?!https?:)[^)#]+)", (ROOT / "docs" / page).read_text(encoding="utf-8"))
    assert [link for link in inner if not (ROOT / "docs" / link).exists()] == []


def test_every_page_is_in_the_site() -> None:
    pages = {path.name for path in (ROOT / "docs").glob("*.md")}
    assert set(re.findall(r": ([\w.-]+\.md)$", text_of("mkdocs.yml"), re.MULTILINE)) == pages


def test_french_has_no_break_spaces() -> None:
    prose = [line for line in text_of("README.fr.md").splitlines() if not line.startswith("    ")]
    bare = [re.sub(r"`[^`]*`", "", line) for line in prose]
    assert [line for line in bare if re.search(r" [;:?»]| !(?!\[)", line)] == []
