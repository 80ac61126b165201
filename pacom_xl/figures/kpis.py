"""Figures of the indicators (KPIs) of an action sheet."""

from __future__ import annotations

from decimal import Decimal

from pacom_xl.figures import attainment
from pacom_xl.figures.figure_registry import figure, key_of
from pacom_xl.figures.periods import expected_at_end, expected_progress
from pacom_xl.figures.plan_view import Row
from pacom_xl.model.plan import Value


def kpi_expected(kpi: Row) -> Decimal | None:
    """Attainment expected on the day of the value used, by the KPI's profile; ``None`` when not measured."""
    action, day = kpi.parent, kpi.day("measured_used")
    if action is None or day is None:
        return None
    if kpi["profile"] == "end":
        return expected_at_end(action.day("due"), day)
    return expected_progress(action.day("start"), action.day("due"), day)


def _readings(kpi: Row) -> list[Row]:
    action = kpi.parent
    return attainment.latest_readings(action, action.key, kpi.text("label")) if action else []


@figure("kpis.mode_key", key_of("measure_mode", "{mode}"))
def _mode_key(kpi: Row) -> Value:
    return kpi["mode"]


@figure("kpis.direction_key", key_of("direction", "{direction}"))
def _direction_key(kpi: Row) -> Value:
    return kpi["direction"]


@figure("kpis.last_reading", attainment.last_reading_formula("{actions.code}", "{label}", "value"))
def _last_reading(kpi: Row) -> Value:
    return attainment.mean_value(_readings(kpi))


@figure("kpis.last_read_on", attainment.last_reading_formula("{actions.code}", "{label}", "measured_on"))
def _last_read_on(kpi: Row) -> Value:
    return attainment.latest_day(_readings(kpi))


@figure("kpis.actual_used", attainment.ACTUAL_USED)
def _actual_used(kpi: Row) -> Value:
    return attainment.actual_used(kpi)


@figure("kpis.measured_used", attainment.MEASURED_USED)
def _measured_used(kpi: Row) -> Value:
    return attainment.measured_used(kpi)


@figure(
    "kpis.attainment",
    attainment.attainment_formula("{actual_used}", "{target}", "{baseline}", "{mode_key}", "{direction_key}"),
)
def _attainment(kpi: Row) -> Value:
    return attainment.attainment(
        kpi.number("actual_used"), kpi.number("target"), kpi.number("baseline"), kpi["mode"], kpi["direction"]
    )
