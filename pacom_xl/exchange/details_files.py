"""Tables too long for a workbook, in a file beside it: SQLite, DuckDB, or a folder of Parquet files.

A details file holds one table per table of the workbook, and a table ``pacom_xl`` that names the workbook it belongs
to. Rows are added some at a time. Dates are ISO text in SQLite and dates elsewhere; amounts are floating-point numbers,
as in a cell.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

from pacom_xl.exchange.details_formats import (
    IDENTITY,
    READERS,
    SINKS,
    WORKBOOK_ID,
    DetailsForm,
    DetailsTable,
    TableSink,
    UnreadableDetailsError,
)

FORMS: tuple[DetailsForm, ...] = get_args(DetailsForm)
#: The library and the extra of ``pacom_xl`` that a form needs; SQLite comes with Python.
LIBRARIES: Mapping[DetailsForm, str] = {"parquet": "pyarrow", "duckdb": "duckdb"}


class MissingLibraryError(Exception):
    """The library that a form of details needs is not installed."""

    def __init__(self, form: DetailsForm) -> None:
        super().__init__(f"{LIBRARIES[form]} is not installed")
        self.form = form


def details_path(workbook: Path, form: DetailsForm) -> Path:
    """The path of the details of a workbook: ``group.details.sqlite`` beside ``group.xlsx``."""
    return workbook.with_name(f"{workbook.stem}.details.{form}")


def is_folder(form: DetailsForm) -> bool:
    """Whether a form of details is a folder of files."""
    return form == "parquet"


@contextmanager
def open_sink(path: Path, form: DetailsForm, workbook_id: str) -> Iterator[TableSink]:
    """A new details file at ``path``, which may be an empty file or folder. Raises ``MissingLibraryError``."""
    with needing_library(form):
        sink = SINKS[form](path)
    try:
        sink.create(IDENTITY, {WORKBOOK_ID: "text"})
        sink.add(IDENTITY, [(workbook_id,)])
        yield sink
    finally:
        sink.close()


def read_details(path: Path, workbook_id: str) -> Iterator[DetailsTable]:
    """The tables of the details of a workbook, each to be read before the next.

    Raises ``MissingLibraryError``; ``UnreadableDetailsError`` when the file is absent, damaged or of another workbook.
    """
    form = _form(path)
    with needing_library(form), _reporting_damage():
        tables = READERS[form](path)
        if _identity(next(tables, None)) != workbook_id:
            raise UnreadableDetailsError(f"{path.name} belongs to another workbook")
        yield from tables


def is_details(path: Path) -> bool:
    """Whether ``path`` is a details file: only such a file may be replaced. Never raises."""
    try:
        form = _form(path)
        with _reporting_damage(), needing_library(form):
            # The reader is held: it closes the file when it goes.
            tables = READERS[form](path)
            return _identity(next(tables, None)) is not None
    except (UnreadableDetailsError, MissingLibraryError):
        return False


def _identity(table: DetailsTable | None) -> str | None:
    """The workbook id in the first table of a details file; ``None`` when it is another table."""
    if table is None or table.name != IDENTITY or table.columns != [WORKBOOK_ID]:
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


# -- SQLite ---------------------------------------------------------------------------------------------------------


# -- DuckDB ---------------------------------------------------------------------------------------------------------


# -- Parquet --------------------------------------------------------------------------------------------------------
