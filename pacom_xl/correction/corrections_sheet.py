"""The sheet « Corrections » as a worksheet part: one row for each finding, links to the cells, a live counter."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from pacom_xl.correction.flags import Flag
from pacom_xl.correction.package_parts import Element, PackageParts
from pacom_xl.correction.sheet_part import SheetPart, ranges_text
from pacom_xl.correction.style_book import StyleBook
from pacom_xl.layout.anchors import DECOR, column_anchor, row_id, sheet_anchor, table_anchor
from pacom_xl.layout.blocks import TableBlock
from pacom_xl.layout.fixed_places import ANCHORS, FIRST_BLOCK_ROW, FIRST_COLUMN, MARK_ROW, PURPOSE_ROW, TITLE_ROW
from pacom_xl.layout.sheet_texts import (
    ALL_CHANGED,
    FIRST_CORRECTION,
    OPEN_CORRECTIONS,
    STATE_CHANGED,
    STATE_NOTED,
    STATE_OPEN,
)
from pacom_xl.model.findings import Severity
from pacom_xl.model.text import Lang
from pacom_xl.reporting.words.severity_words import SEVERITY_NAMES
from pacom_xl.template.schema import Sheet
from pacom_xl.xlsx.cells import address

KEY = "corrections"
#: Defined names of the sheet: where it begins, its numbers, its states.
LIST, NUMBERS, STATES = "corrections_list", "corrections_number", "corrections_state"
#: Beginning of the defined names of the cells to correct.
CELL_NAMES = "correction_"
#: Fill and ink of each severity.
COLOURS: dict[Severity, tuple[str, str]] = {
    "error": ("F6B0A8", "7A1712"), "warning": ("F5B971", "5A2E00"), "info": ("BBD7F2", "174A80"),
}  # fmt: skip
#: Width of each column in characters.
_WIDTHS = {
    "number": 5, "state": 12, "severity": 9, "cell": 22, "about": 27, "found": 26, "message": 54, "fix": 44, "rule": 9,
}  # fmt: skip
_TITLE_HEIGHT, _LINE_HEIGHT, _TALLEST = 30, 13.5, 20
_COUNTER_ROW = FIRST_BLOCK_ROW - 1


def block_of(sheet: Sheet, tab: str, size: int) -> TableBlock:
    """The place of the table of corrections."""
    table = next(table for table in sheet.tables if table.key == KEY)
    columns = {field.key: FIRST_COLUMN + n for n, field in enumerate(table.fields)}
    return TableBlock(tab, table, None, FIRST_BLOCK_ROW, max(1, size), columns)


def first_open(lang: Lang) -> str:
    """A formula: the number of the first correction that is still to be made; an error when none is."""
    return f'INDEX({NUMBERS},MATCH("{STATE_OPEN.in_(lang)}",{STATES},0))'


def link_to(number: str, shown: str) -> str:
    """A formula: a link to the cell of the correction of that number."""
    return f'HYPERLINK("#{CELL_NAMES}"&TEXT({number},"000"),"{shown}")'


class CorrectionsSheet:
    """Builds the part. ``names``: the defined names it needs, with what each refers to."""

    def __init__(
        self, parts: PackageParts, sheet: Sheet, tab: str, flags: Sequence[Flag], lang: Lang, *, from_1904: bool
    ) -> None:
        self.lang, self.of, self.tab, self.flags, self.from_1904 = lang, sheet, tab, flags, from_1904
        self.block = block_of(sheet, tab, len(flags))
        self.styles = StyleBook(parts)
        root = etree.Element(f"{{{parts.main}}}worksheet", nsmap={None: parts.main, "r": parts.office})
        self.part = SheetPart(root)
        self._links = self.part.new("hyperlinks")

    @property
    def names(self) -> dict[str, str]:
        """Defined names of the sheet."""
        quoted = "'" + self.tab.replace("'", "''") + "'"
        block = self.block
        return {
            LIST: f"{quoted}!${_letters(FIRST_COLUMN)}${TITLE_ROW + 1}",
            NUMBERS: f"{quoted}!{block.column_range('number')}",
            STATES: f"{quoted}!{block.column_range('state')}",
        }

    @property
    def print_titles(self) -> str:
        """The row of headings, which every printed page repeats."""
        quoted = "'" + self.tab.replace("'", "''") + "'"
        return f"{quoted}!${self.block.first_row}:${self.block.first_row}"

    def build(self) -> Element:
        """The whole worksheet."""
        self._view()
        self._head()
        self._headings()
        for place, flag in enumerate(self.flags, self.block.first_row):
            self._row(place, flag)
        area = (self.block.header_row, FIRST_COLUMN, self.block.last_row, max(self.block.columns.values()))
        self.part.insert(self.part.new("autoFilter", ref=ranges_text([area])))
        if len(self._links):
            self.part.insert(self._links)
        self._rules()
        self._page()
        return self.part.root

    # -- frame -----------------------------------------------------------------------------------------------

    def _view(self) -> None:
        part = self.part
        properties = part.insert(part.new("sheetPr"))
        etree.SubElement(properties, f"{{{part.main}}}tabColor", rgb="FFB3261E")
        etree.SubElement(properties, f"{{{part.main}}}pageSetUpPr", fitToPage="1")
        views = part.insert(part.new("sheetViews"))
        view = etree.SubElement(views, f"{{{part.main}}}sheetView", showGridLines="0", workbookViewId="0")
        first = address((self.block.first_row, 0))
        etree.SubElement(
            view, f"{{{part.main}}}pane", ySplit=str(self.block.first_row), topLeftCell=first, activePane="bottomLeft",
            state="frozen",
        )  # fmt: skip
        columns = part.insert(part.new("cols"))
        etree.SubElement(columns, f"{{{part.main}}}col", min="1", max="1", width="10", hidden="1", customWidth="1")
        for key, column in self.block.columns.items():
            number = str(column + 1)
            width = str(_WIDTHS.get(key, 14))
            etree.SubElement(columns, f"{{{part.main}}}col", min=number, max=number, width=width, customWidth="1")

    def _page(self) -> None:
        part = self.part
        part.insert(part.new("pageMargins", left="0.4", right="0.4", top="0.6", bottom="0.6", header="0.3",
                             footer="0.3"))  # fmt: skip
        part.insert(part.new("pageSetup", paperSize="9", orientation="landscape", fitToHeight="0"))

    def _head(self) -> None:
        put = self.part.put
        anchor = self.styles.look({"ink": "A0A0A0", "size": 8, "wrap": False})
        put((MARK_ROW, ANCHORS), sheet_anchor(KEY), style=anchor)
        self._hide(MARK_ROW)
        put((TITLE_ROW, FIRST_COLUMN), self.of.label.in_(self.lang),
            style=self.styles.look({"bold": True, "size": 18, "ink": "1F3864", "wrap": False}))  # fmt: skip
        self._height(TITLE_ROW, _TITLE_HEIGHT)
        put((PURPOSE_ROW, FIRST_COLUMN), self.of.purpose.in_(self.lang),
            style=self.styles.look({"italic": True, "ink": "595959", "wrap": False}))  # fmt: skip
        for row in (TITLE_ROW, PURPOSE_ROW, _COUNTER_ROW):
            put((row, ANCHORS), DECOR, style=anchor)
        self._counter()

    def _counter(self) -> None:
        """How many are still to be corrected, and a link to the first of them."""
        opened = sum(flag.is_open for flag in self.flags)
        # The words are in the number format, so that the cell holds a number.
        look = {"bold": True, "size": 12, "ink": "B3261E", "wrap": False}
        style = self._formatted(self.styles.look(look), OPEN_CORRECTIONS.in_(self.lang))
        count = f'COUNTIF({STATES},"{STATE_OPEN.in_(self.lang)}")'
        self.part.put_formula((_COUNTER_ROW, FIRST_COLUMN), count, float(opened), style=style)
        merged = self.part.insert(self.part.new("mergeCells", count="1"))
        area = ranges_text([(_COUNTER_ROW, FIRST_COLUMN, _COUNTER_ROW, self.block.columns["severity"])])
        etree.SubElement(merged, f"{{{self.part.main}}}mergeCell", ref=area)
        first, over = FIRST_CORRECTION.in_(self.lang), ALL_CHANGED.in_(self.lang)
        formula = f'IF({count}>0,{link_to(first_open(self.lang), first)},"{over}")'
        link = self.styles.look({"ink": "0B5CAD", "underline": True, "size": 12, "wrap": False})
        place = (_COUNTER_ROW, self.block.columns["cell"])
        self.part.put_formula(place, formula, first if opened else over, style=link)

    def _formatted(self, style: int, code: str) -> int:
        """A cell style with a number format of its own."""
        cells = self.styles.collection("cellXfs")
        xf = etree.fromstring(etree.tostring(cells[style]))
        xf.set("numFmtId", str(self.styles.number_format(code)))
        xf.set("applyNumberFormat", "1")
        return self.styles.place("cellXfs", xf)

    def _headings(self) -> None:
        block = self.block
        anchor = self.styles.look({"ink": "A0A0A0", "size": 8, "wrap": False})
        head = self.styles.look({"bold": True, "ink": "FFFFFF", "fill": "1F3864", "valign": "center"})
        self.part.put((block.key_row, ANCHORS), table_anchor(KEY), style=anchor)
        self.part.put((block.header_row, ANCHORS), DECOR, style=anchor)
        self._hide(block.key_row)
        for field in block.table.fields:
            column = block.columns[field.key]
            self.part.put((block.key_row, column), column_anchor(f"{KEY}.{field.key}"), style=anchor)
            self.part.put((block.header_row, column), field.label.in_(self.lang), style=head)

    # -- rows ------------------------------------------------------------------------------------------------

    def _row(self, row: int, flag: Flag) -> None:
        part, columns, lang = self.part, self.block.columns, self.lang
        plain = self.styles.look({"border": "D9D9D9"})
        fill, ink = COLOURS[flag.severity]
        texts = {
            "severity": SEVERITY_NAMES[flag.severity].in_(lang),
            "cell": f"{flag.cell.sheet}!{flag.cell.a1}" if flag.cell else "",
            "about": flag.label,
            "found": flag.found,
            "message": flag.message,
            "fix": flag.fix,
            "rule": flag.code,
        }
        part.put((row, ANCHORS), row_id(KEY, flag.number), style=self.styles.look({"ink": "A0A0A0", "size": 8}))
        part.put((row, columns["number"]), flag.number, style=plain)
        self._state(row, flag, plain)
        for key, text in texts.items():
            style = plain
            if key == "severity":
                style = self.styles.look({"bold": True, "ink": ink, "fill": fill, "border": "D9D9D9"})
            elif key == "cell" and flag.cell:
                style = self.styles.look({"ink": "0B5CAD", "underline": True, "border": "D9D9D9"})
                etree.SubElement(
                    self._links, f"{{{part.main}}}hyperlink", ref=address((row, columns[key])), location=flag.name
                )
            part.put((row, columns[key]), text, style=style)
        lines = max(1, *(-(-len(text) // max(1, _WIDTHS[key] - 2)) for key, text in texts.items()))
        self._height(row, _LINE_HEIGHT * min(_TALLEST, lines) + 2)

    def _state(self, row: int, flag: Flag, style: int) -> None:
        place = (row, self.block.columns["state"])
        if not flag.is_open:
            self.part.put(place, STATE_NOTED.in_(self.lang), style=style)
            return
        opened, changed = STATE_OPEN.in_(self.lang), STATE_CHANGED.in_(self.lang)
        test = flag.is_unchanged(flag.name, from_1904=self.from_1904)
        self.part.put_formula(place, f'IF({test},"{opened}","{changed}")', opened, style=style)

    def _rules(self) -> None:
        """Changed rows turn green."""
        state = self.block.columns["state"]
        first = address((self.block.first_row, state))
        area = f"{first}:{address((self.block.last_row, state))}"
        look = self.styles.flag("D8F0DC", "1E6B30")
        self.part.add_rule(area, f'{first}="{STATE_CHANGED.in_(self.lang)}"', look, 1)

    def _hide(self, row: int) -> None:
        self.part.cell((row, ANCHORS)).getparent().set("hidden", "1")

    def _height(self, row: int, height: float) -> None:
        element = self.part.cell((row, ANCHORS)).getparent()
        element.set("ht", f"{height:g}")
        element.set("customHeight", "1")


def _letters(column: int) -> str:
    return address((0, column))[:-1]
