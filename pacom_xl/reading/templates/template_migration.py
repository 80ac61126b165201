"""Contents of a workbook of an earlier template version, moved to the fields of the present one.

Cells are moved as they were typed, before they are decoded: what the present type of a field does not accept is
reported with its cell like any other content, and nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from pacom_xl.model.plan import Origin
from pacom_xl.model.text import fold
from pacom_xl.reading.raw_records import RawRecord, RawSheet
from pacom_xl.template.consolidated import IDENTITIES
from pacom_xl.template.schema import Step, Template

#: The table of a consolidated workbook with the differences between teams and its common rows.
_DIFFERENCES = "differences"
_Place = TypeVar("_Place")


def migrate(sheets: Sequence[RawSheet], steps: Iterable[Step], template: Template) -> None:
    """Carry out ``steps``, oldest first, on the records of a workbook; they become records of ``template``."""
    for sheet in sheets:
        sheet.hold_all()
    for step in steps:
        for sheet in sheets:
            for record in [r for r in sheet.records if _is_of(r, step.table)]:
                if step.change == "moved" and not step.is_of_table:
                    _move(record, step, sheet, sheets, template)
                else:
                    _convert(record, step)
            for record in [r for r in sheet.records if r.table.key == _DIFFERENCES]:
                _rename_difference(record, step)
    for sheet in sheets:
        for record in sheet.records:
            record.table = template.tables[record.table.key]


def _is_of(record: RawRecord, table: str) -> bool:
    """Whether a record is of a table; a consolidated workbook has the identity of each plan as a row."""
    return record.table.key == table or (table == "plan" and record.table.key == IDENTITIES)


def _rename_difference(record: RawRecord, step: Step) -> None:
    """A row of the differences between teams, which names a field of a table."""
    if (record.values.get("table"), record.values.get("field")) == (step.table, step.key) and step.change == "renamed":
        record.values["field"] = step.to[0].partition(".")[2]


def _convert(record: RawRecord, step: Step) -> None:
    """Rename, split or translate one field of a record."""
    if step.is_of_table:
        return
    keys = [name.partition(".")[2] for name in step.to]
    record.origin = replace(
        record.origin,
        columns=_renamed(record.origin.columns, step.key, keys),
        places=_renamed(record.origin.places, step.key, keys),
    )
    if step.key in record.values:
        content = record.values.pop(step.key)
        record.values.update(zip(keys, _parts(content, step), strict=False))


def _renamed(places: Mapping[str, _Place], former: str, keys: Sequence[str]) -> Mapping[str, _Place]:
    if former not in places:
        return places
    others = {key: place for key, place in places.items() if key != former}
    return {**others, **dict.fromkeys(keys, places[former])}


def _parts(content: Any, step: Step) -> list[Any]:
    """Split a content into the contents of the fields that replace it: the last part has the remainder."""
    if step.change == "split" and isinstance(content, str):
        return [part for piece in content.split(step.separator, len(step.to) - 1) if (part := piece.strip())]
    former = {fold(key): value for key, value in step.values.items()}
    return [former.get(fold(str(content)), content)]


def _move(record: RawRecord, step: Step, sheet: RawSheet, sheets: Sequence[RawSheet], template: Template) -> None:
    """Move a field of a form to another form."""
    content = record.values.pop(step.key, "")
    if content == "":
        return
    table, _, key = step.to[0].partition(".")
    team = record.values.get("team")
    targets = [r for of in sheets for r in of.records if _is_of(r, table) and team in (None, r.values.get("team"))]
    if not targets:
        targets = [RawRecord(template.tables[table], {}, Origin(sheet.tab, 0))]
        sheet.records += targets
    cell = record.origin.cell(step.key)
    for target in targets:
        target.values[key] = _parts(content, step)[0]
        target.origin = replace(target.origin, elsewhere={**target.origin.elsewhere, key: (None, cell)})
