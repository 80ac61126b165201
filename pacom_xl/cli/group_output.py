"""The consolidated workbook written out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pacom_xl.cli.outputs import written
from pacom_xl.cli.work import without_collection
from pacom_xl.consolidation.review import Review
from pacom_xl.core.findings import SEVERITIES, Finding
from pacom_xl.core.kept import Kept
from pacom_xl.core.memo import Memo
from pacom_xl.core.text import path_text
from pacom_xl.rules import messages

if TYPE_CHECKING:
    from pacom_xl.workbook.sheets.ledger import Check


#: Whether the workbook has a sheet per action: when they are not too many, in any case, in none.
ACTION_SHEETS = {"auto": None, "always": True, "never": False}


def write_group_workbook(
    found: Review,
    output: Path,
    force: bool,
    *,
    frozen: bool,
    action_sheets: bool | None = None,
    memo: Memo | None = None,
) -> None:
    """The merged plan, its sources, conflicts and findings. Exit code 2 when it cannot be written.

    ``memo``: what was made of the same rows before.
    """
    from pacom_xl.workbook.group import Ledger, write_group
    from pacom_xl.workbook.links import way_to

    portfolio = found.portfolio
    sources = [replace(source, path=path_text(Path(source.path).name)) for source in portfolio.sources]
    changes = portfolio.changes if portfolio.past else None
    ledger = Ledger(
        sources,
        portfolio.all_conflicts,
        _checks(found),
        portfolio.differences(),
        partial=portfolio.partial,
        missing=len(portfolio.missing_teams),
        changes=changes,
        action_sheets=action_sheets,
        ways=[way_to(source.path, output.parent) for source in portfolio.sources],
    )
    with written(output, force) as out, without_collection():
        write_group(
            portfolio.merged(),
            found.template,
            out,
            as_of=found.as_of,
            frozen=frozen,
            lang=found.lang,
            ledger=ledger,
            memo=memo,
        )


def _checks(found: Review) -> Kept[Check]:
    ordered = sorted(found.shown, key=lambda finding: SEVERITIES.index(finding.severity))
    return Kept(_check(found, finding) for finding in ordered)


def _check(found: Review, finding: Finding) -> Check:
    from pacom_xl.workbook.sheets.ledger import Check

    place = f"{finding.cell.sheet}!{finding.cell.a1}" if finding.cell else finding.subject
    return Check(
        rule=finding.code,
        severity=finding.severity,
        location=place,
        message=messages.message(finding, found.lang, found.template),
        fix=messages.fix(finding, found.lang, found.template),
        team=finding.team,
    )
