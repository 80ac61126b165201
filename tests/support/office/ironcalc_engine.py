"""The second calculation engine: every formula evaluated by IronCalc, against the cached values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import ironcalc
import openpyxl
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.datetime import to_excel

from tests.support.office.compare import Difference, formula_cells, same


def differences(path: Path) -> Iterator[Difference]:
    """Formulas whose cached value is not what IronCalc computes."""
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    cached = openpyxl.load_workbook(path, data_only=True)
    order = {name: number for number, name in enumerate(cached.sheetnames)}
    for (tab, address), formula in formula_cells(path).items():
        row, column = coordinate_to_tuple(address)
        computed = model.get_cell_value(order[tab], row, column)
        ours = cached[tab][address].value
        ours = to_excel(ours) if hasattr(ours, "year") else ours
        if not same(ours, computed):
            yield Difference(f"{tab}!{address}", formula, ours, computed)
