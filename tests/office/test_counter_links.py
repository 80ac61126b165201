"""Links, looked up in a real LibreOffice: of counters to their first cell, of codes to action sheets."""

from __future__ import annotations

from typing import Any

import pytest

from pacom_xl.layout.anchors import column_key
from pacom_xl.model.plan import column_letters
from tests.support.office.engine_workbooks import MONDAY, written
from tests.support.office.suite import edited
from tests.support.opened_workbook import open_workbook


def _link(sheet: Any) -> str:
    return next(str(c.coordinate) for row in sheet.iter_rows() for c in row if c.value == "Contrôle →")


def _cell(sheet: Any, table: str, field: str, row: int = 1) -> str:
    """A cell of a table's ``row``, by the hidden keys."""
    key = next(c.row for c in sheet["A"] if c.value == f"[{table}]")
    column = next(c.column for c in sheet[key] if column_key(str(c.value)) == f"{table}.{field}")
    return f"{column_letters(column - 1)}{key + 1 + row}"


def _place(sheet: Any, table: str, field: str) -> str:
    """The value cell of a form's field, by the hidden keys: fields of a line stand side by side."""
    key = next(c.row for c in sheet["A"] if c.value == f"[{table}]")
    columns = [c.column for c in sheet[key] if isinstance(c.value, str) and column_key(c.value).startswith("@")]
    row, names = next((c.row, c.value.split()) for c in sheet["A"] if f"{table}.{field}" in str(c.value).split())
    return f"{column_letters(columns[names.index(f'{table}.{field}')] - 1)}{row}"


def _code(calendar: Any, code: str) -> str:
    return next(str(c.coordinate) for c in calendar["B"] if c.value == code)


def _down(address: str, rows: int) -> str:
    return address.rstrip("0123456789") + str(int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) + rows)


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """By case: the cell it should be, the one the link selects."""
    folder = tmp_path_factory.mktemp("links")
    source = written("NO", "fr", MONDAY, folder)
    book = open_workbook(source, data_only=True)
    goals, markets, first, second = (book[t] for t in ("Objectifs", "SWOT", "ACT-NO-001", "ACT-NO-002"))
    first_screen = book["Tableau de bord"]
    gap, wrong = _cell(goals, "objectives", "label", 3), _cell(markets, "swot", "quadrant", 4)
    owner, vat = _place(first, "actions", "owner"), _cell(second, "budget_lines", "vat_rate", 2)
    found: dict[str, tuple[str, str]] = {}
    edits: list[list[Any]] = []

    def follow(case: str, tab: str, link: str, wanted: str, to: str = "") -> None:
        """``wanted``: the cell, on the tab ``to`` if not on that of the link."""
        edits.append(["follow", tab, link, str(folder / case)])
        there = to or tab
        found[case] = (f"$'{there}'.{wanted}" if not there.isalnum() else f"${there}.{wanted}", case)

    follow("nothing", "Objectifs", _link(goals), _down("B" + _link(goals)[1:], 1))
    edits += [["type", "Objectifs", gap, ""], ["type", "SWOT", wrong, "Ni force ni faiblesse"]]
    follow("missing", "Objectifs", _link(goals), gap)
    follow("wrong", "SWOT", _link(markets), wrong)
    above = int(_cell(goals, "objectives", "label", 1).lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    edits += [["insert_rows", "Objectifs", above, 2], ["rename", "Objectifs", "Nos buts"]]
    follow("moved and renamed", "Nos buts", _link(goals), _down(gap, 2))
    last = max(c.row for c in book["Cibles"]["A"] if str(c.value).startswith("targets#"))
    edits += [["type", "Cibles", f"{column}{last + 1}", "Ajout"] for column in "BC"]
    follow("below the table", "Cibles", _link(book["Cibles"]), f"D{last + 1}")
    edits += [["type", "ACT-NO-001", owner, ""], ["type", "ACT-NO-002", vat, ""]]
    follow("form", "ACT-NO-001", _link(first), owner)
    follow("action table", "ACT-NO-002", _link(second), vat)
    edits += [["insert_rows", "ACT-NO-001", int(owner[1:]), 1], ["rename", "ACT-NO-001", "Salon de mai"]]
    follow("form moved and renamed", "Salon de mai", _link(first), _down(owner, 1))
    title = next(c.coordinate for c in first["B"] if str(c.value).startswith("ACT-NO-001"))
    follow("calendar to a renamed tab", "Calendrier", _code(book["Calendrier"], "ACT-NO-001"), title, "Salon de mai")
    edits.append(["rename", "ACT-NO-002", "Brasseries"])
    late = next(c.coordinate for row in first_screen.iter_rows() for c in row if c.value == "ACT-NO-002")
    follow("dashboard to a renamed tab", "Tableau de bord", late, title, "Brasseries")
    edited(source, edits, folder)
    return {case: (wanted, (folder / name).read_text(encoding="utf-8")) for case, (wanted, name) in found.items()}


@pytest.mark.parametrize(
    "case",
    [
        "nothing",
        "missing",
        "wrong",
        "below the table",
        "moved and renamed",
        "form",
        "action table",
        "form moved and renamed",
        "calendar to a renamed tab",
        "dashboard to a renamed tab",
    ],
)
def test_the_link_of_a_counter_leads_to_the_first_cell(case: str, followed: dict[str, tuple[str, str]]) -> None:
    wanted, selected = (text.replace("$", "") for text in followed[case])
    assert selected.partition(":")[0] == wanted
