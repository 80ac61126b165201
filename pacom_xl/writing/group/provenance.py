"""Provenance of the rows of a consolidated workbook: the columns Action, Source file and Source cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import PurePath

from pacom_xl.model.plan import Origin, Record, Value, column_letters


def _parent(record: Record) -> Value:
    return record.parent if record.get("team") else record.get("parent")


def _file(record: Record) -> Value:
    """The file's name without its folder: a workbook does not depend on the machine that made it."""
    file = record.get("source_file")
    return _name_of(file) if isinstance(file, str) else None


def _cell(record: Record) -> Value:
    """The first cell of the row, in the team's own file when the row came through another consolidated workbook."""
    cell = record.get("source_cell")
    return cell if cell or not record.get("team") else _first_cell(record.origin)


#: What the columns of provenance show of a row.
ORIGINS: Mapping[str, Callable[[Record], Value]] = {"parent": _parent, "source_file": _file, "source_cell": _cell}


@lru_cache(maxsize=64)
def _name_of(path: str) -> str:
    """The file's name, cached: rows of one file follow one another."""
    return PurePath(path).name


def first_place(origin: Origin) -> tuple[int, int]:
    """Row and column of the cell with the code of a record that is a form, else of its first cell."""
    if "code" in origin.places:
        return origin.places["code"]
    return min(origin.places.values()) if origin.places else (origin.row, min(origin.columns.values(), default=0))


def _first_cell(origin: Origin | None) -> str | None:
    if origin is None:
        return None
    row, column = first_place(origin)
    return f"{origin.sheet}!{column_letters(column)}{row + 1}"
