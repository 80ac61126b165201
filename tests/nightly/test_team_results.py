"""Unchanged workbooks are not read again; nothing of another template, version or file is ever served."""

from __future__ import annotations

import dataclasses
import pickle
import sqlite3
import zlib
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.consolidation.three_way.row_ledger import ledger_of
from pacom_xl.nightly import incremental_reading, team_results
from pacom_xl.nightly.incremental_reading import file_digests, read_incrementally
from pacom_xl.nightly.team_results import StoredLedgers, TeamResults, store_version
from pacom_xl.reading.many_files.discover import Input
from pacom_xl.reading.many_files.read_many import read_all
from pacom_xl.reading.reading_result import Reading
from pacom_xl.storage.digests import file_digest
from pacom_xl.storage.result_store import DamagedStoreError, ResultStore
from pacom_xl.template.schema import Template
from tests.support.command_line import write_sample
from tests.support.sample_company import TEMPLATE


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write_sample(tmp_path_factory.mktemp("sample"), "SO")[0].read_bytes()


def _read(folder: Path, template: Template = TEMPLATE) -> tuple[list[Reading], int, int]:
    """The readings, whole, and how many workbooks came from the store and were read."""
    inputs = [Input(path, named=True) for path in sorted(folder.glob("*.xlsx"))]
    store = ResultStore(folder / "results.sqlite", store_version(template))
    results = TeamResults(store)
    try:
        readings = read_incrementally(inputs, file_digests(inputs), template, results)
        for reading in readings:
            assert all(plan.records == plan.records for plan in reading.plans)
        store.prune()
        return [_whole(reading) for reading in readings], results.found, results.read
    finally:
        store.release()


def _whole(reading: Reading) -> Reading:
    """With its records in memory; plans keep their digests."""
    plans = [plan.with_records(plan.records).with_head(content_digest=plan.content_digest) for plan in reading.plans]
    return dataclasses.replace(reading, plans=plans)


@pytest.fixture
def folder(tmp_path: Path, workbook: bytes) -> Path:
    (tmp_path / "a.xlsx").write_bytes(workbook)
    return tmp_path


def test_a_kept_reading_is_the_reading(folder: Path) -> None:
    fresh = read_all([Input(folder / "a.xlsx", named=True)], TEMPLATE)
    first, *counts = _read(folder)
    assert counts == [0, 1]
    again, *counts = _read(folder)
    assert counts == [1, 0]
    assert first == again == fresh


def test_plans_have_the_digest_of_their_content(folder: Path, workbook: bytes) -> None:
    marks = [_read(folder)[0][0].plans[0].content_digest for _ in range(2)]
    assert marks[0] is not None
    assert marks[1] == marks[0]
    (folder / "a.xlsx").write_bytes(workbook + b"\0")
    plan = _read(folder)[0][0].plans[0]
    assert plan.content_digest not in (None, marks[0])
    assert plan.with_records(plan.records).content_digest is None


def test_a_file_that_changed_or_moved_is_read_again(folder: Path, workbook: bytes) -> None:
    _read(folder)
    (folder / "a.xlsx").rename(folder / "b.xlsx")
    readings, *counts = _read(folder)
    assert counts == [0, 1]
    assert readings[0].path.name == "b.xlsx"
    (folder / "b.xlsx").write_bytes(workbook[:-30])
    readings, *counts = _read(folder)
    assert counts == [0, 1]
    assert readings[0].status == "rejected"


def test_another_template_or_version_serves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _read(folder)
    assert _read(folder, dataclasses.replace(TEMPLATE, version="2"))[1:] == (0, 1)
    _read(folder)
    monkeypatch.setattr(team_results, "program_digest", lambda: "another")
    assert _read(folder)[1:] == (0, 1)


@pytest.mark.parametrize("damage", [b"", b"garbage" * 1000])
def test_a_damaged_cache_is_dropped_and_rebuilt(folder: Path, damage: bytes) -> None:
    _read(folder)
    for path in folder.glob("results.sqlite*"):
        path.write_bytes(damage)
    assert _read(folder)[1:] == (0, 1)
    assert _read(folder)[1:] == (1, 0)


def _tamper(folder: Path, data: bytes, of: str) -> None:
    """Put ``data`` in the place of readings (``head``) or tables (``part``), every checksum right."""
    db = sqlite3.connect(folder / "results.sqlite")
    packed = zlib.compress(data)
    for key, value in db.execute("SELECT key, value FROM results").fetchall():
        is_part = isinstance(pickle.loads(zlib.decompress(value[16:])), list)
        if is_part == (of == "part"):
            checksum = blake2b(key + packed, digest_size=16).digest()
            db.execute("UPDATE results SET value = ? WHERE key = ?", (checksum + packed, key))
    db.commit()
    db.close()


