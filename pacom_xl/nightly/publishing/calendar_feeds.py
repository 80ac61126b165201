"""Calendars beside the page that people subscribe to: one per team, one per owner of actions.

An event keeps its UID from night to night. What is overdue is one item that moves to the present day. Events of a
team whose workbook was not read tonight stay as they were.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from pacom_xl.exchange.ics import Event, events_of_feed, feed, is_program_calendar, teams_of_feed
from pacom_xl.figures.plan_view import Row
from pacom_xl.model.findings import Finding
from pacom_xl.model.formats import day
from pacom_xl.model.text import LANGS, Lang, Text, path_text
from pacom_xl.model.typography import colon, counted, sentence
from pacom_xl.nightly.collection.collection_state import expected_teams
from pacom_xl.nightly.digest.digest_rows import LATE, is_draft
from pacom_xl.nightly.digest.owner_digest import deadlines_of
from pacom_xl.nightly.night_facts import Night, PersonKey
from pacom_xl.nightly.publishing.code_file_names import as_file_name
from pacom_xl.nightly.publishing.deadline_events import deadline_event
from pacom_xl.reporting.words.labels import team_label
from pacom_xl.storage.atomic_files import is_special, make_folder, write_bytes

#: Folder of the feeds, beside the page.
FOLDER = "agenda"
_NAME = "PAC"


@dataclass(frozen=True)
class Feed:
    """One calendar: its file, whom it is for, how to get the actions it shows."""

    file: str
    label: str
    lang: Lang
    rows: Callable[[], Sequence[Row]]
    #: Key of its item of what is overdue.
    key: str
    team: str
    who: PersonKey | None = None


class Feeds:
    """The calendars of a night in the folder of the page."""

    def __init__(self, night: Night, page: Path) -> None:
        self._night = night
        self.folder = page.parent / FOLDER
        self.people = {feed.who: feed for feed in _of_people(night) if feed.who}
        self.teams = {feed.team: feed for feed in _of_teams(night)}

    def path_of(self, who: PersonKey | None, team: str = "") -> Path | None:
        """The calendar of a person, else of a team."""
        found = self.people.get(who) if who else self.teams.get(team)
        return self.folder / found.file if found else None

    def write(self) -> list[Text]:
        """Write all calendars, and remove those without owner or team. Returns files that are in the way. Raises
        ``CannotWriteError``.
        """
        make_folder(self.folder)
        problems = []
        wanted = [*self.teams.values(), *self.people.values()]
        for one in wanted:
            path = self.folder / one.file
            if is_special(path) or (path.is_file() and not is_program_calendar(path.read_bytes())):
                problems.append(_not_ours(path))
                continue
            write_bytes(path, self._bytes(one, path))
        self._remove_others({one.file for one in wanted})
        return problems

    def _bytes(self, one: Feed, path: Path) -> bytes:
        rows, before = one.rows(), self._unread(path)
        teams = {row.team or "" for row in rows} | {team for team, _ in before}
        events = self._events(one, rows)
        others = [event for _, event in before]
        return feed(events, self._night.review.as_of, one.label, teams=sorted(teams), others=others)

    def _unread(self, path: Path) -> list[tuple[str, bytes]]:
        """Events of teams that were not read tonight, as the last night wrote them."""
        lost = self._lost
        before = events_of_feed(path.read_bytes()) if lost and path.is_file() else []
        return [(team, event) for team, event in before if team in lost]

    @cached_property
    def _lost(self) -> set[str]:
        """Teams that are expected and were not read."""
        review = self._night.review
        read = {source.team for source in review.portfolio.sources if source.counted}
        return set(expected_teams(review)) - read

    def _remove_others(self, wanted: set[str]) -> None:
        lost = self._lost
        for path in self.folder.glob("*.ics"):
            if path.name in wanted or is_special(path) or not is_program_calendar(data := path.read_bytes()):
                continue
            if not teams_of_feed(data) & lost:
                path.unlink(missing_ok=True)

    def _events(self, one: Feed, rows: Sequence[Row]) -> Iterator[Event]:
        names = None if one.who else self._night.facts.name
        if late := _late(self._night, one, rows):
            yield late
        for row, label, on in deadlines_of(rows, self._night.review.as_of):
            owner = f" ({names(row.team, row['owner'])})" if names and row["owner"] else ""
            yield deadline_event(row, label, on, one.lang, owner)


def forget_feeds(publish: Path, trigram: str) -> None:
    """Remove the calendars of a person from the folder of the page."""
    for path in (publish / FOLDER).glob("*.ics"):
        if path.stem.endswith(f"-{as_file_name(trigram)}") and is_program_calendar(path.read_bytes()):
            path.unlink(missing_ok=True)


# -- which calendars there are --------------------------------------------------------------------------------------


def _of_teams(night: Night) -> Iterator[Feed]:
    lang = night.lang
    for plan in night.review.portfolio.plans:
        if is_draft(plan) or not plan.team:
            continue
        label = f"{_NAME} {team_label(plan, plan.team, lang)}"
        rows = partial(_actions_of_team, night, plan.team)
        yield Feed(f"{as_file_name(plan.team)}.ics", label, lang, rows, f"late|{plan.team}", plan.team)


def _actions_of_team(night: Night, team: str) -> list[Row]:
    return [row for row in night.facts.view(team).rows("actions") if row["status"] != "draft"]


def _of_people(night: Night) -> Iterator[Feed]:
    """Feeds of the owners of actions listed on the Équipe sheet, each in their language."""
    taken: set[str] = set()
    for who, keys in sorted(night.facts.owned.items()):
        person = night.facts.person(keys[0].team, who.trigram)
        if person is None or person.get("active") == "no":
            continue
        lang = next((lang for lang in LANGS if lang == person.get("language")), night.lang)
        home = str(person.get("team_code") or keys[0].team)
        name = f"{as_file_name(home)}-{as_file_name(who.trigram)}"
        if name.casefold() in taken:
            # The same trigram with another address is another person.
            name = f"{name}-{hashlib.sha256(who.email.encode()).hexdigest()[:8]}"
        taken.add(name.casefold())
        label = f"{_NAME} {night.facts.name(keys[0].team, who.trigram)}"
        rows = partial(night.facts.rows, keys)
        yield Feed(f"{name}.ics", label, lang, rows, f"late|{who.trigram}|{who.email}", home, who)


# -- what is overdue ------------------------------------------------------------------------------------------------


def _late(night: Night, one: Feed, rows: Sequence[Row]) -> Event | None:
    """One item for all that is overdue, on the present day."""
    actions = {(row.team or "", row.key): row for row in rows}
    findings = [f for f in _late_findings(night, {team for team, _ in actions}) if (f.team or "", f.subject) in actions]
    if not findings:
        return None
    count = counted(len(findings), Text("action en retard", "overdue action"), _LATE)
    lines = [_late_line(actions[finding.team or "", finding.subject], one.lang) for finding in findings]
    as_of, title = night.review.as_of, f"{_NAME}{colon(one.lang)}{count.in_(one.lang)}"
    return Event(f"{one.key}|{as_of.year}", as_of, title, "\n".join(lines))


_LATE = Text("actions en retard", "overdue actions")


def _late_findings(night: Night, teams: Iterable[str]) -> list[Finding]:
    found = (f for team in sorted(teams) for f in night.facts.by_team.get(team, ()) if f.code.startswith(LATE))
    return list({(f.team, f.subject): f for f in found}.values())


def _late_line(row: Row, lang: Lang) -> str:
    due = row.day("due_effective")
    on = sentence(" (échéance {on})", " (due {on})", on=day(due, lang)).in_(lang) if due else ""
    return f"{row.key} {row.text('title')}{on}"


def _not_ours(path: Path) -> Text:
    return sentence(
        "{path} n’est pas un agenda écrit par pacom_xl et n’est pas remplacé : déplacez ce fichier.",
        "{path} is not a calendar written by pacom_xl and is not replaced: move that file.",
        path=path_text(path),
    )
