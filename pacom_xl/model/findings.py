"""A finding: what is wrong, about what, where. Text and severity are given later, when it is shown."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pacom_xl.model.plan import Cell
from pacom_xl.model.text import Lang

Severity = Literal["error", "warning", "info"]
#: From the gravest to the mildest.
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact to show to a person; ``(code, team, subject, detail)`` identifies it from run to run."""

    code: str
    subject: str
    detail: str | None = None
    team: str | None = None
    file: str | None = None
    cell: Cell | None = None
    #: ``<table>.<key>`` of the field concerned.
    field: str | None = None
    #: What was found in the cell.
    value: Any = None
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    severity: Severity = "error"
    hidden_by: str | None = None
    waived_by: str | None = None
    #: By language, once it was put in words for many reports: with which template, message, fix.
    said: Mapping[Lang, tuple[object, str, str]] | None = dataclasses.field(
        default=None, init=False, repr=False, compare=False
    )

    def keep_said(self, lang: Lang, said: tuple[object, str, str]) -> None:
        """What it says in ``lang``. It stays what it is: nothing is told that does not follow from it."""
        object.__setattr__(self, "said", {**(self.said or {}), lang: said})

    @property
    def identity(self) -> tuple[str, str | None, str, str | None]:
        """What makes it the same finding in another run."""
        return (self.code, self.team, self.subject, self.detail)

    @property
    def counts(self) -> bool:
        """Whether it is shown and counted."""
        return self.hidden_by is None and self.waived_by is None
