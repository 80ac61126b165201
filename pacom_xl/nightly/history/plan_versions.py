"""The versions of each team's plan that nights have read, for ``diff --since``: one small file per team and change.

``versions/NO-2026/2026-06-15-3f9a….json.gz`` holds the plan as the night of 15 June found it. A night writes a file
only when the workbook's bytes are not those of the last one. Versions older than five weeks are thinned to the last
of each month.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from pacom_xl.consolidation.review import Review
from pacom_xl.exchange.plan_json import plan_to_json, plans_from_data
from pacom_xl.model.plan import Cell, Origin, Plan, Record
from pacom_xl.reporting.diff.diff_model import FileState, file_states
from pacom_xl.storage.atomic_files import make_folder, reporting_disk_errors, write_bytes
from pacom_xl.template.schema import Template
from pacom_xl.xlsx.addresses import place_of

#: Days after which only the last version of each month stays.
_ALL_DAYS = 35
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})-([0-9a-f]{12})\.json\.gz")
_PLAIN_CODE = re.compile(r"[A-Z0-9]{1,8}")
_SCHEMA = "pacom-version/1"


@dataclass(frozen=True)
class _Version:
    """One file: the day of the night, and the beginning of the workbook's hash."""

    path: Path
    day: date
    digest: str


class PlanVersions:
    """The folder of versions. Methods that write raise ``CannotWriteError``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def store(self, states: Mapping[str, FileState], day: date, template: Template) -> int:
        """Store the plans whose workbook changed since the last version; ``states`` by hash of the workbook.

        Returns how many were written. A second run of one day replaces what the first wrote.
        """
        written = 0
        for digest, state in states.items():
            folder = self._folder_of(state.plan)
            versions = _versions(folder)
            name = f"{day.isoformat()}-{digest[:12]}.json.gz"
            before = [version for version in versions if version.day < day]
            if (before and before[-1].digest == digest[:12]) or (folder / name).is_file():
                continue
            make_folder(folder)
            text = json.dumps(_to_json(state, template), ensure_ascii=False, separators=(",", ":"))
            write_bytes(folder / name, gzip.compress(text.encode(), 6, mtime=0))
            for version in versions:
                if version.day == day:
                    version.path.unlink(missing_ok=True)
            written += 1
        return written

    def at(self, day: date, template: Template) -> list[FileState]:
        """Each plan as the last night up to ``day`` found it; a damaged file counts as absent."""
        states = []
        for folder in self._folders():
            earlier = [version for version in _versions(folder) if version.day <= day]
            for version in reversed(earlier):
                state = _read(version.path, template)
                if state is not None:
                    states.append(state)
                    break
        return states

    def changed_since(
        self, day: date, states: Mapping[str, FileState], template: Template
    ) -> Iterator[tuple[FileState, FileState]]:
        """Each plan as the last night up to ``day`` found it, and as it is; only those whose workbook changed.

        ``states`` by hash of the workbook. Plans without a version that old, or with a damaged one, are left out.
        """
        for digest, state in states.items():
            earlier = [version for version in _versions(self._folder_of(state.plan)) if version.day <= day]
            if earlier and earlier[-1].digest != digest[:12] and (old := _read(earlier[-1].path, template)):
                yield old, state

    def first_day(self) -> date | None:
        """Day of the oldest version; ``None`` without any."""
        return min((v.day for folder in self._folders() for v in _versions(folder)), default=None)

    def thin(self, today: date, months: int) -> None:
        """Delete versions older than ``months``, and all but the last of each month of those older than five weeks.

        The last version of a team before the period stays, since it is the plan of every day until the next one.
        """
        oldest = today - timedelta(days=31 * months)
        for folder in self._folders():
            versions = _versions(folder)
            last_of_month = {(v.day.year, v.day.month): v for v in versions}
            for version in versions[:-1]:
                is_thinned = version.day < today - timedelta(days=_ALL_DAYS)
                if version.day < oldest or (
                    is_thinned and last_of_month[version.day.year, version.day.month] != version
                ):
                    with reporting_disk_errors(version.path):
                        version.path.unlink(missing_ok=True)

    def forget(self, trigram: str) -> int:
        """Remove a person from every version: their row and their trigram. Returns how many files changed."""
        changed = 0
        for folder in self._folders():
            for version in _versions(folder):
                data = _loaded(version.path)
                if data is None or trigram not in json.dumps(data, ensure_ascii=False):
                    continue
                data["plan"]["records"] = [
                    _without(r, trigram) for r in data["plan"]["records"] if not _is_of(r, trigram)
                ]
                data["unread"] = [entry for entry in data.get("unread", []) if trigram not in str(entry[3])]
                text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
                write_bytes(version.path, gzip.compress(text.encode(), 6, mtime=0))
                changed += 1
        return changed

    def _folders(self) -> Iterator[Path]:
        if self.folder.is_dir():
            yield from sorted(path for path in self.folder.iterdir() if path.is_dir())

    def _folder_of(self, plan: Plan) -> Path:
        code = plan.team or ""
        name = code if _PLAIN_CODE.fullmatch(code) else sha256(code.encode("utf-8", "replace")).hexdigest()[:16]
        return self.folder / f"{name}-{plan.year or 0}"


def counted_states(review: Review) -> dict[str, FileState]:
    """The plans of a night that count, by the hash of their workbook; consolidated workbooks are left out."""
    counted = {id(plan) for plan in review.portfolio.plans_read}
    return {
        reading.sha256: state
        for reading in review.readings
        if reading.sha256 and len(reading.plans) == 1
        for state in file_states([reading])
        if id(state.plan) in counted
    }


def _versions(folder: Path) -> list[_Version]:
    """Versions of one team, the oldest first."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        if match := _NAME.fullmatch(path.name):
            with suppress(ValueError):
                found.append(_Version(path, date.fromisoformat(match[1]), match[2]))
    return sorted(found, key=lambda version: (version.day, version.path.name))


