"""Property: whatever the list, every filled cell is accounted for, and the workbook reads back to what was said."""

from __future__ import annotations

import json
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.template.load import load_template
from pacom_xl.values.texts import tidy
from tests.support.command_line import run

_HEADINGS = [
    "Action", "Responsable", "Échéance", "Statut", "Coût HT", "Montant TTC", "Axe", "Commentaires", "Avancement", "N°",
    "Début", "Priorité", "Indicateur", "Étape", "Moyens", "Financeur", "Inconnu", "TVA", "Contributeurs", "Pourquoi",
]  # fmt: skip
_TEXTS = [
    "Relancer", "Total", "Ada MODELE", "Ada, Bob et Carl", "Fait", "?", "1.1", "1.1.1", "mars 2026", "12/06/2026",
    "1,5 k€", "45 %", "Axe 1 : Conquérir", "- un\n- deux", "  ", "n/a", "#REF!", "x" * 300, "_x000D_", "élevé", "20 %",
    "Réalisé", "=", "'", "2026", "TOTAL GÉNÉRAL", "Champ texte", "Action", "pacom", "a; b; c", "MODELE, Ada", "-",
]  # fmt: skip
_CELLS = st.one_of(
    st.none(),
    st.sampled_from(_TEXTS),
    st.integers(-5, 50_000),
    st.floats(0, 2, allow_nan=False).map(lambda number: round(number, 3)),
    st.dates(date(1950, 1, 1), date(2050, 1, 1)),
    st.booleans(),
    st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=12),
)
_ROWS = st.lists(st.lists(_CELLS, min_size=2, max_size=8), min_size=1, max_size=10)


def _write(path: Path, headings: list[str], rows: list[list[Any]], above: list[Any], merged: int) -> dict[str, Any]:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Liste"
    lines = [above, headings, *rows] if above else [headings, *rows]
    for number, line in enumerate(lines, 1):
        for column, value in enumerate(line, 1):
            if value is not None:
                sheet.cell(number, column).value = value
                if isinstance(value, str):
                    sheet.cell(number, column).data_type = "s"
    if merged and len(rows) > 2:
        letter = get_column_letter(merged)
        top = len(lines) - 1
        sheet.merge_cells(f"{letter}{top}:{letter}{top + 1}")
    workbook.save(path)
    saved = openpyxl.load_workbook(path).worksheets[0]
    filled = (c for row in saved.iter_rows() for c in row if c.value is not None)
    return {c.coordinate: c.value for c in filled if tidy(str(c.value))}


@given(
    st.lists(st.sampled_from(_HEADINGS), min_size=1, max_size=7, unique=True),
    _ROWS,
    st.lists(_CELLS, max_size=2),
    st.integers(0, 3),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_cell_is_a_value_or_listed(
    headings: list[str], rows: list[list[Any]], above: list[Any], merged: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file, out = Path(folder) / "liste.xlsx", Path(folder) / "o.xlsx"
        filled = _write(file, ["Action", *[h for h in headings if h != "Action"], "Statut "], rows, above, merged)
        words = ("--format", "json", "--team", "NO", "--year", "2026", "--lang", "fr", "--as-of", "2026-03-02")
        ran = run("adopt", file, "-o", out, *words)
        assert ran.code in (0, 2), ran.err
        if ran.code:
            assert not out.exists()
            return
        report = json.loads(ran.out)
        assert {cell["cell"] for cell in report["cells"]} == set(filled)
        reading = read_workbook(out, load_template("standard"))
        assert [(f.code, f.subject, f.detail, f.value) for f in reading.findings] == []
        _check_values(report, reading.plan)


def _check_values(report: dict[str, Any], plan: Any) -> None:
    """Every value the report speaks of stands in the workbook."""
    values = {(r.table, r.key): r.values for table in ("actions", "team", "axes") for r in plan.table(table)}
    lines = {(name, r.parent) for name in ("budget_lines", "milestones", "kpis") for r in plan.table(name)}
    for cell in report["cells"]:
        if cell["use"] == "value" and (cell["table"], cell["key"]) in values:
            assert values[cell["table"], cell["key"]].get(cell["field"]) is not None, cell
        elif cell["use"] == "value":
            assert (cell["table"], cell["action"]) in lines, cell
    assert report["summary"]["actions"] == plan.count("actions")
