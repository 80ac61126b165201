"""Outcome of reading one cell: a value, and a rule code when something must be reported."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from pacom_xl.model.plan import Value

#: No parameters.
_PLAIN: Mapping[str, Any] = MappingProxyType({})


class Outcome(NamedTuple):
    """Value of a cell, and the finding to make about it, if any.

    ``code`` is ``None``, or PAC105 (nothing of the kind), PAC106 (not in the list), PAC113 (text understood), PAC114
    (two meanings), PAC124 (a date with an hour). ``params`` holds ``type`` (the base type), ``understood``, ``list``,
    ``unknown`` (the entries of a multiple value that were not found), ``suggestions`` and ``hour``.
    """

    value: Value = None
    code: str | None = None
    params: Mapping[str, Any] = _PLAIN


EMPTY = Outcome()


def understood(value: Value, shown: Any = None) -> Outcome:
    """Outcome for a text with one possible meaning. ``shown``: the value in words, when it needs some."""
    return Outcome(value, "PAC113", {"understood": value if shown is None else shown})


def ambiguous(base: str) -> Outcome:
    """Outcome for a text with several possible meanings."""
    return Outcome(None, "PAC114", {"type": base})


def misfit(base: str) -> Outcome:
    """Outcome for a content that cannot be converted to the type."""
    return Outcome(None, "PAC105", {"type": base})
