"""The trend of the director's mail: figures of two nights, and how fast findings are resolved."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from pacom_xl.nightly.digest.trend_line import trend_lines
from pacom_xl.nightly.history.finding_changes import Change, KnownFinding
from pacom_xl.nightly.history.run_history import Run
from pacom_xl.nightly.history.trend import Trend, trend_of
from pacom_xl.nightly.night_facts import Night
from tests.nightly.mails_read import all_mails, body_of, parsed
from tests.support.sample_company import sample_review

TODAY = date(2026, 6, 15)


def run(days_ago: int, late: int = 0, over: int = 0, rate: tuple[int, int] = (0, 0)) -> Run:
    on = TODAY - timedelta(days=days_ago)
    return Run(f"run-{days_ago}", on, "", late=late, over=over, on_time=rate[0], delivered=rate[1])


def known(code: str, since: int, resolved: int | None = None) -> KnownFinding:
    over = None if resolved is None else TODAY - timedelta(days=resolved)
    standing = "open" if over is None else "resolved"
    key = (code, "NO", "ACT-NO-001", "")
    return KnownFinding(key, TODAY - timedelta(days=since), TODAY, standing, over)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "before"),
    [([], None), ([0], None), ([1], 1), ([1, 3], 3), ([1, 3, 7], 7), ([1, 8, 20, 40], 8)],
)
def test_tonight_is_compared_with_a_run_a_week_ago(days: list[int], before: int | None) -> None:
    trend = trend_of(run(0), [run(day) for day in days], [], [])
    assert trend.before == (run(before) if before is not None else None)


def test_mean_days_are_those_of_what_was_resolved_in_a_month() -> None:
    entries = [known("PAC401", 20, 10), known("PAC402", 6, 5), known("PAC403", 90, 31), known("PAC404", 50)]
    tonight = [Change(known("PAC405", 13, 0), "resolved"), Change(known("PAC406", 3), "ongoing")]
    trend = trend_of(run(0), [], entries, tonight)
    assert (trend.resolved, trend.mean_days) == (3, Decimal(24) / 3)


def test_what_came_back_tonight_is_not_resolved() -> None:
    trend = trend_of(run(0), [], [known("PAC401", 20, 10)], [Change(known("PAC401", 0), "reopened")])
    assert (trend.resolved, trend.mean_days) == (0, None)


def test_the_line_in_both_languages() -> None:
    trend = Trend(run(0, 9, 4, (6, 10)), run(7, 7, 4, (5, 10)), 12, Decimal("6.42"))
    found = [tuple(re.sub("[\xa0\u202f]", " ", text) for text in (line.fr, line.en)) for line in trend_lines(trend)]
    assert found == [
        (
            "Depuis le 08/06 : en retard 7 → 9, en dépassement 4 → 4, échéances tenues 50 % → 60 %.",
            "Since 8 Jun: overdue 7 → 9, over budget 4 → 4, deadlines kept 50% → 60%.",
        ),
        (
            "12 points résolus en 30 jours, en 6,4 jours en moyenne.",
            "12 points resolved in 30 days, in 6.4 days on average.",
        ),
    ]


def test_it_stands_at_the_top_of_the_director_s_mail_only() -> None:
    night = Night(sample_review(), trend=Trend(run(0, 4), run(7, 3)))
    mails, _ = all_mails(night)
    shown = [mail.name for mail in mails if "en retard 3\xa0→\xa04" in body_of(parsed(mail), "plain")]
    assert shown == ["direction"]
    assert any("3\xa0→\xa04" in line for line in mails[0].digest.lead)
