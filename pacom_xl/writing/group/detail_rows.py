"""The rows of the tables of actions in a file beside the consolidated workbook, when they are no sheets of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from pacom_xl.exchange.details_formats import TableSink
from pacom_xl.exchange.tidy_tables import Kind, kind_of
from pacom_xl.figures.plan_view import Row
from pacom_xl.model.plan import Value
from pacom_xl.template.consolidated import ROW_KEY, TEAM
from pacom_xl.template.schema import Table, Template
from pacom_xl.writing.group.flat_tables import value_source


class DetailRows:
    """Writes the rows of each table: the columns its sheet would have, choices and dates as stable values."""

    def __init__(self, sink: TableSink, template: Template, tables: Iterable[str]) -> None:
        """Create the tables in ``sink``. ``template``: the consolidated one."""
        self._sink = sink
        self._sources: dict[str, list[Callable[[Sequence[Row]], Iterable[Value]]]] = {}
        for table in (template.tables[key] for key in tables):
            keys = [key for key in table.by_key if key != TEAM]
            sink.create(table.key, {TEAM: "text", ROW_KEY: "text", **_kinds(table, keys)})
            self._sources[table.key] = [
                lambda rows: (row.record.values.get(TEAM) for row in rows),
                lambda rows: (row.key for row in rows),
                *(value_source(template, table, key) for key in keys),
            ]

    def add(self, rows: Mapping[str, Sequence[Row]]) -> None:
        """Rows of some teams, by table; tables that are sheets are passed over."""
        for table, sources in self._sources.items():
            some = rows[table]
            self._sink.add(table, zip(*(source(some) for source in sources), strict=True))


def _kinds(table: Table, keys: Iterable[str]) -> dict[str, Kind]:
    return {key: kind_of(table.by_key[key]) for key in keys}
