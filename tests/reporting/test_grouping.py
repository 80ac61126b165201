"""The same message about several cells is one line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell
from pacom_xl.reporting.grouping import cells_text, lines
from tests.support.sample_company import TEMPLATE

OVERWRITTEN = Finding("PAC107", "index", team="NO", file="NO.xlsx", cell=Cell("Plan", 3, 2), field="index.spent")


def at(finding: Finding, *cells: tuple[int, int]) -> list[Finding]:
    return [replace(finding, cell=Cell("Plan", row, column)) for row, column in cells]


def test_a_column_of_overwritten_formulas_is_one_line() -> None:
    (line,) = lines(at(OVERWRITTEN, (3, 2), (4, 2), (5, 2), (9, 2)), "fr", TEMPLATE)
    assert len(line.findings) == 4
    assert line.place == "Plan!C4:C6, C10"
    assert "Plan!C4:C6, C10" in line.message


def test_different_messages_stay_apart() -> None:
    typed = Finding("PAC113", "ACT-NO-001", team="NO", file="NO.xlsx", cell=Cell("Plan", 3, 2), value="12")
    others = [
        typed,
        replace(typed, value="13", cell=Cell("Plan", 4, 2)),
        replace(typed, team="IF"),
        replace(typed, cell=Cell("Budget", 3, 2)),
        replace(typed, file="other.xlsx"),
        replace(typed, subject="ACT-NO-002"),
        replace(typed, hidden_by="PAC117"),
        replace(typed, waived_by="KBE"),
        replace(typed, severity="info"),
    ]
    assert [len(line.findings) for line in lines(others, "fr", TEMPLATE)] == [1] * len(others)


def test_without_a_cell_nothing_is_put_together() -> None:
    finding = Finding("PAC702", "a.xlsx", team="NO")
    assert len(lines([finding, replace(finding)], "fr", TEMPLATE)) == 2


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([], ""),
        ([(0, 0)], "S!A1"),
        ([(1, 0), (0, 0), (0, 1)], "S!A1:A2, B1"),
        ([(row * 2, 0) for row in range(7)], "S!A1, A3, A5, A7, A9, A11 et 1 autre"),
        ([(row * 2, 0) for row in range(6)] + [(20, 0), (21, 0)], "S!A1, A3, A5, A7, A9, A11 et 2 autres"),
    ],
)
def test_cells_in_a_few_words(cells: list[tuple[int, int]], expected: str) -> None:
    assert cells_text([Cell("S", row, column) for row, column in cells], "fr") == expected


def test_english() -> None:
    assert cells_text([Cell("S", row * 2, 0) for row in range(8)], "en").endswith("A11 and 2 more")
