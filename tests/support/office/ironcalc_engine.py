"""The second calculation engine: every formula evaluated by IronCalc, against the cached values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import ironcalc

from tests.support.direct_workbook import DirectWorkbook
from tests.support.office.compare import Difference, formulas, same, shown


def differences(path: Path) -> Iterator[Difference]:
    """Formulas whose cached value is not what IronCalc computes."""
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    workbook = DirectWorkbook(path)
    order = {name: number for number, name in enumerate(workbook.part_of)}
    for tab, address, cell, (row, column) in formulas(workbook):
        ours, computed = shown(cell), model.get_cell_value(order[tab], row + 1, column + 1)
        if not same(ours, computed):
            yield Difference(f"{tab}!{address}", f"={cell.formula}", ours, computed)
