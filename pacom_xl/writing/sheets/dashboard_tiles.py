"""The tiles of the dashboard: six verdicts, each with a colour, a symbol and a second line."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from pacom_xl.figures.dashboard import index_total
from pacom_xl.figures.plan_view import Row
from pacom_xl.layout import sheet_texts as texts
from pacom_xl.model import palette
from pacom_xl.model.plan import Value
from pacom_xl.model.text import Text
from pacom_xl.writing.group.overview.canvas import Canvas

_TONES = {"red": palette.RED, "amber": palette.AMBER, "green": palette.GREEN, "grey": palette.GREY}
#: Tones whose symbol stands before the name of the tile.
_MARKED = ("red", "amber", "green")
#: First column of each tile; each ends one column before the next one.
_STARTS = (0, 5, 12, 18, 26, 32, 39)
#: Hidden column of the verdicts.
STATUS = 4
_WEEK = 6


class Part(NamedTuple):
    """A formula in the language of figures, its value, and its number format."""

    formula: str
    value: Value
    number_format: str = "General"


class Tile(NamedTuple):
    """A tile: its name, the verdict (a key of ``_TONES``), the figure, what stands below with the columns it takes."""

    name: Text
    status: Part
    figure: Part
    below: tuple[tuple[int, Part], ...]


class Tiles:
    """Computes and writes the tiles."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.say, self.literal = canvas.book.say, canvas.literal
        self.board = canvas.view.form("dashboard")
        self.actions = canvas.view.rows("actions")
        #: Rows of the hidden cells, below the verdicts, with the forecast and the envelope.
        self._amounts = (0, 0)

    def write(self, row: int) -> int:
        """Six tiles side by side; the row after."""
        self._amounts = (row + 6, row + 7)
        tiles = (self._late(), self._off_track(), self._overruns(), self._forecast(), self._week(), self._on_time())
        for number, tile in enumerate(tiles):
            self._write(row, _STARTS[number], _STARTS[number + 1] - _STARTS[number] - 1, row + number, tile)
        for offset, height in enumerate((17, 27, 17)):
            self.canvas.height(row + offset, height)
        return row + 3

    def _write(self, row: int, at: int, width: int, place: int, tile: Tile) -> None:
        canvas = self.canvas
        known = str(tile.status.value)
        canvas.set_hidden(place, STATUS, tile.status.formula, known)
        status = canvas.hidden_cell(STATUS, place)
        words = {"bg_color": palette.TILE, "indent": 1, "align": "left", "left": 5, "left_color": _TONES[known].solid}
        symbols = "".join(f'IF({status}="{key}","{_TONES[key].symbol} ",' for key in _MARKED) + '""' + ")))"
        shown = (f"{_TONES[known].symbol} " if known in _MARKED else "") + self.say(tile.name)
        canvas.formula(row, at, width, f"{symbols}&{self.literal(tile.name)}", shown, canvas.look(**words))
        big = canvas.look(bold=True, font_size=palette.TITLE_SIZE, num_format=tile.figure.number_format, **words)
        canvas.formula(row + 1, at, width, tile.figure.formula, tile.figure.value, big)
        for line in (row, row + 1):
            canvas.verdict(line, at, width, status)
        for rank, (columns, part) in enumerate(tile.below):
            style = words | ({} if rank == 0 else {"indent": 0, "left": 0})
            small = canvas.look(font_size=9, font_color="muted", num_format=part.number_format, **style)
            canvas.formula(row + 2, at, columns, part.formula, part.value, small)
            at += columns

    # -- one tile each ---------------------------------------------------------------------------------------

    def _late(self) -> Tile:
        count, longest = 'COUNTIFS({calendar.flag_key[]},"late")', "MAX({calendar.late_days[]})"
        late = [int(action.amount("late_days")) for action in self.actions if action["flag_key"] == "late"]
        none, before, after = texts.TILE_LATE_BELOW
        words = f"{self.literal(before)}&{longest}&{self.literal(after)}"
        value = f"{self.say(before)}{max(late)}{self.say(after)}" if late else self.say(none)
        below = Part(f"IF({count}=0,{self.literal(none)},{words})", value)
        status = Part(f'IF({count}>0,"red","green")', "red" if late else "green")
        return Tile(texts.TILE_LATE, status, Part(count, len(late)), ((4, below),))

    def _off_track(self) -> Tile:
        rags = [row["rag_key"] for row in self.canvas.view.rows("objectives")]
        red, amber, measured = rags.count("red"), rags.count("amber"), sum(rag is not None for rag in rags)
        counts = [f'COUNTIFS({{objectives.rag_key[]}},"{key}")' for key in ("red", "amber")]
        every = 'SUMPRODUCT(({objectives.code[]}<>"")*1)'
        figure = Part(f"{counts[0]}&{self.literal(texts.OUT_OF)}&{every}", f"{red}{self.say(texts.OUT_OF)}{measured}")
        below = Part(f"{counts[1]}&{self.literal(texts.TO_WATCH)}", f"{amber}{self.say(texts.TO_WATCH)}")
        known = "grey" if not measured else "red" if red else "amber" if amber else "green"
        status = f'IF({every}=0,"grey",IF({counts[0]}>0,"red",IF({counts[1]}>0,"amber","green")))'
        return Tile(texts.TILE_OFF_TRACK, Part(status, known), figure, ((6, below),))

    def _overruns(self) -> Tile:
        over = [int(action.amount("overrun")) for action in self.actions if action.amount("overrun") > 0]
        count, total = 'COUNTIFS({calendar.overrun[]},">0")', "SUM({calendar.overrun[]})"
        shape = self.say(texts.OVERRUN_SUM).replace("{money}", self.canvas.money)
        below = Part(f'IF({total}=0,"",{total})', sum(over) or None, shape)
        status = Part(f'IF({count}>0,"red","green")', "red" if over else "green")
        return Tile(texts.TILE_OVERRUNS, status, Part(count, len(over)), ((5, below),))

    def _forecast(self) -> Tile:
        forecast, limit = "SUM({index.forecast[]})", 'SUMIFS({envelope.amount[]},{envelope.dimension_key[]},"total")'
        amount, envelope = (
            index_total(self.board, "forecast"),
            Decimal(str(self.board.figure("dashboard.envelope") or 0)),
        )
        share = amount / envelope if envelope else None
        known = "grey" if share is None else "red" if share > 1 else "green"
        status = Part(f'IF({limit}=0,"grey",IF({forecast}>{limit},"red","green"))', known)
        figure = Part(
            f'IF({limit}=0,"–",{forecast}/{limit})',
            "–" if share is None else share,
            palette.percent_format(self.canvas.lang, 0),
        )
        canvas, between, none = self.canvas, texts.FORECAST_FOR, texts.NO_ENVELOPE
        cells = [canvas.hidden_cell(STATUS, row) for row in self._amounts]
        for row, formula, value in zip(self._amounts, (forecast, limit), (amount, envelope), strict=True):
            canvas.set_hidden(row, STATUS, formula, value)
        spent, whole = map(canvas.amount_formula, cells)
        words = f"IF({cells[1]}=0,{self.literal(none)},{spent}&{self.literal(between)}&{whole})"
        shown = f"{canvas.amount_text(amount)}{self.say(between)}{canvas.amount_text(envelope)}"
        below = Part(words, shown if envelope else self.say(none))
        return Tile(texts.TILE_FORECAST, status, figure, ((7, below),))

    def _week(self) -> Tile:
        last = self.canvas.view.as_of + timedelta(days=_WEEK)
        due = [action for action in self.actions if action["is_open"] == 1 and self._is_due(action, last)]
        days = "{calendar.due_effective[]}"
        count = f'COUNTIFS({days},">="&DateRef,{days},"<="&DateRef+{_WEEK},{{index.is_open[]}},1)'
        risk = 'COUNTIFS({calendar.at_risk_key[]},"yes")'
        at_risk = int(self.board.figure("dashboard.at_risk") or 0)  # type: ignore[arg-type]
        below = Part(f"{risk}&{self.literal(texts.AT_RISK)}", f"{at_risk}{self.say(texts.AT_RISK)}")
        status = Part(f'IF({count}+{risk}>0,"amber","green")', "amber" if due or at_risk else "green")
        return Tile(texts.TILE_WEEK, status, Part(count, len(due)), ((5, below),))

    def _is_due(self, action: Row, last: object) -> bool:
        day = action.day("due_effective")
        return day is not None and self.canvas.view.as_of <= day <= last  # type: ignore[operator]

    def _on_time(self) -> Tile:
        rated = [n for action in self.actions if (n := action.number("on_time")) is not None]
        count, every = "SUM({calendar.on_time[]})", "COUNT({calendar.on_time[]})"
        figure = Part(
            f"{count}&{self.literal(texts.OUT_OF)}&{every}", f"{int(sum(rated))}{self.say(texts.OUT_OF)}{len(rated)}"
        )
        none, rate = texts.NOTHING_DONE, palette.percent_format(self.canvas.lang, 0)
        below = Part(
            f"IF({every}=0,{self.literal(none)},{count}/{every})",
            sum(rated, Decimal(0)) / len(rated) if rated else self.say(none),
            rate,
        )
        known = "grey" if not rated else "green" if sum(rated) == len(rated) else "amber"
        status = Part(f'IF({every}=0,"grey",IF({count}={every},"green","amber"))', known)
        return Tile(texts.TILE_ON_TIME, status, figure, ((6, below),))
