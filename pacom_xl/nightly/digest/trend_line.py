"""The trend in one line of the director's mail."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from pacom_xl.model.formats import number, short_day
from pacom_xl.model.text import NBSP, Text
from pacom_xl.model.typography import counted, sentence
from pacom_xl.nightly.history.run_history import Run
from pacom_xl.nightly.history.trend import RESOLVED_DAYS, Trend, on_time_text

_TENTH = Decimal("0.1")


def trend_lines(trend: Trend | None) -> list[Text]:
    """Late actions, actions over budget and deadlines kept, then and now; mean number of days to resolve a finding."""
    lines = []
    if trend and trend.before:
        lines.append(_movement(trend.before, trend.tonight))
    if trend and trend.mean_days is not None:
        lines.append(_speed(trend.resolved, trend.mean_days))
    return lines


def _movement(before: Run, now: Run) -> Text:
    return sentence(
        "Depuis le {day} : en retard {late}, en dépassement {over}, échéances tenues {rate}.",
        "Since {day}: overdue {late}, over budget {over}, deadlines kept {rate}.",
        day=Text(short_day(before.as_of, "fr"), short_day(before.as_of, "en")),
        late=_step(str(before.late), str(now.late)),
        over=_step(str(before.over), str(now.over)),
        rate=Text(
            _step(on_time_text(before, "fr"), on_time_text(now, "fr")),
            _step(on_time_text(before, "en"), on_time_text(now, "en")),
        ),
    )


def _step(before: str, now: str) -> str:
    return f"{before}{NBSP}→{NBSP}{now}"


def _speed(resolved: int, mean: Decimal) -> Text:
    tenths = mean.quantize(_TENTH, ROUND_HALF_UP)
    days = Text("jour", "day"), Text("jours", "days")
    unit = Text(days[0].fr if tenths < 2 else days[1].fr, days[0].en if tenths == 1 else days[1].en)
    return sentence(
        "{points} en {n} jours, en {mean} {unit} en moyenne.",
        "{points} in {n} days, in {mean} {unit} on average.",
        points=counted(resolved, Text("point résolu", "point resolved"), Text("points résolus", "points resolved")),
        n=RESOLVED_DAYS,
        mean=Text(number(tenths, "fr"), number(tenths, "en")),
        unit=unit,
    )
