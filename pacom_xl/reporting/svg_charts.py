"""Charts as SVG, without a library: bars (late actions by team, budget by axis) and columns (cash by month).

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
#: Letters of a name and of the text at its right that fit on a line together.
_LETTERS = 58


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


#: Height of the axis below the bars.
_AXIS = 34


@dataclass(frozen=True, slots=True)
class Axis:
    """The scale of a chart: what it counts, how a value is shown, and the least value it reaches."""

    name: str
    show: Callable[[Decimal], str]
    least: Decimal = Decimal(1)


def drawing(identity: str, title: str, description: str, bars: Sequence[Bar], axis: Axis) -> str:
    """A chart as an ``<svg>`` element, with a title and a description for screen readers; ``""`` without bars."""
    if not bars:
        return ""
    shown = bars[:MOST_BARS]
    longest = max((value for bar in shown for value in _values(bar)), default=Decimal(0))
    top = round_up(max(longest, axis.least))

    def x(value: Decimal) -> float:
        return round(float(max(value, Decimal(0)) / top) * (_WIDTH - 2), 1)

    body = "".join(_bar(bar, at * _ROW, x) for at, bar in enumerate(shown))
    below = len(shown) * _ROW
    scale = _scale(top, below, x, axis)
    return _svg(identity, title, description, (_WIDTH, below + _AXIS), scale + body)


def _svg(identity: str, title: str, description: str, size: tuple[int, int], body: str) -> str:
    return (
        f'<svg viewBox="0 0 {size[0]} {size[1]}" role="img"'
        f' aria-labelledby="{identity}-t" aria-describedby="{identity}-d">'
        f'<title id="{identity}-t">{escape(title)}</title><desc id="{identity}-d">{escape(description)}</desc>'
        f"{body}</svg>"
    )


def round_up(value: Decimal) -> Decimal:
    """The next number of the form 1, 2, 4, 5, 6, 8 or 10 times a power of ten: halves of it are easy to read."""
    power = Decimal(10) ** (value.adjusted())
    return next(step * power for step in map(Decimal, (1, 2, 4, 5, 6, 8, 10)) if step * power >= value)


def _scale(top: Decimal, below: int, x: Callable[[Decimal], float], axis: Axis) -> str:
    """Lines at zero, half and top, with their values, and the name of the axis."""
    lines = []
    for value, anchor in ((Decimal(0), "start"), (top / 2, "middle"), (top, "end")):
        at = x(value) or 1
        lines.append(f'<line class="grid" x1="{at}" x2="{at}" y1="0" y2="{below}"/>')
        lines.append(
            f'<text class="tick" text-anchor="{anchor}" x="{at}" y="{below + 9}">{escape(axis.show(value))}</text>'
        )
    name = f'<text class="tick" text-anchor="middle" x="{_WIDTH // 2}" y="{below + 26}">{escape(axis.name)}</text>'
    return "".join(lines) + name


#: Of a chart of columns: height of the columns, room at its left for the scale, room below for names.
_HEIGHT, _LEFT, _BELOW = 150, 52, 20


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, CSS class, value, and the text above it."""

    label: str
    kind: str
    value: Decimal
    text: str = ""


def columns_drawing(
    identity: str, title: str, description: str, columns: Sequence[Column], axis: Axis, limit: Decimal | None = None
) -> str:
    """Columns over a scale, ``limit`` as a line across them; ``""`` without columns."""
    if not columns:
        return ""
    top = round_up(max(axis.least, limit or Decimal(0), *(column.value for column in columns)))
    width = (_WIDTH - _LEFT) / len(columns)

    def y(value: Decimal) -> float:
        return round(20 + _HEIGHT - float(max(value, Decimal(0)) / top) * _HEIGHT, 1)

    parts = []
    for value in (Decimal(0), top / 2, top):
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH}" y1="{y(value)}" y2="{y(value)}"/>')
        parts.append(
            f'<text class="tick" text-anchor="end" x="{_LEFT - 6}" y="{y(value)}">{escape(axis.show(value))}</text>'
        )
    for at, column in enumerate(columns):
        left = _LEFT + at * width
        middle, height = round(left + width / 2, 1), round(y(Decimal(0)) - y(column.value), 1)
        parts.append(
            f'<rect class="{column.kind}" x="{round(left + width * 0.15, 1)}" y="{y(column.value)}"'
            f' width="{round(width * 0.7, 1)}" height="{height}"/>'
        )
        for kind, text, place in (
            ("tick", column.label, 20 + _HEIGHT + 12),
            ("peak-value", column.text, y(column.value) - 9),
        ):
            if text:
                parts.append(
                    f'<text class="{kind}" text-anchor="middle" x="{middle}" y="{place}">{escape(text)}</text>'
                )
    if limit is not None:
        parts.append(f'<line class="cap" x1="{_LEFT}" x2="{_WIDTH}" y1="{y(limit)}" y2="{y(limit)}"/>')
    return _svg(identity, title, description, (_WIDTH, 20 + _HEIGHT + _BELOW), "".join(parts))


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
    name = escape(_short(bar.label, _LETTERS - len(bar.text)))
    return (
        f'<text class="label" x="0" y="{middle}">{name}</text>{rects}{limit}'
        f'<text class="value" x="{_WIDTH}" y="{middle}">{escape(bar.text)}</text>'
    )


def _limit(x: float, top: int) -> str:
    return f'<line class="limit" x1="{x}" x2="{x}" y1="{top - 1}" y2="{top + _BAR + 4}"/>'


def _short(label: str, most: int) -> str:
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"
