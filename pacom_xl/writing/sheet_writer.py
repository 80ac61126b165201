"""Writes values and formulas into the cells of one sheet, at the places the layout gives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pacom_xl.figures.figure_registry import FIGURES
from pacom_xl.figures.index import NAMED_FIGURES, named_formula, named_value
from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.layout.blocks import Tab
from pacom_xl.layout.fixed_places import ANCHORS
from pacom_xl.layout.formulas import Spot
from pacom_xl.model.plan import Value
from pacom_xl.model.text import Text, cell_text
from pacom_xl.template.schema import Field
from pacom_xl.values.codecs import write_value
from pacom_xl.writing.cell_xml import NOT_IN_XML
from pacom_xl.writing.prepared_formula import prepared_formula
from pacom_xl.writing.streamed_rows import StreamedRows, write_link
from pacom_xl.writing.workbook_writer import WorkbookWriter, figure_name, has_figure

#: First row, first column, last row and last column of a range, zero-based.
Area = tuple[int, int, int, int]

_EPOCH = date(1899, 12, 30)
#: Ranks of the dashboard's lists: numbers on every row, as what is added up by parts.
RANKS = ("late_days", "overrun")
#: A text that starts so is marked as text, lest an office take it for a formula when somebody edits it.
FORMULA_STARTS = ("=", "+", "-", "@")


class SheetWriter:
    """One sheet of a workbook being written. Rows and columns are zero-based."""

    def __init__(self, book: WorkbookWriter, tab: Tab) -> None:
        """The sheet of ``tab``: the one of that name, else a new one, the last of the workbook."""
        self.book, self.tab = book, tab
        #: xlsxwriter's worksheet.
        self.worksheet: Worksheet = book.worksheet(tab.name)
        self.styles, self.view, self.layout, self.formulas = book.styles, book.view, book.layout, book.formulas
        #: Heights of rows in points, by row, where they are not the usual one; 0 when hidden.
        self.heights: dict[int, float] = {}
        #: Height and format of rows as they were set, and outline of those in one.
        self._formats: dict[int, tuple[float | None, Format | None]] = {}
        self._outlines: dict[int, dict[str, bool | int]] = {}

    @property
    def rows(self) -> StreamedRows:
        """The rows of a consolidated workbook that are written as XML."""
        return self.book.rows_of(self.worksheet)

    def say(self, text: Text) -> str:
        """A text in the workbook's language."""
        return self.book.say(text)

    def computes(self, field: Field) -> bool:
        """Whether a computed field has something to show (charts, texts and lists have not)."""
        return has_figure(field)

    def set_row(
        self,
        row: int,
        height: float | None,
        cell_format: Format | None = None,
        options: Mapping[str, bool | int] | None = None,
    ) -> None:
        """Set the height of a row, in points, its format, or that it is hidden."""
        options = {**self._outlines.get(row, {}), **(options or {})}
        self._formats[row] = (height, cell_format)
        hidden = bool(options.get("hidden"))
        if height is not None or hidden:
            # Offices round heights to pixels.
            self.heights[row] = 0 if hidden else int((height or 0) * 4 / 3 + 0.5) * 0.75
        self.worksheet.set_row(row, height, cell_format, dict(options or {}))

    def set_outline(self, row: int, *, hidden: bool) -> None:
        """Put a row in an outline, folded or not, with the height it was given."""
        self._outlines[row] = {"level": 1, "hidden": hidden or self.heights.get(row) == 0}
        self.set_row(row, *self._formats.get(row, (None, None)))

    def set_collapsed(self, row: int) -> None:
        """Show a row as the heading of a folded outline."""
        self._outlines[row] = {"collapsed": True}
        self.set_row(row, *self._formats.get(row, (None, None)))

    def hide_row(self, row: int) -> None:
        """Hide a row."""
        self.set_row(row, None, None, {"hidden": True})

    def link(self, row: int, column: int, target: str) -> None:
        """A link on a cell whose text and look are written otherwise (``streamed_rows.write_link``)."""
        write_link(self.worksheet, row, column, target)

    def write_anchor(self, row: int, text: str, column: int = ANCHORS) -> None:
        """Write an anchor into a hidden cell."""
        if column == ANCHORS and self.book.consolidated:
            self.book.anchored_rows.setdefault(self.tab.name, set()).add(row)
        self.worksheet.write_string(row, column, text, self.styles.role("anchor"))

    def write(self, row: int, column: int, value: Any, style: Format, last: int | None = None) -> None:
        """Any plain value; merged up to column ``last`` when given."""
        if last is not None and last > column:
            self.worksheet.merge_range(row, column, row, last, "", style)
        if value is None or value == "":
            self.worksheet.write_blank(row, column, None, style)
        elif isinstance(value, str):
            write_text(self.worksheet, row, column, value, style)
        elif isinstance(value, date):
            moment = value if isinstance(value, datetime) else datetime.combine(value, time())
            self.worksheet.write_datetime(row, column, moment, style)
        else:
            self.worksheet.write_number(row, column, float(value) if isinstance(value, Decimal) else value, style)

    def write_field(
        self,
        row: int,
        column: int,
        field: Field,
        value: Value,
        role: str,
        last: int | None = None,
        **look: Any,
    ) -> Any:
        """The value of an input field, as its codec writes it; what the cell then holds (``look``: its format)."""
        content = self.content(field, value)
        quoted = isinstance(content, str) and content.startswith(FORMULA_STARTS)
        more = look | ({"quote_prefix": True} if quoted else {})
        if field.type.base == "money" and isinstance(value, Decimal) and value != value.to_integral_value():
            more["num_format"] = self.styles.cents
        style = self.styles.field(field, role, in_form=_is_form(self.view, field), **more)
        self.write(row, column, content, style, last)
        return content

    def content(self, field: Field, value: Value) -> Any:
        """What the cell of an input field holds; on an action sheet, a code stands with the name of its row."""
        content = write_value(field, value, self.book.lang, self.book.labels)
        if field.table != "actions" or self.book.consolidated or not isinstance(content, str) or not content:
            return content
        if isinstance(value, tuple) and len(field.type.tables) == 1:
            if field.type.base == "multi_ref":
                return self.view.shown_codes(field.type.tables[0], value)
            return self.view.named_codes(field.type.tables[0], value) or content
        return self.book.reference(field, content) if field.type.base == "ref" else content

    def write_figure(
        self,
        spot: Spot,
        column: int,
        field: Field,
        row: Row,
        role: str = "computed",
        last: int | None = None,
        **look: Any,
    ) -> Any:
        """The formula of a computed field, with its true value cached; what the cell then shows."""
        name = figure_name(field)
        value = row.part(name, spot.part) if field.type.spread else row.figure(name)
        style = self.styles.field(field, role, in_form=_is_form(self.view, field), **look)
        shown, formula = self.book.shown(field, value), self.formulas.text(name, spot)
        if name in NAMED_FIGURES and not self.book.consolidated:
            shown, formula = self._named(spot, name, str(value or ""))
        self.write_formula(spot.row, column, formula, shown, style, last)
        return shown

    def _named(self, spot: Spot, name: str, code: str) -> tuple[Value, str]:
        """What the cell of a figure that is a code shows: the code with the name of its row; value and formula."""
        table, key, label = NAMED_FIGURES[name]
        formula = self.formulas.render(named_formula(FIGURES[name].formula, table, key, label), spot)
        return named_value(self.view, code, table, label), f"={formula}"

    def write_spare_figure(self, spot: Spot, column: int, field: Field, guard: str) -> None:
        """The formula of a computed field on a row that stays empty as long as ``guard`` is."""
        number = field.type.spread is not None or field.key in RANKS
        empty = "0" if number else '""'
        body = self.formulas.text(figure_name(field), spot).removeprefix("=")
        formula = f'=IF({guard}="",{empty},{body})'
        value = 0 if number else ""
        self.write_formula(spot.row, column, formula, value, self.styles.field(field, "computed"))

    def write_carried(self, spot: Spot, column: int, field: Field, row: Row | None) -> None:
        """Write a field of a carried row; ``row``: the row it repeats, ``None`` where the table has none."""
        shown: Any = None
        if row is not None:
            typed = field.name not in FIGURES
            shown = row[field.key]
            shown = write_value(field, shown, self.book.lang, self.book.labels) if typed else shown
        style = self.styles.field(field, "computed")
        self.write_formula(spot.row, column, self.formulas.carried(field.name, spot), shown, style)

    def write_formula(
        self, row: int, column: int, formula: str, value: Any, style: Format, last: int | None = None
    ) -> None:
        """A formula with the value it has today."""
        style = self.styles.of_formula(style)
        if last is not None and last > column:
            self.worksheet.merge_range(row, column, row, last, "", style)
        if self.book.consolidated:
            self.book.formula_columns.setdefault(self.tab.name, {}).setdefault(row, []).append(column)
        self.worksheet.write_formula(row, column, prepared_formula(formula), style, cached(value))

    def format_where(self, area: Area, formula: str, look: Format, *, stop: bool = False) -> None:
        """Format the cells of ``area`` for which ``formula``, written for the first one, is true.

        ``stop``: rules added later are not applied to them.
        """
        rule = {"type": "formula", "criteria": prepared_formula(formula), "format": look}
        self.worksheet.conditional_format(*area, rule | {"stop_if_true": True} if stop else rule)

    def validate(self, area: Area, options: dict[str, Any]) -> None:
        """Add a data validation to the cells of ``area``; ``options`` are those of xlsxwriter."""
        formulas = {name: prepared_formula(options[name]) for name in ("source", "value") if _is_formula(options, name)}
        self.worksheet.data_validation(*area, options | formulas)


def _is_formula(options: dict[str, Any], name: str) -> bool:
    """Whether an option of a data validation is a formula, not a number or a list of choices."""
    return isinstance(text := options.get(name), str) and text.startswith("=")


def write_text(worksheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    """A text, as much of it as a cell holds.

    xlsxwriter takes one like ``<r>…</r>`` for the XML of a rich text: it is written as a rich text of two parts.
    """
    text = cell_text(text)
    if text.startswith("<r>") and text.endswith("</r>"):
        worksheet.write_rich_string(row, column, style, text[0], style, text[1:], style)
    else:
        worksheet.write_string(row, column, text, style)


def cached(value: Any) -> Any:
    """A value as it is stored beside a formula: dates as serial numbers, nothing as an empty text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return cell_text(value if value.isprintable() else value.translate(NOT_IN_XML))
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return (value - _EPOCH).days
    return value


def _is_form(view: PlanView, field: Field) -> bool:
    """Whether a value stands at the left, beside its label; amounts of an action stand at the right."""
    if field.table == "actions" and field.type.base in ("money", "percent"):
        return False
    return view.template.tables[field.table].kind == "form"
