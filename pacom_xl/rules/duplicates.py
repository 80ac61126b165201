"""7xx, the same action twice: titles of different teams that are nearly the same."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations, groupby, pairwise, product

from pacom_xl.core.text import Text, fold
from pacom_xl.figures.book import Row
from pacom_xl.rules.actions import LIVE, actions
from pacom_xl.rules.group import Group
from pacom_xl.rules.registry import Hit, portfolio_rule

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
    rows = [row for book in group.books for row in actions(book, LIVE) if row.day("start") and row.day("due")]
    titled = [(_words(row.text("title")), row) for row in rows]
    yield from _pairs(sorted(((title, row.key, row) for title, row in titled if title), key=_order))
    offers = [(_words(row.text("customer")), row.key, row) for book in group.books for row in book.rows("offers")]
    for block in _same_text(sorted((offer for offer in offers if offer[0]), key=_order)):
        for one, other in _near(block):
            if one.team != other.team:
                yield _pair(one, other, "customer")


def _order(entry: tuple[str, str, Row]) -> tuple[str, str, str]:
    return (entry[0], entry[1], entry[2].team or "")


def _words(text: str) -> str:
    return _NOT_WORDS.sub(" ", fold(text)).strip()


def _pairs(rows: list[tuple[str, str, Row]]) -> Iterator[Hit]:
    blocks = _same_text(rows)
    for block in blocks:
        yield from (_pair(one, other, "title") for one, other in _near(block) if _clash(one, other))
    by_title = {block[0][0]: block for block in blocks}
    for title, near in _alike(list(by_title)):
        for (_, _, one), (_, _, other) in product(by_title[title][:_CROWD], by_title[near][:_CROWD]):
            if _clash(one, other):
                yield _pair(one, other, "title")


def _same_text(rows: list[tuple[str, str, Row]]) -> list[list[tuple[str, str, Row]]]:
    return [list(block) for _, block in groupby(rows, key=lambda row: row[0])]


def _near(block: list[tuple[str, str, Row]]) -> Iterator[tuple[Row, Row]]:
    """Every pair of a block; in a crowd, each row with the next."""
    rows = [row for _, _, row in block]
    return combinations(rows, 2) if len(rows) <= _CROWD else pairwise(rows)


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


def _clash(one: Row, other: Row) -> bool:
    return one.team != other.team and _start(one) <= _due(other) and _start(other) <= _due(one)


def _start(action: Row) -> date:
    return action.day("start") or date.max


def _due(action: Row) -> date:
    return action.day("due") or date.min


def _pair(one: Row, other: Row, field: str) -> Hit:
    first, second = sorted((one, other), key=lambda row: row.key)
    params = {
        "code_a": first.key,
        "code_b": second.key,
        "team_a": first.team,
        "team_b": second.team,
        "case": field,
    }
    return Hit(f"{first.key} / {second.key}", None, first, field, params)
