"""Log of a renewal: one entry per value moved or emptied, and per row left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.model.text import Text


@dataclass(frozen=True, slots=True)
class RenewalChange:
    """A value that differs from last year's, or (``field`` is ``""``) a row that was left out."""

    #: The row as it was.
    record: Record
    field: str
    after: Value
    why: Text

    @property
    def before(self) -> Value:
        """Value of last year."""
        return self.record.get(self.field) if self.field else None


@dataclass(frozen=True)
class RenewalLog:
    """Collects the entries in the order of the workbook."""

    changes: list[RenewalChange] = field(default_factory=list)

    def changed(self, record: Record, values: dict[str, Value], why: Text) -> Record:
        """The record with other values; each that differs is logged."""
        for name, value in values.items():
            if record.get(name) != value:
                self.changes.append(RenewalChange(record, name, value, why))
        return record.with_values(values)

    def noted(self, record: Record, name: str, why: Text) -> None:
        """Log a value that is as it was and needs a look."""
        self.changes.append(RenewalChange(record, name, record.get(name), why))

    def dropped(self, record: Record, why: Text) -> None:
        """Log a row that the new plan does not have."""
        self.changes.append(RenewalChange(record, "", None, why))


@dataclass(frozen=True)
class Renewed:
    """Next year's plan, and how it differs from this year's."""

    plan: Plan
    changes: Sequence[RenewalChange]
    #: Codes of the actions carried over, and of those that are closed.
    carried: Sequence[str]
    closed: Sequence[str]
