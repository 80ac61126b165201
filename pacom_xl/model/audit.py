"""Where the figures of a consolidated plan come from: the files that were read, the values that disagree."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from pacom_xl.model.plan import Cell, Value
from pacom_xl.model.text import Text

#: What became of an input: the status of its reading, ``duplicate`` (same bytes as another), ``superseded``
#: (another version of the team's plan was kept) or ``left_out`` (other year, currency or company).
SourceStatus = Literal["read", "partial", "rejected", "foreign", "contained", "duplicate", "superseded", "left_out"]

#: Who decided: ``report`` nobody, the values are only shown · ``reference`` the group's workbook ·
#: ``majority`` what most teams say · ``latest`` highest plan version, then date saved · ``newest`` the workbook
#: saved last · else the code of the team the caller named.
Policy = str
#: Stands for the field when two plans give the same row another key.
OWN_KEY = "#"


@dataclass(frozen=True, slots=True)
class Source:
    """One input of a consolidation. ``path`` is as the caller named it, ``sha256`` of the whole file."""

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
    #: Cells of the file that were read, not taken over, not understood; ``None`` when unknown.
    cells_read: int | None = None
    cells_ignored: int | None = None
    cells_refused: int | None = None
    #: Why it does not count in full; ``None`` when it does.
    reason: Text | None = None
    #: The team's file, when ``path`` is a consolidated workbook it came through; hash, id and dates are then its own.
    leaf: str | None = None
    #: Hashes and ids of the consolidated workbooks in between.
    via: tuple[str, ...] = ()

    @property
    def counted(self) -> bool:
        """Whether its records are in the consolidated plan."""
        return self.status in ("read", "partial")


@dataclass(frozen=True, slots=True)
class Difference:
    """What one plan says otherwise than the row it shares with others: ``value`` another value of ``field``,
    ``extra`` a field of a row the others have not; of the rows that stand for all, ``absent`` one that most have and
    it has not, ``present`` one that it has and most have not.
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
    """One of the values in competition, and the cell where it stands."""

    value: Value
    team: str | None = None
    file: str | None = None
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """The same thing said in two ways. ``field`` is ``""`` when whole records, or whole files, compete."""

    table: str
    key: str
    field: str
    values: tuple[ConflictValue, ...]
    #: The value used, ``None`` when none was.
    chosen: Value = None
    policy: Policy = "report"


#: Who changed a value since the last consolidation.
ChangedBy = Literal["team", "group", "both"]


@dataclass(frozen=True, slots=True)
class Change:
    """A value that is no longer that of the last consolidation. ``field`` is ``""`` when a whole row came or went:
    ``before`` or ``after`` is then its first value, the other ``None``.
    """

    table: str
    key: str
    field: str
    #: Whose workbook holds ``after``.
    team: str
    by: ChangedBy
    before: Value
    after: Value
    #: What the consolidation says now.
    used: Value
    file: str | None = None
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class Amounts:
    """Budget totals in the plan's currency, excluding VAT. ``allocated`` is the envelope use."""

    allocated: Decimal = Decimal(0)
    allocated_gross: Decimal = Decimal(0)
    committed: Decimal = Decimal(0)
    spent: Decimal = Decimal(0)
    forecast: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Totals(Amounts):
    """Totals of the whole, and of each team."""

    by_team: Mapping[str, Amounts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """One finding as people read it: texts are rendered before they come here."""

    rule: str
    severity: str
    location: str
    message: str
    fix: str
    team: str | None = None


class Late(NamedTuple):
    """What a consolidated workbook says at its end: it is asked for when all else is written."""

    checks: Collection[Check] = ()
    differences: Collection[Difference] = ()
