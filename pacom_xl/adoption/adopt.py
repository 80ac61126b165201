"""From the cells of a list and a mapping to a plan, with the account of every cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pacom_xl.adoption.account import Account, Source, Use
from pacom_xl.adoption.leftovers import leftover_records
from pacom_xl.adoption.list_file.list_cells import ListCell, ListFile, ListSheet
from pacom_xl.adoption.mapping.column_contents import level_in
from pacom_xl.adoption.mapping.column_mapping import MappedTable, Mapping
from pacom_xl.adoption.mapping.list_facts import facts_of, habits_of
from pacom_xl.adoption.mapping.list_rows import (
    ActionRows,
    RowSorter,
    Section,
    SortedRows,
    axes_without_actions,
    axis_above,
)
from pacom_xl.adoption.mapping.tables import ListColumn
from pacom_xl.adoption.records.action_records import RecordFactory, action_records
from pacom_xl.adoption.records.axes import Axes
from pacom_xl.adoption.records.draft_model import NO_FIELD, DraftInputs
from pacom_xl.adoption.records.drafts import Drafter
from pacom_xl.adoption.records.list_people import ListPeople
from pacom_xl.model.plan import Plan, Record
from pacom_xl.model.text import Lang, Text
from pacom_xl.model.typography import sentence
from pacom_xl.template.schema import Template
from pacom_xl.values.codecs import Context
from pacom_xl.writing.blank_plan import blank_plan, envelope_lines

#: Most actions of a workbook: codes have three digits.
MOST_ACTIONS = 999
#: Axes a blank envelope has room for.
_BLANK_AXES = ("AX1", "AX2", "AX3", "AX4")
#: Most cells of a sheet that only names an axis.
_FEW = 3
_NO_LEVEL = sentence("ce n’est pas un numéro de niveau", "not the number of a level")
_NO_PARENT = sentence(
    "aucune action principale de la liste n’a cet intitulé", "no main action of the list has this title"
)
_NO_TITLE = sentence("ligne sans intitulé d’action", "a row without an action title")


class TooManyActionsError(Exception):
    """A list with more actions than a workbook holds; ``count`` says how many."""

    def __init__(self, count: int) -> None:
        super().__init__(str(count))
        self.count = count


@dataclass(frozen=True)
class Adopted:
    """The plan, its account of cells, and ``assumed``: choices the program made because the list leaves them open."""

    plan: Plan
    account: Account
    mapping: Mapping
    actions: int
    people: int
    axes: int
    assumed: list[Text]


def adopt(
    list_file: ListFile, mapping: Mapping, template: Template, context: Context, today: date, lang: Lang | None = None
) -> Adopted:
    """The plan of a list, in ``lang`` (default: the language of the list's ``context``).

    Raises ``TooManyActionsError``; nothing else on what the list holds.
    """
    return _Adoption(list_file, mapping, template, context, today, lang or context.lang).adopted()


class _Adoption:
    """One pass over a list."""

    def __init__(
        self, list_file: ListFile, mapping: Mapping, template: Template, context: Context, today: date, lang: Lang
    ) -> None:
        self.list_file, self.mapping, self.template, self.lang = list_file, mapping, template, lang
        self.tables = [mapped for mapped in mapping.tables if mapped.kind == "actions"]
        self.account = Account(list_file)
        self.facts = facts_of(list_file, self.tables, mapping, template, context, today)
        list_context = context if lang == context.lang else Context.build(template, lang)
        self.factory = RecordFactory(template, list_context, self.account, self.lang)
        self.people = ListPeople(self.factory)
        self.axes = Axes(self.account, self.lang)
        habits = habits_of(self.tables, mapping, context)
        self.inputs = DraftInputs(
            template, context, mapping, self.account, self.people.people, self.facts.year, self.lang,
            habits.points, habits.orders,
        )  # fmt: skip
        #: The axis a whole table is about.
        self.bases: list[tuple[MappedTable, Section]] = []

    def adopted(self) -> Adopted:
        """Everything, in the order of the list."""
        self._recognise_furniture()
        found = self._sorted()
        rows = [action for each in found for action in each.actions]
        if len(rows) > MOST_ACTIONS:
            raise TooManyActionsError(len(rows))
        self.people.collect(self.mapping.tables, rows)
        records = [record for number, action in enumerate(rows, 1) for record in self._action(number, action)]
        self._recognise_sections(found, rows)
        self._list_rows(found)
        self._name_axes_without_actions()
        plan = self._plan(records)
        assumed = [*self.facts.assumed, *map(_excluding_vat, self.inputs.unsure_of_vat)]
        people = len(self.people.people)
        return Adopted(plan, self.account, self.mapping, len(rows), people, len(self.axes), assumed)

    def _recognise_furniture(self) -> None:
        """Headings, advice and totals of every table that is taken over."""
        for mapped in self.mapping.tables:
            table = mapped.table
            rows_of: dict[Use, frozenset[int]] = {
                "heading": table.repeated.union(table.headings), "help": table.help_rows, "total": table.total_rows,
            }  # fmt: skip
            for use, rows in rows_of.items():
                for row in sorted(rows):
                    self.account.recognise(table.sheet, table.sheet.rows[row], use)

    def _sorted(self) -> list[SortedRows]:
        several = len({id(mapped.table.sheet) for mapped in self.tables}) > 1
        found = []
        for mapped in self.tables:
            base = _axis_of_table(mapped, several)
            if base:
                self.bases.append((mapped, base))
            found.append(RowSorter(mapped, base).sort())
        return found

    def _action(self, number: int, action: ActionRows) -> Iterator[Record]:
        code = f"ACT-{self.facts.team}-{number:03d}"
        draft = Drafter(self.inputs, action, code).drafted()
        draft.axis = self.axes.of(action, code)
        sections = list(self.axes.context(action, draft.axis))
        if sections:
            draft.paragraphs["why"] = [*sections, *draft.paragraphs.get("why", [])]
        return action_records(draft, self.factory)

    def _recognise_sections(self, found: Sequence[SortedRows], rows: Sequence[ActionRows]) -> None:
        """Titles of sections that hold actions, and columns that only say which row belongs to which."""
        used = {id(section) for action in rows for section in action.sections}
        for mapped, result in zip(self.tables, found, strict=True):
            sheet, table = mapped.table.sheet, mapped.table
            for section in result.sections:
                if id(section) in used:
                    self.account.recognise(sheet, section.cells, "section")
            for column in mapped.of("outline"):
                levels = [cell for cell in table.cells(column.column) if level_in(cell) is not None]
                self.account.recognise(sheet, levels, "section")
                self._list_unused(sheet, column, table.cells(column.column), _NO_LEVEL)
            children = {row for action in result.actions for row in action.children}
            for column in mapped.of("parent"):
                cells = table.cells(column.column)
                self.account.recognise(sheet, [cell for cell in cells if cell.row in children], "section")
                self._list_unused(sheet, column, cells, _NO_PARENT)
        for mapped, base in self.bases:
            self.account.recognise(mapped.table.sheet, base.cells, "section")

    def _list_unused(self, sheet: ListSheet, column: ListColumn, cells: Sequence[ListCell], reason: Text) -> None:
        """List the cells of a column that were not used."""
        for cell in cells:
            source = Source(sheet.name, cell, column.heading)
            if not self.account.is_used(*source.key):
                self.account.list_leftover(source, cell.problem or reason)

    def _list_rows(self, found: Sequence[SortedRows]) -> None:
        """Rows without a title, and what a list of people says besides names, roles and addresses."""
        for mapped, result in zip(self.tables, found, strict=True):
            for row in result.loose:
                self._list_row(mapped, row, _NO_TITLE)
        for mapped in self.mapping.tables:
            for row in mapped.table.data_rows if mapped.kind == "people" else ():
                self._list_row(mapped, row, NO_FIELD)

    def _list_row(self, mapped: MappedTable, row: int, reason: Text) -> None:
        headings = {column.column: column.heading for column in mapped.table.columns}
        for cell in mapped.table.sheet.rows[row]:
            source = Source(mapped.table.sheet.name, cell, headings.get(cell.column, ""))
            if not self.people.is_listed(source) and not self.account.is_used(*source.key):
                self.account.list_leftover(source, cell.problem or reason)

    def _name_axes_without_actions(self) -> None:
        tabled = {id(mapped.table.sheet) for mapped in self.mapping.tables}
        for sheet in self.list_file.sheets:
            if id(sheet) in tabled or len(sheet.cells) > _FEW:
                continue
            cells = [cell for row in sheet.rows.values() for cell in row]
            for section in axes_without_actions(iter([cells]), [base for _, base in self.bases]):
                self.axes.named(section.label, section.number, [Source(sheet.name, cells[-1])])
                self.account.recognise(sheet, section.cells, "section")

    def _plan(self, records: list[Record]) -> Plan:
        """The plan with everything a blank workbook has, then what the list says, then what is left of it."""
        facts = self.facts
        plan = blank_plan(
            self.template, team=facts.team, label=self.mapping.label, year=facts.year, lang=self.lang, actions=0
        )
        all_records = [record for record in plan.records if record.table != "envelope"]
        axes = list(self.axes.records(self.factory))
        codes = [record.key for record in axes] or _BLANK_AXES
        all_records += [*envelope_lines(self.template, codes), *self.people.records(facts.team), *axes, *records]
        self.account.close()
        all_records += leftover_records(self.account, self.lang, self.template)
        return plan.with_records(all_records)


def _axis_of_table(mapped: MappedTable, several: bool) -> Section | None:
    if mapped.axis:
        return Section(mapped.axis, (), 0)
    return None if mapped.one("axis") else axis_above(mapped, several)


def _excluding_vat(heading: str) -> Text:
    return sentence(
        "« {heading} » : ni HT ni TTC dans la liste, pris hors taxes",
        '"{heading}": the list does not say whether VAT is included, taken as excluding VAT',
        heading=heading,
    )
