"""Findings: one fact about a plan, with its subject and its cell. Severity and text are added later."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pacom_xl.model.plan import Cell
from pacom_xl.model.text import Lang

Severity = Literal["error", "warning", "info"]
#: From the most to the least serious.
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
#: Code, team, subject and detail of a finding; ``""`` where there is no team or detail.
Identity = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact to report; ``identity`` says which, from run to run."""

    code: str
    subject: str
    detail: str | None = None
    team: str | None = None
    file: str | None = None
    cell: Cell | None = None
    #: ``<table>.<key>`` of the field concerned.
    field: str | None = None
    #: Value found in the cell.
    value: Any = None
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    severity: Severity = "error"
    hidden_by: str | None = None
    waived_by: str | None = None
    #: Rendered texts by language: template used, message, fix. Filled by ``cache_texts``.
    texts: Mapping[Lang, tuple[object, str, str]] | None = dataclasses.field(
        default=None, init=False, repr=False, compare=False
    )

    def cache_texts(self, lang: Lang, texts: tuple[object, str, str]) -> None:
        """Store the rendered texts in ``lang``. They follow from the other attributes, so the finding stays equal."""
        object.__setattr__(self, "texts", {**(self.texts or {}), lang: texts})

    @property
    def identity(self) -> Identity:
        """What identifies the finding: the same in every run that makes it."""
        return (self.code, self.team or "", self.subject, self.detail or "")

    @property
    def counts(self) -> bool:
        """Whether it is counted: neither hidden by another finding nor waived."""
        return self.hidden_by is None and self.waived_by is None
