"""Contents that only an unused version of a workbook holds, reported cell by cell (PAC711) so that people can copy
them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pacom_xl.consolidation.shared_tables import content_of
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.model.text import path_text
from pacom_xl.template.schema import Table, Template
from pacom_xl.values.fingerprints import normal

#: Written by the program, or about the file and not the plan.
_BESIDE = ("guide", "meta", "choices")
#: What two versions must have otherwise.
_VERSION = "plan_version"


def contents_not_used(older: Plan, used: Plan, names: tuple[str, str], template: Template) -> Iterator[Finding]:
    """PAC711 for each row or value of ``older`` that ``used`` has not. ``names``: of their files."""
    for table in template.data_tables:
        if table.key not in _BESIDE:
            for record, other, fields in _differences(table, older.table(table.key), used.table(table.key)):
                if other is None and fields:
                    yield _finding(older, table, record, None, _titles(table, fields), names, fields)
                for field in fields if other is not None else ():
                    yield _finding(older, table, record, other, field, names, [field])


def _differences(
    table: Table, older: Sequence[Record], used: Sequence[Record]
) -> Iterator[tuple[Record, Record | None, list[str]]]:
    """Rows of ``older`` without an equal one in ``used``, the row of the same key there, and the fields that differ."""
    contents = {(record.parent, content_of(table, record)) for record in used}
    by_key = {_key(table, record): record for record in reversed(used)}
    for record in older:
        if (record.parent, content_of(table, record)) in contents:
            continue
        other = by_key.get(_key(table, record))
        inputs = [key for key in table.input_keys if key not in (table.code, _VERSION)]
        filled = [key for key in inputs if record.get(key) not in (None, "", ())]
        if other is None:
            yield record, None, filled
        else:
            yield record, other, [key for key in filled if normal(record.get(key)) != normal(other.get(key))]


def _titles(table: Table, fields: Sequence[str]) -> str:
    """The field that represents a whole row: its first text."""
    return next((key for key in fields if table.by_key[key].type.base in ("text", "long_text")), fields[0])


def _key(table: Table, record: Record) -> tuple[object, ...]:
    """Code, natural key, or row id: what names a row in two versions of one workbook."""
    natural = tuple(normal(record.get(name)) for name in table.natural_key)
    alone = table.kind == "form" and table.code is None
    key = table.key if alone else natural if any(natural) and not table.code else record.key
    return record.parent, key


def _finding(
    older: Plan,
    table: Table,
    record: Record,
    other: Record | None,
    field: str,
    names: tuple[str, str],
    fields: Sequence[str],
) -> Finding:
    used_value: Value = other.get(field) if other else None
    params = {
        "case": "row" if other is None else "value" if used_value in (None, "", ()) else "other",
        "left_out": names[0],
        "kept": names[1],
        "kept_value": used_value,
        "name": f"{table.key}.{field}",
        "contents": tuple(record.get(key) for key in fields),
    }
    return Finding(
        "PAC711",
        subject=record.parent or record.key,
        detail=".".join(filter(None, (table.key, record.key if record.parent else "", field))),
        team=older.team,
        file=path_text(older.file) if older.file else None,
        cell=record.cell(field),
        field=f"{table.key}.{field}",
        value=record.get(field),
        params=params,
        severity="warning",
    )
