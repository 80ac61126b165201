"""The files that the page offers after a check: page and workbook of findings, deadlines, consolidated workbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from pacom_xl.consolidation.review import Review
from pacom_xl.exchange.deadlines_ics import deadlines
from pacom_xl.model.text import Text
from pacom_xl.reporting.consolidated_workbook import write_consolidated
from pacom_xl.reporting.findings_workbook import write_findings
from pacom_xl.reporting.page.html_page import page as findings_page

_FINDINGS = Text("Constats", "Findings")
_DEADLINES = Text("Echeances", "Deadlines")
_GROUP = Text("Groupe", "Group")


@dataclass(frozen=True)
class Output:
    """One file. ``kind``: what it is, see ``kind_…`` in ``page_texts``.

    ``write`` writes it to a path and returns that path, with the ending its content needs.
    """

    kind: str
    name: str
    write: Callable[[Path], Path]


def outputs_of(found: Review, today: date) -> list[Output]:
    """The files of a review, in the order they are written; the consolidated workbook when there are several plans.

    ``today`` is the date of the deadlines' file.
    """
    lang = found.lang
    plans = found.portfolio.all_plans
    findings = _FINDINGS.in_(lang)
    outputs = [
        Output("page", f"{findings}.html", partial(_write_page, found)),
        Output("findings", f"{findings}.xlsx", partial(_write_findings, found)),
        Output("deadlines", f"{_DEADLINES.in_(lang)}.ics", partial(_write_deadlines, found, today)),
    ]
    if len(plans) > 1:
        name = f"PAC_{plans[0].year or found.as_of.year}_{_GROUP.in_(lang)}.xlsx"
        outputs.append(Output("group", name, partial(_write_group, found)))
    return outputs


def _write_page(found: Review, path: Path) -> Path:
    path.write_text(findings_page(found, path), encoding="utf-8", newline="\n")
    return path


def _write_findings(found: Review, path: Path) -> Path:
    write_findings(found, path)
    return path


def _write_deadlines(found: Review, today: date, path: Path) -> Path:
    path.write_bytes(deadlines(found.portfolio.all_plans, today, found.lang))
    return path


def _write_group(found: Review, path: Path) -> Path:
    write_consolidated(found, path, path)
    return path
