"""Facts that only the whole list shows: team, year, and how each column writes percentages and dates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from pacom_xl.adoption.list_file.list_cells import ListFile
from pacom_xl.adoption.mapping.column_mapping import MappedTable, Mapping
from pacom_xl.adoption.records import lenient_dates
from pacom_xl.adoption.records import lenient_values as lenient
from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.template.schema import Template
from pacom_xl.values.codecs import Context

#: Team code where nothing gives one.
DEFAULT_TEAM = "EQ"
#: A code of an action in the list names the team.
_OUR_CODE = re.compile(r"ACT-([A-Z]{2,4})-\d{3}", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(20[0-9]{2})(?!\d)")
_DATES = ("start", "due", "done_on", "review_on")
#: From this month on a list without a date is next year's.
_LATE_IN_THE_YEAR = 10


@dataclass(frozen=True)
class ListFacts:
    """Team and year of the plan; ``assumed``: reasons for those the list does not state."""

    team: str
    year: int
    assumed: list[Text] = field(default_factory=list)


def facts_of(
    list_file: ListFile,
    tables: Sequence[MappedTable],
    mapping: Mapping,
    template: Template,
    context: Context,
    today: date,
) -> ListFacts:
    """Given by the caller; else found in the list; else a default."""
    assumed: list[Text] = []
    team = mapping.team or _team_of(tables)
    if team is None:
        team = DEFAULT_TEAM
        fr, en = "code d’équipe « {team} », faute de --team", 'team code "{team}", for want of --team'
        assumed.append(sentence(fr, en, team=team))
    year = mapping.year
    if year is None:
        year, source = _year_of(list_file, tables, mapping, template, context, today)
        fr, en = "année {year}, {source} (--year pour une autre)", "year {year}, {source} (--year for another)"
        assumed.append(sentence(fr, en, year=year, source=source))
    return ListFacts(team, year, assumed)


def _team_of(tables: Sequence[MappedTable]) -> str | None:
    cells = (cell for mapped in tables for column in mapped.of("code") for cell in mapped.table.cells(column.column))
    codes = (_OUR_CODE.fullmatch(cell.shown.strip()) for cell in cells)
    return next((found[1].upper() for found in codes if found), None)


def _year_of(
    list_file: ListFile,
    tables: Sequence[MappedTable],
    mapping: Mapping,
    template: Template,
    context: Context,
    today: date,
) -> tuple[int, Text]:
    """The year of most dates; else that of a title; else this year, late in the year the next."""
    if years := Counter(_years_of_dates(tables, mapping, template, context)):
        return years.most_common(1)[0][0], sentence("celle de la plupart des dates", "that of most dates")
    if named := [int(year) for text in _titles(list_file, tables) for year in _YEAR.findall(text)]:
        return named[0], sentence("celle du titre", "that of the title")
    year = today.year + (today.month >= _LATE_IN_THE_YEAR)
    return year, sentence("faute de date dans la liste", "for want of a date in the list")


def _years_of_dates(
    tables: Sequence[MappedTable], mapping: Mapping, template: Template, context: Context
) -> Iterator[int]:
    of = template.by_name["actions.due"]
    columns = ((mapped, column) for mapped in tables for key in ("due", "start") for column in mapped.of(key))
    for mapped, column in columns:
        for cell in mapped.table.cells(column.column):
            # Dates without a year count for none: they are read as of year 1.
            found = lenient_dates.day(cell, of, context, 1, True, mapping.order or "dmy").value
            if isinstance(found, date) and 2000 <= found.year <= 2100:
                yield found.year
    for mapped in tables:
        for column in mapped.of("period"):
            spans = (lenient_dates.period(cell, of, context, 1) for cell in mapped.table.cells(column.column))
            yield from (span[1].year for span in spans if span and span[1].year >= 2000)


def _titles(list_file: ListFile, tables: Sequence[MappedTable]) -> Iterator[str]:
    yield list_file.name
    for mapped in tables:
        yield mapped.table.sheet.name
        for row in mapped.table.above:
            yield from (cell.shown for cell in mapped.table.sheet.rows[row])


@dataclass(frozen=True)
class ColumnHabits:
    """How columns write percentages and dates, by sheet and column; a single cell is ambiguous."""

    #: Plain percentages are points (45 for 45 %).
    points: dict[tuple[str, int], bool] = field(default_factory=dict)
    #: Order of day and month in numeric dates; ``None`` when it is unknown.
    orders: dict[tuple[str, int], lenient_dates.DateOrder | None] = field(default_factory=dict)


def habits_of(tables: Sequence[MappedTable], mapping: Mapping, context: Context) -> ColumnHabits:
    """The habits of every column of percentages or dates."""
    found = ColumnHabits()
    default: lenient_dates.DateOrder | None = "dmy" if context.lang == "fr" else None
    for mapped in tables:
        for column in mapped.columns:
            place = (mapped.table.sheet.name, column.column.column)
            cells = mapped.table.cells(column.column.column)
            if column.target in ("progress", "vat_rate"):
                found.points[place] = lenient.as_points(cells)
            elif column.target in _DATES:
                found.orders[place] = mapping.order or lenient_dates.date_order(cells, default)
    return found
