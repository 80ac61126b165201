"""Text report of a merge, for a terminal: totals by team, files left out, conflicts, changes."""

from __future__ import annotations

from collections.abc import Iterator

from pacom_xl.consolidation.review import Review
from pacom_xl.consolidation.undecided_totals import UndecidedTotals, undecided_totals
from pacom_xl.layout.sheet_texts import WITH_FIRST_VALUES, WITH_SECOND_VALUES
from pacom_xl.model.audit import Amounts, Totals
from pacom_xl.model.formats import money
from pacom_xl.model.text import Text, in_line, path_text
from pacom_xl.model.typography import colon, sentence
from pacom_xl.reporting.check_text import summary_line
from pacom_xl.reporting.words.conflict_words import conflict_line
from pacom_xl.reporting.words.labels import team_label

_HEADS = (
    Text("Équipe", "Team"), Text("Alloué", "Allocated"), Text("Engagé", "Committed"),
    Text("Réalisé", "Spent"), Text("Atterrissage", "Forecast"),
)  # fmt: skip

#: As the summary of the group's workbook counts them.
_DRAFTS = sentence(
    "Les brouillons ne prennent rien sur l’alloué ; ce qu’ils ont engagé, réalisé et prévu est compté.",
    "Drafts take nothing from the allocation; what they have committed, spent and forecast counts.",
)


def merge_text(review: Review, totals: Totals) -> str:
    """Table of totals, then files left out, conflicts and changes, then one line of counts."""
    parts = (_unused_files, _notes, _conflicts, _changes)
    blocks = [totals_table(review, totals), *(list(part(review)) for part in parts)]
    lines = [line for block in blocks if block for line in [*block, ""]]
    return "\n".join([*lines, summary_line(review)]) + "\n"


def totals_table(review: Review, totals: Totals) -> list[str]:
    """Aligned columns: one row per team, then the total."""
    undecided = undecided_totals(review.portfolio, review.as_of)
    rows = totals_rows(review, totals, undecided)
    widths = [max(len(row[i]) for row in rows) for i in range(len(_HEADS))]
    lines = ["  ".join([row[0].ljust(widths[0]), *_right(row[1:], widths[1:])]) for row in rows]
    if undecided:
        lines.append(f"{undecided.note.in_(review.lang)}.")
    return [*lines, _DRAFTS.in_(review.lang)]


def totals_rows(review: Review, totals: Totals, undecided: UndecidedTotals | None) -> list[list[str]]:
    """Headings, one row per team, the total, then the totals with either value of each undecided conflict."""
    lang = review.lang
    rows = [[head.in_(lang) for head in _HEADS]]
    rows += [_row(team_label(review.plan_of(t), t, lang), a, review) for t, a in totals.by_team.items()]
    partial = review.portfolio.partial
    total = Text("Total", "Total").in_(lang) + (f" ({partial.in_(lang)})" if partial else "")
    rows.append(_row(total, totals, review))
    if undecided:
        rows.append(_row(f"  {WITH_FIRST_VALUES.in_(lang)}", undecided.first, review))
        rows.append(_row(f"  {WITH_SECOND_VALUES.in_(lang)}", undecided.second, review))
    return rows


def _right(cells: list[str], widths: list[int]) -> list[str]:
    return [cell.rjust(width) for cell, width in zip(cells, widths, strict=True)]


def _row(name: str, of: Amounts, review: Review) -> list[str]:
    figures = (of.allocated, of.committed, of.spent, of.forecast)
    return [name, *(money(figure, review.lang, review.currency) for figure in figures)]


def _unused_files(review: Review) -> Iterator[str]:
    lang = review.lang
    for source in review.portfolio.sources:
        if not source.counted and source.reason:
            yield f"{in_line(path_text(source.path))}{colon(lang)}{source.reason.in_(lang)}"
    for team in review.portfolio.missing_teams:
        yield sentence("Équipe attendue absente : {team}", "Expected team missing: {team}", team=team).in_(lang)
    if uncounted := ", ".join(review.portfolio.uncounted_teams):
        yield sentence("Équipes non comptées : {teams}", "Teams not counted: {teams}", teams=uncounted).in_(lang)


def _notes(review: Review) -> Iterator[str]:
    """Files that have notes at cells: notes are not consolidated."""
    portfolio, lang = review.portfolio, review.lang
    counts = {path_text(s.path): s.comments for s in portfolio.sources if s.counted and s.comments and not s.leaf}
    if portfolio.base and portfolio.base.path and portfolio.base.comments:
        counts[portfolio.base.path] = portfolio.base.comments
    if counts:
        files = ", ".join(f"{in_line(path)} ({count})" for path, count in counts.items())
        yield sentence(
            "Notes et images laissées aux cellules, non reprises ici : {files}",
            "Notes and pictures left at cells, not taken over here: {files}",
            files=files,
        ).in_(lang)


def _changes(review: Review) -> Iterator[str]:
    """Number of changes since the previous consolidation, by who made them."""
    changes, lang = review.portfolio.changes, review.lang
    if review.portfolio.base is None:
        return
    team, group, both = (sum(change.by == side for change in changes) for side in ("team", "group", "both"))
    yield sentence(
        "Changements depuis la consolidation précédente : {team} par les équipes, {group} par le groupe, "
        "{both} par les deux.",
        "Changes since the previous consolidation: {team} by the teams, {group} by the group, {both} by both.",
        team=team, group=group, both=both,
    ).in_(lang)  # fmt: skip


def _conflicts(review: Review) -> Iterator[str]:
    for conflict in review.portfolio.all_conflicts:
        yield conflict_line(conflict, review.template, review.lang)
