"""What a row of a consolidated workbook was given, as a short mark: a few letters for each of its values.

The row may be edited there, and its team may go on in its own workbook. The marks tell who changed what, without the
values themselves: a value that has not the mark it was given with was changed.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Container, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b

from pacom_xl.model.plan import Value
from pacom_xl.model.text import fold

#: Letters for one value: of sixteen million marks, two values seldom share one.
_LETTERS = 4
_NOTHING = "-" * _LETTERS
#: Stands for a value nobody can tell anything of.
UNKNOWN = "?" * _LETTERS
#: Stands for a value in conflict, left empty for the group to decide.
OPEN = "!" * _LETTERS


def normal(value: Value) -> object:
    """A value under which spellings of the same content are equal."""
    if isinstance(value, str):
        return fold(value)
    if isinstance(value, tuple):
        return tuple(sorted(fold(part) for part in value))
    if isinstance(value, int):
        return Decimal(value)
    return value


def mark_of(values: Mapping[str, Value], keys: Sequence[str]) -> str:
    """The mark of a row: which fields it is about, then each of them."""
    return "".join((_of_text(" ".join(keys)), *(_of_value(values.get(key)) for key in keys)))


def read_mark(mark: object, keys: Sequence[str]) -> dict[str, str]:
    """The mark of each value; nothing when there is none, or one of other fields."""
    parts = [mark[n : n + _LETTERS] for n in range(0, len(mark), _LETTERS)] if isinstance(mark, str) else []
    if len(parts) != len(keys) + 1 or parts[0] != _of_text(" ".join(keys)):
        return {}
    return dict(zip(keys, parts[1:], strict=True))


def but(mark: str, keys: Sequence[str], fields: Container[str], instead: str) -> str:
    """``mark`` with ``UNKNOWN`` or ``OPEN`` for some fields."""
    said = (instead if key in fields else part for key, part in read_mark(mark, keys).items())
    return "".join((mark[:_LETTERS], *said))


def is_changed(value: Value, mark: str) -> bool:
    """Whether a value is not the one that was given this mark; where a conflict was open, whether somebody decided."""
    if mark == OPEN:
        return _of_value(value) != _NOTHING
    return mark != UNKNOWN and _of_value(value) != mark


def _of_value(value: Value) -> str:
    if value is None or value == "" or value == ():
        return _NOTHING
    return _of_text(str(value)) if isinstance(value, str) else _of_other(value)


@lru_cache(maxsize=20_000)
def _of_other(value: Value) -> str:
    said = normal(value)
    return _letters(f"{said:.15g}" if isinstance(said, Decimal) else repr(said))


@lru_cache(maxsize=20_000)
def _of_text(text: str) -> str:
    return _letters(fold(text))


def _letters(text: str) -> str:
    return b64encode(blake2b(text.encode("utf-8", "replace"), digest_size=3).digest()).decode()
