"""Plain values come back; nothing else is made."""

from __future__ import annotations

import pickle
from datetime import date
from decimal import Decimal
from pathlib import PurePosixPath

import pytest

from pacom_xl.model.plan import Cell
from pacom_xl.model.text import Text
from pacom_xl.storage.safe_pickle import plain_values

OWN = ("pacom_xl.model.",)


def test_plain_values_come_back() -> None:
    values = {
        "a": [1, "é", None, Decimal("0.10"), date(2026, 6, 15), ("x",), {3}],
        "b": (Text("a", "b"), Cell("S", 1, 2)),
    }
    assert plain_values(pickle.dumps(values, 5), OWN) == values


def _named(module: str, name: str) -> bytes:
    return f"c{module}\n{name}\n.".encode()


@pytest.mark.parametrize(
    "data",
    [
        pickle.dumps(PurePosixPath("a")),
        pickle.dumps(print),
        _named("pacom_xl.model.text", "fold"),
        _named("pacom_xl.template.schema", "Template"),
        # What lies within a name.
        pickle.dumps(Text.in_, 5),
    ],
)
def test_nothing_else_is_made(data: bytes) -> None:
    with pytest.raises(pickle.UnpicklingError):
        plain_values(data, OWN)


def test_without_our_own_modules_none_of_our_classes_is_made() -> None:
    with pytest.raises(pickle.UnpicklingError):
        plain_values(pickle.dumps(Text("a", "b")))
