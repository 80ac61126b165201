"""Figures of the plan's identity, and the holidays of its team."""

from __future__ import annotations

from datetime import date

from pacom_xl.figures.figure_registry import figure, key_of, key_of_label
from pacom_xl.figures.plan_view import Row
from pacom_xl.model.plan import Value

#: A Sunday, for rows that do not apply: NETWORKDAYS fails on text, and a Sunday changes no result.
HARMLESS = date(2000, 1, 2)
_TEAM = "MATCH({team_code},{teams.code[]},0)"


@figure("plan.ref_date", "IF(ISNUMBER({ref_date_forced}),{ref_date_forced},TODAY())")
def _ref_date(plan: Row) -> Value:
    return plan.view.as_of


@figure(
    "plan.team_label",
    f'IFERROR(IF(INDEX({{teams.lang[]}},{_TEAM})="",INDEX({{teams.fr[]}},{_TEAM})&"",INDEX({{teams.lang[]}},{_TEAM})),"")',
)
def _team_label(plan: Row) -> Value:
    team = plan.view.find("teams", plan.text("team_code"))
    return (team[plan.view.plan.lang] or team["fr"]) if team else None


@figure(
    "plan.team_zone_key",
    key_of_label("holiday_zone", f"INDEX({{teams.holiday_zone[]}},{_TEAM})", '"national"'),
)
def _team_zone_key(plan: Row) -> Value:
    team = plan.view.find("teams", plan.text("team_code"))
    return (team["holiday_zone"] if team else None) or "national"


@figure("holidays.scope_key", key_of("holiday_zone", "{scope}"))
def _scope_key(holiday: Row) -> Value:
    return holiday["scope"]


@figure(
    "holidays.applies_on",
    'IF(AND(ISNUMBER({date}),OR({scope_key}="",{scope_key}="national",{scope_key}=team_zone_key)),{date},DATE(2000,1,2))',
)
def _applies_on(holiday: Row) -> Value:
    day, view = holiday.day("date"), holiday.view
    applies = (holiday.text("scope") or "national") in view.holiday_zones(view.plan.team)
    return day if day and applies else HARMLESS
