"""Links on a team's sheet to the list of corrections, to the one before and to the next one."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from pacom_xl.correction.corrections_sheet import CELL_NAMES, LIST, NUMBERS, STATES, link_to
from pacom_xl.correction.package_parts import tag
from pacom_xl.correction.sheet_part import SheetPart
from pacom_xl.correction.style_book import StyleBook
from pacom_xl.layout.anchors import DECOR
from pacom_xl.layout.sheet_texts import NEXT_CORRECTION, PREVIOUS_CORRECTION, STATE_OPEN, TO_CORRECTIONS
from pacom_xl.model.text import Lang
from pacom_xl.xlsx.cells import Place

#: Rows searched for free cells; how many cells the links take; a number beyond any correction.
_DEPTH, _CELLS, _MANY = 40, 3, 1_000_000
#: Characters of a text beside which there is room: longer ones run over the cells at their right.
_SHORT = 22
#: Columns the anchors may stand in, people having put something before them.
_ANCHOR_COLUMNS = range(3)


class SheetLinks:
    """Finds room above the first table of a sheet and writes the three links there."""

    def __init__(
        self, part: SheetPart, styles: StyleBook, first: int, lang: Lang, values: Mapping[int, Mapping[int, object]]
    ) -> None:
        """``first``: the number of the first correction of the sheet. ``values``: its values by row and column."""
        self.part, self.styles, self.first, self.lang, self.values = part, styles, first, lang, values

    def add(self) -> None:
        """Write the links; a sheet without room for them stays as it is."""
        place = self._room()
        if place is None:
            return
        look = {"ink": "0B5CAD", "underline": True, "size": 9, "wrap": False, "valign": "center"}
        row, column = place
        texts = (TO_CORRECTIONS, PREVIOUS_CORRECTION, NEXT_CORRECTION)
        for offset, (formula, text) in enumerate(zip(self._formulas(), texts, strict=True)):
            at = (row, column + offset)
            cell = self.part.find(at)
            style = self.styles.look(look, int(cell.get("s") or 0) if cell is not None else None)
            self.part.put_formula(at, formula, text.in_(self.lang), style=style)

    def _formulas(self) -> tuple[str, str, str]:
        is_open = f'({STATES}="{STATE_OPEN.in_(self.lang)}")'
        after = f"SUMPRODUCT(MAX({is_open}*({NUMBERS}>={self.first})*({_MANY}-{NUMBERS})))"
        any_next = f"SUMPRODUCT(MAX({is_open}*({_MANY}-{NUMBERS})))"
        before = f"SUMPRODUCT(MAX({is_open}*({NUMBERS}<{self.first})*{NUMBERS}))"
        last = f"SUMPRODUCT(MAX({is_open}*{NUMBERS}))"
        next_ = f"{_MANY}-IF({after}>0,{after},{any_next})"
        previous = f"IF({before}>0,{before},{last})"
        home = f'HYPERLINK("#{LIST}","{TO_CORRECTIONS.in_(self.lang)}")'
        back, on = PREVIOUS_CORRECTION.in_(self.lang), NEXT_CORRECTION.in_(self.lang)
        return (
            home,
            f'IF({last}>0,{link_to(previous, back)},HYPERLINK("#{LIST}","{back}"))',
            f'IF({last}>0,{link_to(next_, on)},HYPERLINK("#{LIST}","{on}"))',
        )

    def _room(self) -> Place | None:
        """The first of three free cells of a row the tool wrote, below the title, among the columns of the sheet."""
        rows = self._visible_rows()
        filled = {row: columns for row in rows if (columns := self.part.filled_columns(row))}
        width = max(map(max, filled.values()), default=0)
        merged = self.part.merged()
        for row in rows[1:]:
            values = self.values.get(row, {})
            if row not in filled or DECOR not in [values.get(column) for column in _ANCHOR_COLUMNS]:
                continue
            last = max(filled[row])
            ends = [area[3] for area in merged if area[0] <= row <= area[2]]
            start = max([last, *ends]) + 1
            # The title of a section runs over the cell beside it.
            start += self._is_title(values) and start + _CELLS <= width
            if start + _CELLS - 1 <= width and len(str(values.get(last, ""))) <= _SHORT:
                return (row, start)
        return None

    @staticmethod
    def _is_title(values: Mapping[int, object]) -> bool:
        """Whether the row holds one text beside its anchor."""
        return sum(value not in (None, "", DECOR) for value in values.values()) == 1

    def _visible_rows(self) -> list[int]:
        """The first visible rows."""
        shown = (int(row.get("r", "1")) - 1 for row in self.part.data if row.get("hidden") not in ("1", "true"))
        return list(islice(shown, _DEPTH))


def remove_links(part: SheetPart) -> None:
    """Remove the links of an earlier run; their cells look again like the one to their right."""
    for place, cell in reversed(list(part.cells())):
        formula = next((element.text or "" for element in cell if tag(element) == "f"), "")
        if f"#{LIST}" in formula or f"#{CELL_NAMES}" in formula:
            beside = cell.getnext()
            if beside is None or not beside.get("s"):
                part.clear(place)
            else:
                part.put(place, "", style=int(beside.get("s")))
