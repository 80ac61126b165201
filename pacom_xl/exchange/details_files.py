"""Tables too long for a workbook, in a file beside it: SQLite, DuckDB, or a folder of Parquet files.

A details file holds one table per table of the workbook, and a table ``pacom_xl`` that names the workbook it belongs
to. Rows are added some at a time. Dates are ISO text in SQLite and dates elsewhere; amounts are floating-point numbers,
as in a cell.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol, get_args

from pacom_xl.exchange.tidy_tables import Kind
from pacom_xl.model.plan import Value

DetailsForm = Literal["sqlite", "parquet", "duckdb"]
FORMS: tuple[DetailsForm, ...] = get_args(DetailsForm)
#: The library and the extra of ``pacom_xl`` that a form needs; SQLite comes with Python.
LIBRARIES: Mapping[DetailsForm, str] = {"parquet": "pyarrow", "duckdb": "duckdb"}
#: The table that says which workbook the file belongs to, and its column.
_IDENTITY, _WORKBOOK_ID = "pacom_xl", "workbook_id"
_AT_ONCE = 5_000
_SQL: Mapping[str, Mapping[Kind, str]] = {
    "sqlite": {"text": "TEXT", "integer": "INTEGER", "number": "REAL", "date": "TEXT"},
    "duckdb": {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "date": "DATE"},
}


class MissingLibraryError(Exception):
    """The library that a form of details needs is not installed."""

    def __init__(self, form: DetailsForm) -> None:
        super().__init__(f"{LIBRARIES[form]} is not installed")
        self.form = form


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


def details_path(workbook: Path, form: DetailsForm) -> Path:
    """Where the details of a workbook are: ``group.details.sqlite`` beside ``group.xlsx``."""
    return workbook.with_name(f"{workbook.stem}.details.{form}")


def is_folder(form: DetailsForm) -> bool:
    """Whether a form of details is a folder of files."""
    return form == "parquet"


@contextmanager
def open_sink(path: Path, form: DetailsForm, workbook_id: str) -> Iterator[TableSink]:
    """A new details file at ``path``, which may be an empty file or folder. Raises ``MissingLibraryError``."""
    with needing_library(form):
        sink = _SINKS[form](path)
    try:
        sink.create(_IDENTITY, {_WORKBOOK_ID: "text"})
        sink.add(_IDENTITY, [(workbook_id,)])
        yield sink
    finally:
        sink.close()


def read_details(path: Path, workbook_id: str) -> Iterator[DetailsTable]:
    """The tables of the details of a workbook, each to be read before the next.

    Raises ``MissingLibraryError``; ``UnreadableDetailsError`` when the file is absent, damaged or of another workbook.
    """
    form = _form(path)
    with needing_library(form), _reporting_damage():
        tables = _READERS[form](path)
        if _identity(next(tables, None)) != workbook_id:
            raise UnreadableDetailsError(f"{path.name} belongs to another workbook")
        yield from tables


def is_details(path: Path) -> bool:
    """Whether ``path`` is a details file: only such a file may be replaced. Never raises."""
    try:
        form = _form(path)
        with _reporting_damage(), needing_library(form):
            # The reader is held: it closes the file when it goes.
            tables = _READERS[form](path)
            return _identity(next(tables, None)) is not None
    except (UnreadableDetailsError, MissingLibraryError):
        return False


def _identity(table: DetailsTable | None) -> str | None:
    """The workbook id in the first table of a details file; ``None`` when it is another table."""
    if table is None or table.name != _IDENTITY or table.columns != [_WORKBOOK_ID]:
        return None
    return next((str(value) for (value,) in table.rows), None)


def _form(path: Path) -> DetailsForm:
    form = next((form for form in FORMS if path.suffix == f".{form}"), None)
    if form is None:
        raise UnreadableDetailsError(f"{path.name} is no details file")
    return form


def check_library(form: DetailsForm) -> None:
    """Raise ``MissingLibraryError`` when the library that a form needs is not installed."""
    with needing_library(form):
        if form in LIBRARIES:
            importlib.import_module(LIBRARIES[form])


@contextmanager
def needing_library(form: DetailsForm) -> Iterator[None]:
    """Turn a failed import into ``MissingLibraryError``."""
    try:
        yield
    except ImportError as error:
        raise MissingLibraryError(form) from error


@contextmanager
def _reporting_damage() -> Iterator[None]:
    """Turn whatever a library raises about a damaged file into ``UnreadableDetailsError``."""
    try:
        yield
    except (UnreadableDetailsError, MissingLibraryError, ImportError):
        raise
    except Exception as error:
        raise UnreadableDetailsError(str(error)) from error


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


# -- SQLite ---------------------------------------------------------------------------------------------------------


class _SqliteSink:
    """One SQLite database."""

    def __init__(self, path: Path) -> None:
        import sqlite3

        path.unlink(missing_ok=True)
        self._database = sqlite3.connect(path)
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
    import sqlite3

    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")
        for (name,) in names.fetchall():
            cursor = database.execute(f'SELECT * FROM "{name}" ORDER BY rowid')
            yield DetailsTable(name, [column[0] for column in cursor.description], iter(cursor))
    finally:
        database.close()


# -- DuckDB ---------------------------------------------------------------------------------------------------------


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
        names = database.execute(listed, [_IDENTITY]).fetchall()
        for (name,) in names:
            cursor = database.cursor().execute(f'SELECT * FROM "{name}" ORDER BY rowid')
            columns = [column[0] for column in cursor.description or ()]
            yield DetailsTable(name, columns, _fetched(cursor.fetchmany))


def _fetched(fetch: Callable[[int], Sequence[tuple[Any, ...]]]) -> Iterator[tuple[Any, ...]]:
    while rows := fetch(_AT_ONCE):
        yield from rows


# -- Parquet --------------------------------------------------------------------------------------------------------


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

    files = sorted(path.glob("*.parquet"), key=lambda file: (file.stem != _IDENTITY, file.stem))
    if not files:
        raise UnreadableDetailsError(f"{path.name} is not there")
    for file in files:
        with pyarrow.parquet.ParquetFile(file) as table:
            yield DetailsTable(file.stem, list(table.schema_arrow.names), _parquet_rows(table))


def _parquet_rows(table: Any) -> Iterator[tuple[Any, ...]]:
    for batch in table.iter_batches(batch_size=_AT_ONCE):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


_SINKS: Mapping[DetailsForm, Callable[[Path], TableSink]] = {
    "sqlite": _SqliteSink,
    "parquet": _ParquetSink,
    "duckdb": _DuckdbSink,
}
_READERS: Mapping[DetailsForm, Callable[[Path], Iterator[DetailsTable]]] = {
    "sqlite": _read_sqlite,
    "parquet": _read_parquet,
    "duckdb": _read_duckdb,
}
