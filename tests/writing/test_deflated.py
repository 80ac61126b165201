"""Parts put together of compressed pieces are what anybody else reads as one."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pacom_xl.writing import deflated as module
from pacom_xl.writing.deflated import Deflated, deflated, inflated, put

PIECES = st.lists(
    st.tuples(st.binary(max_size=200), st.sampled_from((0, 1, 7, 40_000))).map(lambda of: of[0] + b"abc" * of[1]),
    max_size=8,
)


def _written(file: Path, parts: dict[str, list[Deflated]]) -> None:
    with zipfile.ZipFile(file, "w") as package:
        for name, pieces in parts.items():
            put(package, name, pieces, sum(piece.size for piece in pieces))


@given(parts=st.lists(PIECES, max_size=3))
def test_pieces_are_read_as_one(tmp_path_factory: pytest.TempPathFactory, parts: list[list[bytes]]) -> None:
    file = tmp_path_factory.mktemp("pieces") / "made.zip"
    _written(file, {f"part{n}": [deflated(piece) for piece in pieces] for n, pieces in enumerate(parts)})
    with zipfile.ZipFile(file) as package:
        assert package.testzip() is None
        assert [package.read(name) for name in package.namelist()] == [b"".join(pieces) for pieces in parts]


def test_large_pieces_are_read_as_one(tmp_path: Path) -> None:
    pieces = [bytes(range(256)) * 20_000, b"", b"x" * 5_000_001]
    _written(tmp_path / "made.zip", {"part": [deflated(piece) for piece in pieces]})
    with zipfile.ZipFile(tmp_path / "made.zip") as package:
        assert package.read("part") == b"".join(pieces)


def test_a_part_too_large_for_a_usual_header_has_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LARGEST", 10)
    _written(tmp_path / "made.zip", {"large": [deflated(b"more than ten bytes")], "small": [deflated(b"few")]})
    with zipfile.ZipFile(tmp_path / "made.zip") as package:
        assert [package.read(name) for name in package.namelist()] == [b"more than ten bytes", b"few"]


@given(data=st.binary(max_size=1000))
def test_a_piece_says_what_it_was_made_of(data: bytes) -> None:
    piece = deflated(data)
    assert inflated(piece) == data
    assert piece.size == len(data)
