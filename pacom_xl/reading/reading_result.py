"""Result of reading one file: a plan or the reason why there is none, findings, and the account of cells. No content of
a file raises an exception.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from pacom_xl.model.audit import Source
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Plan, Record
from pacom_xl.model.text import Text
from pacom_xl.reading.cell_account import Account
from pacom_xl.xlsx.cells import Comment

#: ``read`` all of it · ``partial`` a core sheet is missing · ``rejected`` not usable · ``foreign`` another workbook ·
#: ``contained`` an aggregate whose parts are given too.
Status = Literal["read", "partial", "rejected", "foreign", "contained"]


@dataclass(frozen=True)
class NamedTemplate:
    """The template a workbook says it was made with."""

    name: str
    version: str = ""
    #: The files of it that the workbook carries: template, file name, text.
    carried: tuple[tuple[str, str, str], ...] = ()


@dataclass
class Reading:
    """One file: its status, its plans (several when it is a consolidated workbook), its findings."""

    path: Path
    status: Status
    reason: Text | None = None
    plans: list[Plan] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    sha256: str = ""
    workbook_id: str | None = None
    saved_on: datetime | None = None
    saved_by: str | None = None
    #: Hashes and workbook ids named in the Sources sheet of a consolidated workbook.
    contains: tuple[str, ...] = ()
    #: Of a consolidated workbook: the file each of ``plans`` first came from.
    leaves: tuple[Source, ...] = ()
    #: Of a consolidated workbook: the rows that several plans share, as it shows them, by table.
    common: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    #: What became of the cells of the file.
    account: Account = field(default_factory=Account)
    #: Notes people left at cells.
    comments: tuple[Comment, ...] = ()

    #: The template the workbook names, unless it is the standard one. Rejected for it, when it could not be used.
    named_template: NamedTemplate | None = None

    @property
    def plan(self) -> Plan | None:
        """The plan of a team's workbook."""
        return self.plans[0] if self.plans else None
