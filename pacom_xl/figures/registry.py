"""The catalogue of figures. A figure belongs to a computed field and holds its formula and its function.

The formula is Excel (English function names, commas) where braces name cells instead of addresses:

``{due}``
    the cell of that field in the same row, or the same form;
``{actions.status_key}``
    from a table of an action sheet: the cell of the action's own form;
``{objectives.code[]}``
    the whole column of a table of the workbook (of the same action sheet for its own tables);
``{fiche.title}``
    in the index: the value carried by the action sheet, empty staying empty, guarded against a deleted tab;
``{index.status_key}``
    in the calendar: the cell of the index row of the same action;
``{part}``, ``{part_start}``, ``{part_end}``
    in a field spread over natures, quarters or months: the cell with its nature key or first day, its last day.

Names the writer defines stand bare: ``DateRef``, ``TeamHolidays``, ``plan_start``, ``plan_end``, ``team_zone_key``
and every parameter (``kpi_points``, ``due_soon_days``…). ``<list>_labels`` and ``<list>_keys`` are the columns of a
value list (``rag_labels``); ``key_of`` and ``label_of`` below write the look-ups.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pacom_xl.core.plan import Value

if TYPE_CHECKING:
    from pacom_xl.figures.book import Row

Compute = Callable[["Row"], Value]
ComputePart = Callable[["Row", str], Value]


@dataclass(frozen=True, slots=True)
class Figure:
    """One computed field. ``spread`` figures take the part (nature key, ``T1``…, ``YYYY-MM``) as well."""

    name: str
    formula: str
    compute: Callable[..., Value]


FIGURES: dict[str, Figure] = {}


def figure(name: str, formula: str) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Register the decorated function as the Python side of ``<table>.<field>``."""

    def register(compute: Callable[..., Value]) -> Callable[..., Value]:
        if name in FIGURES:
            raise ValueError(f"figure {name} declared twice")
        FIGURES[name] = Figure(name, formula, compute)
        return compute

    return register


def key_of(list_name: str, cell: str) -> str:
    """Formula text: the stable key of the label in ``cell``; empty stays empty, an unknown label gives ``?``."""
    return f'IF({cell}="","",IFERROR(INDEX({list_name}_keys,MATCH({cell},{list_name}_labels,0)),"?"))'


def label_of(list_name: str, cell: str) -> str:
    """Formula text: the label of the key in ``cell``."""
    return f'IF({cell}="","",IFERROR(INDEX({list_name}_labels,MATCH({cell},{list_name}_keys,0)),"?"))'
