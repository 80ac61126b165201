"""Rows of the sheet of sources of a consolidated workbook, as sources of an audit."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from pacom_xl.model.audit import Source
from pacom_xl.reading.raw_records import RawRecord
from pacom_xl.values.codecs import Context, read_value


def source_of_row(raw: RawRecord, context: Context) -> Source:
    """The source of an audit in a row of the sheet of sources. Contents that cannot be read are left out."""
    fields = raw.table.by_key
    values: dict[str, Any] = {
        key: read_value(fields[key], content, context).value for key, content in raw.values.items()
    }
    return Source(
        path=values.get("path") or "",
        status=values.get("status") or "foreign",
        team=values.get("team"),
        year=values.get("year"),
        sha256=values.get("sha256") or "",
        workbook_id=values.get("workbook_id"),
        saved_on=_moment(raw.values.get("saved_on")),
        saved_by=values.get("saved_by"),
        plan_version=values.get("plan_version"),
        cells_read=values.get("cells_read"),
        cells_ignored=values.get("cells_ignored"),
        cells_refused=values.get("cells_refused"),
        comments=values.get("comments"),
        leaf=values.get("path"),
        via=tuple(str(values.get("via_marks") or "").split()),
        rows=values.get("rows") or "",
    )


def _moment(raw: object) -> datetime | None:
    """A date and time; a cell at midnight is read as a date."""
    if isinstance(raw, datetime):
        return raw
    return datetime.combine(raw, time()) if isinstance(raw, date) else None


def digests_of(source: Source) -> tuple[str, ...]:
    return tuple(filter(None, (source.sha256, source.workbook_id, *source.via)))
