"""Measured values of objectives and indicators: the value is shown because a percentage may be negative."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from pacom_xl.figures.attainment import expected_value
from pacom_xl.figures.kpis import kpi_expected
from pacom_xl.figures.plan_view import Row
from pacom_xl.model.findings import Finding
from pacom_xl.model.formats import day, money, number, percent
from pacom_xl.model.text import Lang, Text
from pacom_xl.model.typography import quoted, sentence
from pacom_xl.nightly.night_facts import Night

_TENTH = Decimal("0.1")


def in_values(night: Night, finding: Finding) -> str:
    """The text of a finding of PAC601 (indicator off track) whose attainment is negative; ``""`` for others."""
    attained = finding.params.get("attainment")
    if not isinstance(attained, Decimal) or attained >= 0:
        return ""
    row, lang = _row(night, finding), night.lang
    if row is None:
        return ""
    action = night.facts.action_of(finding) if finding.detail is not None else None
    title = f" {quoted(action.text('title'), lang)}" if action else ""
    indicator = quoted(str(finding.params.get("indicator") or ""), lang)
    return f"{finding.subject}{title} {indicator}{measured_values(row, lang, night.review.currency)}"


def _row(night: Night, finding: Finding) -> Row | None:
    if finding.detail is None:
        return night.facts.view(finding.team).find("objectives", finding.subject)
    action = night.facts.action_of(finding)
    rows = action.children("kpis") if action else []
    return next((row for row in rows if row.text("label") == finding.detail), None)


def measured_values(row: Row, lang: Lang, currency: str) -> str:
    """`` : 101 au 31/05/2026, 105,2 attendus, cible 120.``, of an objective or an indicator of an action."""
    target, expected, measured = row.number("target"), _expected(row), row.day("measured_used")
    parts = [_value(row.number("actual_used"), row, lang, currency)]
    if measured:
        parts[0] += Text(f" au {day(measured, lang)}", f" on {day(measured, lang)}").in_(lang)
    if expected is not None:
        value = _value(expected, row, lang, currency)
        parts.append(Text(f"valeur attendue {value}", f"expected value {value}").in_(lang))
    value = _value(target, row, lang, currency)
    parts.append(Text(f"cible {value}", f"target {value}").in_(lang))
    return sentence(" : {values}.", ": {values}.", values=", ".join(parts)).in_(lang)


def _expected(row: Row) -> Decimal | None:
    """The value expected on the day of the measure; ``None`` when the indicator has none."""
    share = row.number("expected") if row.record.table == "objectives" else kpi_expected(row)
    target, baseline = row.number("target"), row.number("baseline")
    return expected_value(share, target, baseline, row["measure_mode"], row["direction"])


def _value(value: Decimal | None, row: Row, lang: Lang, currency: str) -> str:
    """A value in the unit of its indicator, with one decimal at most."""
    unit = row.text("unit")
    if value is None:
        return "–"
    if unit == "currency":
        return money(value.quantize(Decimal(1), ROUND_HALF_UP), lang, currency)
    if "percent" in unit:
        return percent(value, lang)
    return number(value.quantize(_TENTH, ROUND_HALF_UP), lang)
