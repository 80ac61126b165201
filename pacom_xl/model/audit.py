"""Audit of a consolidation: the files read, the conflicts between them, the changes since the previous one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from pacom_xl.model.plan import Cell, Value
from pacom_xl.model.text import Text

#: Status of an input: that of its reading, or ``duplicate`` (same bytes as another file), ``superseded`` (another
#: version of the team's plan is used), ``left_out`` (other year, currency or company).
SourceStatus = Literal["read", "partial", "rejected", "foreign", "contained", "duplicate", "superseded", "left_out"]

#: How a conflict is resolved. ``report``: not at all, the values are only shown. ``reference``: value of the group's
#: workbook. ``majority``: value of most teams. ``latest``: highest plan version, then latest date saved. ``newest``:
#: workbook saved last. Anything else: value of the team with that code.
Policy = str
#: Replaces the field name in a conflict about the key of a row.
OWN_KEY = "#"


@dataclass(frozen=True, slots=True)
class Source:
    """One input of a consolidation. ``path``: as given by the caller. ``sha256``: of the whole file."""

    path: str
    status: SourceStatus
    team: str | None = None
    year: int | None = None
    template: str | None = None
    sha256: str = ""
    workbook_id: str | None = None
    saved_on: datetime | None = None
    saved_by: str | None = None
    plan_version: str | None = None
    #: Number of cells read, ignored and not understood; ``None`` when unknown.
    cells_read: int | None = None
    cells_ignored: int | None = None
    cells_refused: int | None = None
    #: Notes that people left at its cells; ``None`` when unknown.
    comments: int | None = None
    #: Why the file is not counted in full; ``None`` when it is.
    reason: Text | None = None
    #: The team's file when ``path`` is a consolidated workbook that contains it. Hash, id and dates are then those of
    #: the team's file.
    leaf: str | None = None
    #: Hashes and ids of the consolidated workbooks between the team's file and ``path``.
    via: tuple[str, ...] = ()
    #: Digests of the rows of the plan (``consolidation.three_way.row_ledger``).
    rows: str = ""

    @property
    def counted(self) -> bool:
        """Whether its records are in the consolidated plan."""
        return self.status in ("read", "partial")


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference between one plan and the rows shared by all plans.

    ``change``: ``value`` (another value of ``field``), ``extra`` (a field of a row that the other plans do not have),
    ``absent`` (the plan lacks a row that most plans have), ``present`` (it has a row that most plans lack).
    """

    team: str
    table: str
    key: str
    change: Literal["value", "extra", "absent", "present"]
    field: str = ""
    value: Value = None
    file: str | None = None
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class ConflictValue:
    """One of the conflicting values, and its cell."""

    value: Value
    team: str | None = None
    file: str | None = None
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two or more values for one field. ``field`` is ``""`` when whole records or files are in conflict."""

    table: str
    key: str
    field: str
    values: tuple[ConflictValue, ...]
    #: The value used; ``None`` when none is.
    chosen: Value = None
    policy: Policy = "report"
    #: Why the policy chose nothing.
    reason: Text | None = None
    #: What people call a row whose key is hidden: its action and what it says; ``""`` where the key is a code.
    row: str = ""

    @property
    def is_decided(self) -> bool:
        """Whether a policy chose: a value, an empty one, or the removal of a row (``chosen`` is ``None`` for both)."""
        return self.chosen is not None or (self.policy != "report" and self.reason is None)


#: Who changed a value since the last consolidation.
ChangedBy = Literal["team", "group", "both"]


@dataclass(frozen=True, slots=True)
class Change:
    """A value changed since the previous consolidation.

    ``field`` is ``""`` when a whole row was added or removed: ``after`` or ``before`` is then the row's first value,
    and the other is ``None``.
    """

    table: str
    key: str
    field: str
    #: The team whose workbook holds ``after``.
    team: str
    by: ChangedBy
    before: Value
    after: Value
    #: The value in the new consolidation.
    used: Value
    file: str | None = None
    cell: Cell | None = None
    #: As that of a conflict.
    row: str = ""


@dataclass(frozen=True, slots=True)
class Amounts:
    """Budget totals in the plan's currency, excluding VAT. ``allocated``: amounts charged to the envelope."""

    allocated: Decimal = Decimal(0)
    allocated_gross: Decimal = Decimal(0)
    committed: Decimal = Decimal(0)
    spent: Decimal = Decimal(0)
    forecast: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Totals(Amounts):
    """Totals of all teams together, and of each team."""

    by_team: Mapping[str, Amounts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """One finding with its rendered texts, as the sheet of findings shows it."""

    rule: str
    severity: str
    location: str
    message: str
    fix: str
    team: str | None = None


class FinalSheets(NamedTuple):
    """Content of the last sheets of a consolidated workbook, computed after its other sheets are written."""

    checks: Collection[Check] = ()
    differences: Collection[Difference] = ()
