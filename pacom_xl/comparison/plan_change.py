"""Data types of a comparison: one change of a plan, and all changes between two states of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pacom_xl.model.plan import Cell, Plan, Record, Value
from pacom_xl.model.text import Text

#: ``changed``: another value of one field · ``renamed``: another code · ``added``, ``removed``: a whole row.
ChangeKind = Literal["changed", "renamed", "added", "removed"]


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One change: a field of a row, the code of a row, or a whole row."""

    kind: ChangeKind
    #: The row before and after; ``None`` where it is not there.
    old: Record | None
    new: Record | None
    #: The field; ``""`` for a whole row.
    field: str = ""
    #: Contents of the two cells that could not be understood, as they stand there; ``None`` when they were.
    old_unread: str | None = None
    new_unread: str | None = None
    #: Code of the action the row is or belongs to, else ``""``.
    action: str = ""
    #: Trigram of the owner of that action, or of the row; ``""`` when it has none.
    owner: str = ""
    #: Rows of the action sheet that came or went with a whole action, by table.
    children: Mapping[str, int] = dataclasses.field(default_factory=dict)
    #: What follows: another situation, a share of the budget, an overrun.
    consequences: tuple[Text, ...] = ()

    @property
    def row(self) -> Record:
        """The row in the new plan, or in the old one when it was removed."""
        row = self.new or self.old
        assert row is not None
        return row

    @property
    def table(self) -> str:
        """Key of the table."""
        return self.row.table

    @property
    def before(self) -> Value:
        """Value before; ``None`` for a whole row."""
        return self.old.get(self.field) if self.old and self.field else None

    @property
    def after(self) -> Value:
        """Value after; ``None`` for a whole row."""
        return self.new.get(self.field) if self.new and self.field else None

    @property
    def old_cell(self) -> Cell | None:
        """Cell of the old value, or of the first value of a removed row."""
        return _cell(self.old, self.field)

    @property
    def new_cell(self) -> Cell | None:
        """Cell of the value after, or of the first value of a new row."""
        return _cell(self.new, self.field)


def _cell(record: Record | None, name: str) -> Cell | None:
    if record is None:
        return None
    if name:
        return record.cell(name)
    return next(
        (cell for key, value in record.values.items() if value is not None and (cell := record.cell(key))), None
    )


@dataclass(frozen=True, slots=True)
class PlanState:
    """A plan and the cells of its file whose content could not be understood, with that content."""

    plan: Plan
    unread: Mapping[Cell, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class PlanComparison:
    """All changes between two states of one plan, both seen at one date."""

    old: PlanState
    new: PlanState
    as_of: date
    changes: Sequence[PlanChange]
    #: What is no longer as it was without a change in the same action or row: an action that became late because a
    #: holiday was removed.
    effects: Sequence[Text] = ()

    @property
    def team(self) -> str:
        """Code of the team."""
        return self.new.plan.team or self.old.plan.team or ""
