"""The cells of one action of a list, taken over field by field."""

from __future__ import annotations

import re
from datetime import date

from pacom_xl.adoption.account import Source
from pacom_xl.adoption.list_file.list_cells import ListCell
from pacom_xl.adoption.mapping.column_mapping import MappedColumn
from pacom_xl.adoption.mapping.list_rows import ActionRows
from pacom_xl.adoption.mapping.tables import ListColumn
from pacom_xl.adoption.mapping.vocabulary import UNPLACED
from pacom_xl.adoption.records import lenient_dates
from pacom_xl.adoption.records import lenient_values as lenient
from pacom_xl.adoption.records.budget_lines import BUDGET_TARGETS, BudgetRow
from pacom_xl.adoption.records.draft_model import (
    BLANK,
    MORE_VALUES,
    NO_FIELD,
    Draft,
    DraftInputs,
    DraftWriter,
    SourcedValue,
    plain_number,
)
from pacom_xl.adoption.records.people import Named, named_in
from pacom_xl.model.plan import Value
from pacom_xl.model.text import fold
from pacom_xl.model.typography import sentence
from pacom_xl.values.codecs import read_value

_NOT_CODE = sentence("identifiant technique", "a technical identifier")
_OF_SUBTASK = sentence("valeur d’une sous-tâche", "a value of a sub-task")
_ONE_EACH = sentence("une personne par entrée", "one person an entry")
_NAME_MATCHED = sentence("nom reconnu", "name matched")
_BY_MAPPING = sentence("table de correspondance", "mapping file")
_FROM_HEADING = sentence("croix sous le titre de la colonne", "a cross under the heading")
_FROM_PERIOD = sentence("bornes de la période", "ends of the period")
_NOT_PERIOD = sentence("ce n’est pas une période", "not a period")
#: Fields whose values one column may mix.
_MIXED = {"status": "progress", "progress": "status"}
_NEXT_NUMBER = sentence("numéro suivant 9", "the number after 9")
_CODE = re.compile(r"[A-Za-z]{0,6}[-. ]?\d{1,4}(?:[.\-]\d{1,3})*[a-z]?\.?")
_SINGLE = frozenset(("start", "due", "done_on", "review_on", "progress", "status", "priority"))


