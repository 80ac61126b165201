"""Damaged workbooks: never a fault of the program, never a hang, never too much memory."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from pacom_xl.reading.many_files.read_pool import read_in_pool
from tests.gauntlet.mutation import mutated
from tests.support.small_workbook import TEMPLATE, write_small

#: Words of the reasons that would mean a fault of ours, a hang, or too much memory.
_BAD = ("erreur interne", "PACOM_MAX_SECONDS", "PACOM_MAX_MEMORY")
_BATCH = 100
#: In each push; the others in ``make test-long``.
_FEW = 75


def test_damaged_workbooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _run(tmp_path, monkeypatch, range(_FEW))


@pytest.mark.long
def test_twenty_thousand_damaged_workbooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _run(tmp_path, monkeypatch, range(_FEW, 20_500))


def _run(folder: Path, monkeypatch: pytest.MonkeyPatch, numbers: range) -> None:
    monkeypatch.setenv("PACOM_MAX_SECONDS", "20")
    source = folder / "sound.xlsx"
    write_small(source)
    data = source.read_bytes()
    outcomes: Counter[str] = Counter()
    for start in range(numbers.start, numbers.stop, _BATCH):
        batch = [mutated(data, n, folder / f"{n}.xlsx") for n in range(start, min(start + _BATCH, numbers.stop))]
        for path, reading in zip(batch, read_in_pool(batch, TEMPLATE, 2), strict=True):
            reason = reading.reason.fr if reading.reason else ""
            assert not any(word in reason for word in _BAD), f"{path.name}: {reason}"
            assert (reading.plan is None) is (reading.status in ("rejected", "foreign")), path.name
            assert reading.plan or (reading.findings and reason), path.name
            outcomes[reading.status] += 1
            path.unlink()
    assert sum(outcomes.values()) == len(numbers)
    assert outcomes["rejected"] and outcomes["read"] + outcomes["partial"]
