"""Figures of objectives: attainment, expected attainment on the day of the measure, colour of the trajectory."""

from __future__ import annotations

from pacom_xl.figures import attainment
from pacom_xl.figures.figure_registry import figure, key_of, label_of
from pacom_xl.figures.periods import TINY, expected_progress
from pacom_xl.figures.plan_view import Row
from pacom_xl.model.plan import Value


def _readings(objective: Row) -> list[Row]:
    return attainment.latest_readings(objective, objective.key, objective.text("indicator"))


def _last(column: str) -> str:
    return attainment.last_reading_formula("{code}", "{indicator}", column, "{performance.same_team}")


@figure("objectives.last_reading", _last("value"))
def _last_reading(objective: Row) -> Value:
    return attainment.mean_value(_readings(objective))


@figure("objectives.last_read_on", _last("measured_on"))
def _last_read_on(objective: Row) -> Value:
    return attainment.latest_day(_readings(objective))


@figure("objectives.measure_mode_key", key_of("measure_mode", "{measure_mode}"))
def _measure_mode_key(objective: Row) -> Value:
    return objective["measure_mode"]


@figure("objectives.direction_key", key_of("direction", "{direction}"))
def _direction_key(objective: Row) -> Value:
    return objective["direction"]


@figure("objectives.actual_used", attainment.ACTUAL_USED)
def _actual_used(objective: Row) -> Value:
    return attainment.actual_used(objective)


@figure("objectives.measured_used", attainment.MEASURED_USED)
def _measured_used(objective: Row) -> Value:
    return attainment.measured_used(objective)


@figure(
    "objectives.attainment",
    attainment.attainment_formula("{actual_used}", "{target}", "{baseline}", "{measure_mode_key}", "{direction_key}"),
)
def _attainment(objective: Row) -> Value:
    return attainment.attainment(
        objective.number("actual_used"),
        objective.number("target"),
        objective.number("baseline"),
        objective["measure_mode"],
        objective["direction"],
    )


@figure(
    "objectives.expected",
    'IF(COUNT({measured_used},{deadline},plan_start)<3,"",IF({deadline}<=plan_start,"",'
    "MAX(0,MIN(1,(MIN(DateRef,{measured_used})-plan_start)/({deadline}-plan_start)))))",
)
def _expected(objective: Row) -> Value:
    start = objective.view.form("plan").day("plan_start")
    return expected_progress(start, objective.day("deadline"), objective.day("measured_used"))


@figure(
    "objectives.rag_key",
    'IF({code}="","",IF(COUNT({attainment},{expected})<2,"not_measured",IF(ROUND({attainment}-{expected},9)>=0,"green",'
    'IF(ROUND({attainment}-{expected}+kpi_points,9)>=0,"amber","red"))))',
)
def _rag_key(objective: Row) -> Value:
    """Key of the trajectory's colour; ``None`` for an empty row."""
    if not objective["code"]:
        return None
    reached, expected = objective.number("attainment"), objective.number("expected")
    if reached is None or expected is None:
        return "not_measured"
    gap = reached - expected
    if gap > -TINY:
        return "green"
    return "amber" if gap + objective.view.setting("kpi_points") > -TINY else "red"


@figure("objectives.rag", label_of("rag", "{rag_key}"))
def _rag(objective: Row) -> Value:
    return objective["rag_key"]


@figure(
    "objectives.actions_count",
    'IF({code}="","",COUNTIFS({index.objectives_delim[]},"*;"&{code}&";*",{index.is_live[]},1{index.if_team}))',
)
def _actions_count(objective: Row) -> Value:
    """Number of live actions of the team that refer to the objective, at any position of their list."""
    if not objective.key:
        return None
    return sum(
        action["is_live"] == 1 and action.team == objective.team and objective.key in action.many("objectives")
        for action in objective.view.rows("actions")
    )
