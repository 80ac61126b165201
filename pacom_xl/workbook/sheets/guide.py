"""The first sheet: what the workbook is, its colours, the order to fill it in, a link to every sheet."""

from __future__ import annotations

from pacom_xl.core.text import Text
from pacom_xl.workbook.layout import FIRST_COLUMN, FormBlock, Tab
from pacom_xl.workbook.pen import Pen
from pacom_xl.workbook.sheets.ordinary import open_sheet, set_print, write_form, write_heading

_COLOURS = (
    ("input", Text("À remplir", "To fill in")),
    ("computed", Text("Calculé\xa0: ne rien saisir", "Computed: do not type")),
    ("group", Text("Fixé par le groupe", "Set by the group")),
)
_LEGEND = Text("Couleurs", "Colours")
_ORDER = Text("Ordre de remplissage", "Filling order")
_OPTIONAL = Text("facultative, peut être supprimée", "optional, may be deleted")


def write_guide(pen: Pen, tab: Tab) -> None:
    """Version and date in anchored cells, then the legend and the sheets in order."""
    sheet = open_sheet(pen, tab)
    block = tab.blocks["guide"]
    assert isinstance(block, FormBlock)
    write_form(pen, sheet, tab, block, pen.book.form("guide"))
    row = block.last_row + 2
    write_heading(pen, sheet, row, pen.say(_LEGEND), FIRST_COLUMN + 2)
    for number, (role, text) in enumerate(_COLOURS, row + 1):
        pen.put(sheet, number, FIRST_COLUMN, pen.say(text), pen.styles.role(role))
    row += len(_COLOURS) + 2
    write_heading(pen, sheet, row, pen.say(_ORDER), FIRST_COLUMN + 2)
    listed = [t for t in pen.layout.tabs if t.code is None and t.sheet.key not in ("guide", "meta")]
    for number, other in enumerate(listed, row + 1):
        link = pen.styles.role("link")
        sheet.write_url(number, FIRST_COLUMN, f"internal:{other.quoted}!B2", link, other.name)
        purpose = pen.say(other.sheet.purpose)
        if other.sheet.level == "optional":
            purpose += f" ({pen.say(_OPTIONAL)})"
        pen.put(sheet, number, FIRST_COLUMN + 1, purpose, pen.styles.role("plain"))
    sheet.set_column(FIRST_COLUMN, FIRST_COLUMN, 34)
    sheet.set_column(FIRST_COLUMN + 1, FIRST_COLUMN + 1, 80)
    sheet.set_column(FIRST_COLUMN + 2, FIRST_COLUMN + 2, 46)
    set_print(pen, sheet, tab)
    sheet.print_area(1, FIRST_COLUMN, row + len(listed), FIRST_COLUMN + 2)
    sheet.activate()
