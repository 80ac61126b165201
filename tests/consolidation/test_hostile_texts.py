"""Whatever texts hold, every workbook opens, and no text becomes a formula, a link or a path in it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.support.hostile_texts import plant
from tests.support.workbook_files import contents, merge, portfolio, write_team

#: What would be of a text in a formula, or in the place a link leads to.
_ACTIVE = re.compile(r"x\.example|cmd\||SUM\(1\+1\)|javascript|evil")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two teams' workbooks and the group's."""
    made = tmp_path_factory.mktemp("hostile")
    merge(made / "group.xlsx", write_team(made, "NO", plant), write_team(made, "IF", plant))
    return made


@pytest.mark.parametrize("name", ["NO.xlsx", "IF.xlsx", "group.xlsx"])
def test_every_part_is_sound_and_no_text_acts(folder: Path, name: str) -> None:
    with zipfile.ZipFile(folder / name) as archive:
        for part in archive.namelist():
            for element in ElementTree.fromstring(archive.read(part)).iter():
                tag = element.tag.rpartition("}")[2]
                if tag in ("f", "formula", "formula1", "formula2", "definedName", "oddHeader", "oddFooter"):
                    assert not _ACTIVE.search(element.text or ""), part
                if tag in ("hyperlink", "Relationship"):
                    assert not _ACTIVE.search(" ".join(element.attrib.values())), part


def test_the_group_gives_every_text_back(folder: Path) -> None:
    own = portfolio(folder / "NO.xlsx", folder / "IF.xlsx")
    again = portfolio(folder / "group.xlsx")
    assert [contents(plan) for plan in again.all_plans] == [contents(plan) for plan in own.all_plans]
