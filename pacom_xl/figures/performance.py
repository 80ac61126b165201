"""Figures of dated readings: which one is the latest, and its attainment of the target."""

from __future__ import annotations

from pacom_xl.figures.actions import first_kpi
from pacom_xl.figures.attainment import attainment, attainment_formula
from pacom_xl.figures.figure_registry import blank, code_of, figure
from pacom_xl.figures.plan_view import Row
from pacom_xl.model.plan import Value


def subject_of(reading: Row) -> Row | None:
    """What a reading measures: the team's objective with that code, else the action's KPI with that label."""
    view, code = reading.view, reading.text("subject")
    objective = view.find_objective(code, reading.team)
    if objective is not None:
        return objective
    action = view.find("actions", code)
    kpi = first_kpi(action) if action else None
    # Excel compares text ignoring case.
    same = kpi is not None and kpi.text("label").lower() == reading.text("indicator").lower()
    return kpi if same else None


def _target(objective_field: str, kpi_field: str) -> str:
    """The target, found by position: a consolidated workbook has the same objective once for each team."""
    position = (
        "SUMPRODUCT(LARGE(({objectives.code[]}={subject_code}){objectives.same_team}"
        "*(ROW({objectives.code[]})-MIN(ROW({objectives.code[]}))+1),1))"
    )
    of_action = "MATCH({subject_code},{index.code[]},0)"
    return (
        f'IF({{subject}}="","",IF({position}>0,{blank(f"INDEX({{objectives.{objective_field}[]}},{position})")},'
        f"IFERROR(IF(INDEX({{index.kpi1_label[]}},{of_action})={{indicator}},"
        f'{blank(f"INDEX({{index.{kpi_field}[]}},{of_action})")},""),"")))'
    )


@figure("performance.subject_code", code_of("{subject}"))
def _subject_code(reading: Row) -> Value:
    return reading.text("subject") or None


@figure("performance.p_mode_key", _target("measure_mode_key", "kpi1_mode_key"))
def _p_mode_key(reading: Row) -> Value:
    subject = subject_of(reading)
    if subject is None:
        return None
    return subject["measure_mode" if subject.record.table == "objectives" else "mode"]


@figure("performance.p_direction_key", _target("direction_key", "kpi1_direction_key"))
def _p_direction_key(reading: Row) -> Value:
    subject = subject_of(reading)
    return subject["direction"] if subject else None


@figure("performance.p_baseline", _target("baseline", "kpi1_baseline"))
def _p_baseline(reading: Row) -> Value:
    subject = subject_of(reading)
    return subject["baseline"] if subject else None


@figure("performance.p_target", _target("target", "kpi1_target"))
def _p_target(reading: Row) -> Value:
    subject = subject_of(reading)
    return subject["target"] if subject else None


@figure(
    "performance.is_latest",
    "IF(COUNT({measured_on},{value})<2,0,IF({measured_on}>DateRef,0,"
    "IF(SUMPRODUCT(({performance.subject_code[]}={subject_code})*({performance.indicator[]}={indicator})"
    "*(({performance.measured_on[]}>{measured_on})"
    "+({performance.measured_on[]}={measured_on})*({performance.value[]}<>{value}))"
    "*({performance.measured_on[]}<=DateRef)"
    '*({performance.value[]}<>"")*({performance.value[]}<10^15){performance.same_team})=0,1,0)))',
)
def _is_latest(reading: Row) -> Value:
    """1 when no later reading with a value exists up to the reference date, and none of that day says otherwise.

    Of two readings of one day that differ (PAC607) one is wrong and nobody knows which: neither is used, and the
    indicator counts as not measured until the right one alone is left.
    """
    as_of, day, value = reading.view.as_of, reading.day("measured_on"), reading.number("value")
    if day is None or value is None or day > as_of:
        return 0
    others = reading.view.readings(reading.team, reading.text("subject"), reading.text("indicator"))
    measured = [(other.day("measured_on"), other.number("value")) for other in others]
    return int(
        not any(on and v is not None and (day < on <= as_of or (on == day and v != value)) for on, v in measured)
    )


@figure(
    "performance.attainment",
    attainment_formula("{value}", "{p_target}", "{p_baseline}", "{p_mode_key}", "{p_direction_key}"),
)
def _attainment(reading: Row) -> Value:
    return attainment(
        reading.number("value"),
        reading.number("p_target"),
        reading.number("p_baseline"),
        reading["p_mode_key"],
        reading["p_direction_key"],
    )
