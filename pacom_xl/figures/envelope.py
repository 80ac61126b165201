"""Figures of the budget envelope: amounts of the actions charged to each axis, nature and quarter."""

from __future__ import annotations

from decimal import Decimal

from pacom_xl.figures.figure_registry import figure, key_of
from pacom_xl.figures.labels import choice_label, nature_label
from pacom_xl.figures.periods import QUARTERS, ZERO
from pacom_xl.figures.plan_view import Row
from pacom_xl.model.plan import Value


def _block(name: str) -> str:
    return f"SUMPRODUCT(({{index.{name}[*].parts}}={{key}})*{{index.{name}[*]}})"


def _by_dimension(name: str, nature: str, quarter: str | None) -> str:
    of_quarter = _block(quarter) if quarter else '""'
    return (
        f'IF({{dimension_key}}="total",SUM({{index.{name}[]}}),IF({{key}}="","",'
        f'IF({{dimension_key}}="axis",SUMPRODUCT(--({{index.axis_code[]}}={{key}}),{{index.{name}[]}}),'
        f'IF({{dimension_key}}="nature",{_block(nature)},'
        f'IF({{dimension_key}}="quarter",{of_quarter},"")))))'
    )


def _part(row: Row, name: str, known: list[str]) -> Decimal:
    if row.text("key") not in known:
        return ZERO
    actions = row.view.rows("actions")
    return sum((Decimal(str(a.part(f"actions.{name}", row.text("key")))) for a in actions), ZERO)


def _sum(row: Row, name: str, nature: str, quarter: str | None) -> Value:
    dimension, key, actions = row["dimension"], row.text("key"), row.view.rows("actions")
    if dimension == "total":
        return sum((action.amount(name) for action in actions), ZERO)
    if not key:
        return None
    if dimension == "axis":
        return sum((action.amount(name) for action in actions if action["axis"] == key), ZERO)
    if dimension == "nature":
        return _part(row, nature, row.view.natures)
    return _part(row, quarter, list(QUARTERS)) if dimension == "quarter" and quarter else None


@figure("envelope.dimension_key", key_of("envelope_dimension", "{dimension}"))
def _dimension_key(row: Row) -> Value:
    return row["dimension"]


@figure(
    "envelope.label",
    'IF({key}="","",IF({dimension_key}="axis",IFERROR(INDEX({axes.label[]},MATCH({key},{axes.code[]},0)),{key}),'
    'IF({dimension_key}="nature",IFERROR(INDEX(natures_labels,MATCH({key},natures_keys,0)),{key}),'
    'IF({dimension_key}="quarter",IFERROR(INDEX(quarter_labels,MATCH({key},quarter_keys,0)),{key}),{key}))))',
)
def _label(row: Row) -> Value:
    key = row.text("key") or None
    if key and row["dimension"] == "axis":
        axis = row.view.find("axes", key)
        return axis["label"] if axis else key
    if key and row["dimension"] == "nature":
        return nature_label(row.view, key)
    if key and row["dimension"] == "quarter":
        return choice_label(row.view, "quarter", key)
    return key


@figure("envelope.allocated", _by_dimension("envelope_use", "nature_use", "quarter_use"))
def _allocated(row: Row) -> Value:
    return _sum(row, "envelope_use", "nature_use", "quarter_use")


@figure("envelope.committed", _by_dimension("committed", "nature_committed", None))
def _committed(row: Row) -> Value:
    return _sum(row, "committed", "nature_committed", None)


@figure("envelope.spent", _by_dimension("spent", "nature_spent", None))
def _spent(row: Row) -> Value:
    return _sum(row, "spent", "nature_spent", None)


@figure("envelope.forecast", _by_dimension("forecast", "nature_forecast", None))
def _forecast(row: Row) -> Value:
    return _sum(row, "forecast", "nature_forecast", None)


@figure("envelope.available", 'IF(AND({dimension_key}<>"reserve",ISNUMBER({amount})),{amount}-N({allocated}),"")')
def _available(row: Row) -> Value:
    amount = row.number("amount")
    if amount is None or row["dimension"] == "reserve":
        return None
    return amount - row.amount("allocated")
