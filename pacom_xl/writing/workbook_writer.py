"""A workbook being written: what it shows, where, in which look and language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from pacom_xl.figures.figure_registry import FIGURES
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.figures.sections import gap_counts
from pacom_xl.layout.anchors import row_id
from pacom_xl.layout.blocks import Layout
from pacom_xl.layout.choice_rows import spelling_ranges
from pacom_xl.layout.formulas import Formulas
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.plan import Value
from pacom_xl.model.text import Lang, Text, in_line
from pacom_xl.template.schema import Field
from pacom_xl.values.codecs import workbook_labels
from pacom_xl.values.references import NAMED
from pacom_xl.writing.streamed_rows import StreamedRows, StreamedWorkbook
from pacom_xl.writing.styles import Styles


@dataclass
class WorkbookWriter:
    """The workbook being written, and everything needed to fill it."""

    workbook: Workbook
    view: PlanView
    layout: Layout
    styles: Styles
    formulas: Formulas
    #: Of a consolidated workbook, which is read and not filled in: takes the rows of its long tables.
    streams: StreamedWorkbook | None = None
    #: Of a consolidated workbook: columns of the formulas written cell by cell, by tab and row; rows with an anchor.
    formula_columns: dict[str, dict[int, list[int]]] = field(default_factory=dict)
    anchored_rows: dict[str, set[int]] = field(default_factory=dict)
    _numbers: dict[str, Iterator[int]] = field(default_factory=dict)
    _names: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def consolidated(self) -> bool:
        """Whether the workbook brings several teams together: it is read, not filled in."""
        return self.streams is not None

    @property
    def of_group(self) -> bool:
        """Whether the workbook is the one the group fills in."""
        return self.view.plan.team == GROUP_TEAM

    @cached_property
    def gaps(self) -> dict[str, int]:
        """By sheet, what it lacks that no row says."""
        return gap_counts(self.view, of_group=self.of_group)

    def rows_of(self, sheet: Worksheet) -> StreamedRows:
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
    def spellings(self) -> dict[str, list[str]]:
        """By value list: addresses in the sheet of lists of what people may type."""
        return spelling_ranges(self.layout, self.view)

    @cached_property
    def labels(self) -> dict[str, dict[str, Text]]:
        """Labels by list and key: the workbook's own, else the template's."""
        labels = {
            name: {choice.key: choice.label for choice in entries}
            for name, entries in self.view.template.choices.items()
        }
        plan = self.view.plan
        for name, changed in workbook_labels([*plan.table("choices"), *plan.table("natures")]).items():
            labels[name] = labels.get(name, {}) | changed
        return labels

    def label(self, list_name: str, key: str) -> str:
        """The label of a choice, as the workbook's formulas find it."""
        text = self.labels.get(list_name, {}).get(key)
        return self.say(text) if text else "?"

    def reference(self, field: Field, code: str) -> str:
        """A code with the name of its row, as drop-down lists show it; the code alone where there is no such row."""
        name = self._row_names(field.type.tables[0]).get(code) if len(field.type.tables) == 1 else None
        return f"{code}{NAMED}{name}" if name else code

    def _row_names(self, table: str) -> dict[str, str]:
        """Names of the rows of a table, by code."""
        if table not in self._names:
            name = self.view.template.tables[table].name_field if table in self.view.template.tables else None
            rows = self.view.rows(table) if name else []
            self._names[table] = {row.key: in_line(row.text(name.key)) for row in rows if name and row.text(name.key)}
        return self._names[table]

    def free_numbers(self, table: str) -> Iterator[int]:
        """Numbers no row id of the workbook uses yet, each given once: action sheets share their tables' ids."""
        if table not in self._numbers:
            taken = {row.key for row in self.view.rows(table)}
            self._numbers[table] = (n for n in count(1) if row_id(table, n) not in taken)
        return self._numbers[table]

    def worksheet(self, name: str) -> Worksheet:
        """The worksheet of that name, a new one when there is none yet: they stand in the order they are asked for."""
        return self.workbook.get_worksheet_by_name(name) or self.workbook.add_worksheet(name)

    def chart(self, kind: str) -> Chart:
        """A new chart: ``bar``, ``column``…"""
        chart = self.workbook.add_chart({"type": kind})
        assert chart is not None, kind
        return chart

    def shown(self, field: Field, value: Value) -> Value:
        """The value a formula shows for a figure: choices as labels, unless the figure computes their key."""
        if field.type.base == "enum" and isinstance(value, str):
            return self.label(field.type.choices or "", value)
        if isinstance(value, tuple):
            return ", ".join(value)
        return value


def figure_name(field: Field) -> str:
    """The figure of a computed field; the register of a consolidated workbook shows some of the index's."""
    return field.name if field.name in FIGURES else f"index.{field.key}"


def has_figure(field: Field) -> bool:
    """Whether a computed field has a formula of its own (charts, texts and lists have none)."""
    return figure_name(field) in FIGURES
