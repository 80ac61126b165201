"""Text report of a check, for a terminal: findings by team, then by subject."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from pacom_xl.consolidation.review import Review
from pacom_xl.model.text import Lang, Text, in_line, path_text
from pacom_xl.model.typography import colon, counted, sentence
from pacom_xl.reporting.grouping import Line, lines
from pacom_xl.reporting.words.file_statuses import FILE_STATUSES
from pacom_xl.reporting.words.labels import Names
from pacom_xl.reporting.words.severity_words import SEVERITY_NAMES
from pacom_xl.rules.all_rules import RULES
from pacom_xl.rules.subject_words import subject_words
from pacom_xl.rules.thresholds import Origin, Threshold

#: Where a threshold comes from, highest priority first.
ORIGINS: dict[Origin, Text] = {
    "configuration": Text("configuration", "configuration"),
    "group": Text("classeur du groupe", "group workbook"),
    "team": Text("classeur de l’équipe", "team workbook"),
    "template": Text("modèle", "template"),
}
_WIDTH = 7
#: Lines of findings beyond which nobody counts them by eye.
_LONG = 100
#: Files that are listed after the findings.
_LISTED = ("rejected", "foreign", "contained", "partial")


def check_text(review: Review, most: int | None = None) -> str:
    """Findings by team and subject with their cells, then files not read, thresholds used, and one line of counts.

    ``most``: lines of findings that are shown. A long result has a summary by rule at its end.
    """
    names = Names(review)
    merged = lines(sorted(review.shown, key=names.order), review.lang, review.template)
    blocks = [
        _team_block(names, team, list(of_team)) for team, of_team in groupby(merged, key=lambda line: line.first.team)
    ]
    body = [line for block in blocks for line in block]
    rest = [*not_read(review), *threshold_lines(review)]
    if len(body) > _LONG:
        rest += ["", *rule_lines(review)]
    if most is not None and len(body) > most:
        body = [*body[:most], *_cut(len(body) - most, review.lang)]
    return "\n".join([*body, *rest, summary_line(review)]) + "\n"


def rule_lines(review: Review) -> Iterator[str]:
    """How many findings each rule has, those of most first, then how to see one rule or all of them."""
    lang = review.lang
    counts = Counter(finding.code for finding in review.shown)
    yield Text("Par contrôle", "By rule").in_(lang) + colon(lang).rstrip()
    for code, count in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])):
        title = RULES[code].title.in_(lang) if code in RULES else ""
        yield f"  {code} {count:>6}  {title}".rstrip()
    yield sentence(
        "Un seul contrôle : --select PAC401 ; son mode d’emploi : pacom-xl rules PAC401 ; tout, à filtrer : "
        "-o constats.html ou -o constats.xlsx.",
        "One rule: --select PAC401; its manual: pacom-xl rules PAC401; all of it, to filter: -o findings.html or "
        "-o findings.xlsx.",
    ).in_(lang)
    yield ""


def _cut(more: int, lang: Lang) -> Iterator[str]:
    yield sentence("… et {more} lignes de plus, non affichées.", "… and {more} more lines, not shown.", more=more).in_(
        lang
    )
    yield ""


def not_read(review: Review) -> Iterator[str]:
    """Files not or not fully in the report, each with the reason, then a blank line."""
    lang = review.lang
    others = [r for r in review.readings if r.status in _LISTED]
    for reading in others:
        why = f"{colon(lang)}{reading.reason.in_(lang)}" if reading.reason else ""
        yield f"{in_line(path_text(reading.path))} ({FILE_STATUSES[reading.status].in_(lang)}){why}"
    if others:
        yield ""


def threshold_lines(review: Review) -> Iterator[str]:
    """The thresholds the rules used, one line per origin."""
    lang = review.lang
    by_origin = {
        key: list(some) for key, some in groupby(sorted(review.thresholds, key=_origin_order), key=_origin_order)
    }
    for (_, teams), some in by_origin.items():
        origin = ORIGINS[some[0].origin].in_(lang) + (f" {', '.join(teams)}" if teams else "")
        values = ", ".join(f"{t.field.label.in_(lang)} {t.shown(lang)}" for t in some)
        yield f"{Text('Seuils', 'Thresholds').in_(lang)} ({origin}){colon(lang)}{values}."


def _origin_order(threshold: Threshold) -> tuple[int, tuple[str, ...]]:
    return (list(ORIGINS).index(threshold.origin), threshold.teams)


def summary_line(review: Review) -> str:
    """Numbers of files, actions and findings, in one line."""
    lang = review.lang
    counts = Counter(finding.severity for finding in review.shown)
    read = sum(r.status in ("read", "partial") for r in review.readings)
    parts = [
        counted(read, Text("classeur lu", "workbook read"), Text("classeurs lus", "workbooks read")),
        counted(review.actions, Text("action", "action"), Text("actions", "actions")),
        counted(counts["error"], Text("erreur", "error"), Text("erreurs", "errors")),
        counted(counts["warning"], Text("alerte", "warning"), Text("alertes", "warnings")),
        counted(counts["info"], Text("information", "note"), Text("informations", "notes")),
    ]
    day = review.as_of.strftime("%d/%m/%Y") if lang == "fr" else review.as_of.isoformat()
    head = Text(f"Au {day}", f"On {day}").in_(lang)
    return f"{head}{colon(lang)}{', '.join(part.in_(lang) for part in parts)}."


def _team_block(names: Names, team: str | None, merged: list[Line]) -> Iterator[str]:
    yield _team_title(names, team)
    for _, about in groupby(merged, key=lambda line: line.first.subject):
        some = list(about)
        title = names.title(some[0].first)
        shown = in_line(subject_words(some[0].first, names.template, names.lang))
        yield f"  {shown}  {title}" if title else f"  {shown}"
        for line in some:
            yield from _finding_lines(line, names.lang)
    yield ""


def _team_title(names: Names, team: str | None) -> str:
    if not team:
        return Text("Fichiers", "Files").in_(names.lang)
    file = names.files.get(team)
    return f"{names.team(team)} — {file}" if file else names.team(team)


def _finding_lines(line: Line, lang: Lang) -> Iterator[str]:
    finding = line.first
    word = SEVERITY_NAMES[finding.severity].in_(lang)
    # Some messages begin with the cell or name it: it is not shown twice.
    place = f" [{in_line(line.place)}]" if line.place and line.place not in line.message else ""
    yield f"    {word:<{_WIDTH}} {finding.code} {line.message}{place}"
    if finding.severity != "info":
        yield f"    {'':<{_WIDTH}}        → {line.fix}"
