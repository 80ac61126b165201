"""Progress of open actions in the mail of their owner, with what may still be committed."""

from __future__ import annotations

from collections.abc import Sequence

from pacom_xl.figures.plan_view import Row
from pacom_xl.model.formats import money, percent, short_day
from pacom_xl.model.text import Text
from pacom_xl.nightly.digest import digest_rows
from pacom_xl.nightly.digest.digest_model import Table
from pacom_xl.nightly.digest.digest_rows import UNKNOWN_PROGRESS
from pacom_xl.nightly.night_facts import Night


def progress_rows(night: Night, owned: Sequence[Row]) -> list[Table]:
    """Table of the open actions: progress, and the budget that may still be committed."""
    lang = night.lang
    open_ = [row for row in owned if row["is_open"] == 1]
    heads = [
        Text("Action", "Action").in_(lang),
        Text("Échéance", "Due").in_(lang),
        Text("Avancement", "Progress").in_(lang),
        Text("Reste à engager", "Left to commit").in_(lang),
    ]
    lines = [
        [
            f"{row.key} {row.text('title')}",
            short_day(due, lang) if (due := row.day("due")) else digest_rows.as_typed(night, row, "due") or "–",
            _progress_cell(night, row),
            _left_to_commit(night, row),
        ]
        for row in open_
    ]
    return [Table(heads, lines, wide=frozenset({1}))] if lines else []


def _left_to_commit(night: Night, row: Row) -> str:
    """The budget that may still be committed; when an amount it depends on could not be read, that amount as typed."""
    lines = row.children("budget_lines")
    cells = [(row, "allocated"), *((line, name) for line in lines for name in ("planned", "committed"))]
    if typed := next((typed for of, name in cells if (typed := digest_rows.as_typed(night, of, name))), ""):
        return typed
    remaining = row.amount("allocated_used") - row.amount("committed")
    return digest_rows.signed(money(remaining, night.lang, night.review.currency))


def _progress_cell(night: Night, row: Row) -> str:
    """A bar and the percentage. A progress that could not be read is shown as typed; an empty one is unknown."""
    progress, lang = row.number("progress"), night.lang
    if progress is None:
        return digest_rows.as_typed(night, row, "progress") or UNKNOWN_PROGRESS.in_(lang)
    return f"{_bar(float(progress))} {percent(progress, lang, 0)}"


def _bar(share: float) -> str:
    full = round(max(0.0, min(1.0, share)) * 5)
    return "■" * full + "□" * (5 - full)
