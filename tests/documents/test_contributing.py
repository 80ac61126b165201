"""The code of CONTRIBUTING, applied to a copy of the project, does what the text says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.document_steps import ROOT, copy_project, run_python, steps
from tests.support.opened_workbook import open_workbook

CONTRIBUTING = ROOT / "CONTRIBUTING.md"
SAMPLE = Path("samples") / "valmorane" / "NO.json"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_project(tmp_path)


def follow(project: Path, heading: str) -> None:
    """Apply every step of a section."""
    found = steps(CONTRIBUTING, heading)
    assert found
    for step in found:
        step.apply(project)


def program(project: Path, *words: str | Path, code: int = 0) -> str:
    """Standard output of ``pacom-xl words`` run by the copy."""
    ran = run_python(project, "-m", "pacom_xl", *words)
    assert ran.returncode == code, ran.stderr
    return ran.stdout


def first(project: Path, table: str) -> dict[str, Any]:
    """The first record of a table in the sample data."""
    data = json.loads((project / SAMPLE).read_text(encoding="utf-8"))
    record: dict[str, Any] = next(r for r in data["plans"][0]["records"] if r["table"] == table)
    return record


def exported(project: Path, workbook: str, table: str, key: str) -> dict[str, Any]:
    """A record of a workbook, as ``export`` reads it back."""
    program(project, "export", workbook, "-o", "out.json", "--force")
    data = json.loads((project / "out.json").read_text(encoding="utf-8"))
    values: dict[str, Any] = next(
        r["values"] for r in data["plans"][0]["records"] if r["table"] == table and r["key"] == key
    )
    return values


def test_every_fenced_block_is_a_step() -> None:
    text = CONTRIBUTING.read_text(encoding="utf-8")
    headings = ("Add a field", "Add a rule", "Add a language", "Add a command")
    assert sum(len(steps(CONTRIBUTING, heading)) for heading in headings) == text.count("```") // 2


def test_add_a_field(project: Path) -> None:
    follow(project, "Add a field")
    key = first(project, "swot")["key"]
    data = json.loads((project / SAMPLE).read_text(encoding="utf-8"))
    for record in data["plans"][0]["records"]:
        if record["table"] == "swot" and record["key"] == key:
            record["values"]["evidence"] = "Étude 2025 : 42 % de notoriété"
    (project / "data.json").write_text(json.dumps(data), encoding="utf-8")
    program(project, "new", "--data", "data.json", "-o", "NO.xlsx", "--as-of", "2026-06-15")
    assert exported(project, "NO.xlsx", "swot", key)["evidence"] == "Étude 2025 : 42 % de notoriété"
    found = json.loads(program(project, "check", "NO.xlsx", "--format", "json", "--as-of", "2026-06-15", code=1))
    assert not [f for f in found["findings"] if "evidence" in str(f) or "weighted" in str(f)]


def test_add_a_computed_field(project: Path) -> None:

    follow(project, "Add a field")
    program(project, "new", "--data", SAMPLE, "-o", "NO.xlsx", "--as-of", "2026-06-15", "--lang", "fr")
    offer = first(project, "offers")["values"]
    cached = open_workbook(project / "NO.xlsx", data_only=True)
    written = open_workbook(project / "NO.xlsx")
    cells = [
        (sheet.title, cell.row + 1, cell.column)
        for sheet in written
        for row in sheet.iter_rows()
        for cell in row
        if cell.value == "Montant pondéré"
    ]
    ((title, row, column),) = cells
    assert cached[title].cell(row, column).value == pytest.approx(offer["amount"] * offer["probability"])
    assert str(written[title].cell(row, column).value).startswith("=IF(COUNT(")


def test_add_a_rule(project: Path) -> None:
    follow(project, "Add a rule")
    ran = run_python(
        project, "-m", "pytest", "-q", "-o", "addopts=", "-p", "no:cacheprovider",
        "tests/rules/test_deadlines.py", "-k", "PAC499",
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout
    assert "1 passed" in ran.stdout
    data = json.loads((project / SAMPLE).read_text(encoding="utf-8"))
    records = data["plans"][0]["records"]
    code = next(r["key"] for r in records if r["table"] == "actions" and r["values"]["status"] == "in_progress")
    next(r for r in records if r["key"] == code)["values"] |= {"start": "2026-01-01", "due": "2026-12-31"}
    kept = [r for r in records if not (r["table"] == "milestones" and r["parent"] == code)]
    data["plans"][0]["records"] = kept
    (project / "data.json").write_text(json.dumps(data), encoding="utf-8")
    program(project, "new", "--data", "data.json", "-o", "NO.xlsx", "--as-of", "2026-06-15")
    options = ("--format", "json", "--as-of", "2026-06-15", "--select", "PAC499")
    (finding,) = json.loads(program(project, "check", "NO.xlsx", *options))["findings"]
    assert (finding["subject"], finding["field"]) == (code, "actions.due")
    assert finding["message"] == f"{code}\u00a0: 364\u00a0jours du début à l’échéance."
    assert "PAC499" in program(project, "rules", "--format", "md")


def test_add_a_language(project: Path) -> None:
    """``mypy`` lists the texts that lack the language, and nothing else."""
    follow(project, "Add a language")
    target = "pacom_xl/rules/action_facts.py", "pacom_xl/rules/deadlines.py"
    ran = run_python(project, "-m", "mypy", "--follow-imports=silent", "--cache-dir", project / ".mypy", *target)
    errors = [line for line in ran.stdout.splitlines() if ": error:" in line]
    texts = (project / target[1]).read_text(encoding="utf-8").count("Text(")
    assert len(errors) == texts
    assert all('Missing positional argument "de" in call to "Text"' in e or "Missing named" in e for e in errors), (
        errors
    )


def test_add_a_command(project: Path) -> None:
    follow(project, "Add a command")
    program(project, "new", "--team", "NO", "--label", "Nord", "--year", "2026", "-o", "NO.xlsx")
    assert program(project, "teams", "NO.xlsx") == "NO.xlsx  NO\n"
    assert "L’équipe de chaque classeur." in program(project, "--help", "--lang", "fr")
