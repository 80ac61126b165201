"""Where each row of a consolidated workbook comes from: said by its record, shown in columns of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import PurePath

from pacom_xl.model.plan import Origin, Record, Value, column_letters


def _parent(record: Record) -> Value:
    return record.parent if record.get("team") else record.get("parent")


def _file(record: Record) -> Value:
    """The name alone: a workbook should not depend on where it was made."""
    file = record.get("source_file")
    return _name_of(file) if isinstance(file, str) else None


def _cell(record: Record) -> Value:
    """The first cell of the row; that of the team's own file when it came through a consolidated one."""
    cell = record.get("source_cell")
    return cell if cell or not record.get("team") else _first_cell(record.origin)


#: What the columns of provenance show of a row.
ORIGINS: Mapping[str, Callable[[Record], Value]] = {"parent": _parent, "source_file": _file, "source_cell": _cell}


@lru_cache(maxsize=64)
def _name_of(path: str) -> str:
    """Rows of one file follow one another: its name is found once."""
    return PurePath(path).name


def first_place(origin: Origin) -> tuple[int, int]:
    """Row and column of the first cell of a record."""
    return min(origin.places.values()) if origin.places else (origin.row, min(origin.columns.values(), default=0))


def _first_cell(origin: Origin | None) -> str | None:
    if origin is None:
        return None
    row, column = first_place(origin)
    return f"{origin.sheet}!{column_letters(column)}{row + 1}"
