"""The text that ends the demonstration: late actions, actions over budget, totals, files to open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pacom_xl.consolidation.review import Review
from pacom_xl.model.findings import Finding
from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import colon
from pacom_xl.nightly.digest.digest_rows import LATE, OVER
from pacom_xl.reporting.check_text import summary_line
from pacom_xl.reporting.merge_text import totals_table
from pacom_xl.reporting.words.labels import Names
from pacom_xl.rules import messages


def demo_text(review: Review, workbooks: Sequence[Path], group: Path, mails: Sequence[Path]) -> str:
    """Actions by name, figures of the group, files to open."""
    lang = review.lang
    late, over = _lines(review, LATE), _lines(review, OVER)
    blocks = [
        [_heading(review, Text("Actions en retard", "Overdue actions"), len(late)), *late],
        [_heading(review, Text("Actions en dépassement de budget", "Actions over budget"), len(over)), *over],
        totals_table(review, review.portfolio.totals(review.as_of)),
        [summary_line(review)],
        [
            Text("À ouvrir", "To open").in_(lang) + _colon(review),
            *_paths(Text("consolidation", "consolidation").in_(lang), [group]),
            *_paths(Text("classeurs", "workbooks").in_(lang), [workbooks[0].parent]),
            *_paths(Text("courriels", "mails").in_(lang), mails[:2]),
        ],
    ]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _lines(review: Review, codes: tuple[str, ...]) -> list[str]:
    """One line per action: its code, its title, what is wrong with it."""
    names, first = Names(review), dict[tuple[str | None, str], Finding]()
    for finding in review.shown:
        if finding.code.startswith(codes):
            first.setdefault((finding.team, finding.subject), finding)
    return [f"  {messages.message(f, review.lang, review.template, names.title(f))}" for f in first.values()]


def _heading(review: Review, title: Text, count: int) -> str:
    return f"{title.in_(review.lang)} ({count})"


def _paths(name: str, paths: Iterable[Path]) -> list[str]:
    return [f"  {name:<14} {path_text(path)}" for path in paths]


def _colon(review: Review) -> str:
    return colon(review.lang).rstrip()
