"""Formats of a details file: how each writes and reads tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

from pacom_xl.exchange.tidy_tables import Kind
from pacom_xl.model.plan import Value

DetailsForm = Literal["sqlite", "parquet", "duckdb"]
#: The table that says which workbook the file belongs to, and its column.
IDENTITY, WORKBOOK_ID = "pacom_xl", "workbook_id"
_AT_ONCE = 5_000
_SQL: Mapping[str, Mapping[Kind, str]] = {
    "sqlite": {"text": "TEXT", "integer": "INTEGER", "number": "REAL", "date": "TEXT"},
    "duckdb": {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "date": "DATE"},
}


class UnreadableDetailsError(Exception):
    """A details file that cannot be opened or is damaged."""


class DetailsTable(NamedTuple):
    """One table of a details file: the names of its columns, and its rows."""

    name: str
    columns: list[str]
    rows: Iterator[tuple[Any, ...]]


class TableSink(Protocol):
    """Takes the rows of tables, some at a time."""

    def create(self, table: str, columns: Mapping[str, Kind]) -> None:
        """Create a table without rows."""
        ...

    def add(self, table: str, rows: Iterable[Sequence[Value]]) -> None:
        """Add rows, with values in the order of the columns."""
        ...

    def close(self) -> None:
        """Write what remains."""
        ...


def _plain(value: Value, kind: Kind, *, iso_dates: bool = False) -> Any:
    """A value as the libraries take it: several texts joined, decimals as floating-point numbers."""
    if value is None or value == "" or value == ():
        return None
    if isinstance(value, tuple):
        return "; ".join(value)
    if kind == "number":
        return float(value) if isinstance(value, (int, Decimal)) else None
    if kind == "date":
        return (value.isoformat() if iso_dates else value) if isinstance(value, date) else None
    if kind == "integer":
        return int(value) if isinstance(value, (int, Decimal)) else None
    return str(value)


class _SqliteSink:
    """One SQLite database."""

    def __init__(self, path: Path) -> None:
        from pacom_xl.storage.sqlite_files import open_sqlite

        path.unlink(missing_ok=True)
        self._database = open_sqlite(path)
        self._columns: dict[str, Mapping[str, Kind]] = {}

    def create(self, table: str, columns: Mapping[str, Kind]) -> None:
        self._columns[table] = columns
        self._database.execute(_create(table, columns, _SQL["sqlite"]))

    def add(self, table: str, rows: Iterable[Sequence[Value]]) -> None:
        kinds = list(self._columns[table].values())
        plain = ([_plain(v, kind, iso_dates=True) for v, kind in zip(row, kinds, strict=True)] for row in rows)
        self._database.executemany(_insert(table, len(kinds)), plain)

    def close(self) -> None:
        self._database.commit()
        self._database.close()


def _create(table: str, columns: Mapping[str, Kind], types: Mapping[Kind, str]) -> str:
    listed = ", ".join(f'"{name}" {types[kind]}' for name, kind in columns.items())
    return f'CREATE TABLE "{table}" ({listed})'


def _insert(table: str, columns: int) -> str:
    return f'INSERT INTO "{table}" VALUES ({", ".join("?" * columns)})'


def _read_sqlite(path: Path) -> Iterator[DetailsTable]:
    if not path.is_file():
        raise UnreadableDetailsError(f"{path.name} is not there")
    from pacom_xl.storage.sqlite_files import open_sqlite

    database = open_sqlite(path, is_read_only=True)
    try:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")
        for (name,) in names.fetchall():
            cursor = database.execute(f'SELECT * FROM "{name}" ORDER BY rowid')
            yield DetailsTable(name, [column[0] for column in cursor.description], iter(cursor))
    finally:
        database.close()


class _DuckdbSink:
    """One DuckDB database."""

    def __init__(self, path: Path) -> None:
        import duckdb

        path.unlink(missing_ok=True)
        self._database = duckdb.connect(str(path))
        self._columns: dict[str, Mapping[str, Kind]] = {}

    def create(self, table: str, columns: Mapping[str, Kind]) -> None:
        self._columns[table] = columns
        self._database.execute(_create(table, columns, _SQL["duckdb"]))

    def add(self, table: str, rows: Iterable[Sequence[Value]]) -> None:
        """Through a data frame: DuckDB takes single rows a hundred times more slowly."""
        from pacom_xl.exchange.frames import frame_of

        columns = self._columns[table]
        if plain := [tuple(_plain(v, k) for v, k in zip(row, columns.values(), strict=True)) for row in rows]:
            self._database.append(table, frame_of(columns, plain))

    def close(self) -> None:
        self._database.close()


def _read_duckdb(path: Path) -> Iterator[DetailsTable]:
    import duckdb

    if not path.is_file():
        raise UnreadableDetailsError(f"{path.name} is not there")
    with duckdb.connect(str(path), read_only=True) as database:
        listed = "SELECT table_name FROM duckdb_tables() ORDER BY table_name <> ?, table_oid"
        names = database.execute(listed, [IDENTITY]).fetchall()
        for (name,) in names:
            cursor = database.cursor().execute(f'SELECT * FROM "{name}" ORDER BY rowid')
            columns = [column[0] for column in cursor.description or ()]
            yield DetailsTable(name, columns, _fetched(cursor.fetchmany))


def _fetched(fetch: Callable[[int], Sequence[tuple[Any, ...]]]) -> Iterator[tuple[Any, ...]]:
    while rows := fetch(_AT_ONCE):
        yield from rows


class _ParquetSink:
    """A folder with one Parquet file per table; rows are written in groups."""

    def __init__(self, path: Path) -> None:
        import pyarrow
        import pyarrow.parquet

        self._arrow, self._parquet = pyarrow, pyarrow.parquet
        self._folder = path
        path.mkdir(exist_ok=True)
        self._writers: dict[str, tuple[Mapping[str, Kind], Any, Any]] = {}

    def create(self, table: str, columns: Mapping[str, Kind]) -> None:
        arrow = self._arrow
        types = {"text": arrow.string(), "integer": arrow.int64(), "number": arrow.float64(), "date": arrow.date32()}
        schema = arrow.schema([(name, types[kind]) for name, kind in columns.items()])
        self._writers[table] = columns, schema, self._parquet.ParquetWriter(self._folder / f"{table}.parquet", schema)

    def add(self, table: str, rows: Iterable[Sequence[Value]]) -> None:
        columns, schema, writer = self._writers[table]
        names = list(columns.items())
        plain = [{name: _plain(v, kind) for (name, kind), v in zip(names, row, strict=True)} for row in rows]
        if plain:
            writer.write_table(self._arrow.Table.from_pylist(plain, schema=schema))

    def close(self) -> None:
        for _, _, writer in self._writers.values():
            writer.close()


def _read_parquet(path: Path) -> Iterator[DetailsTable]:
    import pyarrow.parquet

    files = sorted(path.glob("*.parquet"), key=lambda file: (file.stem != IDENTITY, file.stem))
    if not files:
        raise UnreadableDetailsError(f"{path.name} is not there")
    for file in files:
        with pyarrow.parquet.ParquetFile(file) as table:
            yield DetailsTable(file.stem, list(table.schema_arrow.names), _parquet_rows(table))


def _parquet_rows(table: Any) -> Iterator[tuple[Any, ...]]:
    for batch in table.iter_batches(batch_size=_AT_ONCE):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


SINKS: Mapping[DetailsForm, Callable[[Path], TableSink]] = {
    "sqlite": _SqliteSink,
    "parquet": _ParquetSink,
    "duckdb": _DuckdbSink,
}
READERS: Mapping[DetailsForm, Callable[[Path], Iterator[DetailsTable]]] = {
    "sqlite": _read_sqlite,
    "parquet": _read_parquet,
    "duckdb": _read_duckdb,
}
