"""Plans that a test edits: records and plans of the product never change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pacom_xl.model.plan import Cell, Origin, Plan, Record, Value
from pacom_xl.model.text import Lang


@dataclass
class DraftRecord:
    """A record that can be edited."""

    table: str
    key: str
    values: dict[str, Value] = field(default_factory=dict)
    parent: str | None = None
    origin: Origin | None = None

    @classmethod
    def of(cls, record: Record) -> DraftRecord:
        """A copy of a record."""
        return cls(record.table, record.key, dict(record.values), record.parent, record.origin)

    def get(self, name: str) -> Value:
        """The value of a field; ``None`` when empty or absent."""
        return self.values.get(name)

    def cell(self, name: str) -> Cell | None:
        """Where the field was found."""
        return self.record().cell(name)

    def record(self) -> Record:
        """The record as it stands."""
        return Record(self.table, self.key, dict(self.values), self.parent, self.origin)


@dataclass
class Draft:
    """A plan that can be edited."""

    team: str | None
    year: int | None
    lang: Lang
    template: str
    template_version: str
    records: list[DraftRecord]
    file: str | None = None
    workbook_id: str | None = None
    content_digest: bytes | None = None

    @classmethod
    def of(cls, plan: Plan) -> Draft:
        """A copy of a plan; the digest of its content is not known any more."""
        return cls(
            plan.team,
            plan.year,
            plan.lang,
            plan.template,
            plan.template_version,
            [DraftRecord.of(record) for record in plan.records],
            plan.file,
            plan.workbook_id,
        )

    def table(self, name: str) -> list[DraftRecord]:
        """Records of a table, in workbook order."""
        return [record for record in self.records if record.table == name]

    def form(self, name: str) -> DraftRecord:
        """The single record of a form."""
        return self.table(name)[0]

    def action(self, code: str) -> DraftRecord:
        """An action by its code."""
        return next(record for record in self.table("actions") if record.key == code)

    def remove(self, gone: DraftRecord) -> None:
        """Take a record out, with the rows that hang from it when it is an action."""
        self.records = [
            r for r in self.records if r is not gone and not (gone.table == "actions" and r.parent == gone.key)
        ]

    def plan(self) -> Plan:
        """The plan as it stands."""
        return Plan(
            self.team,
            self.year,
            self.lang,
            self.template,
            self.template_version,
            tuple(record.record() for record in self.records),
            self.file,
            self.workbook_id,
            self.content_digest,
        )


#: Something a test does to a plan.
Change = Callable[[Draft], object]


def edited(plan: Plan, change: Change | None) -> Plan:
    """A plan after ``change``; the same plan when there is none."""
    if change is None:
        return plan
    draft = Draft.of(plan)
    change(draft)
    return draft.plan()
