"""The collection of a night: state of each team's workbook, and which teams are reminded.

A team is reminded once for each day of ``remind``, also when the night of that day was not done: the next one
reminds it instead, within a week.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from pacom_xl.consolidation.review import Review
from pacom_xl.model.audit import Source
from pacom_xl.model.collection import COLLECTION_STATES, INCOMPLETE, Collection, CollectionState, TeamReturn
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.plan import Plan
from pacom_xl.model.text import Text
from pacom_xl.nightly.collection.plan_faults import findings_to_correct
from pacom_xl.nightly.configuration.config import NightlyConfig
from pacom_xl.nightly.night_facts import Night
from pacom_xl.nightly.recipients.recipients import can_remind
from pacom_xl.nightly.recipients.sending_days import is_day_off
from pacom_xl.reporting.words.labels import team_label

#: Days after a reminder's day on which it is still sent.
_CATCH_UP = timedelta(days=7)
#: Working days counted at most: a date years away is only « far ».
_MOST_DAYS = 400
_APPROVED = ("validated", "revised", "closed")


def with_collection(night: Night, config: NightlyConfig, reminders: Mapping[str, Sequence[date]]) -> None:
    """Add the collection to a night, when the configuration has one.

    ``reminders``: days on which each team was reminded by earlier nights.
    """
    settings = config.collection
    if settings is None:
        return
    as_of = night.review.as_of
    last = last_reminder_day(as_of, config)
    returns = []
    for team in expected_teams(night.review):
        before = reminders.get(team, ())
        entry = _return_of(night, team, len(before))
        due = last is not None and not any(day >= last for day in before)
        returns.append(_reminded(night, entry, config) if due and entry.state in INCOMPLETE else entry)
    order = list(COLLECTION_STATES)
    ordered = tuple(sorted(returns, key=lambda entry: order.index(entry.state)))
    night.collection = Collection(settings.due, as_of, days_left(as_of, config), ordered, config.folders)


def _reminded(night: Night, entry: TeamReturn, config: NightlyConfig) -> TeamReturn:
    if not can_remind(night, config, entry.team):
        return replace(entry, unreachable=True)
    return replace(entry, reminders=entry.reminders + 1, reminded=True)


# -- days ---------------------------------------------------------------------------------------------------------


def last_reminder_day(as_of: date, config: NightlyConfig) -> date | None:
    """The latest reminder's day up to ``as_of``; ``None`` when there is none, or it is more than a week ago."""
    assert config.collection is not None
    passed = [day for n in config.collection.remind if (day := reminder_day(n, config)) <= as_of]
    last = max(passed, default=None)
    return last if last and as_of - last <= _CATCH_UP else None


def reminder_day(days: int, config: NightlyConfig) -> date:
    """The working day ``days`` before the date of the collection, after it when negative; 0: that day, or the last
    working day before it.
    """
    assert config.collection is not None
    day, step = config.collection.due, timedelta(days=-1 if days >= 0 else 1)
    if days == 0:
        while is_day_off(day, config):
            day += step
        return day
    for _ in range(abs(days)):
        day += step
        while is_day_off(day, config):
            day += step
    return day


def days_left(as_of: date, config: NightlyConfig) -> int:
    """Number of working days from ``as_of``, itself left out, to the date of the collection; negative after it."""
    assert config.collection is not None
    due = config.collection.due
    first, last = min(as_of, due), max(as_of, due)
    span = min((last - first).days, _MOST_DAYS)
    days = sum(not is_day_off(first + timedelta(days=n), config) for n in range(1, span + 1))
    return days if due >= as_of else -days


# -- states -------------------------------------------------------------------------------------------------------


def expected_teams(review: Review) -> list[str]:
    """Teams expected by the configuration, else those of the group's list; and those that sent something."""
    portfolio = review.portfolio
    listed = portfolio.reference.table("teams") if portfolio.reference else ()
    expected = portfolio.expected or tuple(record.key for record in listed)
    teams = dict.fromkeys([*expected, *(plan.team or "" for plan in portfolio.plans)])
    return [team for team in teams if team not in ("", GROUP_TEAM)]


def _return_of(night: Night, team: str, reminders: int) -> TeamReturn:
    review = night.review
    plan = review.plan_of(team)
    saved = review.portfolio.saved_on.get(team)
    label_plan = plan or review.portfolio.reference
    label = Text(team_label(label_plan, team, "fr"), team_label(label_plan, team, "en"))
    faults = len(findings_to_correct(night, team)) if plan else 0
    source = _problem_source(review, team, plan)
    return TeamReturn(
        team,
        label,
        _state(plan, faults, source),
        faults,
        source.reason if source else None,
        night.local(saved).date() if saved else None,
        reminders,
    )


def _state(plan: Plan | None, faults: int, problem: Source | None) -> CollectionState:
    if faults or problem:
        return "to_correct"
    if plan is None:
        return "not_received"
    return "accepted" if plan.form("plan").get("plan_status") in _APPROVED else "received"


def _problem_source(review: Review, team: str, plan: Plan | None) -> Source | None:
    """The file of a team that does not count, or not in full: of a rejected one, only its name says the team."""
    sources = review.portfolio.sources
    if plan is not None:
        return next((s for s in sources if s.team == team and s.status == "partial"), None)
    lost = [s for s in sources if s.status in ("rejected", "left_out")]
    return next((s for s in lost if s.team == team or (not s.team and _names_team(s.path, team))), None)


def _names_team(path: str, team: str) -> bool:
    return bool(re.search(rf"(?<![^\W_]){re.escape(team)}(?![^\W_])", Path(path).stem))