class _Evil:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def test_a_stored_reading_cannot_run_anything(folder: Path) -> None:
    _read(folder)
    _tamper(folder, pickle.dumps(_Evil(folder / "owned")), "head")
    assert _read(folder)[1:] == (0, 1)
    assert not (folder / "owned").exists()


def test_a_stored_table_cannot_run_anything(folder: Path) -> None:
    _read(folder)
    _tamper(folder, pickle.dumps(_Evil(folder / "owned")), "part")
    with pytest.raises(DamagedStoreError):
        _read(folder)
    assert not (folder / "owned").exists()


def test_a_table_of_other_contents_is_not_taken(folder: Path) -> None:
    first, *_ = _read(folder)
    db = sqlite3.connect(folder / "results.sqlite")
    db.execute("UPDATE results SET value = (SELECT value FROM results LIMIT 1)")
    db.commit()
    db.close()
    again, *counts = _read(folder)
    assert counts == [0, 1]
    assert again == first
    assert _read(folder)[1:] == (1, 0)


def test_equal_parts_of_several_workbooks_are_kept_once(folder: Path, workbook: bytes) -> None:
    _read(folder)
    size = _parts(folder)
    (folder / "b.xlsx").write_bytes(workbook + b"\0")
    both, *_ = _read(folder)
    assert _parts(folder) == size + 1
    again, *counts = _read(folder)
    assert counts == [2, 0]
    assert again == both
    (folder / "a.xlsx").unlink()
    (folder / "b.xlsx").unlink()
    _read(folder)
    assert _parts(folder) == 0


def _parts(folder: Path) -> int:
    db = sqlite3.connect(folder / "results.sqlite")
    ((count,),) = db.execute("SELECT COUNT(*) FROM results")
    db.close()
    return int(count)


def test_a_flipped_byte_is_noticed(folder: Path) -> None:
    _read(folder)
    data = (folder / "results.sqlite").read_bytes()
    for offset in range(len(data) // 2, len(data) // 2 + 4000, 400):
        (folder / "results.sqlite").write_bytes(data[:offset] + bytes([data[offset] ^ 255]) + data[offset + 1 :])
        assert _read(folder)[0][0].status == "read"


def test_a_file_saved_while_it_is_read_is_read_again(
    folder: Path, workbook: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = read_all, []

    def slow(inputs: list[Input], *rest: Any) -> list[Reading]:
        readings = real(inputs, *rest)
        calls.append(len(inputs))
        if len(calls) == 1:
            (folder / "a.xlsx").write_bytes(workbook + b"\0")
        return readings

    monkeypatch.setattr(incremental_reading, "read_all", slow)
    monkeypatch.setattr(incremental_reading, "_PAUSE", 0)
    readings, _, _ = _read(folder)
    assert len(calls) == 2
    assert readings[0].sha256 == file_digest(folder / "a.xlsx")


def test_a_file_that_never_stops_changing_is_said(
    folder: Path, workbook: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = read_all
    size = iter(range(1, 100))

    def busy(inputs: list[Input], *rest: Any) -> list[Reading]:
        readings = real(inputs, *rest)
        (folder / "a.xlsx").write_bytes(workbook + b"\0" * next(size))
        return readings

    monkeypatch.setattr(incremental_reading, "read_all", busy)
    monkeypatch.setattr(incremental_reading, "_PAUSE", 0)
    readings, _, _ = _read(folder)
    assert readings[0].status == "rejected"
    assert [finding.code for finding in readings[0].findings] == ["PAC118"]


def test_the_ledger_of_an_unchanged_plan_comes_from_the_store(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = _read(folder)[0][0].plans[0]
    store = ResultStore(folder / "results.sqlite", store_version(TEMPLATE))
    ledgers = StoredLedgers(store)
    computed = ledgers(plan, TEMPLATE)
    assert computed == ledger_of(plan, TEMPLATE) != ""
    monkeypatch.setattr(team_results, "ledger_of", lambda *_: pytest.fail("computed again"))
    assert ledgers(plan, TEMPLATE) == computed
    with pytest.raises(pytest.fail.Exception):
        ledgers(plan.with_head(content_digest=None), TEMPLATE)
    store.release()
