"""Values come back under their key and version; damage, pruning and closing lose nothing but what they must."""

from __future__ import annotations

from pathlib import Path

import pytest

from pacom_xl.storage.digests import digest_of
from pacom_xl.storage.result_store import ResultStore


def _key(number: int) -> bytes:
    return digest_of(str(number).encode())


def _filled(file: Path, count: int = 40, version: bytes = b"1") -> ResultStore:
    store = ResultStore(file, version)
    store.put_all((_key(n), _key(n) * 2_000 + bytes(str(n), "ascii")) for n in range(count))
    store.release()
    return store


def test_values_come_back_after_the_file_was_closed(tmp_path: Path) -> None:
    store = _filled(tmp_path / "r.sqlite")
    assert store.get(_key(3)) == _key(3) * 2_000 + b"3"
    assert store.get(_key(99)) is None
    assert store.has(_key(3)) and not store.has(_key(99))


def test_another_version_finds_nothing(tmp_path: Path) -> None:
    _filled(tmp_path / "r.sqlite")
    assert ResultStore(tmp_path / "r.sqlite", b"2").get(_key(3)) is None


def test_what_is_not_asked_for_is_pruned_and_its_space_given_back(tmp_path: Path) -> None:
    file = tmp_path / "r.sqlite"
    _filled(file, 4000)
    before = file.stat().st_size
    store = ResultStore(file, b"1")
    assert store.has(_key(1))
    store.prune()
    store.release()
    assert file.stat().st_size < before / 4
    again = ResultStore(file, b"1")
    assert again.has(_key(1)) and not again.has(_key(2))


@pytest.mark.parametrize("damage", [b"", b"garbage" * 5000])
def test_a_damaged_file_is_begun_again(tmp_path: Path, damage: bytes) -> None:
    file = tmp_path / "r.sqlite"
    _filled(file)
    file.write_bytes(damage)
    store = ResultStore(file, b"1")
    assert store.get(_key(3)) is None
    store.put(_key(3), b"anew")
    store.release()
    assert ResultStore(file, b"1").get(_key(3)) == b"anew"


def test_a_store_that_cannot_be_opened_stores_nothing(tmp_path: Path) -> None:
    (tmp_path / "r.sqlite").mkdir()
    store = ResultStore(tmp_path / "r.sqlite", b"1")
    store.put(_key(1), b"x")
    assert store.get(_key(1)) is None
    store.prune()
    store.release()
