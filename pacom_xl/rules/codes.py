"""Rules 1xx about the content of a plan: codes, forced reference date, texts that are too long."""

import re
from collections.abc import Iterator
from decimal import Decimal

from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.text import CELL_TEXT, Text, cell_length, fits_cell, fold
from pacom_xl.model.typography import sentence
from pacom_xl.rules.group_view import is_group
from pacom_xl.rules.rule_registry import Hit, rule
from pacom_xl.template.code_patterns import code_shape
from pacom_xl.template.schema import Table
from pacom_xl.values.row_names import subject_and_detail


@rule(
    "PAC104",
    "error",
    title=Text(fr="Code en double ou mal formé", en="Duplicated or malformed code"),
    message=Text(
        fr="Code « {code:action} » {reason} ({sheet:sheet}).",
        en='Code "{code:action}" {reason} ({sheet:sheet}).',
    ),
    fix=Text(
        fr="Donner le prochain numéro libre ; ne jamais réutiliser un code supprimé.",
        en="Use the next free number; never reuse a deleted code.",
    ),
)
def bad_code(view: PlanView) -> Iterator[Hit]:
    """A code twice in one table (case and spaces aside), not of the table's pattern, or an action or an
    offer that carries another team's code. Two action sheets of one code are PAC117, which hides this.

    Passes: OBJ-01, OBJ-02.
    Fails: OBJ-01 and « obj 01 »; OBJ1; ACT-IF-001 in the workbook of NO.
    """
    for table in view.template.data_tables:
        if table.code:
            yield from _bad_in(view, table, table.code)


def _bad_in(view: PlanView, table: Table, field: str) -> Iterator[Hit]:
    pattern = table.by_key[field].pattern
    seen: set[str] = set()
    for row in view.rows(table.key):
        code = row.text(field)
        bare = re.sub(r"[\s-]", "", fold(code))
        if not code:
            continue
        if reason := _fault(bare in seen, pattern, code, _is_foreign(view, table, row, code)):
            yield Hit(code, table.key, row, field, {"code": code, "sheet": table.sheet, "reason": reason})
        seen.add(bare)


def _fault(is_known: bool, pattern: str | None, code: str, is_foreign: bool) -> Text | None:
    """What is wrong with a code, as the middle of a sentence."""
    if is_known:
        return Text("en double", "is duplicated")
    if pattern and not re.fullmatch(pattern, code):
        shape = code_shape(pattern)
        if shape is None:
            return Text("mal formé", "is malformed")
        return sentence(
            "mal formé : {words} sont attendus, comme {example}",
            "is malformed: {words} are expected, as in {example}",
            words=shape.words,
            example=shape.example,
        )
    return Text("d’une autre équipe", "of another team") if is_foreign else None


def _is_foreign(view: PlanView, table: Table, row: Row, code: str) -> bool:
    """Whether the middle of an action or offer code is not the code of its team."""
    if table.key not in ("actions", "offers") or is_group(view) or not row.team:
        return False
    return code.count("-") == 2 and code.split("-")[1] != row.team


@rule(
    "PAC115",
    "warning",
    title=Text(fr="Date de référence figée", en="Reference date frozen"),
    message=Text(
        fr=("La date d’arrêté est bloquée au {date} : les retards n’apparaissent plus dans ce classeur."),
        en="Reference date frozen at {date}: overdue actions no longer show in this workbook.",
    ),
    fix=Text(
        fr="Vider « Date d’arrêté » dans Identité du plan.",
        en='Empty "Cut-off date" in Plan identity.',
    ),
)
def frozen_date(view: PlanView) -> Iterator[Hit]:
    """A team's workbook has a forced reference date, so it does not show what is late today. The program
    never uses this date.

    Passes: the field is empty; the group's workbook.
    Fails: « Date d’arrêté » 2026-03-01 in the workbook of SO.
    """
    plan = view.form("plan")
    day = plan.day("ref_date_forced")
    if day and not is_group(view):
        yield Hit(view.plan.team or "", None, plan, "ref_date_forced", {"date": day})


@rule(
    "PAC119",
    "error",
    title=Text(fr="Texte trop long", en="Text too long"),
    message=Text(
        fr="{code:action} : {length} caractères dans « {field:field} », "
        "une cellule d’Excel en contient {most} au plus.",
        en='{code:action}: {length} characters in "{field:field}", a cell of Excel holds {most} at most.',
    ),
    fix=Text(
        fr="Raccourcir le texte : dans le classeur consolidé, des points de suspension remplacent sa fin.",
        en="Shorten the text: in the consolidated workbook, an ellipsis replaces its end.",
    ),
)
def too_long(view: PlanView) -> Iterator[Hit]:
    """A text longer than a cell of Excel can hold (LibreOffice accepts it): workbooks written from it lose its
    end. Characters outside the basic plane, such as emoji, count twice, as in Excel.

    Passes: a text of 32,767 characters.
    Fails: « Quoi » of 40,000 characters.
    """
    for table in view.template.data_tables:
        for row in view.rows(table.key):
            for key, value in row.record.values.items():
                if isinstance(value, str) and key in table.by_key and not fits_cell(value):
                    subject = subject_and_detail(row.record, view.template)[0]
                    params = {"length": Decimal(cell_length(value)), "most": Decimal(CELL_TEXT)}
                    yield Hit(subject, f"{table.key}.{key}", row, key, params)
