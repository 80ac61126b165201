"""Chart of the last runs as SVG: late actions, actions over budget, deadlines kept."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from pacom_xl.model.formats import short_day
from pacom_xl.model.text import Lang, Text
from pacom_xl.model.typography import colon
from pacom_xl.nightly.history.run_history import Run
from pacom_xl.nightly.history.trend import on_time_text

#: About one pixel: width and height of a drawing, room around the curve.
_WIDTH, _HEIGHT, _PAD = 300, 84, 8
_TITLES = (
    Text("Actions en retard", "Overdue actions"),
    Text("Actions en dépassement", "Actions over budget"),
    Text("Échéances tenues", "Deadlines kept"),
)
_HEAD = Text("Tendance", "Trend")


def trend_section(runs: Sequence[Run], lang: Lang) -> str:
    """A section of the page with three curves, ``""`` with fewer than two runs: one point is no trend."""
    if len(runs) < 2:
        return ""
    series: tuple[list[tuple[float, str]], ...] = (
        [(run.late, str(run.late)) for run in runs],
        [(run.over, str(run.over)) for run in runs],
        [(_rate(run), on_time_text(run, lang)) for run in runs],
    )
    days = [short_day(run.as_of, lang) for run in runs]
    ends = [f"{day}{colon(lang)}" for day in (days[0], days[-1])]
    drawings = "".join(_figure(title.in_(lang), s, ends) for title, s in zip(_TITLES, series, strict=True))
    head = escape(_HEAD.in_(lang))
    return f'<section class="card" id="trend"><h2>{head}</h2><div style="{_GRID}">{drawings}</div></section>'


_GRID = "display:flex;flex-wrap:wrap;gap:24px"


def _rate(run: Run) -> float:
    return run.on_time / run.delivered if run.delivered else 0.0


def _figure(title: str, series: Sequence[tuple[float, str]], ends: Sequence[str]) -> str:
    """A curve, with its first and last values in words beside it."""
    text = f"{ends[0]}{series[0][1]} → {ends[1]}{series[-1][1]}"
    return (
        f'<figure style="margin:0;flex:1 1 260px;max-width:420px"><figcaption>{escape(title)} '
        f"<strong>{escape(series[-1][1])}</strong></figcaption>"
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" width="100%" aria-label="{escape(title)} – {escape(text)}">'
        f"{_curve([value for value, _ in series])}</svg>"
        f'<div style="font-size:.8em;opacity:.8">{escape(text)}</div></figure>'
    )


def _curve(values: Sequence[float]) -> str:
    top = max(*values, 1e-9)
    step = (_WIDTH - 2 * _PAD) / (len(values) - 1)
    points = [(_PAD + n * step, _HEIGHT - _PAD - value / top * (_HEIGHT - 2 * _PAD)) for n, value in enumerate(values)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    base = _HEIGHT - _PAD
    return (
        f'<path d="M{_PAD} {base}H{_WIDTH - _PAD}" stroke="currentColor" stroke-opacity=".25"/>'
        f'<polyline points="{line}" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="currentColor"/>'
    )
