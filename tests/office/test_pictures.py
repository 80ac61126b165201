"""Pages look as they did when somebody last looked at them: no sheet changes unseen.

Each page is a grid of greys, kept in ``accepted_pages.json``. After a change that is wanted, and seen (``make look``):
``python -m tests.office.test_pictures``.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

import pytest

from pacom_xl.cli.group_output import write_group_workbook
from pacom_xl.model.text import Lang
from tests.support.office.engine_workbooks import MONDAY, written
from tests.support.office.suite import convert
from tests.support.sample_company import sample_review

_ACCEPTED = Path(__file__).with_name("accepted_pages.json")
#: Squares of a page across and down.
_GRID = 24
#: Largest difference of a square, in shades of 256, and most squares of a page that may differ more.
_SHADES, _SQUARES = 24, 6
_GROUP_PAGES = 8


def grids(workbook: Path, folder: Path, last: int = 0) -> list[str]:
    """The pages of a workbook, printed by LibreOffice: the greys of the squares of each, as hexadecimal digits."""
    printed = convert(workbook, "pdf", folder)
    limits = ["-l", str(last)] if last else []
    size = ["-scale-to-x", str(_GRID), "-scale-to-y", str(_GRID)]
    subprocess.run(["pdftoppm", "-gray", *size, *limits, str(printed), str(folder / "page")], check=True)
    return [_pixels(path.read_bytes()).hex() for path in sorted(folder.glob("page*.pgm"))]


def _pixels(picture: bytes) -> bytes:
    """The greys of a picture in the PGM format."""
    return picture[-_GRID * _GRID :]


def _pages(name: str, folder: Path) -> list[str]:
    lang: Lang = "en" if name.endswith("-en") else "fr"
    if name.startswith("group"):
        file = folder / "group.xlsx"
        write_group_workbook(sample_review(lang=lang), file, True, action_sheets=False)
        return grids(file, folder, _GROUP_PAGES)
    return grids(written("NO", lang, MONDAY, folder), folder)


def _differing(one: str, other: str) -> int:
    """Squares whose greys differ more than they may."""
    pairs = zip(bytes.fromhex(one), bytes.fromhex(other), strict=True)
    return sum(abs(a - b) > _SHADES for a, b in pairs)


NAMES = ("team-fr", "group-fr")


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_pages_look_as_accepted(name: str, tmp_path: Path) -> None:
    accepted = json.loads(_ACCEPTED.read_text(encoding="utf-8"))[name]
    pages = _pages(name, tmp_path)
    assert len(pages) == len(accepted)
    changed = {n: _differing(*pair) for n, pair in enumerate(zip(pages, accepted, strict=True), 1)}
    assert {n: squares for n, squares in changed.items() if squares > _SQUARES} == {}


def test_a_change_of_a_page_is_seen() -> None:
    plain = bytes([250] * _GRID * _GRID)
    moved = bytes([250] * (_GRID * (_GRID - 1)) + [180] * _GRID)
    assert _differing(plain.hex(), plain.hex()) == 0
    assert _differing(plain.hex(), moved.hex()) > _SQUARES


def main() -> None:
    """Accept the pages as they are."""
    found = {}
    for name in NAMES:
        with tempfile.TemporaryDirectory() as folder:
            found[name] = _pages(name, Path(folder))
    _ACCEPTED.write_text(json.dumps(found, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
