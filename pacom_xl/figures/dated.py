"""Which figures depend on the reference date: those whose formula uses it, and those computed from these."""

from __future__ import annotations

import re
from functools import lru_cache

from pacom_xl.figures.all_figures import FIGURES
from pacom_xl.figures.group.group_figures import FLAT

#: Names of the reference date in formulas.
_DAY = ("DateRef", "TODAY()")
#: A name in braces, without its table and its part.
_NAME = re.compile(r"\{(?:[^{}\[]*\.)?([^{}.\[]+)(?:\[[^{}]*)?\}")


def is_dated(figure: str) -> bool:
    """Whether the value of a figure may change with the reference date alone.

    Fields are compared by name without their table, so that a figure may be called dated although it is not.
    """
    return _short(figure) in _dated()


@lru_cache(maxsize=1)
def _dated() -> frozenset[str]:
    figures = [(_short(f.name), f"{f.formula} {f.first}") for f in (*FIGURES.values(), *FLAT.values())]
    made_of = [(name, set(_NAME.findall(formula))) for name, formula in figures]
    dated = {name for name, formula in figures if any(day in formula for day in _DAY)}
    while more := {name for name, of in made_of if of & dated} - dated:
        dated |= more
    return frozenset(dated)


def _short(figure: str) -> str:
    return figure.rpartition(".")[2]
