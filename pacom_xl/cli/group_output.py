"""The consolidated workbook written out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from pacom_xl.cli.outputs import written
from pacom_xl.cli.pipeline import without_collection
from pacom_xl.consolidation.portfolio import Portfolio
from pacom_xl.consolidation.review import Review
from pacom_xl.model.audit import Check, Late
from pacom_xl.model.findings import SEVERITIES, Finding
from pacom_xl.model.text import path_text
from pacom_xl.rules import messages
from pacom_xl.storage.spooled_list import Kept

#: Whether the workbook has a sheet per action: when they are not too many, in any case, in none.
ACTION_SHEETS = {"auto": None, "always": True, "never": False}


def write_group_workbook(found: Review, output: Path, force: bool, *, action_sheets: bool | None = None) -> None:
    """The merged plan, its sources, conflicts and findings. Exit code 2 when it cannot be written."""
    # Made before the rows of teams are there: less is in memory at the same time.
    as_of, late = found.as_of, late_of(found)
    write_portfolio(found.portfolio, output, force, as_of=as_of, late=lambda: late, sheets=action_sheets)


def write_portfolio(
    portfolio: Portfolio,
    output: Path,
    force: bool,
    *,
    as_of: date,
    late: Callable[[], Late],
    sheets: bool | None = None,
) -> None:
    """As ``write_group_workbook``, begun before the rules are done: ``late`` is called at the end."""
    from pacom_xl.writing.group.group_workbook import Ledger, write_group
    from pacom_xl.writing.group.links import way_to

    sources = [replace(source, path=path_text(Path(source.path).name)) for source in portfolio.sources]
    ledger = Ledger(
        sources,
        portfolio.all_conflicts,
        late,
        partial=portfolio.partial,
        missing=len(portfolio.missing_teams),
        changes=portfolio.changes if portfolio.past else None,
        action_sheets=sheets,
        ways=[way_to(source.path, output.parent) for source in portfolio.sources],
    )
    with written(output, force) as out, without_collection():
        write_group(
            portfolio.merged(),
            portfolio.template,
            out,
            as_of=as_of,
            lang=portfolio.lang,
            ledger=ledger,
        )


def late_of(found: Review) -> Late:
    """Findings as the workbook shows them, the gravest first, and what plans spell otherwise."""
    ordered = sorted(found.shown, key=lambda finding: SEVERITIES.index(finding.severity))
    return Late(Kept(_check(found, finding) for finding in ordered), found.portfolio.differences())


def _check(found: Review, finding: Finding) -> Check:
    place = f"{finding.cell.sheet}!{finding.cell.a1}" if finding.cell else finding.subject
    return Check(
        rule=finding.code,
        severity=finding.severity,
        location=place,
        message=messages.message(finding, found.lang, found.template),
        fix=messages.fix(finding, found.lang, found.template),
        team=finding.team,
    )