class Drafter:
    """Takes the cells of one action over."""

    def __init__(self, inputs: DraftInputs, rows: ActionRows, code: str) -> None:
        self.inputs, self.rows = inputs, rows
        self.sheet = rows.table.table.sheet
        self.draft = Draft(code)
        self.writer = DraftWriter(inputs, self.draft)

    def drafted(self) -> Draft:
        """The action with everything its rows hold."""
        for row in (self.rows.first, *self.rows.more):
            self._adopt_row(row, is_first=row == self.rows.first)
        for row in self.rows.children:
            self._adopt_child(row)
        return self.draft

    def _adopt_row(self, row: int, *, is_first: bool) -> None:
        budget = BudgetRow(self.writer)
        for mapped in self.rows.table.columns:
            is_amount = mapped.target in BUDGET_TARGETS
            cell = self._cell(row, mapped.column.column, merged=is_first and not is_amount)
            if cell and is_amount and not cell.problem:
                source = Source(self.sheet.name, cell, mapped.column.heading)
                budget.add_cell(source, mapped.target, mapped.column, self._is_shared(cell))
            elif cell:
                self._adopt_cell(mapped, cell, is_first)
        budget.close()

    def _is_shared(self, cell: ListCell) -> bool:
        """Whether a cell is merged down over rows of other actions."""
        area = self.sheet.area(*cell.place)
        action_rows = {self.rows.first, *self.rows.more}
        titles = (row for row in range(area.top, area.bottom + 1) if row not in action_rows) if area else ()
        return any(row in self.sheet.rows for row in titles)

    def _cell(self, row: int, column: int, *, merged: bool) -> ListCell | None:
        """The cell of a place; with ``merged`` the one merged down over it too."""
        return self.sheet.down(row, column) if merged else self.sheet.cells.get((row, column))

    def _adopt_cell(self, mapped: MappedColumn, cell: ListCell, is_first: bool) -> None:
        source = Source(self.sheet.name, cell, mapped.column.heading)
        target = mapped.target
        if cell.problem:
            self.writer.list_leftover(source, cell.problem)
        elif target in ("axis", "outline", "parent", "email"):
            pass  # taken before, with the whole table in view
        elif target == UNPLACED:
            self.writer.list_leftover(source, NO_FIELD)
        elif target == "title":
            self._adopt_title(source, is_first)
        elif target in ("owner", "contributors"):
            self._adopt_people(source, target)
        elif target in _SINGLE:
            self._adopt_single(source, target, mapped.column)
        elif target in ("status_mark", "months", "period"):
            self._adopt_by_heading(source, target)
        elif target in ("action_type", "channels", "means", "status_reason"):
            self._adopt_codec(source, target)
        elif target in ("kpis", "milestones"):
            self._adopt_lines(source, target)
        elif target == "code":
            self._adopt_code(source, is_first)
        else:
            self.writer.add_text(target, source, cell.shown)

    # -- texts --

    def _adopt_title(self, source: Source, is_first: bool) -> None:
        text = " ".join(source.cell.shown.split())
        if not is_first:
            sourced = self.draft.fields.get("title")
            if sourced and fold(str(sourced.value)).endswith(fold(text)):
                sourced.sources.append(source)
            else:
                self.writer.add_text("what", source, text, labelled=False)
            return
        self.draft.fields["title"] = SourcedValue(text, [source])

    def _adopt_code(self, source: Source, is_first: bool) -> None:
        text = self._code_text(source)
        sourced = self.draft.fields.get("code")
        if not is_first or sourced or not _CODE.fullmatch(text):
            if sourced and sourced.value == text:
                sourced.sources.append(source)
            else:
                self.writer.list_leftover(source, MORE_VALUES if sourced else _NOT_CODE)
            return
        self.draft.fields["code"] = SourcedValue(text, [source])
        self.inputs.previous_codes.append(text)

    def _code_text(self, source: Source) -> str:
        """A code as people read it: the number 1.1 after « 1.9 » is « 1.10 », whose zero a spreadsheet drops."""
        text, seen = source.cell.shown.strip(), self.inputs.previous_codes
        stem = text.rpartition(".")[0]
        if isinstance(source.cell.value, float) and text in seen and seen[-1] == f"{stem}.9" and text.endswith(".1"):
            self.writer.fix(source, "title", f"{text}0", _NEXT_NUMBER)
            return f"{text}0"
        return text

    # -- people --

    def _adopt_people(self, source: Source, target: str) -> None:
        entries = named_in(source.cell.shown)
        people = [entry for entry in entries if entry.is_person]
        if not entries:
            self.writer.list_leftover(source, BLANK)
            return
        if len(people) < len(entries) or any(entry.has_more for entry in people):
            # A content that is no name, or more than a name, becomes a text of the action sheet.
            self.writer.add_text("how", source, source.cell.shown)
        for entry in people:
            self._adopt_person(source, target, entry, alone=len(people) == 1)

    def _adopt_person(self, source: Source, target: str, entry: Named, *, alone: bool) -> None:
        person = self.inputs.people.find(entry.name)
        self.draft.people.append(SourcedValue(person.trigram, [source]))
        field_ = "owner" if target == "owner" and "owner" not in self.draft.fields else "contributors"
        if field_ == "owner":
            self.draft.fields["owner"] = SourcedValue(person.trigram, [source])
        is_same = fold(person.full_name) == fold(source.cell.shown)
        if not is_same or not alone:
            self.writer.fix(
                source, field_, f"{person.full_name} ({person.trigram})", _NAME_MATCHED if alone else _ONE_EACH
            )

    # -- single values --

    def _adopt_single(self, source: Source, target: str, column: ListColumn) -> None:
        adopted = self._single(source.cell, target, column)
        other = _MIXED.get(target)
        if adopted.reason and other:
            # One column often holds both « En cours » and « 50 % ».
            instead = self._single(source.cell, other, column)
            target, adopted = (target, adopted) if instead.reason else (other, instead)
        if adopted.reason:
            self.writer.list_leftover(source, adopted.reason)
        else:
            self._set(source, target, adopted)

    def _set(self, source: Source, target: str, adopted: lenient.AdoptedValue) -> None:
        """A value of a field that takes one; a second one that differs is left."""
        sourced = self.draft.fields.get(target)
        if sourced and sourced.value != adopted.value:
            self.writer.list_leftover(source, MORE_VALUES)
        elif sourced:
            sourced.sources.append(source)
        else:
            self.draft.fields[target] = SourcedValue(adopted.value, [source])
            if adopted.fix:
                self.writer.fix(source, target, self._shown(target, adopted.value), adopted.fix)

    def _adopt_by_heading(self, source: Source, target: str) -> None:
        """A cross under the name of a status or a month; or both ends of a period in one cell."""
        inputs = self.inputs
        due = inputs.template.by_name["actions.due"]
        if target == "status_mark":
            key = lenient.status_named(source.heading, inputs.template.by_name["actions.status"], inputs.context)
            if key and lenient.is_tick(source.cell):
                self._set(source, "status", lenient.AdoptedValue(key, _FROM_HEADING))
            else:
                self.writer.list_leftover(source, NO_FIELD)
            return
        first = lenient_dates.month_named(source.heading, inputs.year) if target == "months" else None
        span = (first, lenient_dates.month_end(first)) if first and lenient.is_tick(source.cell) else None
        if target == "period":
            span = lenient_dates.period(source.cell, due, inputs.context, inputs.year)
        if span is None:
            self.writer.list_leftover(source, NO_FIELD if target == "months" else _NOT_PERIOD)
        else:
            self._widen(source, *span)

    def _widen(self, source: Source, first: date, last: date) -> None:
        """Start and due date that take a period in."""
        for key, day, is_wider in (("start", first, min), ("due", last, max)):
            sourced = self.draft.fields.get(key)
            known = sourced.value if sourced and isinstance(sourced.value, date) else day
            sources = [*(sourced.sources if sourced else ()), source]
            self.draft.fields[key] = SourcedValue(is_wider(known, day), sources)
            self.writer.fix(source, key, str(self.draft.fields[key].value), _FROM_PERIOD)

    def _single(self, cell: ListCell, target: str, column: ListColumn) -> lenient.AdoptedValue:
        inputs, place = self.inputs, (self.sheet.name, column.column)
        of = inputs.template.by_name[f"actions.{target}"]
        chosen = inputs.mapping.values.get(target, {}).get(fold(cell.shown))
        if chosen:
            return lenient.AdoptedValue(chosen, _BY_MAPPING)
        if target == "status":
            return lenient.status(cell, of, inputs.context)
        if target == "priority":
            return lenient.priority(cell, of, inputs.context)
        if target == "progress":
            return lenient.percentage(cell, of, inputs.context, inputs.points.get(place, True))
        last = target != "start"
        return lenient_dates.day(cell, of, inputs.context, inputs.year, last, inputs.orders.get(place))

    def _shown(self, target: str, value: Value) -> str:
        of = self.inputs.template.by_name[f"actions.{target}"]
        if of.type.choices:
            return self.inputs.context.values(of.type.choices).label(str(value))
        return plain_number(value)

    def _adopt_codec(self, source: Source, target: str) -> None:
        """A field whose codec is enough; what it does not know stays on the action sheet as a text."""
        of = self.inputs.template.by_name.get(f"actions.{target}")
        lines = [line.strip(" -•*;") for line in source.cell.shown.splitlines()]
        raw = "; ".join(lines) if target == "means" else source.cell.shown
        outcome = read_value(of, raw, self.inputs.context) if of else None
        if outcome is None or outcome.code or outcome.value is None or target in self.draft.fields:
            self.writer.add_text("what" if target == "action_type" else "how", source, source.cell.shown)
        else:
            self.draft.fields[target] = SourcedValue(outcome.value, [source])

    # -- rows of the action's tables --

    def _adopt_lines(self, source: Source, target: str) -> None:
        """One indicator or milestone a line."""
        rows = self.draft.kpis if target == "kpis" else self.draft.milestones
        parts = [part.strip(" -•*·\t;") for part in re.split(r"[\n;]", source.cell.shown)]
        for part in filter(None, parts):
            same = next((row for row in rows if fold(str(row["label"].value)) == fold(part)), None)
            if same:
                same["label"].sources.append(source)
            else:
                rows.append({"label": SourcedValue(part, [source])})
        if not any(parts):
            self.writer.list_leftover(source, BLANK)

    def _adopt_child(self, row: int) -> None:
        """A sub-task: a milestone with its dates; its people contribute, the rest is left."""
        milestone: dict[str, SourcedValue] = {}
        for mapped in self.rows.table.columns:
            cell = self._cell(row, mapped.column.column, merged=False)
            if cell is None or mapped.target in ("axis", "parent", "outline"):
                continue
            source = Source(self.sheet.name, cell, mapped.column.heading)
            if mapped.target == "title":
                milestone["label"] = SourcedValue(" ".join(cell.shown.split()), [source])
            elif mapped.target in ("due", "done_on"):
                adopted = self._single(cell, mapped.target, mapped.column)
                if adopted.reason:
                    self.writer.list_leftover(source, adopted.reason)
                else:
                    milestone[mapped.target] = SourcedValue(adopted.value, [source])
            elif mapped.target in ("owner", "contributors"):
                self._adopt_people(source, "contributors")
            else:
                self.writer.list_leftover(source, _OF_SUBTASK)
        if milestone:
            self.draft.milestones.append(milestone)
