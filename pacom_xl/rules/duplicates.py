"""Rules 7xx about the same action planned twice: titles of different teams that are nearly the same."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import NamedTuple

from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.company_facts import LIVE
from pacom_xl.model.plan import Cell, Origin, Record
from pacom_xl.model.text import Text, fold
from pacom_xl.rules.action_facts import actions
from pacom_xl.rules.group_view import Group
from pacom_xl.rules.rule_registry import Hit, portfolio_rule

_SIMILARITY = 90
#: A title is compared with those that share one of its rarest words: near titles share most of theirs.
_RARE_WORDS = 3
#: Letters of a word that must agree, and titles of one block each title is compared with.
_STEM, _WINDOW = 5, 60
#: Codes a message lists at most.
_LISTED = 12
_NOT_WORDS = re.compile(r"[^\w]+|_")


@portfolio_rule(
    "PAC707",
    "warning",
    title=Text(fr="Doublon probable", en="Likely duplicate"),
    message=Text(
        fr="{code_a} et {code_b} semblent être {case}.",
        en="{code_a} and {code_b} look like {case}.",
    ),
    fix=Text(fr="Fusionner, ou préciser les périmètres dans l’intitulé.", en="Merge, or make the scope explicit."),
    cases={
        "title": Text(fr="la même action", en="the same action"),
        "customer": Text(fr="la même offre", en="the same offer"),
        "titles": Text(fr="la même action ({count} en tout : {codes})", en="the same action ({count} in all: {codes})"),
        "customers": Text(
            fr="la même offre ({count} en tout : {codes})", en="the same offer ({count} in all: {codes})"
        ),
    },
)
def likely_duplicates(group: Group) -> Iterator[Hit]:
    """Two live actions of different teams whose titles are at least 90 % alike (case, accents and
    punctuation aside) and whose dates overlap; or two offers of different teams for the same customer.
    An action without both dates overlaps nothing. Many actions of like titles are one finding, which lists them.

    Passes: « Salon de Lyon » and « Salon de Nantes ».
    Fails: « Salon Horesta Nantes » in NO and « Salon Horesta, Nantes » in IF, both in March.
    """
    titles: list[_Named] = []
    offers: list[_Named] = []
    for view in group.in_turn():
        titles += (_named(row, "title") for row in actions(view, LIVE) if row.day("start") and row.day("due"))
        offers += (_named(row, "customer") for row in view.rows("offers"))
    for alike in _alike(_same_text(_sorted(_of_several_teams(titles)))):
        for period in _periods(_clashing(alike)):
            yield _hit(period, "title")
    for same in _same_text(_sorted(offers)):
        if len({offer.team for offer in same}) > 1:
            yield _hit(same, "customer")


class _Named(NamedTuple):
    """Values of an action or an offer that are compared, and those its finding needs, without keeping its row."""

    text: str
    key: str
    team: str | None
    start: date
    due: date
    typed: str
    cell: Cell | None
    view: PlanView


def _named(row: Row, field: str) -> _Named:
    typed, start, due = row.text(field), row.day("start") or date.max, row.day("due") or date.min
    return _Named(_words(typed), row.key, row.team, start, due, typed, row.cell(field), row.view)


def _row(named: _Named, table: str, field: str) -> Row:
    """A row that holds only what was compared."""
    cell = named.cell
    origin = Origin(cell.sheet, cell.row, places={field: (cell.row, cell.column)}) if cell else None
    return Row(named.view, Record(table, named.key, {field: named.typed, "team": named.team}, None, origin))


def _of_several_teams(entries: list[_Named]) -> list[_Named]:
    """The entries, or none when all are of one team: nothing is compared then."""
    return entries if len({entry.team for entry in entries}) > 1 else []


def _sorted(entries: list[_Named]) -> list[_Named]:
    return sorted((one for one in entries if one.text), key=lambda one: (one.text, one.key, one.team or ""))


def _words(text: str) -> str:
    return _NOT_WORDS.sub(" ", fold(text)).strip()


def _same_text(rows: list[_Named]) -> list[list[_Named]]:
    return [list(block) for _, block in groupby(rows, key=lambda one: one.text)]


def _alike(blocks: list[list[_Named]]) -> Iterator[list[_Named]]:
    """Blocks of one title each, those of like titles together."""
    groups = _group_titles([block[0].text for block in blocks])
    together: dict[str, list[_Named]] = defaultdict(list)
    for block in blocks:
        together[groups.first(block[0].text)] += block
    yield from together.values()


class _Groups:
    """Titles in groups, each named by its first title."""

    def __init__(self, titles: Iterable[str]) -> None:
        self._next = {title: title for title in titles}

    def first(self, title: str) -> str:
        """The first title of a title's group."""
        while (after := self._next[title]) != title:
            self._next[title] = title = self._next[after]
        return title

    def join(self, one: str, other: str) -> None:
        """Make one group of two."""
        first, second = sorted((self.first(one), self.first(other)))
        self._next[second] = first


