"""Contents of a worksheet part of an .xlsx: values and formulas by place, ranges with a drop-down list."""

from __future__ import annotations

from contextlib import suppress

from pacom_xl.xlsx.addresses import PLACES, row_number
from pacom_xl.xlsx.cell_contents import FORMULA, SHARED, VALUE, CellContents, RawCell, SheetContext, formula_text
from pacom_xl.xlsx.cells import Place, Tab, Value, address
from pacom_xl.xlsx.limits import TOO_BIG, DocumentError
from pacom_xl.xlsx.shared_strings import SPACE
from pacom_xl.xlsx.xml_parser import local

#: Most ranges, merged or with a drop-down list, and most columns one of the latter is noted for.
_MOST_RANGES, _WIDEST = 200_000, 200
#: Elements of cells; and one of the same name in drop-down lists of Excel 2010, as it is nearly always spelt.
_CELL_NAMES, _FORMULA_OF_LIST = frozenset({"row", "c", "v", "f", "is", "t"}), "xm:f"


class UnexpectedNamespaceError(Exception):
    """Names of cells with another prefix than the first element, or a prefix that changes its meaning."""


class SheetReader:
    """Takes what the handlers meet: cells row by row, then what follows them."""

    def __init__(self, tab: Tab, context: SheetContext) -> None:
        self.tab, self.context = tab, context
        self._contents = CellContents(context)
        tab.read_formula, tab.read_formula_text = self._contents.formula, formula_text
        #: Cells of the present row that are read at its end: constants other than shared strings.
        self.held: list[RawCell] = []
        #: Cells of the present row with a formula that several cells may share.
        self._sharing: list[RawCell] = []
        #: Number of the last row that bears one, and how many came since.
        self._row, self._rows_after = "0", 0
        #: Text and column of each shared formula, by its number.
        self._shared: dict[str, tuple[str, int]] = {}
        #: Whether the data validation being read is a drop-down list, and how many ranges were noted, merged ones too.
        self._is_list, self._ranges = False, 0
        #: Elements nothing is taken from.
        self.ignored: set[str] = set()
        #: The attribute that declares the prefix of the names; ``""`` when the parser resolves namespaces.
        self.declaration = ""

    @property
    def space(self) -> str:
        """Name of the attribute that says spaces around a text count."""
        return "xml:space" if self.declaration else SPACE

    def begin_row(self, attributes: dict[str, str]) -> int:
        """A row begins; one without a number follows the one before it.

        Returns how many cells of the row before it were read now.
        """
        count = self.end_row() if self.held or self._sharing else 0
        if "r" in attributes:
            self._row, self._rows_after = attributes["r"], 0
        else:
            self._rows_after += 1
        if attributes.get("hidden") in ("1", "true"):
            with suppress(DocumentError):  # a number of no row: its cells say where they stand
                self.tab.hidden_rows.add(self._row_index)
        return count

    def begin_formula(self, cell: RawCell, attributes: RawCell) -> None:
        """The formula of a cell begins; a value that came before it is that of the formula."""
        if VALUE in cell:
            self._drop_constant(cell)
        cell[FORMULA] = ""
        self.tab.formulas[PLACES[cell["r"]]] = cell
        if attributes:
            cell[SHARED] = attributes
            self._sharing.append(cell)

    def next_address(self, previous: str | None) -> str:
        """The address of a cell that bears none: beside the cell before it."""
        return address((self._row_index, PLACES[previous][1] + 1 if previous else 0))

    @property
    def _row_index(self) -> int:
        return max(row_number(self._row) + self._rows_after - 1, 0)

    def end_row(self) -> int:
        """Read the cells that wait for the end of their row. Returns how many they were."""
        count = len(self.held)
        for cell in self.held:
            place = PLACES[cell["r"]]
            if FORMULA not in cell:
                self.tab.values.setdefault(place[0], {})[place[1]] = self._constant(cell, place)
        self.held.clear()
        for cell in self._sharing:
            self._share(cell, PLACES[cell["r"]][1])
        self._sharing.clear()
        return count

    def add_text(self, cell: RawCell, text: str) -> None:
        """A text of a cell follows others, or is a piece of an inline text."""
        cell[VALUE] = cell.get(VALUE, "") + text
        if FORMULA not in cell and not (self.held and self.held[-1] is cell):
            self.held.append(cell)

    def note_struck(self, cell: RawCell) -> None:
        """Note that the text of a cell is struck through, wholly or partly."""
        if "r" in cell:
            self.tab.struck.add(PLACES[cell["r"]])

    def _drop_constant(self, cell: RawCell) -> None:
        """Take back the value of a cell whose formula comes after it: formulas hold theirs."""
        row, column = PLACES[cell["r"]]
        line = self.tab.values.get(row, {})
        line.pop(column, None)
        if not line:
            self.tab.values.pop(row, None)

    # -- values ----------------------------------------------------------------------------------------------

    def _constant(self, cell: RawCell, place: Place) -> Value:
        if cell.get("t") == "e":
            self.tab.errors[place] = cell[VALUE].strip()
            return ""
        if cell.get("t") == "s" and cell[VALUE].strip() in self.context.struck_strings:
            self.note_struck(cell)
        kind = self.context.kinds.get(cell.get("s", ""))
        if kind is not None and kind != "date" and kind != "duration":
            self.tab.formats[place] = kind
        return self._contents.value(cell, kind)

    # -- formulas --------------------------------------------------------------------------------------------

    def _share(self, cell: RawCell, column: int) -> None:
        """Text of a formula that several cells share, for cells in the column of the first one; empty in other columns,
        where it is adjusted.
        """
        number = cell[SHARED].get("si")
        if number is not None and cell[FORMULA]:
            self._shared[number] = (cell[FORMULA], column)
        elif number is not None:
            text, of_column = self._shared.get(number, ("", -1))
            cell[FORMULA] = text if column == of_column else ""

    # -- data validations ------------------------------------------------------------------------------------

    def other(self, tag: str, attributes: dict[str, str]) -> None:
        """An element beside rows and cells."""
        name = local(tag)
        if self.declaration and (name in _CELL_NAMES or self.declaration in attributes) and tag != _FORMULA_OF_LIST:
            raise UnexpectedNamespaceError
        if name == "dataValidation":
            self._is_list = attributes.get("type") == "list"
            self._note_ranges(attributes.get("sqref", ""))
        elif name == "mergeCell":
            self._note_merged(attributes.get("ref", ""))
        elif name != "sqref":
            self.ignored.add(tag)

    def text(self, tag: str, data: str) -> None:
        """Text of an element beside rows and cells: the ranges of a list whose choices stand on another sheet."""
        if local(tag) == "sqref" and self._is_list:
            self._note_ranges(data)

    def _note_merged(self, area: str) -> None:
        first, _, last = area.partition(":")
        self._count_ranges(1)
        with suppress(DocumentError):  # of no cell: nothing is covered
            self.tab.merged.append((PLACES[first], PLACES[last or first]))

    def _count_ranges(self, count: int) -> None:
        """Raises ``DocumentError`` when the tab has too many ranges."""
        self._ranges += count
        if self._ranges > _MOST_RANGES:
            raise DocumentError(TOO_BIG)

    def _note_ranges(self, ranges: str) -> None:
        for area in ranges.split():
            first, _, last = area.partition(":")
            try:
                (top, left), (bottom, right) = PLACES[first], PLACES[last or first]
            except DocumentError:  # of no cell: no list stands there
                continue
            columns = range(left, min(right, left + _WIDEST) + 1)
            self._count_ranges(len(columns))
            for column in columns:
                self.tab.validated.setdefault(column, []).append((top, bottom))
                if self._is_list:
                    self.tab.lists.setdefault(column, []).append((top, bottom))
