"""What the library that parses values is given of a workbook: its parts without the formulas.

Two thirds of a workbook are formulas, which show again what stands elsewhere: what people type is the rest. The
cells of formulas and those that hold nothing are cut out, and nothing else, so that no way of spelling a value can
lose it. Tabs where formulas are needed all the same (people typed some, marks are gone) are given whole when they
are asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pacom_xl.xlsx.far_cells import tame
from pacom_xl.xlsx.xlsx_metadata import Parts

_SHEETS = "xl/worksheets/"


class TooFarApartError(Exception):
    """Too many cells too far apart for a sheet to be read."""


class Handing:
    """The parts of an .xlsx, on their way to the library."""

    def __init__(self, inflated: Mapping[str, bytes], parts: Parts) -> None:
        self._inflated, self._parts = inflated, parts
        self._tabs = {path: tab for tab, path in parts.paths.items()}
        #: Addresses of cells too far away to be read, by tab.
        self.far: dict[str, tuple[str, ...]] = {}

    def light(self) -> dict[str, bytes]:
        """Every part, sheets without their formulas."""
        return {name: self._tamed(name) if self._is_sheet(name) else data for name, data in self._inflated.items()}

    def whole(self, tabs: Collection[str]) -> dict[str, bytes]:
        """The same, these tabs with their formulas."""
        asked = {self._parts.paths[tab] for tab in tabs if tab in self._parts.paths}
        return self.light() | {name: self._tamed(name, whole=True) for name in asked if name in self._inflated}

    @staticmethod
    def _is_sheet(name: str) -> bool:
        return name.startswith(_SHEETS) and name.endswith(".xml")

    def _tamed(self, name: str, *, whole: bool = False) -> bytes:
        part = self._parts.sheet(self._tabs.get(name, ""))
        data = self._inflated[name] if part is None else part.data if whole else part.light
        tamed = tame(data)
        if tamed.data is None:
            raise TooFarApartError(name)
        if tamed.far:
            self.far[self._tabs.get(name, name)] = tamed.far
        return tamed.data
