"""Each marked cell corrected as its note says: the marks go, and `check` finds what it found in the sound workbook."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.consolidation.review import review
from pacom_xl.correction.flags import content_of
from pacom_xl.model.plan import Cell, Plan
from pacom_xl.reading.workbook_reader import OpenReading, read_open
from tests.support.command_line import run
from tests.support.small_workbook import AS_OF, TEMPLATE, read, write_small
from tests.support.typing_in import Typed, type_in

#: Table, row and field; what is typed there; the rule that marks this cell.
WRONG: tuple[tuple[str, str, str, Any, str], ...] = (
    ("swot", "SWO-03", "code", "SWO-02", "PAC104"),
    ("actions", "ACT-NO-002", "due", "31/02/2026", "PAC105"),
    ("actions", "ACT-NO-002", "progress", "beaucoup", "PAC105"),
    ("schedule", "schedule#7", "month", "2026-13", "PAC105"),
    ("objectives", "OBJ-01", "deadline", "fin d’année", "PAC105"),
    ("performance", "performance#1", "value", "treize", "PAC105"),
    ("actions", "ACT-NO-004", "priority", "Peut-être", "PAC106"),
    ("offers", "OFF-NO-01", "sent_on", "10 juin 2026", "PAC113"),
    ("actions", "ACT-NO-003", "allocated", "1,234.50", "PAC114"),
    ("competitors", "competitors#1", "share", 1.5, "PAC114"),
    ("budget_lines", "budget_lines#5", "vat_rate", 20, "PAC114"),
    ("actions", "ACT-NO-004", "progress", 1.7, "PAC114"),
    ("risks", "risks#3", "probability", 9, "PAC122"),
    ("marketing", "MKT-02", "start", date(1926, 2, 16), "PAC123"),
    ("offers", "OFF-NO-01", "valid_until", datetime(2026, 7, 31, 14, 30), "PAC124"),
    ("actions", "ACT-NO-002", "why", "actions.title", "PAC125"),
    ("actions", "ACT-NO-003", "title", "", "PAC201"),
    ("actions", "ACT-NO-004", "owner", "", "PAC202"),
    ("actions", "ACT-NO-003", "due", "", "PAC203"),
    ("objectives", "OBJ-02", "target", "", "PAC208"),
    ("swot", "SWO-01", "statement", "", "PAC212"),
    ("budget_lines", "budget_lines#5", "nature", "", "PAC212"),
    ("plan", "plan", "manager", "ZZZ", "PAC301"),
    ("actions", "ACT-NO-004", "objectives", "OBJ-99", "PAC301"),
    ("actions", "ACT-NO-003", "axis", "AX9", "PAC301"),
    ("actions", "ACT-NO-002", "targets", "CIB-77", "PAC301"),
    ("actions", "ACT-NO-004", "start", date(2026, 12, 1), "PAC307"),
    ("team", "SMA", "email", "", "PAC311"),
    ("budget_lines", "budget_lines#7", "spent", 900, "PAC506"),
    ("budget_lines", "budget_lines#6", "planned", -2000, "PAC512"),
    ("schedule", "schedule#8", "line", 99, "PAC514"),
    ("kpis", "kpis#4", "measured_on", "", "PAC603"),
    ("kpis", "kpis#5", "target", 0, "PAC604"),
)
#: What is typed where no former value is right: the cell of this rule and field gets this value.
FIXES: dict[tuple[str, str], Any] = {
    ("PAC206", "actions.done_on"): date(2026, 6, 12),
    ("PAC605", "actions.outcome"): "Objectif tenu",
    ("PAC605", "actions.lessons"): "Partir plus tôt",
    ("PAC207", "actions.status_reason"): "Attente du comité",
    ("PAC207", "actions.review_on"): date(2026, 9, 1),
    ("PAC305", "actions.status"): "Terminée",
    ("PAC306", "actions.progress"): 1,
    ("PAC401", "actions.due"): date(2026, 11, 27),
}


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
        todo = {f.cell: (f.code, f.field or "") for f in shown if f.cell and (f.code, f.field) in FIXES}
        if not todo:
            break
        met |= {code for code, _ in todo.values()}
        path = type_in(target, {(cell.sheet, cell.a1): FIXES[about] for cell, about in todo.items()})
    assert {"PAC206", "PAC207", "PAC305", "PAC605"} <= met
    left = {f.code for f in shown if f.subject.startswith("ACT-") and f.severity == "error"}
    assert not left & {code for code, _ in FIXES}
