"""Bars of what is committed, forecast and allowed, as stacked segments that every office draws alike.

A bar is six segments: committed, rest of the forecast, a gap up to the envelope, the tick of the envelope, then what
is committed and forecast above the envelope. No segment has a border: a bar without amounts shows nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from xlsxwriter.chart import Chart

from pacom_xl.figures.periods import ZERO
from pacom_xl.model import palette

#: Number of segments of a bar.
SEGMENTS = 6
#: Fill of each segment, a role of the palette or a colour; ``None`` for the gap.
_FILLS = ("title", "#9DBADB", None, palette.AMBER.solid, palette.RED.ink, "#E58A83")
#: Width of the tick of an envelope, as a share of the longest bar.
_TICK = Decimal("0.012")


def segment_formulas(committed: str, forecast: str, envelope: str, amounts: str) -> tuple[str, ...]:
    """The formulas of the six segments.

    ``committed``, ``forecast``, ``envelope``: formulas of the numbers of the bar; ``amounts``: address of the amounts
    of all bars.
    """
    c, f, e = committed, forecast, envelope
    return (
        f"IF({e}>0,MIN({c},{e}),{c})",
        f"IF({e}>0,MAX(0,MIN({f},{e})-{c}),MAX(0,{f}-{c}))",
        f"IF({e}>0,MAX(0,{e}-MAX({c},{f})),0)",
        f"IF({e}>0,{_TICK}*MAX({amounts}),0)",
        f"IF({e}>0,MAX(0,{c}-{e}),0)",
        f"IF({e}>0,MAX(0,{f}-MAX({c},{e})),0)",
    )


def segment_values(c: Decimal, f: Decimal, e: Decimal, amounts: Iterable[Decimal]) -> tuple[Decimal, ...]:
    """The values of these formulas: committed ``c``, forecast ``f``, envelope ``e``, amounts of all bars."""
    if e <= 0:
        return c, max(ZERO, f - c), ZERO, ZERO, ZERO, ZERO
    tick = _TICK * max([*amounts, ZERO])
    gap, above, beyond = max(ZERO, e - max(c, f)), max(ZERO, c - e), max(ZERO, f - max(c, e))
    return min(c, e), max(ZERO, min(f, e) - c), gap, tick, above, beyond


def add_segments(
    chart: Chart, series: Iterable[dict[str, Any]], colour: Callable[[str], str], *, gap: int = 90
) -> None:
    """Add the six segments to a chart. ``series``: name and values of each; ``colour``: the colour of a role."""
    for one, fill in zip(series, _FILLS, strict=True):
        shade = {"none": True} if fill is None else {"color": colour(fill)}
        chart.add_series({**one, "fill": shade, "border": {"none": True}, "gap": gap, "overlap": 100})
