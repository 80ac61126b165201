"""Fingerprints of rows: a short digest of each value that a row of a consolidated workbook was written with.

The group may edit the row there, and the team may go on in its own workbook. The fingerprint tells who changed what,
without a copy of the values: a value whose digest is not the one in the fingerprint was changed.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Container, Mapping, Sequence
from decimal import Context, Decimal
from functools import lru_cache
from hashlib import blake2b

from pacom_xl.model.plan import Value
from pacom_xl.model.text import fold

#: Letters of one digest: 24 bits, so that two values seldom share one.
LETTERS = 4
_EMPTY = "-" * LETTERS
#: Digest of a value of which nothing is known.
UNKNOWN = "?" * LETTERS
#: Digest of a value in conflict, written empty for the group to decide.
OPEN = "!" * LETTERS
#: Digits that a cell of a workbook holds.
_DIGITS = Context(prec=15)


def normal(value: Value) -> object:
    """A value under which spellings of the same content are equal."""
    if isinstance(value, str):
        return fold(value)
    if isinstance(value, tuple):
        return tuple(sorted(fold(part) for part in value))
    if isinstance(value, int):
        return Decimal(value)
    return value


def is_same(one: Value, other: Value) -> bool:
    """Whether two values are spellings of the same content. Most are equal as they are, which is faster to see."""
    return one == other or normal(one) == normal(other)


def fingerprint_of(values: Mapping[str, Value], keys: Sequence[str]) -> str:
    """Fingerprint of a row: a digest of the names of its fields, then one of each value."""
    return "".join((_of_text(" ".join(keys)), *(digest_of(values.get(key)) for key in keys)))


def digests_in(fingerprint: object, keys: Sequence[str]) -> dict[str, str]:
    """The digest of each value by field; empty when there is no fingerprint, or one of other fields."""
    text = fingerprint if isinstance(fingerprint, str) else ""
    parts = [text[n : n + LETTERS] for n in range(0, len(text), LETTERS)]
    if len(text) != LETTERS * (len(keys) + 1) or parts[0] != _of_text(" ".join(keys)):
        return {}
    return dict(zip(keys, parts[1:], strict=True))


def with_digest(fingerprint: str, keys: Sequence[str], fields: Container[str], digest: str) -> str:
    """``fingerprint`` with the same ``digest`` (``UNKNOWN`` or ``OPEN``) for some fields."""
    digests = (digest if key in fields else of_field for key, of_field in digests_in(fingerprint, keys).items())
    return "".join((fingerprint[:LETTERS], *digests))


def is_changed(value: Value, digest: str) -> bool:
    """Whether a value is another than the one of this digest; where a conflict was open, whether there is one now."""
    if digest == OPEN:
        return digest_of(value) != _EMPTY
    return digest != UNKNOWN and digest_of(value) != digest


def digest_of(value: Value) -> str:
    """Digest of a value, the same for all spellings of one content."""
    if value is None or value == "" or value == ():
        return _EMPTY
    return _of_text(value) if isinstance(value, str) else _of_other(value)


def _canonical(value: Value) -> str:
    """A number as its digits without exponent or final zeros: 0.60 read from a text is 0.6 read from a number."""
    same = normal(value)
    if not isinstance(same, Decimal):
        return repr(same)
    rounded = _DIGITS.plus(same)
    if not rounded.is_finite():
        return str(rounded)
    return f"{rounded.normalize(_DIGITS):f}" if rounded else "0"


@lru_cache(maxsize=20_000)
def _of_other(value: Value) -> str:
    return _letters(_canonical(value))


@lru_cache(maxsize=20_000)
def _of_text(text: str) -> str:
    return _letters(fold(text))


def _letters(text: str) -> str:
    return b64encode(blake2b(text.encode("utf-8", "replace"), digest_size=3).digest()).decode()
