"""People in a list: named in its actions, or in a table of people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pacom_xl.adoption.account import Source
from pacom_xl.adoption.list_file.list_cells import ListCell
from pacom_xl.adoption.mapping.column_mapping import MappedTable
from pacom_xl.adoption.mapping.list_rows import ActionRows
from pacom_xl.adoption.records.action_records import RecordFactory
from pacom_xl.adoption.records.draft_model import SourcedValue
from pacom_xl.adoption.records.people import Named, People, named_in
from pacom_xl.model.plan import Record, Value
from pacom_xl.model.typography import sentence
from pacom_xl.values.codecs import read_value

_OTHER_VALUE = sentence("la personne a déjà une autre valeur", "the person has another value already")


class ListPeople:
    """Collects the people of a list, and gives the rows of the team."""

    def __init__(self, factory: RecordFactory) -> None:
        self.factory = factory
        self.people = People()
        #: Cells with a name, an address or a role outside the actions: name, field, text, cell.
        self._listed: list[tuple[str, str, str, Source]] = []

    def collect(self, tables: Sequence[MappedTable], actions: Sequence[ActionRows]) -> None:
        """Collect everybody: first from the tables of people, then from the actions; then assign trigrams."""
        for mapped in tables:
            if mapped.kind == "people":
                for row in mapped.table.data_rows:
                    self._collect_listed(mapped, row)
        for action in actions:
            for row in (action.first, *action.more, *action.children):
                self._collect_row(action.table, row)
        self.people.settle()

    def is_listed(self, source: Source) -> bool:
        """Whether a cell was read as data of a person."""
        return any(source.key == other.key for *_, other in self._listed)

    def _collect_row(self, mapped: MappedTable, row: int) -> None:
        sheet = mapped.table.sheet
        mail = mapped.one("email")
        address = sheet.cells.get((row, mail.column)) if mail else None
        for target in ("owner", "contributors"):
            for column in mapped.of(target):
                cell = sheet.down(row, column.column)
                entries = [e for e in named_in(cell.shown) if e.is_person] if cell and not cell.problem else []
                if mail and address and target == "owner" and len(entries) == 1:
                    source = Source(sheet.name, address, mail.heading)
                    self._listed.append((entries[0].name, "email", address.shown, source))
                    entries = [Named(entries[0].name, entries[0].email or address.shown, was=entries[0].was)]
                for entry in entries:
                    self.people.collect(entry)

    def _collect_listed(self, mapped: MappedTable, row: int) -> None:
        """A row of a list of people, with role and address."""
        sheet = mapped.table.sheet
        cells = {
            m.target: Source(sheet.name, cell, m.column.heading)
            for m in mapped.columns
            if m.target and (cell := sheet.cells.get((row, m.column.column)))
        }
        names = ("full_name",) if "full_name" in cells else ("first_name", "last_name")
        whole = " ".join(cells[name].cell.shown for name in names if name in cells)
        entry = next((e for e in named_in(whole) if e.is_person), None)
        if entry is None:
            return
        role = self._role(cells["role"].cell) if "role" in cells else None
        email = cells["email"].cell.shown if "email" in cells else None
        self.people.collect(Named(entry.name, entry.email or email), role)
        columns: dict[str, tuple[str, str | None]] = {"role": ("role", role), "email": ("email", email)}
        columns |= dict.fromkeys(names, ("full_name", entry.name))
        for target, (key, text) in columns.items():
            if text and target in cells:
                self._listed.append((entry.name, key, text, cells[target]))

    def _role(self, cell: ListCell) -> str | None:
        outcome = read_value(self.factory.template.by_name["team.role"], cell.shown, self.factory.context)
        return str(outcome.value) if outcome.value and outcome.code in (None, "PAC113") else None

    def records(self, team: str) -> Iterator[Record]:
        """The rows of the team."""
        table = self.factory.template.tables["team"]
        cells: dict[tuple[str, str], list[tuple[str, Source]]] = {}
        for name, key, text, source in self._listed:
            cells.setdefault((self.people.find(name).trigram, key), []).append((text, source))
        for person in self.people:
            known = {"full_name": person.full_name, "email": person.email, "role": person.role}
            sourced = {
                key: SourcedValue(value, self._same(cells.get((person.trigram, key), []), key, value))
                for key, value in known.items()
                if value
            }
            values_of_row: dict[str, Value] = {
                "trigram": person.trigram, "team_code": team, "active": "yes", "language": self.factory.lang,
            }  # fmt: skip
            yield self.factory.row(table, person.trigram, sourced, values_of_row)

    def _same(self, cells: Sequence[tuple[str, Source]], key: str, value: str) -> list[Source]:
        """The cells that hold ``value``; cells with another value are listed on « À replacer »."""
        same = []
        for text, source in cells:
            if key == "full_name" or text == value:
                same.append(source)
            else:
                self.factory.account.list_leftover(source, _OTHER_VALUE, text=text)
        return same
