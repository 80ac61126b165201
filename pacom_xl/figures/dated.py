"""Which figures change with the day alone: those whose formula asks for it, and those made of them."""

from __future__ import annotations

import re
from functools import lru_cache

from pacom_xl.figures.all_figures import FIGURES
from pacom_xl.figures.group.group_figures import FLAT

#: How formulas ask for the day.
_DAY = ("DateRef", "TODAY()")
#: A name in braces, without the table it is of and the part of it that is asked for.
_NAME = re.compile(r"\{(?:[^{}\[]*\.)?([^{}.\[]+)(?:\[[^{}]*)?\}")


def is_dated(figure: str) -> bool:
    """Whether another day may give a figure another value though nothing was typed.

    Fields of one name are taken for each other, whatever their table: a figure may be called dated that is not.
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
