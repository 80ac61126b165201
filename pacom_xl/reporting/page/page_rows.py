"""Rows of the page's tables as HTML, with every text escaped.

A page may have tens of thousands of rows that repeat the same texts, so escaped texts are cached.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from pacom_xl.model.text import Lang, Text, in_document
from pacom_xl.model.typography import sentence
from pacom_xl.reporting.page.page_data import PageRow

_WHY = sentence("Pourquoi :", "Why:")
_FINDINGS = Text("constats", "findings")


def lines(rows: Iterable[PageRow], lang: Lang) -> str:
    """Rows of findings, with the ``data-`` attributes used to filter and sort them.

    A row about the same subject as the one above does not repeat it (class ``same``).
    """
    parts, above = [], None
    for row in rows:
        key = (row.team, row.subject)
        parts.append(_line(row, lang, ' class="same"' if key == above else ""))
        above = key
    return "".join(parts)


def silent_lines(rows: Iterable[PageRow], lang: Lang) -> str:
    """Rows of findings that are not counted, with the reason."""
    return "".join([_silent_line(row, lang) for row in rows])


def _line(row: PageRow, lang: Lang, same: str) -> str:
    severity, team, label = row.severity, _repeated(row.team or "-"), _repeated(row.team_label)
    code, place, file = _repeated(row.code), _safe(row.place), _repeated(row.file)
    trigram, name = (_repeated(row.owner.trigram), _repeated(row.owner.name)) if row.owner else ("-", "")
    many = f'<span class="many">{row.count} {_FINDINGS.in_(lang)}</span>' if row.count > 1 else ""
    words = _safe(row.where or row.place)
    words = f'<a href="{_repeated(row.link)}">{words}</a>' if row.link and words else words
    cell = f'<span class="cell">{place}</span>' if place and row.where != row.place else ""
    anchor, *others = row.anchors or ("",)
    row_id = f' id="{anchor}"' if anchor else ""
    ids = "".join(f'<i id="{one}"></i>' for one in others)
    where = f'{words}{cell}<span class="file">{file}</span>{many}' if file else f"{words}{cell}{many}"
    return (
        f'<tr data-severity="{severity}"{same} data-rank="{row.rank}" data-count="{row.count}" data-team="{team}"'
        f' data-team-label="{label}" data-subject="{_repeated(row.subject)}" data-owner="{trigram}"'
        f' data-owner-name="{name}" data-rule="{code}"'
        f' data-cell="{place}" data-text="{_safe(row.haystack)}"{row_id}>\n'
        f'<td><span class="badge {severity}">{row.severity_word}</span></td><td class="team">{label}</td>{_about(row)}'
        f'<td class="who">{name}</td>{_finding(row, before=ids)}<td class="place">{where}</td>\n</tr>\n'
    )


def _silent_line(row: PageRow, lang: Lang) -> str:
    why = f'<span class="why">{_WHY.in_(lang)} {_repeated(row.why)}</span>' if row.why else ""
    label = _repeated(row.team_label)
    return f'<tr><td>{label}</td>{_about(row)}{_finding(row, why)}<td class="place">{_safe(row.place)}</td></tr>\n'


def _about(row: PageRow) -> str:
    title = f"<small>{_repeated(row.title)}</small>" if row.title else ""
    return f'<th scope="row">{_repeated(row.about or row.subject or row.file)}{title}</th>'


def _finding(row: PageRow, why: str = "", before: str = "") -> str:
    rule = f"{_repeated(row.code)} {_repeated(row.rule)}"
    return (
        f'<td class="what">{before}{_safe(row.message)}<span class="fix">→ {_repeated(row.fix)}</span>'
        f'<span class="rule">{rule}</span>{why}</td>'
    )


def _safe(text: str) -> str:
    """``text`` escaped for HTML, as the page's template does."""
    return escape(str(in_document(text)), quote=False).replace('"', "&#34;").replace("'", "&#39;")


#: For texts that many rows repeat.
_repeated = lru_cache(maxsize=20_000)(_safe)
