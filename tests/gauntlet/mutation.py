"""Workbooks damaged at random, the same way for the same number."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.gauntlet.sound import soundly

_HUGE = (b"1048577", b"-1", b"99999999999999999999", b"1e999", b"NaN", b"", b"&#0;", b"&x;", b"\xff\xfe", b"<", b"]]>")


def mutated(data: bytes, number: int, target: Path) -> Path:
    """A copy of the archive ``data`` with one to four faults, in its parts or in its own bytes.

    Every other number leaves the XML sound.
    """
    dice = random.Random(number)
    if number % 2:
        return _sound(data, dice, target)
    if dice.random() < 0.15:
        target.write_bytes(_noise(data, dice))
        return target
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = [n for n in parts if n.endswith((".xml", ".rels"))]
    for _ in range(dice.randint(1, 4)):
        name = dice.choice(names)
        parts[name] = dice.choice(_WAYS)(parts[name], dice)
    _zip({name: part for name, part in parts.items() if dice.random() > 0.01}, target)
    return target


def _sound(data: bytes, dice: random.Random, target: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheets = [n for n in parts if n.startswith("xl/worksheets/sheet")]
    others = ["xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml", "docProps/custom.xml"]
    for _ in range(dice.randint(1, 4)):
        name = dice.choice(sheets if dice.random() < 0.6 else others)
        parts[name] = soundly(parts[name], dice)
    _zip(parts, target)
    return target


def _zip(parts: dict[str, bytes], target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for name, part in parts.items():
            out.writestr(name, part)


def _noise(data: bytes, dice: random.Random) -> bytes:
    """Some bytes changed."""
    noisy = bytearray(data)
    for _ in range(dice.randint(1, 30)):
        if noisy:
            noisy[dice.randrange(len(noisy))] = dice.randrange(256)
    return bytes(noisy)


def _cut(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data) + 1)
    return data[:start] + data[start + dice.randrange(400) :]


def _repeat(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data) + 1)
    return data[:start] + data[start : start + dice.randrange(3000)] * dice.randint(2, 5) + data[start:]


def _number(data: bytes, dice: random.Random) -> bytes:
    """One value or attribute replaced by something absurd."""
    spots = list(re.finditer(rb'"[^"<>]*"|>[^<>]+<', data))
    if not spots:
        return data
    spot = dice.choice(spots)
    return data[: spot.start() + 1] + dice.choice(_HUGE) + data[spot.end() - 1 :]


def _tag(data: bytes, dice: random.Random) -> bytes:
    """One element dropped or doubled."""
    spots = list(re.finditer(rb"<[a-z][^<>]*/?>", data))
    if not spots:
        return data
    spot = dice.choice(spots)
    return data[: spot.start()] + spot[0] * dice.choice((0, 2, 50)) + data[spot.end() :]


def _empty(data: bytes, dice: random.Random) -> bytes:
    return b"" if dice.random() < 0.2 else _cut(data, dice)


_WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _noise,
    _cut,
    _repeat,
    _number,
    _number,
    _number,
    _tag,
    _empty,
)
