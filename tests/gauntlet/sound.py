"""Faults that leave the XML sound, so that the reader takes them for what somebody meant."""

from __future__ import annotations

import random
import re

#: What is dropped, exchanged or put in another's place, whole.
_UNITS = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        rb"<si>.*?</si>", rb"<row [^>]*>.*?</row>", rb'<c r="[A-Z]+\d+"[^>/]*(?:/>|>.*?</c>)', rb"<v>[^<]*</v>",
        rb"<f>[^<]*</f>", rb'(?<=<row )r="\d+"', rb'(?<=<c )r="[A-Z]+\d+"', rb' s="\d+"', rb' t="\w+"',
        rb'sqref="[^"]*"', rb"<definedName [^>]*>[^<]*</definedName>", rb'(?<=<definedName )name="[^"]*"',
        rb'(?<=<sheet )name="[^"]*"', rb'numFmtId="\d+"', rb"<vt:lpwstr>[^<]*</vt:lpwstr>",
    )
)  # fmt: skip


def soundly(part: bytes, dice: random.Random) -> bytes:
    """A part with one to eight units of a kind dropped, exchanged or overwritten by others of their kind."""
    for _ in range(dice.randint(1, 8)):
        kinds = [unit for unit in dice.sample(_UNITS, len(_UNITS)) if unit.search(part)]
        spots = [m.span() for m in kinds[0].finditer(part)] if kinds else []
        if len(spots) > 1:
            one, other = sorted(dice.sample(spots, 2))
            part = _changed(part, one, other, dice.randrange(4))
    return part


def _changed(part: bytes, one: tuple[int, int], other: tuple[int, int], way: int) -> bytes:
    (a, b), (c, d) = one, other
    if way == 0:
        return part[:a] + part[b:]
    if way == 1:
        return part[:a] + part[c:d] + part[b:]
    if way == 2:
        return part[:c] + part[a:b] + part[d:]
    return part[:a] + part[c:d] + part[b:c] + part[a:b] + part[d:]
