"""Bar charts as SVG, without a library: late actions by team, budget by axis.

Colours are classes of the page's style sheet, so that dark mode and print styles apply. Every value drawn is also
written as text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

#: Most bars of one chart.
MOST_BARS = 16
#: In SVG units (about a pixel): width of the chart, height of a bar with its text, of the text, of the bar.
_WIDTH, _ROW, _NAME, _BAR = 400, 42, 20, 12
#: Most letters of a name.
_LETTERS = 34


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its parts are drawn over one another from the left, the longest first."""

    label: str
    #: CSS class and value of each part.
    parts: tuple[tuple[str, Decimal], ...]
    #: Text at the right of the bar.
    text: str
    #: Value of a line drawn across the bar: the envelope.
    limit: Decimal | None = None


def drawing(identity: str, title: str, description: str, bars: Sequence[Bar]) -> str:
    """A chart as an ``<svg>`` element, with a title and a description for screen readers; ``""`` without bars."""
    if not bars:
        return ""
    shown = bars[:MOST_BARS]
    top = max((value for bar in shown for value in _values(bar)), default=Decimal(0)) or Decimal(1)

    def x(value: Decimal) -> float:
        return round(float(max(value, Decimal(0)) / top) * (_WIDTH - 2), 1)

    body = "".join(_bar(bar, at * _ROW, x) for at, bar in enumerate(shown))
    return (
        f'<svg viewBox="0 0 {_WIDTH} {len(shown) * _ROW}" role="img"'
        f' aria-labelledby="{identity}-t" aria-describedby="{identity}-d">'
        f'<title id="{identity}-t">{escape(title)}</title><desc id="{identity}-d">{escape(description)}</desc>'
        f"{body}</svg>"
    )


def _values(bar: Bar) -> Iterator[Decimal]:
    yield from (value for _, value in bar.parts)
    if bar.limit is not None:
        yield bar.limit


def _bar(bar: Bar, y: int, x: Callable[[Decimal], float]) -> str:
    top, middle = y + _NAME, y + _NAME // 2
    rects = "".join(
        f'<rect class="{kind}" x="0" y="{top}" width="{x(value)}" height="{_BAR}" rx="2"/>'
        for kind, value in bar.parts
        if value > 0
    )
    limit = "" if bar.limit is None else _limit(x(bar.limit), top)
    return (
        f'<text class="label" x="0" y="{middle}">{escape(_short(bar.label))}</text>{rects}{limit}'
        f'<text class="value" x="{_WIDTH}" y="{middle}">{escape(bar.text)}</text>'
    )


def _limit(x: float, top: int) -> str:
    return f'<line class="limit" x1="{x}" x2="{x}" y1="{top - 1}" y2="{top + _BAR + 4}"/>'


def _short(label: str) -> str:
    return label if len(label) <= _LETTERS else label[: _LETTERS - 1].rstrip() + "…"
