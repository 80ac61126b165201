"""What reading one cell gives."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from pacom_xl.model.plan import Value

#: Nothing more to say.
_PLAIN: Mapping[str, Any] = MappingProxyType({})


class Outcome(NamedTuple):
    """A value, and what must be said about how it was typed.

    ``code`` is ``None``, or PAC105 (nothing of the kind), PAC106 (not in the list), PAC113 (text understood), PAC114
    (two meanings), PAC124 (a date with an hour). ``params`` holds ``type`` (the base type), ``understood``, ``list``,
    ``unknown`` (the entries of a multiple value that were not found), ``suggestions`` and ``hour``.
    """

    value: Value = None
    code: str | None = None
    params: Mapping[str, Any] = _PLAIN


EMPTY = Outcome()


def understood(value: Value, shown: Any = None) -> Outcome:
    """Text that could mean one thing only. ``shown`` when people would not recognise the value itself."""
    return Outcome(value, "PAC113", {"understood": value if shown is None else shown})


def ambiguous(base: str) -> Outcome:
    """Text that could mean two things."""
    return Outcome(None, "PAC114", {"type": base})


def misfit(base: str) -> Outcome:
    """Nothing of the kind."""
    return Outcome(None, "PAC105", {"type": base})
