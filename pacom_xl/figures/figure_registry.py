"""Registry of figures. A figure belongs to a computed field and has a formula and a function.

The formula is an Excel formula (English function names, commas, no leading ``=``) in which names in braces stand for
addresses.

In the same sheet:

``{due}``
    the cell of that field in the same row, or the same form;
``{actions.status_key}``
    from a table of an action sheet: the cell of the action's own form;
``{objectives.code[]}``
    the whole column of a table of the workbook, absolute (of the same action sheet for its own tables, such
    as ``{budget_lines.planned[]}``); ``{teams.lang[]}`` is the column of labels in the workbook's language.

``{rank}``
    the rank of the row below the heading of its table, from 1.

From the index to the action sheets:

``{fiche.title}``
    text, date or number carried by the action sheet: ``""`` when the cell is blank or the tab was deleted;
``{fiche0.committed}``
    a number to be summed: 0 when the cell is blank or holds text, or when the tab was deleted. Where the
    field is spread, the cell of the same part;
``{fiche!.title}``, ``{fiche!.kpis.label[]}``
    the bare reference, not guarded: the form's cell, the column of a child table.

From the calendar to the index:

``{index.status_key}``
    the cell of the index row of the same action.

Fields spread over natures, quarters or months (``money[natures]``…):

``{part}``
    the cell that heads this part: a nature key, ``T1``…``T4``, or the first day of the month;
``{part_start}``, ``{part_end}``
    of a quarter: first day of its first month, first day of its last month;
``{index.nature_use[*]}``, ``{index.nature_use[*].parts}``
    the block of all parts (rows × parts, absolute), and the row above it that heads the parts. The block
    holds numbers only, never ``""``.

The monthly cash table, one column per month:

``{part}``
    the cell ``cash_months.month`` of this month; ``{month_start}`` its first day, written ``DATE(2026,3,1)``;
``{cash.amount[opening]}``
    the input cell of that item for the same month;
``{previous.closing}``, ``{previous.part}``
    the cell of the month before. The first month uses the figure's ``first`` formula instead, when it has
    one.

``{performance.same_team}``
    nothing in a team's workbook; in a consolidated one ``*(column of teams of that table=team of this row)``,
    a factor inside SUMPRODUCT; ``{index.if_team}`` likewise ``,column,cell``, a criterion of COUNTIFS.

Names the writer defines stand bare: ``DateRef``, ``TeamHolidays``, ``plan_start``, ``plan_end``,
``team_zone_key`` and every parameter (``kpi_points``, ``due_soon_days``…). ``<list>_labels`` and
``<list>_keys`` are the columns of a value list (``rag_labels``); ``key_of`` and ``label_of`` below write the
look-ups.

How formulas stay free of errors: a computed cell that returns ``""`` is text, and text is greater than any
number: ``N()`` before comparing or adding, ``COUNT()`` to ask whether there are numbers. Free text (an
indicator) is compared with ``=`` inside SUMPRODUCT, never as a criterion of COUNTIFS, where ``*`` and ``?``
would be wildcards. No ISNUMBER, NOT or IF over a range inside SUMPRODUCT: some engines only look at one cell.
Differences of percentages are rounded before they are compared: 0.6 − 0.8 is not −0.2 in binary. Columns have
at least one row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from pacom_xl.model.plan import Value
from pacom_xl.model.text import LANGS


@dataclass(frozen=True, slots=True)
class Figure:
    """One computed field. ``spread`` figures take the part (nature key, ``T1``…, ``YYYY-MM``) as well."""

    name: str
    formula: str
    compute: Callable[..., Value]
    #: Formula of the first month, when it differs because there is no month before.
    first: str | None = None


FIGURES: dict[str, Figure] = {}
#: Where a name of an action row is looked up: its own form, then the calendar, then the index.
_TABLES = {"actions": ("actions", "calendar", "index")}


def figure(
    name: str, formula: str, *, first: str | None = None
) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Register the decorated function as the Python side of ``<table>.<field>``; ``None`` is ``""``."""

    def register(compute: Callable[..., Value]) -> Callable[..., Value]:
        if name in FIGURES:
            raise ValueError(f"figure {name} declared twice")
        FIGURES[name] = Figure(name, formula, compute, first)
        return compute

    return register


@lru_cache(maxsize=1_000)
def figures_of(table: str, inputs: frozenset[str]) -> dict[str, str]:
    """Figures of a table, short name to full name, without those of the names ``inputs``.

    Cached, because it goes through the whole registry.
    """
    return {
        name.partition(".")[2]: name
        for place in reversed(_TABLES.get(table, (table,)))
        for name in FIGURES
        if name.startswith(f"{place}.") and name.partition(".")[2] not in inputs
    }


#: Lists whose keys formulas look up by the labels in cells.
KEYED_LISTS: set[str] = set()


def key_of(list_name: str, cell: str) -> str:
    """Formula text: the key of the label in ``cell``; empty stays empty, an unknown label gives ``?``."""
    return f'IF({cell}="","",{key_of_label(list_name, cell)})'


def key_of_label(list_name: str, cell: str, otherwise: str = '"?"') -> str:
    """Formula text: the key of the label in ``cell``, else ``otherwise``.

    The label is looked for in the list, then among the labels the workbook was written with (people may have changed
    them since), last, of a holiday zone, among all choices: a zone added below stands in no list.
    """
    KEYED_LISTS.add(list_name)
    if list_name == "holiday_zone":
        for lang in reversed(LANGS):
            otherwise = f"IFERROR(INDEX(choices_key,MATCH({cell},choices_{lang},0)),{otherwise})"
    for labels in (f"{list_name}_written", list_name):
        otherwise = f"IFERROR(INDEX({labels}_keys,MATCH({cell},{labels}_labels,0)),{otherwise})"
    return otherwise


def label_of(list_name: str, cell: str) -> str:
    """Formula text: the label of the key in ``cell``."""
    return f'IF({cell}="","",IFERROR(INDEX({list_name}_labels,MATCH({cell},{list_name}_keys,0)),"?"))'


def labels_of_key(list_name: str, key: str) -> tuple[str, str]:
    """Formula texts: the label of ``key`` as it is today, and as it was when the workbook was written."""
    now, then = (
        f'INDEX({labels}_labels,MATCH("{key}",{labels}_keys,0))' for labels in (list_name, f"{list_name}_written")
    )
    return now, then


def chosen(cells: str, list_name: str, key: str) -> str:
    """Formula text of an array: 1 for each of ``cells`` with a label of ``key``."""
    now, then = labels_of_key(list_name, key)
    return f"((({cells}={now})+({cells}={then}))>0)"


def count_chosen(cells: str, list_name: str, key: str) -> str:
    """Formula text: how many of ``cells`` have a label of ``key``, not less where the label did not change."""
    now, then = labels_of_key(list_name, key)
    return f"(COUNTIF({cells},{now})+COUNTIF({cells},{then}))"


def one_of(cell: str, *keys: str) -> str:
    """Formula text: whether the key in ``cell`` is one of ``keys``."""
    tests = ",".join(f'{cell}="{key}"' for key in keys)
    return f"OR({tests})"


def code_of(cell: str) -> str:
    """Formula text: the code in ``cell``, which may show the name of its row after it (« AX4 – Grandes surfaces »)."""
    return f'TRIM(LEFT({cell},FIND(" – ",{cell}&" – ")-1))'


def blank(expression: str) -> str:
    """Formula text: ``expression``, an empty cell staying empty instead of becoming 0."""
    return f'IF({expression}="","",{expression})'
