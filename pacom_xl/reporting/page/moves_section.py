"""« Ce qui a bougé »: the changes between two states of the plans as a section of the HTML page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape

from pacom_xl.model.formats import day
from pacom_xl.model.text import Lang, Text
from pacom_xl.model.typography import counted, sentence
from pacom_xl.reporting.diff.diff_model import Diff, TeamDiff, groups, in_language, person
from pacom_xl.reporting.diff.diff_text import DAMAGE, EFFECTS, damage_line

#: Most lines of one team: more make no page one reads.
_MOST = 60
_CHANGES = (Text("changement", "change"), Text("changements", "changes"))


def moves_section(diff: Diff, since: date, lang: Lang) -> str:
    """The section, by team, person and action; ``""`` when nothing changed."""
    diff = in_language(diff, lang)
    teams = [team for team in diff.teams if team.count or team.comparison.effects]
    if not teams:
        return ""
    on = Text(day(since, "fr"), day(since, "en"))
    head = sentence("Ce qui a bougé depuis le {day}", "What has moved since {day}", day=on).in_(lang)
    body = "".join(_team(team, diff) for team in teams)
    return f'<section class="card" id="moves"><h2>{escape(head)}</h2>{body}</section>'


def _team(team: TeamDiff, diff: Diff) -> str:
    lines = list(_lines(team, diff))
    text = "".join(lines[:_MOST])
    if len(lines) > _MOST:
        more = sentence("… et {n} autres lignes", "… and {n} more lines", n=len(lines) - _MOST).in_(diff.lang)
        text += f"<p>{escape(more)}</p>"
    name = f"{team.comparison.team or '?'} · {counted(team.count, *_CHANGES).in_(diff.lang)}"
    return f"<details open><summary>{escape(name)}</summary>{text}</details>"


def _lines(team: TeamDiff, diff: Diff) -> Iterator[str]:
    owner = ""
    for group in groups(team):
        if group.owner and group.owner != owner:
            owner = group.owner
            yield f"<p><b>{escape(person(team, owner))}</b></p>"
        changes = "".join(f"<li>{escape(team.words.sentence(change))}</li>" for change in group.changes)
        yield f"<p>{escape(group.title)}</p><ul>{changes}</ul>"
    for title, lines in (
        (EFFECTS, [text.in_(diff.lang) for text in team.comparison.effects]),
        (DAMAGE, [damage_line(finding, diff) for finding in team.damage]),
    ):
        if lines:
            items = "".join(f"<li>{escape(line)}</li>" for line in lines)
            yield f"<p><b>{escape(title.in_(diff.lang))}</b></p><ul>{items}</ul>"
