"""Write plans as CSV, SQLite or Parquet."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pacom_xl.exchange.table_labels import labelled
from pacom_xl.exchange.tidy_tables import Kind, TidyTable, tidy
from pacom_xl.model.plan import Plan, Value
from pacom_xl.model.text import Lang
from pacom_xl.template.schema import Template

if TYPE_CHECKING:
    import sqlite3

#: A spreadsheet may take a text that begins with one of these for a formula: it gets an apostrophe in front, as does a
#: text that begins with an apostrophe. The wide signs are those of East Asian keyboards.
_FORMULA = re.compile("[\\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff]*[-=+@\uff0d\uff1d\uff0b\uff20]|[\t\r']")
_SQL: dict[Kind, str] = {"text": "TEXT", "integer": "INTEGER", "number": "REAL", "date": "TEXT"}


def write_csv(plans: Sequence[Plan], template: Template, folder: Path, lang: Lang, *, labels: bool = False) -> None:
    """Write one file per table for Excel in that language: UTF-8 with BOM; in French ``;`` and decimal commas.

    ``labels``: headings and choices in words, instead of keys.
    """
    for tidy_table in tidy(plans, template):
        table = labelled(tidy_table, template, lang) if labels else tidy_table
        with (folder / f"{table.name}.csv").open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out, delimiter=";" if lang == "fr" else ",")
            writer.writerow(table.columns)
            writer.writerows([_csv_cell(value, lang) for value in row] for row in table.rows)


def _csv_cell(value: Value, lang: Lang) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.replace(".", ",") if lang == "fr" else text
    text = value.isoformat() if isinstance(value, date) else str(value)
    return f"'{text}" if isinstance(value, str) and _FORMULA.match(text) else text


def write_sqlite(plans: Sequence[Plan], template: Template, file: Path) -> None:
    """Write one SQLite table per table; dates as ISO text, amounts as REAL."""
    from pacom_xl.storage.sqlite_files import open_sqlite

    database = open_sqlite(file)
    try:
        with database:
            for table in tidy(plans, template):
                _fill(database, table)
    finally:
        database.close()


def _fill(database: sqlite3.Connection, table: TidyTable) -> None:
    columns = ", ".join(f'"{name}" {_SQL[kind]}' for name, kind in table.columns.items())
    database.execute(f'CREATE TABLE "{table.name}" ({columns})')
    placeholders = ", ".join("?" * len(table.columns))
    rows = ([_sql_value(value) for value in row] for row in table.rows)
    database.executemany(f'INSERT INTO "{table.name}" VALUES ({placeholders})', rows)


def _sql_value(value: Value) -> Any:
    return float(value) if isinstance(value, Decimal) else value.isoformat() if isinstance(value, date) else value


def write_parquet(plans: Sequence[Plan], template: Template, folder: Path) -> None:
    """Write one file per table in ``folder``. Raises ``ImportError`` without pyarrow."""
    from pacom_xl.exchange.frames import frames

    for name, frame in frames(plans, template).items():
        frame.to_parquet(folder / f"{name}.parquet", index=False)
