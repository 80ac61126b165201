"""What the note of a finding says to do, done in the sample's workbooks: the finding is gone."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.cli.samples import samples_folder
from pacom_xl.consolidation.review import review
from pacom_xl.model.plan import Cell, Plan, Record
from pacom_xl.reading.reading_result import Reading
from pacom_xl.rules.all_rules import catalogue
from tests.correction.wrong_cells import ELSEWHERE, NEXT, SAID, WRONG, Edits
from tests.support.command_line import run
from tests.support.sample_company import AS_OF, TEMPLATE
from tests.support.small_workbook import read
from tests.support.typing_in import type_in

_GROUP = samples_folder() / "PAC_2026_GR.xlsx"
#: In each push; the others in ``make test-long``.
_EACH_PUSH = ("SO",)


def _row(plan: Plan, table: str, whose: str) -> tuple[Record, int]:
    """A record, and how many rows below it the place is."""
    parent, _, label = whose.rpartition("/")
    rows = [record for record in plan.table(table) if not parent or record.parent == parent]
    if label.startswith("+"):
        return rows[-1], int(label[1:] or 1)
    return next(row for row in rows if label in (row.key, *map(str, row.values.values()))), 0


def _typed(plan: Plan, edits: Edits) -> dict[tuple[str, str], Any]:
    """Contents by tab and address."""
    found: dict[tuple[str, str], Any] = {}
    for (name, whose), value in edits.items():
        table, _, field = name.partition(".")
        record, below = _row(plan, table, whose)
        cell = record.cell(field)
        assert cell, (name, whose)
        cell = Cell(cell.sheet, cell.row + below, cell.column)
        found[cell.sheet, cell.a1] = value
    return found


@cache
def _group() -> Reading:
    return read(_GROUP)


def _shown(path: Path) -> dict[tuple[str, str], set[tuple[str, str, str]]]:
    """Code, tab and address of the findings at cells, by code and subject."""
    found: dict[tuple[str, str], set[tuple[str, str, str]]] = {}
    for finding in review([read(path)], TEMPLATE, AS_OF, lang="fr", reference=_group()).shown:
        if finding.cell and finding.team != "GR":
            place = (finding.code, finding.cell.sheet, finding.cell.a1)
            found.setdefault((finding.code, finding.subject), set()).add(place)
    return found


@pytest.mark.parametrize(
    "team", [pytest.param(team, marks=[] if team in _EACH_PUSH else pytest.mark.long) for team in SAID]
)
def test_a_finding_is_gone_when_its_note_was_followed(team: str, tmp_path: Path) -> None:
    source, target = tmp_path / "NO.xlsx", tmp_path / "out.xlsx"
    source.write_bytes((samples_folder() / f"PAC_2026_{team}.xlsx").read_bytes())
    plan = read(source).plan
    assert plan
    type_in(source, {place: value for fixed in SAID[team] for place, value in _typed(plan, fixed.wrong or {}).items()})
    about = [(fixed.code, fixed.subject) for fixed in SAID[team]]
    wrong = _shown(source)
    assert [key for key in about if key not in wrong] == []
    ran = run("correct", source, "-o", target, "--format", "json", "--as-of", AS_OF.isoformat(), "--reference", _GROUP)
    assert ran.code == 0, ran.err
    marked = {(f["code"], f["sheet"], f["cell"]) for f in json.loads(ran.out)["files"][0]["findings"] if f["fix"]}
    assert [key for key in about if not wrong[key] <= marked] == []
    type_in(target, {place: value for fixed in SAID[team] for place, value in _typed(plan, fixed.fix).items()})
    left = _shown(target)
    assert [key for key in about if key in left] == []


def test_every_rule_is_tried_or_has_a_reason_not_to_be() -> None:
    tried = {place[4] for place in WRONG} | {code for code, _ in NEXT}
    tried |= {fixed.code for team in SAID.values() for fixed in team}
    assert tried | ELSEWHERE == {rule.code for rule in catalogue()}
    assert not tried & ELSEWHERE
