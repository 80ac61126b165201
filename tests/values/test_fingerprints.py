"""Fingerprints tell another value from another spelling of the same value."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pacom_xl.model.plan import Value
from pacom_xl.values.fingerprints import (
    OPEN,
    UNKNOWN,
    digest_of,
    digests_in,
    fingerprint_of,
    is_changed,
    with_digest,
)

KEYS = ("title", "progress", "due")
VALUES = st.one_of(
    st.none(),
    st.text(max_size=20),
    st.integers(-(10**9), 10**9),
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9),
    st.dates(),
    st.lists(st.text(min_size=1, max_size=5), max_size=3).map(tuple),
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Decimal("0.60"), Decimal("0.6")),
        (Decimal("1E+3"), Decimal("1000")),
        (Decimal("1000.00"), 1000),
        (Decimal("-0.0"), Decimal(0)),
        (Decimal("0.1000000000000000055"), Decimal("0.1")),
        ("Élan  du Nord", "elan du nord"),
        (("NO", "IF"), ("if", "no")),
        (None, ""),
        (None, ()),
    ],
)
def test_spellings_of_one_content_share_a_digest(one: Value, other: Value) -> None:
    assert digest_of(one) == digest_of(other)
    assert not is_changed(other, digest_of(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Decimal("0.6"), Decimal("0.61")),
        (Decimal(1), "one"),
        (Decimal(0), None),
        (date(2026, 6, 1), date(2026, 6, 2)),
        (("NO",), ("NO", "IF")),
        ("Lyon", "Nantes"),
    ],
)
def test_other_contents_have_other_digests(one: Value, other: Value) -> None:
    assert is_changed(other, digest_of(one)) and is_changed(one, digest_of(other))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))
def test_final_zeros_change_no_digest(number: Decimal) -> None:
    assert digest_of(number) == digest_of(number.normalize()) == digest_of(number.quantize(Decimal("0.000001")))


@given(st.fixed_dictionaries(dict.fromkeys(KEYS, VALUES)))
def test_a_fingerprint_gives_the_digest_of_each_value(values: dict[str, Value]) -> None:
    digests = digests_in(fingerprint_of(values, KEYS), KEYS)
    assert digests == {key: digest_of(values[key]) for key in KEYS}
    assert not any(is_changed(values[key], digests[key]) for key in KEYS)


def test_a_fingerprint_of_other_fields_tells_nothing() -> None:
    fingerprint = fingerprint_of({}, KEYS)
    assert digests_in(fingerprint, ("title", "due", "progress")) == {}
    assert digests_in(fingerprint[:-1], KEYS) == digests_in(None, KEYS) == digests_in(12, KEYS) == {}


def test_an_open_value_is_changed_when_there_is_one_and_an_unknown_one_never() -> None:
    fingerprint = with_digest(fingerprint_of({"title": "a", "due": "b"}, KEYS), KEYS, {"title"}, OPEN)
    digests = digests_in(with_digest(fingerprint, KEYS, {"progress"}, UNKNOWN), KEYS)
    assert digests == {"title": OPEN, "progress": UNKNOWN, "due": digest_of("b")}
    assert is_changed("x", OPEN) and not is_changed(None, OPEN)
    assert not is_changed("x", UNKNOWN) and not is_changed(None, UNKNOWN)
