"""Plans as pandas DataFrames. Imported only when needed, because importing pandas is slow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from pacom_xl.exchange.tidy_tables import Kind, tidy
from pacom_xl.model.plan import Plan
from pacom_xl.template.schema import Template

_DTYPES: dict[Kind, str] = {"text": "string", "integer": "Int64", "number": "Float64", "date": "datetime64[ns]"}


def frames(plans: Sequence[Plan], template: Template) -> dict[str, pd.DataFrame]:
    """One frame per table of the template, with the columns of ``tidy``; nullable types; empty values are missing.

    Team codes are text: ``NA`` is a team, never a missing value.
    """
    return {table.name: frame_of(table.columns, table.rows) for table in tidy(plans, template)}


def frame_of(kinds: Mapping[str, Kind], rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    """A frame of rows: ``kinds`` of the values by column, in order."""
    columns: dict[str, Any] = {}
    for place, (name, kind) in enumerate(kinds.items()):
        values = [row[place] for row in rows]
        columns[name] = pd.Series([_known(value, kind) for value in values], dtype=_DTYPES[kind], name=name)
    return pd.DataFrame(columns)


def _known(value: Any, kind: Kind) -> Any:
    if value is None:
        return pd.NaT if kind == "date" else pd.NA
    return float(value) if kind == "number" else str(value) if kind == "text" else value
