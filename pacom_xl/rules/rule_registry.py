"""The catalogue. A rule holds its code, its severity, its texts and its check; its docstring is its manual.

Texts name parameters in braces. A format after a colon says how to show one: ``{due}`` follows the type of
the value, ``{spent:money}``, ``{progress:percent}``, ``{status:action_status}`` (a list of the template).
``{case}`` is the one of ``cases`` that ``params["case"]`` names.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pacom_xl.model.findings import Severity
from pacom_xl.model.text import Text

if TYPE_CHECKING:
    from pacom_xl.figures.plan_view import PlanView, Row
    from pacom_xl.rules.group_view import Group

#: ``plan`` checked on each workbook · ``portfolio`` on all of them together · ``reader`` found while reading
#: or consolidating, declared here for its texts.
Scope = Literal["plan", "portfolio", "reader"]
NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found. The engine adds code, team, file, cell and value from ``row`` and ``field``."""

    subject: str
    detail: str | None = None
    row: Row | None = None
    #: Key of the field in the row's table.
    field: str | None = None
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


Check = Callable[[Any], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the catalogue."""

    code: str
    severity: Severity
    title: Text
    message: Text
    fix: Text
    scope: Scope
    #: The manual: when it speaks, an example that passes, one that fails.
    doc: str
    #: Severity by ``params["level"]``.
    levels: Mapping[str, Severity] = dataclasses.field(default_factory=dict)
    #: What ``{case}`` says, by ``params["case"]``.
    cases: Mapping[str, Text] = dataclasses.field(default_factory=dict)
    check: Check | None = None
    #: A second check, of all workbooks together.
    group_check: Check | None = None
    #: Whether ``check`` looks at the reference date, beyond its year, or at what earlier runs saw.
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
    """Register the decorated check of one workbook; ``dated`` when the day may change what it finds."""

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
    """Add to a rule of one workbook what it means for all of them together."""

    def register(check: Callable[[Group], Iterator[Hit]]) -> Callable[[Group], Iterator[Hit]]:
        RULES[code] = dataclasses.replace(RULES[code], group_check=check)
        return check

    return register


def declare(code: str, severity: Severity, *, title: Text, message: Text, fix: Text, doc: str) -> None:
    """Enter a rule whose findings are made by the reader or by the consolidation."""
    _add(Rule(code, severity, title, message, fix, "reader", inspect.cleandoc(doc)))


def _add(entry: Rule) -> None:
    if entry.code in RULES:
        raise ValueError(f"rule {entry.code} declared twice")
    if not entry.doc:
        raise ValueError(f"rule {entry.code} has no manual")
    RULES[entry.code] = entry
