"""Long lists on the disk."""

from __future__ import annotations

import pickle

import pytest

from pacom_xl.storage.spooled_list import SpooledList


@pytest.mark.parametrize("count", [0, 3, 60_000])
def test_another_process_gets_the_items(count: int) -> None:
    kept = SpooledList(f"ligne {n}" for n in range(count))
    again = pickle.loads(pickle.dumps(kept))
    assert again == kept
    assert len(again) == count
