"""From the cells of a list and a mapping to a plan: axes, people, actions, and the account of every cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from pacom_xl.adoption import lenient_values as lenient
from pacom_xl.adoption.account import Account, Source, Spot
from pacom_xl.adoption.action_records import Desk, action_records
from pacom_xl.adoption.drafts import NO_FIELD, Drafter, Held, Workshop
from pacom_xl.adoption.leftovers import leftover_records
from pacom_xl.adoption.list_cells import ListCell, ListFile
from pacom_xl.adoption.list_rows import ActionRows, RowSorter, Section, SortedRows, axes_without_actions, axis_above
from pacom_xl.adoption.mapping import MappedTable, Mapping
from pacom_xl.adoption.people import Named, People, named_in
from pacom_xl.model.plan import Plan, Record
from pacom_xl.model.text import NBSP, Lang, Text, fold
from pacom_xl.template.schema import Template
from pacom_xl.values.codecs import Context, read_value
from pacom_xl.writing.blank_plan import blank_plan, envelope_lines

#: A code of ours in the list names the team.
_OUR_CODE = re.compile(r"ACT-([A-Z]{2,4})-\d{3}", re.IGNORECASE)
#: Team code where nothing gives one.
DEFAULT_TEAM = "EQ"
#: Most actions of a workbook: codes have three digits.
MOST_ACTIONS = 999
_YEAR = re.compile(r"\b(20[0-9]{2})\b")
_LONGEST_AXIS = 80
_NO_AXIS_LEFT = Text("plus de dix axes dans la liste", "more than ten axes in the list")


class TooManyActionsError(Exception):
    """A list with more actions than a workbook holds; ``count`` says how many."""

    def __init__(self, count: int) -> None:
        super().__init__(str(count))
        self.count = count


@dataclass
class Adopted:
    """The plan, and how it came about."""

    plan: Plan
    account: Account
    mapping: Mapping
    actions: int
    people: int
    axes: int
    #: Choices made for want of anything in the list, as sentences.
    assumed: list[Text] = field(default_factory=list)


def adopt(
    list_file: ListFile, mapping: Mapping, template: Template, context: Context, today: date
) -> Adopted:
    """The plan of a list. Raises ``TooManyActionsError``; nothing else on what the list holds."""
    return _Adoption(list_file, mapping, template, context, today).adopted()


class _Adoption:
    def __init__(
        self, list_file: ListFile, mapping: Mapping, template: Template, context: Context, today: date
    ) -> None:
        self.list_file, self.mapping, self.template = list_file, mapping, template
        self.lang: Lang = context.lang
        self.account = Account(list_file)
        self.assumed: list[Text] = []
        self.people = People()
        self.tables = [t for t in mapping.tables if t.kind == "actions"]
        self.team = self._team()
        self.year = self._year(today)
        self.shop = Workshop(template, context, mapping, self.account, self.people, self.year, self.lang)
        self.desk = Desk(template, context, self.account, self.lang)
        #: Cells that say a name, an address or a role outside the actions: name, field, text, cell.
        self.told_of_people: list[tuple[str, str, str, Source]] = []
        #: Axis code by folded label, and the section or cell it comes from.
        self.axes: dict[str, tuple[str, Held]] = {}

    def adopted(self) -> Adopted:
        self._furniture()
        sorted_tables = self._sorted()
        rows = [action for found in sorted_tables for action in found.actions]
        if len(rows) > MOST_ACTIONS:
            raise TooManyActionsError(len(rows))
        self._learn_columns()
        self._meet_people(rows)
        records = [record for number, action in enumerate(rows, 1) for record in self._action(number, action)]
        self._close_sections(sorted_tables, rows)
        plan = self._plan(records)
        return Adopted(plan, self.account, self.mapping, len(rows), len(self.people), len(self.axes), self.assumed)

    # -- what the whole list says --

    def _team(self) -> str:
        if self.mapping.team:
            return self.mapping.team
        for mapped in self.tables:
            for column in mapped.of("code"):
                for cell in mapped.table.cells(column.column):
                    if found := _OUR_CODE.fullmatch(cell.shown.strip()):
                        return found[1].upper()
        self.assumed.append(
            Text(
                f"code d’équipe «{NBSP}{DEFAULT_TEAM}{NBSP}», faute de --team",
                f'team code "{DEFAULT_TEAM}", for want of --team',
            )
        )
        return DEFAULT_TEAM

    def _year(self, today: date) -> int:
        """Told; else that of most dates; else that of a title; else this year, from October on the next."""
        if self.mapping.year:
            return self.mapping.year
        if years := Counter(self._years_of_dates()):
            year = years.most_common(1)[0][0]
            source = Text("celle de la plupart des dates", "that of most dates")
        elif told := [int(y) for text in self._titles() for y in _YEAR.findall(text)]:
            year, source = told[0], Text("celle du titre", "that of the title")
        else:
            year = today.year + (today.month >= 10)
            source = Text("faute de date dans la liste", "for want of a date in the list")
        self.assumed.append(
            Text(
                f"année {year}, {source.fr} (--year pour une autre)",
                f"year {year}, {source.en} (--year for another)",
            )
        )
        return year

    def _years_of_dates(self) -> Iterator[int]:
        of = self.template.by_name["actions.due"]
        context = Context.build(self.template, self.lang)
        for mapped in self.tables:
            for target in ("due", "start"):
                for column in mapped.of(target):
                    for cell in mapped.table.cells(column.column):
                        found = lenient.day(cell, of, context, 1, True, self.mapping.order or "dmy").value
                        if isinstance(found, date) and 2000 <= found.year <= 2100:
                            yield found.year

    def _titles(self) -> Iterator[str]:
        yield self.list_file.name
        for mapped in self.tables:
            yield mapped.table.sheet.name
            for row in mapped.table.above:
                yield from (cell.shown for cell in mapped.table.sheet.rows[row])

    def _furniture(self) -> None:
        """Headings, advice and totals of every table that is taken over."""
        for mapped in self.mapping.tables:
            table = mapped.table
            for rows, use in (
                ((*table.headings, *table.repeated), "heading"), (table.help_rows, "help"), (table.total_rows, "total"),
            ):  # fmt: skip
                for row in sorted(rows):
                    self.account.recognise(table.sheet, table.sheet.rows[row], use)  # type: ignore[arg-type]

    def _sorted(self) -> list[SortedRows]:
        several = len({id(mapped.table.sheet) for mapped in self.tables}) > 1
        found = []
        self.bases: list[tuple[MappedTable, Section]] = []
        for mapped in self.tables:
            base = self._base(mapped, several)
            if base:
                self.bases.append((mapped, base))
            found.append(RowSorter(mapped, base).sort())
        return found

    def _base(self, mapped: MappedTable, several: bool) -> Section | None:
        if mapped.axis:
            return Section(mapped.axis, (), 0)
        return None if mapped.one("axis") else axis_above(mapped, several)

    def _learn_columns(self) -> None:
        """What only a whole column tells: percentages in points, the order of day and month."""
        default = self.mapping.order or ("dmy" if self.lang == "fr" else None)
        for mapped in self.tables:
            for column in mapped.columns:
                place = (mapped.table.sheet.name, column.column.column)
                cells = mapped.table.cells(column.column.column)
                if column.target in ("progress", "vat_rate"):
                    self.shop.points[place] = lenient.as_points(cells)
                elif column.target in ("start", "due", "done_on", "review_on"):
                    self.shop.orders[place] = self.mapping.order or lenient.date_order(cells, default)

    # -- people --

    def _meet_people(self, rows: Sequence[ActionRows]) -> None:
        for mapped in self.mapping.tables:
            if mapped.kind == "people":
                self._meet_list(mapped)
        for action in rows:
            for row in (action.first, *action.more, *action.children):
                self._meet_row(action.table, row)
        self.people.settle()

    def _meet_row(self, mapped: MappedTable, row: int) -> None:
        sheet = mapped.table.sheet
        mail_column = mapped.one("email")
        mail = sheet.cells.get((row, mail_column.column)) if mail_column else None
        for target in ("owner", "contributors"):
            for column in mapped.of(target):
                cell = sheet.at(row, column.column)
                entries = [e for e in named_in(cell.shown) if e.is_person] if cell and not cell.problem else []
                for entry in entries:
                    own = mail.shown if mail and target == "owner" and len(entries) == 1 else None
                    self.people.meet(Named(entry.name, entry.email or own, was=entry.was))
                    if own and mail and mail_column:
                        source = Source(sheet.name, mail, mail_column.heading)
                        self.told_of_people.append((entry.name, "email", own, source))

    def _meet_list(self, mapped: MappedTable) -> None:
        """People a list of people names, with role and address."""
        sheet = mapped.table.sheet
        for row in mapped.table.data_rows:
            cells = {m.target: (m, c) for m in mapped.columns if m.target and (c := sheet.cells.get((row, m.column.column)))}
            parts = [cells[t][1].shown for t in ("first_name", "last_name") if t in cells]
            whole = cells["full_name"][1].shown if "full_name" in cells else " ".join(parts)
            entry = next((e for e in named_in(whole) if e.is_person), None)
            if entry is None:
                continue
            role = self._role(cells["role"][1]) if "role" in cells else None
            email = cells["email"][1].shown if "email" in cells else None
            self.people.meet(Named(entry.name, entry.email or email), role)
            told = {"role": role, "email": email}
            for target, (column, cell) in cells.items():
                source = Source(sheet.name, cell, column.column.heading)
                text = told.get(target) if target in told else entry.name
                if text:
                    name = target if target in told else "full_name"
                    self.told_of_people.append((entry.name, name, text, source))

    def _role(self, cell: ListCell) -> str | None:
        outcome = read_value(self.template.by_name["team.role"], cell.shown, self.shop.context)
        return str(outcome.value) if outcome.value and outcome.code in (None, "PAC113") else None

    # -- actions and their axes --

    def _action(self, number: int, action: ActionRows) -> Iterator[Record]:
        code = f"ACT-{self.team}-{number:03d}"
        drafter = Drafter(self.shop, action, code)
        draft = drafter.drafted()
        draft.axis = self._axis(action, code)
        for section in action.sections:
            if section.depth > 0 or (draft.axis and self._is_other(section, draft.axis)):
                draft.paragraphs.setdefault("why", []).insert(0, self._section_text(action, section))
        return action_records(draft, self.desk)

    def _section_text(self, action: ActionRows, section: Section) -> Held:
        word = f"Rubrique{NBSP}: " if self.lang == "fr" else "Section: "
        return Held(word + section.label, self._sources(action, section))

    def _is_other(self, section: Section, axis: Held) -> bool:
        known = self.axes.get(fold(section.label))
        return known is None or known[0] != axis.value

    def _sources(self, action: ActionRows, section: Section) -> list[Source]:
        name = action.table.table.sheet.name
        return [Source(name, cell) for cell in section.cells if cell.text]

    def _axis(self, action: ActionRows, code: str) -> Held | None:
        """The axis of an action: its cell, that of the rows above, its section, its sheet."""
        column = action.table.one("axis")
        if column:
            return self._axis_of_column(action, column.column, column.heading, code)
        section = next((s for s in action.sections if s.depth == 0), None)
        if section is None:
            return None
        return self._axis_named(section.label, section.number, self._sources(action, section))

    def _axis_of_column(self, action: ActionRows, column: int, heading: str, code: str) -> Held | None:
        sheet = action.table.table.sheet
        own = sheet.at(action.first, column)
        cell = own or self._axis_filled_down(action, column)
        if cell is None or cell.problem:
            return None
        source = Source(sheet.name, cell, heading)
        held = self._axis_named(cell.shown, None, [source])
        if held is None:
            self.account.leave(source, _NO_AXIS_LEFT, code)
        elif own is None:
            self.account.fix(source, Spot("actions", code, "axis"), cell.shown, _FILLED_DOWN)
        return held

    def _axis_filled_down(self, action: ActionRows, column: int) -> ListCell | None:
        """The axis written once above its actions."""
        sheet, rows = action.table.table.sheet, action.table.table.data_rows
        above = [row for row in rows if row < action.first and (row, column) in sheet.cells]
        return sheet.cells[above[-1], column] if above else None

    def _axis_named(self, label: str, number: int | None, sources: list[Source]) -> Held | None:
        text = " ".join(label.split())
        if not text:
            return None
        known = self.axes.get(fold(text))
        if known is None:
            code = self._axis_code(number)
            if code is None:
                return None
            known = self.axes[fold(text)] = (code, Held(text))
        known[1].sources.extend(source for source in sources if source not in known[1].sources)
        return Held(known[0], list(sources))

    def _axis_code(self, number: int | None) -> str | None:
        taken = {code for code, _ in self.axes.values()}
        wanted = [f"AX{number}"] if number is not None and number < 10 else []
        free = [code for code in (*wanted, *(f"AX{n}" for n in (*range(1, 10), 0))) if code not in taken]
        return free[0] if free else None

    def _close_sections(self, found: Sequence[SortedRows], rows: Sequence[ActionRows]) -> None:
        """Titles of sections, and sheets that only name an axis."""
        used = {id(section) for action in rows for section in action.sections}
        for mapped, result in zip(self.tables, found, strict=True):
            sections = [s for s in result.sections if id(s) in used]
            for section in sections:
                self.account.recognise(mapped.table.sheet, section.cells, "section")
            for column in (c for target in ("outline", "parent") for c in mapped.of(target)):
                self.account.recognise(mapped.table.sheet, mapped.table.cells(column.column), "section")
            for row in result.loose:
                self._leave_row(mapped, row, _NO_TITLE)
        for mapped, base in self.bases:
            self.account.recognise(mapped.table.sheet, base.cells, "section")
        for mapped in self.mapping.tables:
            if mapped.kind == "people":
                for row in mapped.table.data_rows:
                    self._leave_row(mapped, row, NO_FIELD)
        tabled = {id(mapped.table.sheet) for mapped in self.mapping.tables}
        for sheet in self.list_file.sheets:
            cells = [cell for row in sheet.rows.values() for cell in row]
            if id(sheet) in tabled or len(cells) > 3:
                continue
            for section in axes_without_actions(iter([cells]), [base for _, base in self.bases]):
                self._axis_named(section.label, section.number, [Source(sheet.name, cells[-1])])
                self.account.recognise(sheet, section.cells, "section")

    def _leave_row(self, mapped: MappedTable, row: int, reason: Text) -> None:
        """Cells of a row nothing has become of."""
        headings = {column.column: column.heading for column in mapped.table.columns}
        told = {source.key for *_, source in self.told_of_people}
        for cell in mapped.table.sheet.rows[row]:
            source = Source(mapped.table.sheet.name, cell, headings.get(cell.column, ""))
            if source.key not in told and not self.account.is_used(*source.key):
                self.account.leave(source, cell.problem or reason)

    # -- the plan --

    def _plan(self, records: list[Record]) -> Plan:
        plan = blank_plan(
            self.template, team=self.team, label=self.mapping.label, year=self.year, lang=self.lang, actions=0
        )
        kept = [record for record in plan.records if record.table != "envelope"]
        axes = list(self._axis_records())
        codes = [record.key for record in axes] or ["AX1", "AX2", "AX3", "AX4"]
        kept += [*envelope_lines(self.template, codes), *self._team_records(), *axes, *records]
        self.account.close()
        kept += leftover_records(self.account, self.lang, self.template)
        return plan.with_records(kept)

    def _axis_records(self) -> Iterator[Record]:
        table = self.template.tables["axes"]
        for rank, (code, held) in enumerate(sorted(self.axes.values(), key=lambda axis: axis[0]), 1):
            text = str(held.value)
            values = {"label": Held(text[:_LONGEST_AXIS], held.sources)}
            if len(text) > _LONGEST_AXIS:
                values["rationale"] = Held(text, held.sources)
            record = self.desk.row(table, code, values, None)
            record.values |= {"code": code, "priority_rank": rank}
            yield record

    def _team_records(self) -> Iterator[Record]:
        table = self.template.tables["team"]
        told: dict[tuple[str, str], list[tuple[str, Source]]] = {}
        for name, key, text, source in self.told_of_people:
            told.setdefault((self.people.find(name).trigram, key), []).append((text, source))
        for person in self.people:
            values = {"full_name": person.full_name, "email": person.email, "role": person.role}
            held = {}
            for key, value in values.items():
                cells = told.get((person.trigram, key), [])
                same = [source for text, source in cells if key == "full_name" or text == value]
                for text, source in cells:
                    if source not in same:
                        self.account.leave(source, _OTHER_VALUE, text=text)
                if value:
                    held[key] = Held(value, same)
            record = self.desk.row(table, person.trigram, held, None)
            record.values |= {
                "trigram": person.trigram, "team_code": self.team, "active": "yes", "language": self.lang,
            }  # fmt: skip
            yield record


_NO_TITLE = Text("ligne sans intitulé d’action", "a row without an action title")
_OTHER_VALUE = Text("la personne a déjà une autre valeur", "the person has another value already")
_FILLED_DOWN = Text("axe repris de la ligne au-dessus", "axis taken from the row above")
