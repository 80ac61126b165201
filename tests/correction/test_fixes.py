"""Each marked cell corrected as its note says: the marks go, and `check` finds what it found in the sound workbook."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.consolidation.review import review
from pacom_xl.correction.flags import content_of
from pacom_xl.model.plan import Cell, Plan
from pacom_xl.reading.workbook_reader import OpenReading, read_open
from tests.correction.wrong_cells import NEXT, WRONG
from tests.support.command_line import run
from tests.support.small_workbook import AS_OF, TEMPLATE, read, write_small
from tests.support.typing_in import Typed, type_in


def _opened(path: Path) -> tuple[OpenReading, Plan]:
    found = read_open(path, TEMPLATE)
    assert found.workbook and found.reading.plan
    return found, found.reading.plan


def _cell(plan: Plan, table: str, key: str, field: str) -> Cell:
    cell = next(record for record in plan.table(table) if record.key == key).cell(field)
    assert cell, (table, key, field)
    return cell


def _found(path: Path) -> set[tuple[str, str]]:
    shown = review([read(path)], TEMPLATE, AS_OF, lang="fr").shown
    return {(f.code, f"{f.cell.sheet}!{f.cell.a1}") for f in shown if f.cell}


def _correct(source: Path, target: Path) -> list[dict[str, Any]]:
    ran = run("correct", source, "-o", target, "--format", "json", "--as-of", "2026-06-15")
    assert ran.code == 0, ran.err
    findings: list[dict[str, Any]] = json.loads(ran.out)["files"][0]["findings"]
    return findings


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "sound.xlsx"
    write_small(path)
    return path


def test_cells_corrected_as_their_notes_say_leave_the_workbook_as_it_was(sound: Path, tmp_path: Path) -> None:
    found, plan = _opened(sound)
    assert found.workbook
    cells = [_cell(plan, *place[:3]) for place in WRONG]
    right: Typed = {(cell.sheet, cell.a1): content_of(found.workbook, cell) for cell in cells}
    broken = tmp_path / "NO.xlsx"
    broken.write_bytes(sound.read_bytes())
    type_in(broken, {(cell.sheet, cell.a1): place[3] for cell, place in zip(cells, WRONG, strict=True)})
    marked = _correct(broken, tmp_path / "out.xlsx")
    at = {(f["code"], f["sheet"], f["cell"]) for f in marked if f["message"] and f["fix"]}
    unmarked = [place for cell, place in zip(cells, WRONG, strict=True) if (place[4], cell.sheet, cell.a1) not in at]
    assert unmarked == []
    type_in(tmp_path / "out.xlsx", right)
    # With --as-of, `correct` writes the reference date into the workbook, which PAC115 says.
    assert {f for f in _found(tmp_path / "out.xlsx") if f[0] != "PAC115"} == _found(sound)


def test_following_the_notes_round_by_round_ends_without_a_mark(sound: Path, tmp_path: Path) -> None:
    """Closing and suspending actions asks for one thing after the other."""
    _, plan = _opened(sound)
    path = tmp_path / "NO.xlsx"
    path.write_bytes(sound.read_bytes())
    start = {("ACT-NO-002", "progress"): 1, ("ACT-NO-003", "status"): "Suspendue", ("ACT-NO-004", "status"): "Terminée"}
    cells = {_cell(plan, "actions", code, key): value for (code, key), value in start.items()}
    type_in(path, {(cell.sheet, cell.a1): value for cell, value in cells.items()})
    met = set()
    for turn in range(5):
        target = tmp_path / f"out{turn}.xlsx"
        _correct(path, target)
        shown = review([read(target)], TEMPLATE, AS_OF, lang="fr").shown
        todo = {f.cell: (f.code, f.field or "") for f in shown if f.cell and (f.code, f.field) in NEXT}
        if not todo:
            break
        met |= {code for code, _ in todo.values()}
        path = type_in(target, {(cell.sheet, cell.a1): NEXT[about] for cell, about in todo.items()})
    assert {"PAC206", "PAC207", "PAC305", "PAC605"} <= met
    left = {f.code for f in shown if f.subject.startswith("ACT-") and f.severity == "error"}
    assert not left & {code for code, _ in NEXT}
