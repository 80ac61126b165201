"""Fields a template gained after a workbook was made are not missing; fields people took away are, at their place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.command_line import AS_OF, run
from tests.support.direct_workbook import DirectWorkbook
from tests.support.small_workbook import write_small

#: Workbooks as earlier versions of the program wrote them.
SAMPLES = sorted((Path(__file__).parents[1] / "frozen").glob("*.xlsx"))
#: A company's template that adds a sheet, a table, and fields to a table, a form and tables of action sheets.
ADDED = {
    "template.toml": 'name = "grown"\nversion = "2"\nextends = "standard"\nlabel = { fr = "Grandi", en = "Grown" }\n',
    "05-swot.toml": 'key = "swot"\n[[table]]\nkey = "swot"\n{text}',
    "13-actions.toml": 'key = "actions"\n[[table]]\nkey = "milestones"\n{text}\n[[table]]\nkey = "actions"\n{text}',
    "02-plan.toml": 'key = "plan"\n[[table]]\nkey = "plan"\n{text}',
    "40-visits.toml": 'key = "visits"\nlabel = { fr = "Visites", en = "Visits" }\n'
    'purpose = { fr = "Visites", en = "Visits" }\nlevel = "core"\nscope = "team"\n'
    '[[table]]\nkey = "visits"\nkind = "rows"\nlabel = { fr = "Visites", en = "Visits" }\n{text}',
}
_FIELD = """[[table.field]]
key = "evidence"
type = "text"
label = { fr = "Preuve", en = "Evidence" }
help = { fr = "Source.", en = "Source." }
"""


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("templates") / "grown"
    folder.mkdir()
    for name, text in ADDED.items():
        (folder / name).write_text(text.replace("{text}", _FIELD), encoding="utf-8")
    return folder


def _missing(book: Path, *options: str | Path) -> list[Mapping[str, Any]]:
    ran = run("check", book, "--as-of", AS_OF, "--format", "json", *options)
    report = json.loads(ran.out)
    assert [file["status"] for file in report["files"]] in (["read"], ["partial"]), ran.err
    return [f for f in report["findings"] if f["code"] in ("PAC101", "PAC102")]


@pytest.mark.parametrize("book", SAMPLES, ids=lambda path: path.stem)
def test_an_earlier_workbook_lacks_nothing(book: Path, grown: Path) -> None:
    assert _missing(book, "--template", grown) == []


def test_a_workbook_of_today_lacks_nothing_tomorrow(tmp_path: Path, grown: Path) -> None:
    write_small(tmp_path / "NO.xlsx")
    assert _missing(tmp_path / "NO.xlsx", "--template", grown) == []


@pytest.mark.parametrize(
    ("tab", "heading", "field"),
    [("SWOT", "Constat *", "swot.statement"), ("ACT-NO-002", "Jalon *", "milestones.label")],
)
def test_a_field_people_took_away_is_missing_at_its_place(
    tmp_path: Path, grown: Path, tab: str, heading: str, field: str
) -> None:
    """Heading and hidden key emptied, the defined name gone: an error that shows the heading of the table."""
    write_small(tmp_path / "base.xlsx")
    workbook = DirectWorkbook(tmp_path / "base.xlsx")
    row, column = next(spot for spot, cell in workbook.cells(tab).items() if cell.value == heading)
    for number in (row - 1, row):
        workbook.clear(tab, number, column)
    workbook.parts["xl/workbook.xml"] = _without_names(workbook.parts["xl/workbook.xml"])
    for template in (Path("standard"), grown):
        (found,) = _missing(workbook.save(tmp_path / "NO.xlsx"), "--template", template)
        assert (found["code"], found["field"], found["sheet"]) == ("PAC102", field, tab)
        assert found["cell"].endswith(str(row + 1))


def _without_names(part: bytes) -> bytes:
    before, _, rest = part.partition(b"<definedNames>")
    return before + rest.partition(b"</definedNames>")[2]
