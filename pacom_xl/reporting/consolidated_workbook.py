"""Write the consolidated workbook of a review, with its sources, conflicts and rendered findings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pacom_xl.consolidation.review import Review
from pacom_xl.consolidation.three_way.row_ledger import RowLedgers, ledger_of
from pacom_xl.consolidation.undecided_totals import undecided_totals
from pacom_xl.model.audit import Check, FinalSheets
from pacom_xl.model.collection import Collection
from pacom_xl.model.findings import SEVERITIES, Finding
from pacom_xl.model.progress import Progress
from pacom_xl.model.text import path_text
from pacom_xl.reporting.words.place_words import place_words
from pacom_xl.rules import messages
from pacom_xl.rules.subject_words import subject_words
from pacom_xl.storage.spooled_list import SpooledList

if TYPE_CHECKING:
    from pacom_xl.reporting.details_choice import Details


def write_consolidated(
    found: Review,
    path: Path,
    opened_at: Path,
    *,
    action_sheets: bool | None = None,
    row_ledgers: RowLedgers = ledger_of,
    collection: Collection | None = None,
    details: Details | None = None,
    progress: Progress | None = None,
) -> Path | None:
    """Write the workbook to ``path``; ``opened_at``: where people will open it, for its links.

    ``action_sheets``: whether there is a sheet per action; ``None``: when they are not too many. ``row_ledgers``:
    stands for ``ledger_of``; a cache of it, for instance. ``collection``: which teams
    have sent their workbook, for the first sheet. ``details``: whether the tables of actions are sheets or a file
    beside ``opened_at``; returns the path of that file. Raises ``TooManyRowsError`` and ``MissingLibraryError``
    before anything is written.
    """
    from pacom_xl.reporting.details_choice import Details as DetailsOptions
    from pacom_xl.reporting.details_choice import DetailsChoice
    from pacom_xl.writing.group.group_workbook import Ledger, write_group
    from pacom_xl.writing.group.links import way_to

    # Created before the rows of the teams, so that less is in memory at the same time.
    late, portfolio = late_of(found), found.portfolio
    undecided = undecided_totals(portfolio, found.as_of)
    sources = portfolio.listed_sources(row_ledgers)
    ledger = Ledger(
        [replace(source, path=path_text(Path(source.path).name)) for source in sources],
        portfolio.all_conflicts,
        late,
        partial=portfolio.partial,
        missing=portfolio.missing_teams,
        undecided=(undecided.note, (undecided.first, undecided.second)) if undecided else (None, ()),
        changes=portfolio.changes if portfolio.base else None,
        consequences=portfolio.consequences(found.as_of) if portfolio.base else (),
        action_sheets=action_sheets,
        collection=collection,
        ways=[way_to(source.path, opened_at.parent) for source in portfolio.sources],
    )
    choice = DetailsChoice(details or DetailsOptions(), opened_at)
    write_group(
        portfolio.merged(),
        portfolio.template,
        path,
        as_of=found.as_of,
        lang=portfolio.lang,
        ledger=ledger,
        rows=choice.rows,
        progress=progress,
    )
    return choice.path


def late_of(found: Review) -> FinalSheets:
    """Findings as the workbook shows them, most serious first, and differences between plans."""
    ordered = sorted(found.shown, key=lambda finding: SEVERITIES.index(finding.severity))
    return FinalSheets(SpooledList(_check(found, finding) for finding in ordered), found.portfolio.differences())


def _check(found: Review, finding: Finding) -> Check:
    return Check(
        rule=finding.code,
        severity=finding.severity,
        location=place_words(finding, found.template, found.lang) or subject_words(finding, found.template, found.lang),
        message=messages.message(finding, found.lang, found.template),
        fix=messages.fix(finding, found.lang, found.template),
        team=finding.team,
    )
