"""Folding, and lines of ours that hold what somebody typed."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacom_xl.model.text import CELL_TEXT, cell_length, cell_text, fold, in_line


def test_folding_is_that_of_the_whole_text_decomposed() -> None:
    for code in range(0xA0, sys.maxunicode, 7):
        text = f"a{chr(code)}\u0301B"
        decomposed = unicodedata.normalize("NFKD", text)
        bare = "".join(c for c in decomposed if not unicodedata.combining(c))
        kept = " ".join(bare.casefold().split())
        assert fold(text) in (kept, "ab", "a-b", "a'b"), hex(code)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Été  à la Baule ", "ete a la baule"),
        ("L’ÉTÉ `ici` – là", "l'ete 'ici' - la"),
        ("e\u0301te\u0301", "ete"),
        ("zéro\u200blarge\u00a0ﬁn", "zerolarge fin"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_line_steers_nothing_and_is_cut() -> None:
    assert in_line("a\r\nb\u202ec") == "a b c"
    assert in_line("é" * 301) == "é" * 299 + "…"
    assert in_line("1\u00a0000\u202f€") == "1\u00a0000\u202f€"


@pytest.mark.parametrize("letter", ["é", "🎁", "é🎁", "🎁é"])
def test_a_text_too_long_for_a_cell_is_cut_between_letters(letter: str) -> None:
    text = letter * (CELL_TEXT + 1)
    kept = cell_text(text)
    assert CELL_TEXT - 1 <= cell_length(kept) <= CELL_TEXT
    assert kept.endswith("…") and text.startswith(kept[:-1])


@settings(deadline=None)
@given(text=st.text(), times=st.integers(1, 3000))
def test_a_text_that_fits_stays_as_it_is(text: str, times: int) -> None:
    long = text * times
    assert cell_length(long) == len(long.encode("utf-16-le", "surrogatepass")) // 2
    assert (cell_text(long) == long) is (cell_length(long) <= CELL_TEXT)
