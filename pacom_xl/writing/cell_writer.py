"""Writes values and formulas into the cells the layout gives; what every sheet module writes with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import count
from typing import Any

from pacom_xl.figures.figure_registry import FIGURES
from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.layout.anchors import row_id
from pacom_xl.layout.blocks import ANCHORS, Layout
from pacom_xl.layout.formulas import Formulas, Spot
from pacom_xl.model.plan import Value
from pacom_xl.model.text import Lang, Text, cell_text
from pacom_xl.template.schema import Field
from pacom_xl.values.codecs import workbook_labels, write_value
from pacom_xl.writing.cell_xml import NOT_IN_XML
from pacom_xl.writing.prepared_formula import prepared_formula
from pacom_xl.writing.streamed_rows import StreamedRows, StreamedWorkbook
from pacom_xl.writing.styles import Styles

_EPOCH = date(1899, 12, 30)
#: Ranks of the dashboard's lists: numbers on every row, as what is added up by parts.
RANKS = ("late_days", "overrun")
#: A text that starts so is marked as text, lest an office take it for a formula when somebody edits it.
FORMULA_STARTS = ("=", "+", "-", "@")


@dataclass
class Pen:
    """The workbook being written, and everything needed to fill it."""

    workbook: Any
    view: PlanView
    layout: Layout
    styles: Styles
    formulas: Formulas
    #: Of a consolidated workbook, which is read and not filled in: takes the rows of its long tables.
    streams: StreamedWorkbook | None = None
    _numbers: dict[str, Iterator[int]] = field(default_factory=dict)

    @property
    def consolidated(self) -> bool:
        """Whether the workbook brings several teams together: it is read, not filled in."""
        return self.streams is not None

    def rows_of(self, sheet: Any) -> StreamedRows:
        """The rows of a sheet of a consolidated workbook that are written as XML."""
        assert self.streams is not None
        return self.streams.rows_of(sheet)

    @property
    def lang(self) -> Lang:
        """Language of the workbook."""
        return self.layout.lang

    def say(self, text: Text) -> str:
        """A text in the workbook's language."""
        return text.in_(self.lang)

    @cached_property
    def labels(self) -> dict[str, dict[str, Text]]:
        """Labels by list and key: the workbook's own, else the template's."""
        labels = {
            name: {choice.key: choice.label for choice in entries}
            for name, entries in self.view.template.choices.items()
        }
        plan = self.view.plan
        for name, own in workbook_labels([*plan.table("choices"), *plan.table("natures")]).items():
            labels[name] = labels.get(name, {}) | own
        return labels

    def label(self, list_name: str, key: str) -> str:
        """The label of a choice, as the workbook's formulas find it."""
        text = self.labels.get(list_name, {}).get(key)
        return self.say(text) if text else "?"

    def free_numbers(self, table: str) -> Iterator[int]:
        """Numbers no row id of the workbook uses yet, each given once: action sheets share their tables' ids."""
        if table not in self._numbers:
            taken = {row.key for row in self.view.rows(table)}
            self._numbers[table] = (n for n in count(1) if row_id(table, n) not in taken)
        return self._numbers[table]

    def tab(self, name: str) -> Any:
        """The worksheet of that name, a new one when there is none yet: they stand in the order they are asked for."""
        return self.workbook.get_worksheet_by_name(name) or self.workbook.add_worksheet(name)

    def computes(self, field: Field) -> bool:
        """Whether a computed field has something to show (charts, texts and lists have not)."""
        return has_figure(field)

    # -- cells -----------------------------------------------------------------------------------------------

    def mark(self, sheet: Any, row: int, text: str, column: int = ANCHORS) -> None:
        """An anchor in a hidden cell (``marks``), by which the reader knows what stands there."""
        sheet.write_string(row, column, text, self.styles.role("anchor"))

    def put(self, sheet: Any, row: int, column: int, value: Any, style: Any, last: int | None = None) -> None:
        """Any plain value; merged up to column ``last`` when given."""
        if last is not None and last > column:
            sheet.merge_range(row, column, row, last, "", style)
        if value is None or value == "":
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, str):
            put_text(sheet, row, column, value, style)
        elif isinstance(value, (date, datetime)):
            sheet.write_datetime(row, column, value, style)
        else:
            sheet.write_number(row, column, float(value) if isinstance(value, Decimal) else value, style)

    def put_field(
        self,
        sheet: Any,
        row: int,
        column: int,
        field: Field,
        value: Value,
        role: str,
        last: int | None = None,
    ) -> Any:
        """The value of an input field, as its codec writes it; what the cell then holds."""
        content = write_value(field, value, self.lang, self.labels)
        quoted = isinstance(content, str) and content.startswith(FORMULA_STARTS)
        more = {"quote_prefix": True} if quoted else {}
        style = self.styles.field(field, role, in_form=_is_form(self.view, field), **more)
        self.put(sheet, row, column, content, style, last)
        return content

    def put_figure(
        self,
        sheet: Any,
        spot: Spot,
        column: int,
        field: Field,
        row: Row,
        role: str = "computed",
        last: int | None = None,
    ) -> Any:
        """The formula of a computed field, with its true value cached; what the cell then shows."""
        name = figure_name(field)
        value = row.part(name, spot.part) if field.type.spread else row.figure(name)
        style = self.styles.field(field, role, in_form=_is_form(self.view, field))
        shown = self.shown(field, value)
        self.put_formula(sheet, spot.row, column, self.formulas.text(name, spot), shown, style, last)
        return shown

    def put_spare(self, sheet: Any, spot: Spot, column: int, field: Field, guard: str) -> None:
        """The formula of a computed field on a row that stays empty as long as ``guard`` is."""
        number = field.type.spread is not None or field.key in RANKS
        empty = "0" if number else '""'
        body = self.formulas.text(figure_name(field), spot).removeprefix("=")
        formula = f'=IF({guard}="",{empty},{body})'
        value = 0 if number else ""
        self.put_formula(sheet, spot.row, column, formula, value, self.styles.field(field, "computed"))

    def put_carried(self, sheet: Any, spot: Spot, column: int, field: Field, row: Row | None) -> None:
        """A field of a carried row; ``row`` is the one it stands for, ``None`` where the table has none."""
        shown: Any = None
        if row is not None:
            typed = field.name not in FIGURES
            shown = row[field.key]
            shown = write_value(field, shown, self.lang, self.labels) if typed else shown
        style = self.styles.field(field, "computed")
        self.put_formula(sheet, spot.row, column, self.formulas.carried(field.name, spot), shown, style)

    def put_formula(
        self, sheet: Any, row: int, column: int, formula: str, value: Any, style: Any, last: int | None = None
    ) -> None:
        """A formula with the value it has today."""
        if last is not None and last > column:
            sheet.merge_range(row, column, row, last, "", style)
        sheet.write_formula(row, column, prepared_formula(formula), style, cached(value))

    def shown(self, field: Field, value: Value) -> Value:
        """What a formula shows for a figure's value: choices as labels, unless it computes their key."""
        if field.type.base == "enum" and isinstance(value, str):
            return self.label(field.type.choices or "", value)
        if isinstance(value, tuple):
            return ", ".join(value)
        return value


def put_text(sheet: Any, row: int, column: int, text: str, style: Any) -> None:
    """A text, as much of it as a cell holds.

    xlsxwriter takes one like ``<r>…</r>`` for the XML of a rich text: it is written as a rich text of two parts.
    """
    text = cell_text(text)
    if text.startswith("<r>") and text.endswith("</r>"):
        sheet.write_rich_string(row, column, style, text[0], style, text[1:], style)
    else:
        sheet.write_string(row, column, text, style)


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
    return view.template.tables[field.table].kind == "form"


def figure_name(field: Field) -> str:
    """The figure of a computed field; the register of a consolidated workbook shows some of the index's."""
    return field.name if field.name in FIGURES else f"index.{field.key}"


def has_figure(field: Field) -> bool:
    """Whether a computed field has a formula of its own (charts, texts and lists have none)."""
    return figure_name(field) in FIGURES
