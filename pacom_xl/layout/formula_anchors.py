"""Anchors of the formulas of a consolidated workbook: a hidden cell of each row names the columns with a formula.

``‡=D:M,P``: columns D to M and column P. The reader compares them with the formulas that are there: a constant in one
of these columns was typed over a formula. As the anchor stands in its row, it moves with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pacom_xl.layout.anchors import UNTYPED
from pacom_xl.model.plan import column_letters
from pacom_xl.xlsx.addresses import column_number

#: First signs of such an anchor.
FORMULAS = f"{UNTYPED}="
#: Most columns an anchor names.
_COLUMNS = 16_384
_RUN = re.compile(r"([A-Z]{1,3})(?::([A-Z]{1,3}))?")


def formula_anchor(columns: Iterable[int]) -> str:
    """The anchor of a row with formulas in these zero-based columns."""
    runs: list[list[int]] = []
    for column in sorted(set(columns)):
        if runs and column == runs[-1][1] + 1:
            runs[-1][1] = column
        else:
            runs.append([column, column])
    return FORMULAS + ",".join(
        column_letters(first) + (f":{column_letters(last)}" if last > first else "") for first, last in runs
    )


def formula_columns(anchor: str) -> list[int]:
    """The zero-based columns an anchor names, in its order; none when it cannot be read."""
    columns: list[int] = []
    for part in anchor.removeprefix(FORMULAS).split(","):
        run = _RUN.fullmatch(part)
        if run is None:
            return []
        first, last = column_number(run[1]), column_number(run[2] or run[1])
        if last < first or len(columns) + last - first >= _COLUMNS:
            return []
        columns += range(first, last + 1)
    return columns
