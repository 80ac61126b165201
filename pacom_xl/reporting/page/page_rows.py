"""Lines of the page's tables as HTML, every text escaped.

There may be tens of thousands of them, and most of their texts are those of other lines: each is escaped once.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from pacom_xl.model.text import NBSP, Lang, Text
from pacom_xl.reporting.page.page_data import PageRow
from pacom_xl.reporting.plain_values import shown

_WHY = Text(f"Pourquoi{NBSP}:", "Why:")


def lines(rows: Iterable[PageRow]) -> str:
    """The lines people filter and sort, with the data they do it by."""
    return "".join(map(_line, rows))


def silent_lines(rows: Iterable[PageRow], lang: Lang) -> str:
    """The lines of what does not count, with the reason."""
    return "".join([_silent_line(row, lang) for row in rows])


def _line(row: PageRow) -> str:
    severity, team, label = row.severity, _often(row.team or "-"), _often(row.team_label)
    code, place, file = _often(row.code), _safe(row.place), _often(row.file)
    trigram, name = (_often(row.owner.trigram), _often(row.owner.name)) if row.owner else ("-", "")
    where = f'{place}<span class="file">{file}</span>' if file else place
    return (
        f'<tr data-severity="{severity}" data-rank="{row.rank}" data-team="{team}" data-team-label="{label}"'
        f' data-subject="{_often(row.subject)}" data-owner="{trigram}" data-owner-name="{name}" data-rule="{code}"'
        f' data-cell="{place}" data-text="{_safe(row.haystack)}">\n'
        f'<td><span class="badge {severity}">{row.severity_word}</span></td><td>{label}</td>{_about(row)}'
        f'<td class="who">{name}</td>{_finding(row)}<td class="place">{where}</td>\n</tr>\n'
    )


def _silent_line(row: PageRow, lang: Lang) -> str:
    why = f'<span class="why">{_WHY.in_(lang)} {_often(row.why)}</span>' if row.why else ""
    label = _often(row.team_label)
    return f'<tr><td>{label}</td>{_about(row)}{_finding(row, why)}<td class="place">{_safe(row.place)}</td></tr>\n'


def _about(row: PageRow) -> str:
    title = f"<small>{_often(row.title)}</small>" if row.title else ""
    return f'<th scope="row">{_often(row.subject or row.file)}{title}</th>'


def _finding(row: PageRow, why: str = "") -> str:
    rule = f"{_often(row.code)} {_often(row.rule)}"
    return (
        f'<td class="what">{_safe(row.message)}<span class="fix">→ {_often(row.fix)}</span>'
        f'<span class="rule">{rule}</span>{why}</td>'
    )


def _safe(text: str) -> str:
    """``text`` as the template of the page shows any."""
    return escape(shown(text), quote=False).replace('"', "&#34;").replace("'", "&#39;")


#: Of what many lines say.
_often = lru_cache(maxsize=20_000)(_safe)
