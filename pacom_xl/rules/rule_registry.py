"""The rule catalogue. A rule has a code, a severity, texts and a check function, whose docstring is its manual.

Texts name parameters in braces, and may give a format after a colon: ``{spent:money}``, ``{progress:percent}``,
``{due:month}``, ``{field:field}`` (label of a field), ``{sheet:sheet}`` (label of a sheet), ``{type:type}``,
``{status:action_status}`` (label in a list of the template), ``{code:action}`` (code of an action, followed by its
title where the report asks for titles). Without a format, the type of the value decides. ``{case}`` is the entry of
``cases`` that ``params["case"]`` names. French texts are written with ordinary spaces (see ``model.typography``).
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pacom_xl.model.findings import Severity
from pacom_xl.model.text import Text
from pacom_xl.model.typography import french_part

if TYPE_CHECKING:
    from pacom_xl.figures.plan_view import PlanView, Row
    from pacom_xl.rules.group_view import Group

#: ``plan``: checked on each workbook. ``portfolio``: checked on all workbooks together. ``reader``: found while
#: reading or consolidating, and declared in the catalogue for its texts.
Scope = Literal["plan", "portfolio", "reader"]
NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Hit:
    """A fact found by a rule. The engine adds code, team, file, cell and value from ``row`` and ``field``."""

    subject: str
    detail: str | None = None
    row: Row | None = None
    #: Key of the field in the row's table.
    field: str | None = None
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


Check = Callable[[Any], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the rule catalogue."""

    code: str
    severity: Severity
    title: Text
    message: Text
    fix: Text
    scope: Scope
    #: The manual: when the rule reports, an example that passes, one that fails.
    doc: str
    #: Severity by ``params["level"]``.
    levels: Mapping[str, Severity] = dataclasses.field(default_factory=dict)
    #: Texts for ``{case}``, by ``params["case"]``.
    cases: Mapping[str, Text] = dataclasses.field(default_factory=dict)
    check: Check | None = None
    #: A second check, of all workbooks together.
    group_check: Check | None = None
    #: Whether the result of ``check`` depends on the reference date (beyond its year) or on earlier runs.
    dated: bool = False

    @property
    def family(self) -> str:
        """``structure``, ``completeness``… from the hundreds of the code."""
        return FAMILIES[int(self.code[3]) - 1]


FAMILIES = (
    "structure", "completeness", "coherence", "deadline", "budget", "performance", "consolidation", "legal",
)  # fmt: skip
RULES: dict[str, Rule] = {}


def rule(
    code: str,
    severity: Severity,
    *,
    title: Text,
    message: Text,
    fix: Text,
    levels: Mapping[str, Severity] = NOTHING,
    cases: Mapping[str, Text] = NOTHING,
    dated: bool = False,
) -> Callable[[Callable[[PlanView], Iterator[Hit]]], Callable[[PlanView], Iterator[Hit]]]:
    """Register the decorated check of one workbook. ``dated``: its result depends on the reference date."""

    def register(check: Callable[[PlanView], Iterator[Hit]]) -> Callable[[PlanView], Iterator[Hit]]:
        doc = inspect.getdoc(check) or ""
        _add(Rule(code, severity, title, message, fix, "plan", doc, levels, cases, check, dated=dated))
        return check

    return register


def portfolio_rule(
    code: str,
    severity: Severity,
    *,
    title: Text,
    message: Text,
    fix: Text,
    cases: Mapping[str, Text] = NOTHING,
) -> Callable[[Callable[[Group], Iterator[Hit]]], Callable[[Group], Iterator[Hit]]]:
    """Register the decorated check of several workbooks together."""

    def register(check: Callable[[Group], Iterator[Hit]]) -> Callable[[Group], Iterator[Hit]]:
        doc = inspect.getdoc(check) or ""
        _add(Rule(code, severity, title, message, fix, "portfolio", doc, {}, cases, None, check))
        return check

    return register


def also_portfolio(
    code: str,
) -> Callable[[Callable[[Group], Iterator[Hit]]], Callable[[Group], Iterator[Hit]]]:
    """Register the decorated function as a second check of an existing rule, on all workbooks together."""

    def register(check: Callable[[Group], Iterator[Hit]]) -> Callable[[Group], Iterator[Hit]]:
        RULES[code] = dataclasses.replace(RULES[code], group_check=check)
        return check

    return register


def declare(
    code: str,
    severity: Severity,
    *,
    title: Text,
    message: Text,
    fix: Text,
    doc: str,
    levels: Mapping[str, Severity] = NOTHING,
    cases: Mapping[str, Text] = NOTHING,
) -> None:
    """Register a rule whose findings come from the reader or from the consolidation."""
    _add(Rule(code, severity, title, message, fix, "reader", inspect.cleandoc(doc), levels, cases))


def _add(entry: Rule) -> None:
    if entry.code in RULES:
        raise ValueError(f"rule {entry.code} declared twice")
    if not entry.doc:
        raise ValueError(f"rule {entry.code} has no manual")
    RULES[entry.code] = dataclasses.replace(
        entry,
        title=french_part(entry.title),
        message=french_part(entry.message),
        fix=french_part(entry.fix),
        cases={case: french_part(text) for case, text in entry.cases.items()},
    )
