"""A series of thirty edits by a real LibreOffice, among moves that change nothing: each is told, in about one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.model.plan import Record
from tests.support.command_line import AS_OF, run, write_sample
from tests.support.office import suite
from tests.support.small_workbook import read

_SCRIPT = Path(__file__).parents[1] / "gauntlet" / "office_edits.py"
#: Most lines per real change.
_MOST = 1.05


class Places:
    """Where fields stand in the workbook about to be edited."""

    def __init__(self, path: Path) -> None:
        plan = read(path).plan
        assert plan
        self.plan = plan

    def row(self, table: str, parent: str | None = None, number: int = 0, **values: Any) -> Record:
        """A record of a table."""
        found = [
            r for r in self.plan.table(table) if r.parent == parent and all(r.get(k) == v for k, v in values.items())
        ]
        return found[number]

    def put(self, table: str, field: str, value: Any, parent: str | None = None, number: int = 0, **values: Any) -> Any:
        """The step that types a value into a field."""
        cell = self.row(table, parent, number, **values).cell(field)
        assert cell
        return ["put", cell.sheet, cell.row, cell.column, value]

    def next_row(self, table: str, parent: str | None, values: dict[str, Any]) -> list[Any]:
        """The steps that type a row below the last one."""
        origin = [r for r in self.plan.table(table) if r.parent == parent][-1].origin
        assert origin
        return [["put", origin.sheet, origin.row + 1, origin.columns[name], value] for name, value in values.items()]


def _day(text: str) -> int:
    from datetime import date

    return (date.fromisoformat(text) - date(1899, 12, 30)).days


def _edits(at: Places) -> list[tuple[str, list[Any]]]:
    """Words that tell each edit in the report, and its steps."""
    one = "ACT-NO-002"
    return [
        ("échéance 12/06/2026 → 30/06/2026", [at.put("actions", "due", _day("2026-06-30"), code=one)]),
        ("avancement 80 % → 95 % (+15 pt)", [at.put("actions", "progress", 0.95, code=one)]),
        ("intitulé", [at.put("actions", "title", "Tournée des brasseries", code="ACT-NO-003")]),
        ("responsable GLF → SMA", [at.put("actions", "owner", "SMA", code="ACT-NO-004")]),
        ("« Basse » (non compris)", [at.put("actions", "priority", "Basse", code="ACT-NO-006")]),
        ("vide → « Vu avec Paul »", [at.put("actions", "arbitration_note", "Vu avec Paul", code="ACT-NO-007")]),
        ("budget alloué HT 7 200 € → 7 000 €", [at.put("actions", "allocated", 7000, code=one)]),
        ("réalisé HT", [at.put("budget_lines", "spent", 4000, parent=one, number=0)]),
        ("prévu HT", [at.put("budget_lines", "planned", 1234.5, parent="ACT-NO-003", number=0)]),
        ("« Affiches »", [at.put("budget_lines", "label", "Affiches", parent="ACT-NO-004", number=0)]),
        ("montant HT", [at.put("schedule", "amount", 777, parent="ACT-NO-003", number=0)]),
        ("jalon", [at.put("milestones", "label", "Relance des absents", parent="ACT-NO-001", number=0)]),
        ("atteint le", [at.put("milestones", "done_on", _day("2026-06-10"), parent=one, number=-1)]),
        ("« Clients livrés »", at.next_row("milestones", "ACT-NO-004", {
            "label": "Clients livrés", "due": _day("2026-09-30")})),
        ("« Gel des budgets »", at.next_row("risks", one, {"label": "Gel des budgets", "probability": 2, "impact": 3})),
        ("cible", [at.put("kpis", "target", 150, parent="ACT-NO-001", number=0)]),
        ("réalisé 24 → 31", [at.put("objectives", "actual", 31, code="OBJ-01")]),
        ("Critère décidé", [at.put("objectives", "success_criteria", "Critère décidé", code="OBJ-02")]),
        ("Suivi de performance", [at.put("performance", "value", 99, number=0)]),
        ("Notoriété en Vendée", [at.put("swot", "statement", "Notoriété en Vendée", code="SWO-01")]),
        ("importance (1-3) 2 → 1", [at.put("swot", "weight", 1, code="SWO-02")]),
        ("SWO-90", at.next_row("swot", None, {"code": "SWO-90", "quadrant": "Force", "statement": "Équipe stable"})),
        ("montant annuel HT 148 000 € → 150 000 € (+2 000 €)", [at.put("offers", "amount", 150000, code="OFF-NO-01")]),
        ("104 500 € → 105 000 €", [at.put("envelope", "amount", 105000, dimension="total")]),
        ("Rue du Port", [at.put("targets", "needs", "Rue du Port", number=0)]),
        ("absent jusqu’au vide → 15/07/2026", [at.put("team", "absent_until", _day("2026-07-15"), trigram="SMA")]),
        ("« demain » (non compris)", [at.put("actions", "start", "demain", code="ACT-NO-008")]),
        ("· Décidé en réunion »", at.next_row("journal", one, {
            "date": _day("2026-06-12"), "text": "Décidé en réunion", "author": "TQU"})),
        ("version", [at.put("plan", "plan_version", "V3")]),
        ("statut En cours → Suspendue", [at.put("actions", "status", "Suspendue", code="ACT-NO-009")]),
    ]  # fmt: skip


def _noise(at: Places) -> list[Any]:
    """Moves and formats that change nothing people typed; done after the edits."""
    swot, milestones = at.row("swot").origin, at.row("milestones", "ACT-NO-001").origin
    assert swot and milestones
    count = len(at.plan.table("swot"))
    return [
        ["sort", swot.sheet, swot.row, 1, swot.row + count, 8, 3, True],
        ["insert_rows", swot.sheet, swot.row + 2, 1],
        ["insert_rows", "ACT-NO-002", 3, 3],
        ["move_tab", "ACT-NO-006", 1],
        ["rename", "ACT-NO-010", "Salon du café"],
        ["format", "ACT-NO-001", milestones.row, milestones.columns["due"], "YYYY-MM-DD"],
    ]


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[str]]:
    """The workbook of NO as an office saves it, the same with the edits, and the words that tell each."""
    folder = tmp_path_factory.mktemp("series")
    source = write_sample(folder, "NO")[0]
    at = Places(source)
    edits = _edits(at)
    steps = [step for _, some in edits for step in some]
    stories = folder / "edits.json"
    stories.write_text(json.dumps([["old.xlsx", []], ["new.xlsx", [*steps, *_noise(at)]]]), encoding="utf-8")
    suite.run_macro(_SCRIPT, str(source), str(folder), str(stories))
    return folder / "old.xlsx", folder / "new.xlsx", [words for words, _ in edits]


@pytest.mark.long
def test_every_edit_is_told_in_about_one_line(versions: tuple[Path, Path, list[str]], tmp_path: Path) -> None:
    old, new, expected = versions
    ran = run("diff", old, new, "--as-of", AS_OF, "-o", tmp_path / "diff.json", "-q")
    assert ran.code == 0, ran.err
    (team,) = json.loads((tmp_path / "diff.json").read_text("utf-8"))["teams"]
    lines = [change["message"].replace("\u00a0", " ").replace("\u202f", " ") for change in team["changes"]]
    assert not [words for words in expected if not any(words in line for line in lines)], "\n".join(lines)
    assert len(lines) <= _MOST * len(expected), "\n".join(lines)
    assert all(change["new_cell"] for change in team["changes"])


@pytest.mark.long
def test_a_second_save_is_no_change(versions: tuple[Path, Path, list[str]]) -> None:
    ran = run("diff", versions[0].with_name("NO.xlsx"), versions[0], "--as-of", AS_OF, "--exit-code")
    assert (ran.code, "aucun changement" in ran.out) == (0, True), ran.out
