"""Lines about the workbooks a mail is made from: when each was saved, or why it does not count."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from pacom_xl.model.audit import Source
from pacom_xl.model.formats import day
from pacom_xl.model.text import NBSP, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.nightly.night_facts import Night


def source_lines(night: Night, teams: Collection[str] | None = None) -> list[str]:
    """Each workbook (of ``teams``, of all without any), with the date it was saved or why it does not count."""
    sources = [source for source in night.review.portfolio.sources if source.status != "foreign"]
    return [_source_line(night, source) for source in sources if teams is None or source.team in teams]


def read_lines(night: Night) -> list[str]:
    """The lines of ``source_lines`` about workbooks that count."""
    return [_source_line(night, source) for source in night.review.portfolio.sources if source.counted]


def _source_line(night: Night, source: Source) -> str:
    name, lang = path_text(Path(source.path).name), night.lang
    if not source.counted:
        why = source.reason.in_(lang) if source.reason else source.status
        return sentence("{name} : non pris en compte ({why}).", "{name}: not counted ({why}).", name=name, why=why).in_(
            lang
        )
    if source.saved_on is None:
        return sentence("{name} : lu.", "{name}: read.", name=name).in_(lang)
    saved = night.local(source.saved_on)
    on, at = day(saved.date(), lang), f"{saved:%H:%M}"
    hour = at.replace(":", f"{NBSP}h{NBSP}")
    text = sentence(
        "{name} : lu, enregistré le {on} à {hour}.",
        "{name}: read, last saved on {on} at {at}.",
        name=name,
        on=on,
        hour=hour,
        at=at,
    )
    return text.in_(lang)
