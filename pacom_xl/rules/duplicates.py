"""Rule 7xx about likely duplicates: actions of different teams with nearly the same title."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations, groupby, pairwise, product
from typing import NamedTuple

from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.plan import Cell, Origin, Record
from pacom_xl.model.text import Text, fold
from pacom_xl.rules.action_facts import LIVE, actions
from pacom_xl.rules.group_view import Group
from pacom_xl.rules.rule_registry import Hit, portfolio_rule

_SIMILARITY = 90
#: A title is compared with those that share one of its rarest words: near titles share most of theirs.
_RARE_WORDS = 3
#: Past this many look-alikes of one title (copied plans) only neighbours are told, not every pair.
_CROWD = 12
#: Letters of a word that must agree, and titles of one block each is compared with.
_STEM, _WINDOW = 5, 60
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
    },
)
def likely_duplicates(group: Group) -> Iterator[Hit]:
    """Two live actions of different teams whose titles are at least 90 % alike (case, accents and
    punctuation aside) and whose dates overlap; or two offers of different teams for the same customer.
    An action without both dates overlaps nothing.

    Passes: « Salon de Lyon » and « Salon de Nantes ».
    Fails: « Salon Horesta Nantes » in NO and « Salon Horesta, Nantes » in IF, both in March.
    """
    titles: list[_Named] = []
    offers: list[_Named] = []
    for view in group.in_turn():
        titles += (_named(row, "title") for row in actions(view, LIVE) if row.day("start") and row.day("due"))
        offers += (_named(row, "customer") for row in view.rows("offers"))
    yield from _pairs(_sorted(titles))
    for block in _same_text(_sorted(offers)):
        for one, other in _near(block):
            if one.team != other.team:
                yield _pair(one, other, "customer")


class _Named(NamedTuple):
    """Values of an action or offer needed to compare and report it, so that its row can be released."""

    text: str
    key: str
    team: str | None
    start: date
    due: date
    said: str
    cell: Cell | None
    view: PlanView


def _named(row: Row, field: str) -> _Named:
    said, start, due = row.text(field), row.day("start") or date.max, row.day("due") or date.min
    return _Named(_words(said), row.key, row.team, start, due, said, row.cell(field), row.view)


def _row(named: _Named, table: str, field: str) -> Row:
    """A row with only the compared values, for reporting."""
    cell = named.cell
    origin = Origin(cell.sheet, cell.row, places={field: (cell.row, cell.column)}) if cell else None
    return Row(named.view, Record(table, named.key, {field: named.said, "team": named.team}, None, origin))


def _sorted(entries: list[_Named]) -> list[_Named]:
    return sorted((one for one in entries if one.text), key=lambda one: (one.text, one.key, one.team or ""))


def _words(text: str) -> str:
    return _NOT_WORDS.sub(" ", fold(text)).strip()


def _pairs(rows: list[_Named]) -> Iterator[Hit]:
    blocks = _same_text(rows)
    for block in blocks:
        yield from (_pair(one, other, "title") for one, other in _near(block) if _clash(one, other))
    by_title = {block[0].text: block for block in blocks}
    for title, near in _alike(list(by_title)):
        for one, other in product(by_title[title][:_CROWD], by_title[near][:_CROWD]):
            if _clash(one, other):
                yield _pair(one, other, "title")


def _same_text(rows: list[_Named]) -> list[list[_Named]]:
    return [list(block) for _, block in groupby(rows, key=lambda one: one.text)]


def _near(block: list[_Named]) -> Iterator[tuple[_Named, _Named]]:
    """Every pair of a block; in a large block, each row with the next one only."""
    return combinations(block, 2) if len(block) <= _CROWD else pairwise(block)


def _alike(titles: list[str]) -> Iterator[tuple[str, str]]:
    """Pairs of different titles at least 90 % alike; ``titles`` are sorted, and so are the pairs."""
    from rapidfuzz import fuzz

    seen: set[tuple[str, str]] = set()
    for block in _blocks(titles):
        for place, one in enumerate(block):
            for other in block[place + 1 : place + 1 + _WINDOW]:
                if (one, other) not in seen and fuzz.ratio(one, other, score_cutoff=_SIMILARITY):
                    seen.add((one, other))
                    yield one, other


def _blocks(titles: list[str]) -> Iterable[list[str]]:
    stems = {title: {word[:_STEM] for word in title.split()} for title in titles}
    counts = Counter(stem for found in stems.values() for stem in found)
    blocks: dict[str, list[str]] = {}
    for title, found in stems.items():
        for stem in sorted(found, key=lambda stem: (counts[stem], stem))[:_RARE_WORDS]:
            blocks.setdefault(stem, []).append(title)
    return blocks.values()


def _clash(one: _Named, other: _Named) -> bool:
    return one.team != other.team and one.start <= other.due and other.start <= one.due


def _pair(one: _Named, other: _Named, field: str) -> Hit:
    first, second = sorted((one, other), key=lambda named: named.key)
    params = {
        "code_a": first.key,
        "code_b": second.key,
        "team_a": first.team,
        "team_b": second.team,
        "case": field,
    }
    row = _row(first, "actions" if field == "title" else "offers", field)
    return Hit(f"{first.key} / {second.key}", None, row, field, params)
