"""The user guide says what the workbook is: its sheets and its pictures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pacom_xl.model.text import LANGS, Lang
from pacom_xl.template.load import load_template

_DOCS = Path(__file__).resolve().parents[2] / "docs"
_README = _DOCS.parent / "README.md"
_LINK = re.compile(r"\]\(([^)#:]+)\)")


@pytest.mark.parametrize("lang", LANGS)
def test_every_sheet_is_in_the_guide_with_its_purpose(lang: Lang) -> None:
    lines = (_DOCS / f"guide.{lang}.md").read_text(encoding="utf-8").splitlines()
    told = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]
    for sheet in (sheet for sheet in load_template("standard").sheets if sheet.key != "meta"):
        more = {"fr": " (facultative)", "en": " (optional)"}[lang] if sheet.level == "optional" else ""
        row = (sheet.label.in_(lang), sheet.purpose.in_(lang) + more)
        assert _spaced(row) in map(_spaced, told)


def _spaced(row: tuple[str, ...]) -> tuple[str, ...]:
    """Cells whatever the kind of their spaces."""
    return tuple(" ".join(cell.split()) for cell in row)


@pytest.mark.parametrize("name", ["docs/guide.fr.md", "docs/guide.en.md", "README.md"])
def test_what_a_page_links_to_is_there(name: str) -> None:
    page = _README.parent / name
    links = _LINK.findall(page.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_pictures_are_light() -> None:
    pictures = list((_DOCS / "images").glob("*.png"))
    assert len(pictures) >= 3
    assert all(0 < picture.stat().st_size < 200_000 for picture in pictures)
