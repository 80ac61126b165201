"""A workbook that was read is released at once: nothing of it waits for the cyclic garbage collector.

A run over many files would hold the contents of some twenty of them otherwise: there are few objects in such a cycle,
and the collector looks for them the more rarely the more a program holds.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.office.suite import convert
from tests.support.small_workbook import read, write_small


@pytest.fixture
def without_collector() -> Iterator[None]:
    """Nothing is collected but where the test asks for it."""
    gc.disable()
    yield
    gc.enable()


def test_a_reading_leaves_nothing_to_collect(tmp_path: Path, without_collector: None) -> None:
    write_small(tmp_path / "NO.xlsx")
    assert _left_by_reading(tmp_path / "NO.xlsx") == 0


def test_a_reading_of_an_opendocument_file_leaves_next_to_nothing(tmp_path: Path, without_collector: None) -> None:
    write_small(tmp_path / "NO.xlsx")
    assert _left_by_reading(convert(tmp_path / "NO.xlsx", "ods", tmp_path / "saved")) < 200


def _left_by_reading(path: Path) -> int:
    """Objects only the collector can release, after a reading that is not the first: that one fills caches."""
    read(path)
    gc.collect()
    assert read(path).plan
    return gc.collect()
