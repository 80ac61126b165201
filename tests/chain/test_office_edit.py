"""A workbook edited and saved by a real LibreOffice goes through the same chain."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.model.plan import Plan, Record
from pacom_xl.template.schema import Field
from tests.chain.samples import differences, read, sample_workbook, values
from tests.support.office.suite import EDITOR, run_macro
from tests.support.sample_company import TEMPLATE

Edit = list[Any]


def edited(source: Path, target: Path, edits: list[Edit]) -> Path:
    """``source`` with ``edits`` made in LibreOffice, saved as ``target``."""
    listed = target.with_suffix(".json")
    listed.write_text(json.dumps(edits), encoding="utf-8")
    run_macro(EDITOR, str(source), str(target), str(listed))
    assert target.read_bytes() != source.read_bytes()
    return target


def address(plan: Plan, table: str, key: str, field: str, parent: str | None = None) -> tuple[str, str]:
    """Tab and address where a value was found."""
    record = next(r for r in plan.table(table) if r.key == key and (parent is None or r.parent == parent))
    cell = record.cell(field)
    assert cell is not None
    return cell.sheet, cell.a1


@pytest.mark.parametrize("extension", ["xlsx", pytest.param("ods", marks=pytest.mark.long)])
def test_edits_arrive_and_nothing_else_changes(tmp_path: Path, extension: str) -> None:
    source = sample_workbook("NO", tmp_path)
    plan = read(source)
    journal = [r for r in plan.table("journal") if r.parent == "ACT-NO-002"]
    last = {key: cell for key in ("date", "text", "author") if (cell := journal[-1].cell(key))}
    two_below = {key: (cell.sheet, cell._replace(row=cell.row + 1).a1) for key, cell in last.items()}
    swot_tab, swot_cell = address(plan, "swot", "SWO-02", "code")
    edits: list[Edit] = [
        ["set", *address(plan, "actions", "ACT-NO-002", "due"), {"date": "2026-06-30"}],
        ["set", *address(plan, "budget_lines", *_line(plan, "ACT-NO-001", 1), "committed"), 11234.5],
        ["insert_rows", swot_tab, int(swot_cell.lstrip("ABCDEFGHIJ")), 2],
        ["rename", "ACT-NO-006", "Argumentaire"],
        ["rename", "SWOT", "Forces et faiblesses"],
        ["set", *two_below["date"], {"date": "2026-06-12"}],
        ["set", *two_below["text"], "Relance faite, deux rendez-vous obtenus."],
        ["set", *two_below["author"], "TQU"],
    ]
    after = read(edited(source, tmp_path / f"edited.{extension}", edits))
    changed = differences(values(plan), values(after))
    new = [r for r in after.table("journal") if r.parent == "ACT-NO-002"][-1]
    assert (new.get("date"), new.get("text"), new.get("author")) == (
        date(2026, 6, 12),
        "Relance faite, deux rendez-vous obtenus.",
        "TQU",
    )
    line = _line(plan, "ACT-NO-001", 1)[0]
    assert changed.pop("actions ACT-NO-002 due") == ("2026-06-12", "2026-06-30")
    assert changed.pop(f"budget_lines {line} committed") == (10800, 11234.5)
    assert all(place.startswith(f"journal {new.key} ") for place in changed), changed
    renamed = next(r for r in after.table("actions") if r.key == "ACT-NO-006").cell("title")
    assert renamed is not None and renamed.sheet == "Argumentaire"


def _line(plan: Plan, action: str, number: int) -> tuple[str]:
    record = next(r for r in plan.table("budget_lines") if r.parent == action and r.get("number") == number)
    return (record.key,)


def test_every_input_field_of_every_sheet_is_read_back(tmp_path: Path) -> None:
    """One cell of each input field is changed, in one go; each new value shows in the export."""
    seen: set[str] = set()
    for path in [sample_workbook(team, tmp_path) for team in ("GR", "NO", "IF")]:
        plan = read(path)
        edits, expected = _one_change_per_field(plan, seen)
        after = read(edited(path, tmp_path / f"changed-{path.stem}.xlsx", edits))
        found = {(r.table, r.parent, r.key): r for r in after.records}
        for (table, parent, key, field), wanted in expected.items():
            record = found.get((table, parent, key))
            assert record is not None, (table, key)
            assert record.get(field) == wanted, (table, key, field, record.get(field), wanted)
    core = {f.name for t in TEMPLATE.data_tables for f in t.inputs if TEMPLATE.sheet_of(t.key).level == "core"}
    assert core <= seen | _IDENTITIES, core - seen - _IDENTITIES


#: Fields that say which record, team or year this is, or what a choice means: changing them is another matter
#: (rules and the reader's own tests), and a grid's month and item stand in its headers.
_IDENTITIES = {
    "plan.team_code", "plan.plan_year", "cash.month", "cash.item",
    "choices.list", "choices.key", "choices.fr", "choices.en", "natures.fr", "natures.en",
    *(f"{t.key}.{t.code}" for t in TEMPLATE.data_tables if t.code),
}  # fmt: skip


def _one_change_per_field(plan: Plan, seen: set[str]) -> tuple[list[Edit], dict[tuple[Any, ...], Any]]:
    edits: list[Edit] = []
    expected: dict[tuple[Any, ...], Any] = {}
    for record in plan.records:
        for field in TEMPLATE.tables[record.table].inputs:
            cell = record.cell(field.key)
            if field.name in seen | _IDENTITIES or cell is None:
                continue
            change = _change(field, record)
            if change is None:
                continue
            typed, wanted = change
            seen.add(field.name)
            edits.append(["set", cell.sheet, cell.a1, typed])
            expected[record.table, record.parent, record.key, field.key] = wanted
    return edits, expected


def _change(field: Field, record: Record) -> tuple[Any, Any] | None:
    """What is typed in the cell, and the value it must give: never the one that stands there."""
    base = field.type.base
    if base in ("money", "number"):
        return 4321.75, Decimal("4321.75")
    if base == "percent":
        return 0.375, Decimal("0.375")
    if base == "integer":
        number = 2 if record.get(field.key) != 2 else 3
        return number, number
    if base == "date":
        return {"date": "2026-09-17"}, date(2026, 9, 17)
    if base == "month":
        return {"date": "2026-11-01"}, "2026-11"
    if base in ("enum", "multi_enum"):
        return _other_choice(field, record)
    if field.type.is_ref:
        return _other_reference(field, record)
    return "Texte changé ‘ici’ ; vérifié", "Texte changé ‘ici’ ; vérifié"


def _other_choice(field: Field, record: Record) -> tuple[str, Any]:
    value = record.get(field.key)
    present = value if isinstance(value, tuple) else (value,)
    others = [c for c in TEMPLATE.choices[field.type.choices or ""] if c.key not in present]
    choice = others[-1]
    return choice.label.fr, (choice.key,) if field.type.multiple else choice.key


def _other_reference(field: Field, record: Record) -> tuple[str, Any]:
    text = "ZZZ-99"
    return text, (text,) if field.type.multiple else text
