"""The two sides of a comparison: whether they can be compared, and whether they seem the wrong way round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reporting.diff.diff_model import FileState


def not_comparable(old: Sequence[FileState], new: Sequence[FileState]) -> Text | None:
    """Why the sides cannot be compared: no team has a plan on each side. ``None`` when they can be.

    Two versions of one workbook may have different team codes.
    """
    before, after = {s.plan.team for s in old}, {s.plan.team for s in new}
    same_id = {s.plan.workbook_id for s in old} & {s.plan.workbook_id for s in new} - {None}
    if before & after or (len(old) == len(new) == 1 and same_id):
        return None
    return sentence(
        "rien à comparer : la première version est de {before}, la seconde de {after} ; donnez deux versions du "
        "plan d’une même équipe.",
        "nothing to compare: the first version is of {before}, the second of {after}; give two versions of one "
        "team’s plan.",
        before=_listed(before),
        after=_listed(after),
    )


def order_notes(old: Sequence[Reading], new: Sequence[Reading]) -> Iterator[Text]:
    """Notes on two single workbooks: they are of two years, or the second was saved before the first."""
    if len(old) != 1 or len(new) != 1:
        return
    first, second = old[0], new[0]
    if first.plan and second.plan and first.plan.year != second.plan.year:
        yield sentence(
            "plans de deux années : {old} et {new}.",
            "plans of two years: {old} and {new}.",
            old=first.plan.year or "?",
            new=second.plan.year or "?",
        )
    if first.saved_on and second.saved_on and first.saved_on > second.saved_on:
        yield sentence(
            "{new} a été enregistré avant {old} : les avez-vous intervertis ?",
            "{new} was saved before {old}: are they the wrong way round?",
            new=path_text(second.path.name),
            old=path_text(first.path.name),
        )


def _listed(teams: set[str | None]) -> str:
    return ", ".join(sorted(team or "?" for team in teams))