def _group_titles(titles: list[str]) -> _Groups:
    """Titles at least 90 % alike are in one group; those that already are need no comparison."""
    groups = _Groups(titles)
    if len(titles) < 2:
        return groups
    from rapidfuzz import fuzz

    for block in _blocks(titles):
        for place, one in enumerate(block):
            for other in block[place + 1 : place + 1 + _WINDOW]:
                same = groups.first(one) == groups.first(other)
                if not same and fuzz.ratio(one, other, score_cutoff=_SIMILARITY):
                    groups.join(one, other)
    return groups


def _blocks(titles: list[str]) -> Iterable[list[str]]:
    stems = {title: {word[:_STEM] for word in title.split()} for title in titles}
    counts = Counter(stem for found in stems.values() for stem in found)
    blocks: dict[str, list[str]] = {}
    for title, found in stems.items():
        for stem in sorted(found, key=lambda stem: (counts[stem], stem))[:_RARE_WORDS]:
            blocks.setdefault(stem, []).append(title)
    return blocks.values()


class _Dates:
    """Counts the periods that overlap another one: those that begin before its end, less those that end before it."""

    def __init__(self, periods: Iterable[_Named]) -> None:
        of = list(periods)
        self._starts, self._dues = sorted(one.start for one in of), sorted(one.due for one in of)

    def overlapping(self, one: _Named) -> int:
        return bisect_right(self._starts, one.due) - bisect_left(self._dues, one.start)


def _clashing(alike: list[_Named]) -> list[_Named]:
    """The actions whose dates overlap those of another team's."""
    teams: dict[str | None, list[_Named]] = defaultdict(list)
    for one in alike:
        if one.start <= one.due:
            teams[one.team].append(one)
    if len(teams) < 2:
        return []
    dates, of_team = _Dates(one for some in teams.values() for one in some), {t: _Dates(o) for t, o in teams.items()}
    return [
        one for team, some in teams.items() for one in some
        if dates.overlapping(one) > of_team[team].overlapping(one)
    ]  # fmt: skip


def _periods(clashing: list[_Named]) -> Iterator[list[_Named]]:
    """Actions that overlap one another, directly or through others."""
    period: list[_Named] = []
    last = date.min
    for one in sorted(clashing, key=lambda one: (one.start, one.key)):
        if period and one.start > last:
            yield period
            period = []
        period.append(one)
        last = max(last, one.due) if len(period) > 1 else one.due
    if period:
        yield period


def _hit(alike: list[_Named], field: str) -> Hit:
    """One finding, at the first code, for all that are alike."""
    rows = sorted(alike, key=lambda named: (named.key, named.team or ""))
    first = rows[0]
    second = next(one for one in rows if one.team != first.team)
    codes = [one.key for one in rows]
    params = {
        "code_a": first.key,
        "code_b": second.key,
        "team_a": first.team,
        "team_b": second.team,
        "case": field if len(rows) == 2 else f"{field}s",
        "count": len(rows),
        "codes": (*codes[:_LISTED], *("…" for _ in codes[_LISTED : _LISTED + 1])),
    }
    row = _row(first, "actions" if field == "title" else "offers", field)
    return Hit(f"{first.key} / {second.key}", None, row, field, params)
