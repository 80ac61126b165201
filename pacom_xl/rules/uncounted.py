"""Rules about rows that are read but not used by any total, limit or attainment."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from typing import Any

from pacom_xl.figures.labels import nature_label
from pacom_xl.figures.periods import QUARTERS
from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.figures.required_when import is_required
from pacom_xl.model.company_facts import ABANDONED, ENGAGED
from pacom_xl.model.text import Text, fold
from pacom_xl.rules.action_facts import actions, below
from pacom_xl.rules.rule_registry import Hit, rule
from pacom_xl.values.row_names import record_name


@rule(
    "PAC514",
    "error",
    title=Text(fr="Montant hors des totaux", en="Amount outside of totals"),
    message=Text(fr="{cell} : {amount:money} {case}.", en="{cell}: {amount:money} {case}."),
    fix=Text(
        fr="Corriger le numéro, le mois ou le poste de la ligne s’il est faux, ou effacer le montant.",
        en="Correct the number, the month or the item of the row if it is wrong, or clear the amount.",
    ),
    levels={"lost": "error", "apart": "info"},
    cases={
        "line": Text(
            fr="comptés dans aucun total, {code} n’a pas de ligne de budget n° {line}",
            en="counted in no total, {code} has no budget line no {line}",
        ),
        "open_line": Text(
            fr="comptés sans TVA, {code} n’a pas de ligne de budget n° {line}",
            en="counted without VAT, {code} has no budget line no {line}",
        ),
        "other_year": Text(
            fr="comptés dans aucun mois ni trimestre, {month:month} n’est pas dans l’exercice",
            en="counted in no month or quarter, {month:month} is not in the plan’s year",
        ),
        "no_line": Text(
            fr="comptés dans aucun total, le numéro de la ligne de budget est vide",
            en="counted in no total, the number of the budget line is empty",
        ),
        "undated": Text(
            fr="comptés dans aucun mois ni trimestre, le mois est vide",
            en="counted in no month or quarter, the month is empty",
        ),
        "month": Text(
            fr="comptés dans aucun total, ce poste ne se saisit pas par mois",
            en="counted in no total, this item is not entered by month",
        ),
        "no_month": Text(
            fr="comptés dans aucun total, ce poste se saisit par mois",
            en="counted in no total, this item is entered by month",
        ),
        "later": Text(
            fr="comptés dans aucun total, le solde initial est celui du premier mois ; les suivants se calculent",
            en="counted in no total, the opening balance is that of the first month; the others are computed",
        ),
        "outside": Text(
            fr="comptés dans aucun total, ce mois n’est pas parmi ceux de l’exercice",
            en="counted in no total, this month is not among those of the plan’s year",
        ),
    },
)
def uncounted_amount(view: PlanView) -> Iterator[Hit]:
    """An instalment whose line number no budget line of its action has; a cash amount in a month for an item
    that has none, or without month for an item that has one; an opening balance after the first month; a month
    outside the plan's year, which for an instalment is an information. A row without line or month is PAC212, and an
    information of this rule where the action is cancelled or transferred.

    Passes: an instalment of line 2, and a budget line number 2.
    Fails: an instalment of line 7, the lines being 1 to 3.
    """
    for action in actions(view, ENGAGED):
        numbers = {line.number("number") for line in action.children("budget_lines")}
        for row in action.children("schedule"):
            if row.number("amount"):
                yield from _instalment(action, row, numbers)
    yield from _cash(view)


def _instalment(action: Row, row: Row, numbers: Collection[Decimal | None]) -> Iterator[Hit]:
    number, month, amount = row.number("line"), row.text("month"), row.amount("amount")
    name = record_name(row.record, row.view.template.tables["schedule"])
    field, case = _instalment_case(action, number, month, row.view.months, numbers)
    if case:
        params = {"case": case, "line": number, "month": month, "amount": amount}
        level = "lost" if case in ("line", "open_line") else "apart"
        yield below(action, row, field, f"schedule.{field} {name}".rstrip(), **params, level=level)


def _instalment_case(
    action: Row, number: Decimal | None, month: str, months: Sequence[str], numbers: Collection[Decimal | None]
) -> tuple[str, str]:
    """The field that keeps an instalment out of totals, and the case; ``""`` when it counts or PAC212 reports it."""
    if number is not None and number not in numbers:
        return "line", "line" if action["is_closed"] else "open_line"
    if month and month not in months:
        return "month", "other_year"
    if action["status"] not in ABANDONED:
        return "", ""
    if number is None:
        return "line", "no_line"
    return "month", "" if month else "undated"


def _cash(view: PlanView) -> Iterator[Hit]:
    for row in view.rows("cash"):
        amount, case = row.number("amount"), _cash_case(view, row)
        if amount is not None and case:
            params = {"case": case, "amount": amount, "level": "lost"}
            yield Hit(row.text("month") or "cash", row.text("item") or None, row, "amount", params)


def _cash_case(view: PlanView, row: Row) -> str:
    """Why an amount of the cash forecast counts nowhere; ``""`` when it counts."""
    month, is_monthly = row.text("month"), is_required(row, view.template.by_name["cash.month"])
    if bool(month) != is_monthly:
        return "no_month" if is_monthly else "month"
    if month and month not in view.months:
        return "outside"
    return "later" if row["item"] == "opening" and month != view.months[0] else ""


@rule(
    "PAC515",
    "error",
    title=Text(fr="Ligne d’enveloppe sans effet", en="Budget row without effect"),
    message=Text(
        fr="{cell} : l’enveloppe de {amount:money} n’est comparée à rien, {case}.",
        en="{cell}: the budget of {amount:money} is compared with nothing, {case}.",
    ),
    fix=Text(
        fr="Remettre le code de l’axe, de la nature ou du trimestre (T1 à T4), une seule ligne pour chacun.",
        en="Put back the code of the focus area, nature or quarter (Q1 to Q4), one row for each.",
    ),
    cases={
        "dimension": Text(fr="sa ventilation est vide", en="its dimension is empty"),
        "empty": Text(fr="son code est vide", en="its key is empty"),
        "label": Text(fr="« {key} » est un libellé, le code est {right}", en='"{key}" is a label, the code is {right}'),
        "unknown": Text(fr="« {key} » n’existe pas", en='"{key}" does not exist'),
        "second": Text(fr="une autre ligne porte déjà ce code ({other})", en="another row has that key ({other})"),
    },
)
def envelope_without_effect(view: PlanView) -> Iterator[Hit]:
    """A row of the envelope with an amount that no comparison uses: no dimension, a key that is empty, a label
    or unknown, or a second row for the same key.

    Passes: axis AX1, which is in the sheet of axes.
    Fails: axis AX9; quarter T5; a second « Total ».
    """
    seen: dict[tuple[str, str], Row] = {}
    for row in view.rows("envelope"):
        amount = row.number("amount")
        if amount is None:
            continue
        dimension, key = row.text("dimension"), row.text("key")
        params: dict[str, Any] = {"key": key, "amount": amount}
        first = seen.setdefault((dimension, key), row)
        case = _envelope_case(view, dimension, key, params)
        if case is None and first is not row and row.team == first.team:
            case, params["other"] = "second", first.cell("amount")
        if case:
            yield Hit(key or dimension or "envelope", case, row, "amount", {"case": case, **params})


def _envelope_case(view: PlanView, dimension: str, key: str, params: dict[str, Any]) -> str | None:
    """Why a row is not used (a case of PAC515); adds the code that a label stands for to ``params``."""
    if not dimension:
        return "dimension"
    if dimension not in ("axis", "nature", "quarter"):
        return None
    if not key:
        return "empty"
    labels = _keys(view, dimension)
    if key in labels:
        return None
    right = next((code for code, label in labels.items() if fold(label) == fold(key) or fold(code) == fold(key)), None)
    params["right"] = right
    return "label" if right else "unknown"


def _keys(view: PlanView, dimension: str) -> dict[str, str]:
    """The keys of a dimension, with their labels."""
    if dimension == "quarter":
        return dict.fromkeys(QUARTERS, "")
    if dimension == "nature":
        return {key: nature_label(view, key) for key in view.natures}
    return {row.key: row.text("label") for row in view.rows("axes")}


@rule(
    "PAC606",
    "error",
    title=Text(fr="Relevé sans indicateur", en="Reading of no indicator"),
    message=Text(
        fr="{cell} : relevé de {code} pour « {indicator} », qui n’est pas un de ses indicateurs ({expected}).",
        en='{cell}: reading of {code} for "{indicator}", which is none of its indicators ({expected}).',
    ),
    fix=Text(
        fr="Reprendre l’intitulé exact de l’indicateur de l’objectif ou de l’action.",
        en="Use the exact name of the indicator of the objective or action.",
    ),
)
def reading_of_nothing(view: PlanView) -> Iterator[Hit]:
    """A dated reading whose indicator is neither that of the objective it names, nor one of the action's: no
    attainment counts it. An unknown objective or action is PAC301.

    Passes: « Visites réalisées » of ACT-NO-002, which has that indicator.
    Fails: « Visites faites » of the same action.
    """
    for row in view.rows("performance"):
        code, indicator = row.text("subject"), row.text("indicator")
        expected = _indicators(view, row, code)
        if not indicator or not expected:
            continue
        if not any(indicator.lower() == label.lower() for label in expected):
            detail = f"{indicator} {row.day('measured_on') or ''}".rstrip()
            yield Hit(code, detail, row, "indicator", {"indicator": indicator, "expected": tuple(expected)})


def _indicators(view: PlanView, row: Row, code: str) -> list[str]:
    objective = view.find_objective(code, row.team)
    if objective is not None:
        return [label for label in (objective.text("indicator"),) if label]
    return [label for kpi in view.children(code, "kpis") if (label := kpi.text("label"))]


@rule(
    "PAC607",
    "error",
    title=Text(fr="Deux relevés le même jour", en="Two readings on one day"),
    message=Text(
        fr="{code}, « {indicator} » : deux valeurs le {day}, {one} en {other} et {two} en {cell}.",
        en='{code}, "{indicator}": two values on {day}, {one} at {other} and {two} at {cell}.',
    ),
    fix=Text(
        fr="Garder la bonne valeur ; en attendant, aucune des deux n’est comptée.",
        en="Keep the right value; until then neither is counted.",
    ),
)
def two_readings(view: PlanView) -> Iterator[Hit]:
    """Two readings of one indicator on the same day that differ: one of them is wrong. Where they are the latest, the
    indicator counts as not measured.

    Passes: the same value twice; two days.
    Fails: 140 and 146 visits on 2026-06-05.
    """
    seen: dict[tuple[object, ...], Row] = {}
    for row in view.rows("performance"):
        code, indicator, day = row.text("subject"), row.text("indicator"), row.day("measured_on")
        value = row.number("value")
        if not code or not indicator or day is None or value is None:
            continue
        first = seen.setdefault((row.team, code, indicator.lower(), day), row)
        if first is not row and first.number("value") != value:
            params = {
                "indicator": indicator, "day": day, "two": value, "one": first.number("value"),
                "other": first.cell("value"),
            }  # fmt: skip
            yield Hit(code, f"{indicator} {day}", row, "value", params)
