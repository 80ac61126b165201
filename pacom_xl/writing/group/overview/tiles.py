"""The six tiles of the first sheet: a figure, its verdict (colour and symbol) and a second line that explains it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pacom_xl.figures.group.overview_facts import OverviewFacts
from pacom_xl.layout import overview_texts as texts
from pacom_xl.model import palette
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.plan import Value
from pacom_xl.model.text import Text
from pacom_xl.writing.amount_text import month_formula, month_text
from pacom_xl.writing.group.overview.budget import Budget
from pacom_xl.writing.group.overview.canvas import Canvas, HiddenColumn
from pacom_xl.writing.group.overview.cash import Cash
from pacom_xl.writing.group.overview.regions import FIRST_ROW, Regions

#: More than any number of regions: a key is count × this + rank, so that equal counts differ.
_MOST = 1000
#: Rates of actions done on time that are good, and that are not bad.
_GOOD, _FAIR = Decimal("0.8"), Decimal("0.5")


@dataclass(frozen=True)
class Tile:
    """Texts of a tile, as formulas with their values."""

    label: Text
    status: tuple[str, str]
    value: tuple[str, Value]
    #: Cells of the second line: width, formula, value, number format.
    below: tuple[tuple[int, str, Value, str], ...]
    number_format: str = "General"


@dataclass(frozen=True)
class Tiles:
    """Writes the tiles."""

    canvas: Canvas
    facts: OverviewFacts
    regions: Regions
    budget: Budget
    cash: Cash
    #: Row of the first action of the list of late ones.
    first_late: int

    @property
    def _width(self) -> int:
        """Columns of a tile, the gap after it not included."""
        return (self.canvas.columns + 1) // 6 - 1

    def write(self, row: int) -> int:
        """Six tiles side by side; the row after."""
        tiles = (self._late(), self._overspent(), self._forecast(), self._off_track(), self._cash(), self._on_time())
        for number, tile in enumerate(tiles):
            self._write(row, number, tile)
        for offset, height in enumerate((17, 27, 17)):
            self.canvas.height(row + offset, height)
        return row + 3

    def _write(self, row: int, number: int, tile: Tile) -> None:
        canvas, at, width = self.canvas, number * (self._width + 1), self._width
        place = FIRST_ROW + number
        canvas.set_hidden(place, HiddenColumn.STATUS, *tile.status)
        status = canvas.hidden_cell(HiddenColumn.STATUS, place)
        edge = _TONES[tile.status[1]].solid
        words = {"bg_color": palette.TILE, "indent": 1, "align": "left", "left": 5, "left_color": edge}
        label = canvas.literal(tile.label)
        symbols = "".join(f'IF({status}="{key}","{tone.symbol} ",' for key, tone in _SYMBOLS.items()) + '""' + ")))"
        shown = (f"{_SYMBOLS[tile.status[1]].symbol} " if tile.status[1] in _SYMBOLS else "") + canvas.book.say(
            tile.label
        )
        look = canvas.look(font_size=10, **words)
        canvas.formula(row, at, width, f"{symbols}&{label}", shown, look)
        big = canvas.look(bold=True, font_size=palette.TITLE_SIZE, num_format=tile.number_format, **words)
        canvas.formula(row + 1, at, width, *tile.value, big)
        for line in (row, row + 1):
            canvas.verdict(line, at, width, status)
        column = at
        for rank, (columns, formula, value, shape) in enumerate(tile.below):
            style = words | ({} if rank == 0 else {"indent": 0, "left": 0})
            small = canvas.look(font_size=9, font_color="muted", num_format=shape, shrink=True, **style)
            canvas.formula(row + 2, column, columns, formula, value, small)
            column += columns

    # -- one tile each ---------------------------------------------------------------------------------------

    def _late(self) -> Tile:
        canvas, facts = self.canvas, self.facts
        count = 'COUNTIFS({calendar.flag_key[]},"late")'
        critical = 'COUNTIFS({calendar.late_days[]},">"&critical_late_days)'
        longest = "MAX({calendar.late_days[]})"
        place = canvas.hidden_cell(HiddenColumn.PLACE, self.first_late)
        region = self.regions.named(f"INDEX({{calendar.team[]}},{place})")
        after = f"{longest}&{canvas.literal(texts.LATE_DAYS)}&{region}"
        one, many = canvas.literal(texts.CRITICAL_ONE), canvas.literal(texts.CRITICAL_MANY)
        formula = (
            f'IF({count}=0,"",IF({critical}>0,{canvas.literal(texts.CRITICAL)}&{critical}'
            f'&IF({critical}>1,{many},{one})&{after}&")",{canvas.literal(texts.LONGEST)}&{after}))'
        )
        status = "red" if facts.late_count else "green"
        below = ((self._width, formula, self._late_words(), "General"),)
        return Tile(texts.LATE_TILE, (f'IF({count}>0,"red","green")', status), (count, facts.late_count), below)

    def _late_words(self) -> str:
        say, facts = self.canvas.book.say, self.facts
        if not facts.late:
            return ""
        first = facts.late[0]
        after = f"{first.rank}{say(texts.LATE_DAYS)}{self.regions.short_of(first.team)}"
        if not facts.critical:
            return say(texts.LONGEST) + after
        words = texts.CRITICAL_MANY if facts.critical > 1 else texts.CRITICAL_ONE
        return f"{say(texts.CRITICAL)}{facts.critical}{say(words)}{after})"

    def _overspent(self) -> Tile:
        canvas, facts = self.canvas, self.facts
        count, total = 'COUNTIFS({actions.overspent[]},">0")', "SUM({actions.overspent[]})"
        above = canvas.book.say(texts.COMMITTED_ABOVE).replace("{money}", canvas.money)
        below = ((self._width, f'IF({total}=0,"",{total})', facts.overspent or None, above),)
        status = "amber" if facts.overspent_count else "green"
        value = (count, facts.overspent_count)
        return Tile(texts.OVERSPENT_TILE, (f'IF({count}>0,"amber","green")', status), value, below)

    def _forecast(self) -> Tile:
        canvas, budget = self.canvas, self.budget
        forecast, limit = budget.forecast_cell, budget.limit
        share = budget.forecast / budget.limit_value if budget.limit_value else None
        formula = f'IF(N({limit})=0,"–",{forecast}/{limit})'
        status = f'IF(N({limit})=0,"grey",IF({forecast}>{limit},"red","green"))'
        known = "grey" if share is None else "red" if share > 1 else "green"
        of_limit = f'IF(N({limit})=0,"–",{canvas.amount_formula(limit)})'
        words = f"{canvas.amount_formula(forecast)}&{canvas.literal(texts.FORECAST_FOR)}&{of_limit}"
        limit_text = canvas.amount_text(budget.limit_value) if budget.limit_value else "–"
        shown = f"{canvas.amount_text(budget.forecast)}{canvas.book.say(texts.FORECAST_FOR)}{limit_text}"
        below = ((self._width, words, shown, "General"),)
        value = (formula, "–" if share is None else share)
        return Tile(texts.FORECAST_TILE, (status, known), value, below, canvas.percent())

    def _off_track(self) -> Tile:
        canvas, facts = self.canvas, self.facts
        sent = [region for region in self.regions.all if region.sent]
        counts, total = facts.off_track, sum(facts.objective_count[region.code] for region in sent)
        off = sum(counts[region.code] for region in sent)
        count = 'SUMPRODUCT(({objectives.rag_key[]}="red")*({objectives.team[]}<>"' + GROUP_TEAM + '"))'
        of = 'SUMPRODUCT(({objectives.code[]}<>"")*({objectives.team[]}<>"' + GROUP_TEAM + '"))'
        self._keys(
            HiddenColumn.OFF_TRACK,
            counts,
            lambda code: f'({{objectives.team[]}}={code})*({{objectives.rag_key[]}}="red")',
        )
        words, worst = self._worst(HiddenColumn.OFF_TRACK, counts, counts)
        none = texts.NONE_OFF_TRACK if total else texts.NO_OBJECTIVES
        no_red = f"IF({of}=0,{canvas.literal(texts.NO_OBJECTIVES)},{canvas.literal(texts.NONE_OFF_TRACK)})"
        formula = f"IF({count}=0,{no_red},{words})"
        below = ((self._width, formula, worst if off else canvas.book.say(none), "General"),)
        value = (f"{count}&{canvas.literal(texts.OF)}&{of}", f"{off}{canvas.book.say(texts.OF)}{total}")
        status = f'IF({of}=0,"grey",IF({count}>0,"red","green"))'
        return Tile(texts.OFF_TRACK_TILE, (status, "grey" if not total else "red" if off else "green"), value, below)

    def _cash(self) -> Tile:
        canvas, cash = self.canvas, self.cash
        peak, cap = cash.peak_cell, cash.cap_cell
        month = cash.peak_month_cell
        named = f'IF(ISNUMBER({month}),{month_formula(month, canvas.lang)},"–")'
        capped = f"{canvas.literal(texts.CAP_FOR)}&{canvas.amount_formula(cap)}"
        words = f"{named}&IF(ISNUMBER({cap}),{capped},{canvas.literal(texts.NO_CAP)})"
        below = ((self._width, words, self._peak_words(), "General"),)
        status = f'IF(ISNUMBER({cap}),IF(N({peak})>{cap},"red","green"),"grey")'
        known = "grey" if cash.cap is None else "red" if (cash.peak or 0) > cash.cap else "green"
        value = (f'IF(ISNUMBER({peak}),{peak},"–")', "–" if cash.peak is None else cash.peak)
        return Tile(texts.CASH_TILE, (status, known), value, below, canvas.money)

    def _peak_words(self) -> str:
        canvas, cash = self.canvas, self.cash
        month = month_text(cash.peak_month, canvas.lang) if isinstance(cash.peak_month, date) else "–"
        if cash.cap is None:
            return month + canvas.book.say(texts.NO_CAP)
        return f"{month}{canvas.book.say(texts.CAP_FOR)}{canvas.amount_text(cash.cap)}"

    def _on_time(self) -> Tile:
        canvas, facts = self.canvas, self.facts
        done = sum(facts.on_time.values())
        rated = sum(facts.rated.values())
        on_time, of = "COUNTIFS({calendar.on_time[]},1)", 'COUNTIFS({calendar.on_time[]},">=0")'
        late = Counter({team: facts.rated[team] - facts.on_time[team] for team in facts.rated})
        self._keys(
            HiddenColumn.NOT_ON_TIME,
            late,
            lambda code: f'({{calendar.team[]}}={code})*({{calendar.on_time[]}}<>"")*({{calendar.on_time[]}}=0)',
        )
        words, worst = self._worst(HiddenColumn.NOT_ON_TIME, late, facts.on_time, facts.rated)
        all_on_time, none = canvas.literal(texts.ALL_ON_TIME), canvas.literal(texts.NONE_DONE)
        formula = f"IF({of}=0,{none},IF({on_time}={of},{all_on_time},{words}))"
        shown = canvas.book.say(texts.NONE_DONE if not rated else texts.ALL_ON_TIME)
        below = ((self._width, formula, worst if done < rated else shown, "General"),)
        share = Decimal(done) / rated if rated else None
        known = "grey" if share is None else "green" if share >= _GOOD else "amber" if share >= _FAIR else "red"
        status = f'IF({of}=0,"grey",IF({on_time}/{of}>={_GOOD},"green",IF({on_time}/{of}>={_FAIR},"amber","red")))'
        value = (f"{on_time}&{canvas.literal(texts.OF)}&{of}", f"{done}{canvas.book.say(texts.OF)}{rated}")
        return Tile(texts.ON_TIME_TILE, (status, known), value, below)

    # -- the regions with the highest counts -----------------------------------------------------------------

    def _keys(self, column: HiddenColumn, counts: Counter[str], test: object) -> None:
        """For each region its count, with its rank: equal counts differ. 0 for none."""
        assert callable(test)
        for number, region in enumerate(self.regions.all):
            row = FIRST_ROW + number
            count = f"SUMPRODUCT({test(self.regions.code_cell(region))})"
            formula = f"IF({count}=0,0,{count}*{_MOST}+{_MOST - 1 - number})"
            value = counts[region.code] * _MOST + _MOST - 1 - number if counts[region.code] else 0
            self.canvas.set_hidden(row, column, formula, value)

    def _worst(
        self, column: HiddenColumn, keys: Counter[str], counts: Counter[str], totals: Counter[str] | None = None
    ) -> tuple[str, str]:
        """Formula and words of the three regions with the highest counts: « Sud-Est 3 · Nord-Ouest 1 »."""
        ranked = sorted((r for r in self.regions.all if keys[r.code]), key=lambda r: -keys[r.code])
        area = self.canvas.aside(column, FIRST_ROW, max(1, len(self.regions.all))).address
        parts, worst = [], []
        for rank in range(1, min(3, len(self.regions.all)) + 1):
            key = f"LARGE({area},{rank})"
            name = f"INDEX({self.regions.shorts},{_MOST}-MOD({key},{_MOST}))"
            count = self._count(column, name, key, totals)
            separator = '" · "&' if rank > 1 else ""
            parts.append(f'IF({key}=0,"",{separator}{name}&" "&{count})')
        for region in ranked[:3]:
            of = f"{self.canvas.book.say(texts.OF)}{totals[region.code]}" if totals else ""
            worst.append(f"{region.short} {counts[region.code]}{of}")
        return "&".join(parts) or '""', " · ".join(worst)

    def _count(self, column: HiddenColumn, name: str, key: str, totals: Counter[str] | None) -> str:
        if totals is None:
            return f"INT({key}/{_MOST})"
        code = f"INDEX({self.regions.codes},{_MOST}-MOD({key},{_MOST}))"
        of_team = f"({{calendar.team[]}}={code})"
        on_time = f'SUMPRODUCT({of_team}*({{calendar.on_time[]}}<>"")*({{calendar.on_time[]}}=1))'
        rated = f'SUMPRODUCT({of_team}*({{calendar.on_time[]}}<>"")*1)'
        return f"{on_time}&{self.canvas.literal(texts.OF)}&{rated}"


_SYMBOLS = {"red": palette.RED, "amber": palette.AMBER, "green": palette.GREEN}
_TONES = {**_SYMBOLS, "grey": palette.GREY}