def _to_json(state: FileState, template: Template) -> dict[str, Any]:
    return {
        "schema": _SCHEMA,
        "plan": plan_to_json(state.plan, template),
        "unread": [[cell.sheet, cell.row, cell.column, text] for cell, text in state.unread.items()],
        "known": [list(about) for about in sorted(state.reported, key=repr)],
    }


def _loaded(path: Path) -> dict[str, Any] | None:
    try:
        data = json.loads(gzip.decompress(path.read_bytes()))
    except (OSError, ValueError, EOFError):
        return None
    return data if isinstance(data, dict) and isinstance(data.get("plan"), dict) else None


def _read(path: Path, template: Template) -> FileState | None:
    data = _loaded(path)
    if data is None or data.get("schema") != _SCHEMA:
        return None
    plans, _ = plans_from_data({"schema": "pacom-plan/1", "plans": [data["plan"]]}, template, path.name)
    if len(plans) != 1:
        return None
    entry = data["plan"]
    located = plans[0].with_head(file=entry.get("file"))
    located = located.with_records(_located(plans[0].records, entry["records"]))
    unread = {Cell(sheet, row, column): text for sheet, row, column, text in data.get("unread", [])}
    known = frozenset(tuple(about) for about in data.get("known", []))
    return FileState(located, unread, (), known)


def _located(records: Iterable[Record], entries: Iterable[Mapping[str, Any]]) -> Iterator[Record]:
    """The records with the cells they were read from, found again by table, parent and key, in their order."""
    cells: dict[tuple[object, ...], list[Mapping[str, Any]]] = {}
    for entry in entries:
        key = (entry.get("table"), entry.get("parent"), entry.get("key"))
        cells.setdefault(key, []).append(entry.get("cells") or {})
    for record in records:
        found = cells.get((record.table, record.parent, record.key))
        places = found.pop(0) if found else {}
        sheet = next((place[0] for place in places.values()), None)
        if sheet is None:
            yield record
        else:
            spots = {name: place_of(a1) for name, (_, a1) in places.items()}
            yield replace(record, origin=Origin(sheet, 0, places=spots))


def _is_of(record: Mapping[str, Any], trigram: str) -> bool:
    return record.get("table") == "team" and record.get("key") == trigram


def _without(record: Mapping[str, Any], trigram: str) -> dict[str, Any]:
    """A row without references to a person."""
    values = {name: _without_value(value, trigram) for name, value in (record.get("values") or {}).items()}
    return {**record, "values": values}


def _without_value(value: Any, trigram: str) -> Any:
    if isinstance(value, list):
        return [part for part in value if part != trigram] or None
    return None if value == trigram else value
