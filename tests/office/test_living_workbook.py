"""What people do to the tabs of a workbook, done in a real LibreOffice: the formulas follow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pacom_xl.exchange.plan_json import load_data_file, plans_from_data
from pacom_xl.model.plan import Plan
from pacom_xl.template.load import load_template
from pacom_xl.writing.blank_plan import completed
from pacom_xl.writing.team_workbook import write_workbook
from tests.support.office.compare import cached_differences, same
from tests.support.office.engine_workbooks import MONDAY, written
from tests.support.office.suite import convert, edited
from tests.support.opened_workbook import open_tab, open_workbook

#: Half a minute of an office; the edits of the gauntlet do the like on a smaller workbook.
pytestmark = pytest.mark.long

_SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "valmorane"


def _edited(source: Path, edits: list[list[Any]], folder: Path) -> Any:
    """The workbook after some edits in LibreOffice, recalculated; values only."""
    return open_workbook(edited(source, edits, folder)[1], data_only=True)


def _row(book: Any, tab: str, code: str) -> list[Any]:
    return next([c.value for c in row] for row in book[tab].iter_rows() if row[1].value == code)


def _first_spare(book: Any) -> Any:
    sheet = book["Plan d’actions"]
    return 1 + max(row[1].row for row in sheet.iter_rows() if str(row[1].value or "").startswith("ACT-NO-"))


def _code_cell(source: Path) -> str:
    """The cell of an action's own code: the reader's anchor says its row."""
    sheet = open_tab(source, "ACT-NO-003")
    row = next(cell.row for cell in sheet["A"] if str(cell.value).startswith("actions.code"))
    return f"D{row}"


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any, int]:
    """Before, and after: a tab duplicated with a new code, another with the old one, one deleted, one renamed."""
    folder = tmp_path_factory.mktemp("living")
    source = written("NO", "fr", MONDAY, folder)
    before = open_workbook(source, data_only=True)
    spare, code = _first_spare(before), _code_cell(source)
    edits: list[list[Any]] = [
        ["duplicate", "ACT-NO-002", "ACT-NO-050"],
        ["set", "ACT-NO-050", code, "ACT-NO-050"],
        ["set", "Plan d’actions", f"B{spare}", "ACT-NO-050"],
        ["duplicate", "ACT-NO-001", "ACT-NO-051"],
        ["set", "Plan d’actions", f"B{spare + 1}", "ACT-NO-051"],
        ["set", "Plan d’actions", f"B{spare + 2}", "ACT-NO-099"],
        ["delete", "ACT-NO-004"],
        ["rename", "ACT-NO-005", "Visites"],
    ]
    return before, _edited(source, edits, folder), spare


def test_a_duplicated_tab_is_read_by_its_name_on_a_spare_row(living: tuple[Any, Any, int]) -> None:
    before, after, _ = living
    original, copy = _row(before, "Plan d’actions", "ACT-NO-002"), _row(after, "Plan d’actions", "ACT-NO-050")
    assert all(same(ours, theirs) for ours, theirs in zip(original[2:], copy[2:], strict=True))
    calendar = _row(after, "Calendrier", "ACT-NO-050")
    shown = _row(before, "Calendrier", "ACT-NO-002")
    assert all(same(ours, theirs) for ours, theirs in zip(shown[2:9], calendar[2:9], strict=True))
    assert "En retard" in calendar


def test_a_tab_with_an_old_code_and_a_missing_tab_say_so(living: tuple[Any, Any, int]) -> None:
    _, after, _ = living
    assert "Code en double" in _row(after, "Calendrier", "ACT-NO-051")
    assert "Fiche supprimée" in _row(after, "Calendrier", "ACT-NO-099")
    assert "Fiche supprimée" in _row(after, "Calendrier", "ACT-NO-004")


def test_a_copy_says_on_its_own_sheet_that_its_code_is_taken(living: tuple[Any, Any, int]) -> None:
    """Beside its code, and as its situation; not on the original, not on a copy with its own code."""
    _, after, _ = living
    copies = {name for name in after.sheetnames if _title(after, name).find(" · Code en double") > 0}
    assert copies == {"ACT-NO-051"}
    assert _title(after, "ACT-NO-051").startswith("ACT-NO-001 · Code en double · ")
    situations = [c.value for row in after["ACT-NO-051"].iter_rows() for c in row if c.value == "▲ Code en double"]
    assert len(situations) == 1


def test_a_renamed_sheet_is_no_copy(living: tuple[Any, Any, int]) -> None:
    before, after, _ = living
    assert _title(after, "Visites") == _title(before, "ACT-NO-005")


def _title(book: Any, tab: str) -> str:
    """The band at the top of an action sheet."""
    cells = (cell.value for cell in book[tab]["B"])
    return next((v for v in cells if isinstance(v, str) and v.startswith("ACT-NO-") and " · " in v), "")


def test_no_total_breaks_when_tabs_come_and_go(living: tuple[Any, Any, int]) -> None:
    before, after, _ = living
    errors = [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in after.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith(("#REF", "#VAL", "#NAME", "#N/A", "#DIV", "Err:"))
    ]
    assert errors == []
    assert _row(after, "Plan d’actions", "ACT-NO-005")[2:15] == _row(before, "Plan d’actions", "ACT-NO-005")[2:15]


def test_new_labels_in_the_lists_change_no_result(tmp_path: Path) -> None:
    """Every label of Listes renamed: formulas look at keys, so every figure is as it was."""
    template = load_template()
    plan = plans_from_data(load_data_file(_SAMPLES / "NO.json"), template, "NO")[0][0]
    path = tmp_path / "renamed.xlsx"
    write_workbook(_relabelled(completed(plan, template)), template, path, as_of=MONDAY, frozen=True, workbook_id="x")
    assert cached_differences(path, convert(path, "xlsx", tmp_path / "again")) == []
    ours, theirs = (open_workbook(p, data_only=True) for p in (path, written("NO", "fr", MONDAY, tmp_path)))
    for tab in ("Plan d’actions", "Calendrier", "Enveloppe budgétaire", "Prévision de trésorerie", "Tableau de bord"):
        assert _numbers(ours[tab]) == _numbers(theirs[tab]), tab


def _relabelled(plan: Plan) -> Plan:
    return plan.with_records(
        r.with_values({lang: f"§{r.values[lang]}" for lang in ("fr", "en") if r.values[lang]})
        if r.table in ("choices", "natures")
        else r
        for r in plan.records
    )


def _numbers(sheet: Any) -> dict[str, Any]:
    cells = (cell for row in sheet.iter_rows() for cell in row)
    return {cell.coordinate: cell.value for cell in cells if isinstance(cell.value, (int, float))}
