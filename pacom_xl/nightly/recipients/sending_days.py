"""The days on which mails are sent."""

from __future__ import annotations

from datetime import date, timedelta

from pacom_xl.nightly.configuration.config import NightlyConfig
from pacom_xl.nightly.configuration.config_values import DAYS


def is_day_off(day: date, config: NightlyConfig) -> bool:
    """Whether a day is no working day of the configuration, or a public holiday of its country."""
    if DAYS[day.weekday()] not in config.working_days:
        return True
    if not config.holidays:
        return False
    import holidays

    return day in holidays.country_holidays(config.holidays, years=day.year)


def begins_the_week(day: date, config: NightlyConfig) -> bool:
    """Whether mails went on no earlier day of the week: Monday, or the day after a holiday."""
    earlier = (day - timedelta(days=back) for back in range(1, day.weekday() + 1))
    return all(is_day_off(other, config) for other in earlier)
