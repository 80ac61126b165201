"""Read a consolidated workbook back into the plans it was made from, one per team.

Rows of a team's own go to that team. A row that stands for several goes to each of them, as the sheet of differences
says they spell it. The rest is done as for any workbook, with one interpreter a team.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from pacom_xl.model.audit import OWN_KEY, Source
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell, Origin, Plan, Record
from pacom_xl.model.text import fold
from pacom_xl.reading.decode import RecordBuilder
from pacom_xl.reading.group.row_sharing import RowSharing
from pacom_xl.reading.group.source_rows import digests_of, source_of_row
from pacom_xl.reading.group.stored_records import RowsOfTeams
from pacom_xl.reading.many_files.plan_store import PlanStore
from pacom_xl.reading.raw_records import RawRecord, RawSheet
from pacom_xl.storage.spill_buffer import SpillBuffer
from pacom_xl.storage.spooled_groups import SpooledGroups
from pacom_xl.storage.spooled_list import SpooledList
from pacom_xl.template.consolidated import FINGERPRINT, READ_FINGERPRINT, typed_keys, union_of
from pacom_xl.template.schema import Table, Template
from pacom_xl.values.codecs import Context
from pacom_xl.values.fingerprints import UNKNOWN, with_digest
from pacom_xl.values.value_lists import Labels

#: Day 0 of a spreadsheet, and how many it counts.
_EPOCH, _LAST_DAY = date(1899, 12, 30), 2_958_466


@dataclass
class GroupContents:
    """Contents of a consolidated workbook. ``plans`` and ``leaves`` correspond; ``contains`` names all its sources."""

    plans: list[Plan] = field(default_factory=list)
    leaves: list[Source] = field(default_factory=list)
    contains: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)
    #: Rows that several teams share, as the workbook shows them, by table.
    common: Mapping[str, Sequence[Record]] = field(default_factory=dict)


def read_group(
    sheets: Sequence[RawSheet],
    template: Template,
    whole: Template,
    head: Plan,
    labels: Labels,
    details: SpooledGroups[Record],
    buffer: SpillBuffer,
) -> GroupContents:
    """The plans of a consolidated workbook.

    ``template``: that of the teams; ``whole``: the consolidated one the sheets were extracted with; ``head``: language,
    version, file and id of the workbook, no records; ``labels``: those of its lists; ``details``: rows of each team
    that are in a file beside the workbook; ``buffer``: where rows wait until all rows of their team are known. The
    plans are stored as soon as they are made.
    """
    context = Context.build(whole, head.lang, labels)
    sources = [source_of_row(raw, context) for sheet in sheets for raw in _of(sheet, "sources")]
    common = _Team(Source("", "read"), template, {}, RecordBuilder(template, head.lang, labels))
    is_typed = common.builder.is_typed
    counted = {source.team: source for source in sources if source.counted and source.team and is_typed(source.team)}
    changes, few = _changes(sheets, template), _held_by_few(sheets)
    sharing = RowSharing(template, {fold(team): team for team in counted}, few, RowsOfTeams(buffer))
    ownerless: list[Finding] = []
    for sheet in sheets:
        if sheet.key in template.by_key or any(table in template.tables for table in sheet.tables):
            for raw in sheet.all_records:
                if not sharing.share_out(raw):
                    ownerless.append(_ownerless(raw, sheet, template.tables[raw.table.key], head.file))
                if raw.table.key in template.tables and union_of(template, raw.table.key) != "side":
                    common.add_row(raw, "")
    found = GroupContents(contains=tuple(dict.fromkeys(digest for s in counted.values() for digest in digests_of(s))))
    shared = common.plan(head)
    found.common = {name: SpooledList(shared.table(name), buffer) for name in shared.names()}
    once = _OncePerCell()
    store = PlanStore()
    for team, source in counted.items():
        reader = _Team(source, template, changes.get(team, {}), RecordBuilder(template, head.lang, labels))
        for raw, name in sharing.rows_of(team):
            reader.add_row(raw, name)
        plan = reader.plan(head, details.of(team))
        found.plans.append(store.put_plan(plan))
        found.leaves.append(source)
        found.findings += once.among(replace(f, team=plan.team, file=plan.file) for f in reader.builder.findings)
    store.fill_no_more()
    found.findings += ownerless
    return found


def _ownerless(raw: RawRecord, sheet: RawSheet, table: Table, file: str | None) -> Finding:
    """PAC712 at the first cell of the row."""
    typed = {key: raw.values[key] for key in table.input_keys if raw.values.get(key) not in (None, "")}
    key, team = next(iter(typed), "team"), str(raw.values.get("team", ""))
    contents = tuple(map(str, typed.values()))
    params = {"contents": contents, "case": "unknown" if team else "none", "team_typed": team}
    cell, name = raw.origin.cell(key), f"{table.key}.{key}"
    detail = cell.a1 if cell else None
    return Finding("PAC712", sheet.key, detail, file=file, cell=cell, field=name, params=params, severity="error")


class _OncePerCell:
    """Findings about cells, each once: a row that several teams share is read for each of them."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, Cell]] = set()

    def among(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Those that are new, and those without a cell."""
        for finding in findings:
            if finding.cell is None or (finding.code, finding.cell) not in self._seen:
                yield finding
            if finding.cell is not None:
                self._seen.add((finding.code, finding.cell))


def _of(sheet: RawSheet, table: str) -> Iterator[RawRecord]:
    records = sheet.all_records if table in sheet.tables else ()
    return (raw for raw in records if raw.table.key == table)


# -- the ledgers ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Row:
    """Values of one team that differ from a common row: by field, with their cells."""

    change: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    sheet: str = ""


#: Whether the row is one the team alone has, and its name: that of a common row may be the same.
_Name = tuple[bool, str]
#: By team, by table, by row.
_Changes = dict[str, dict[str, dict[_Name, _Row]]]


def _changes(sheets: Iterable[RawSheet], template: Template) -> _Changes:
    found: _Changes = {}
    for sheet in sheets:
        for raw in _of(sheet, "differences"):
            team, table, name, change, key = (
                str(raw.values.get(part, "")) for part in ("team", "table", "record", "change", "field")
            )
            if change == "present":
                continue
            rows = found.setdefault(team, {}).setdefault(table, {})
            row = rows.setdefault((change == "extra", name), _Row(change, sheet=sheet.tab))
            row.values[key] = _content(template.tables.get(table), key, raw.values.get("value", ""))
            row.places[key] = (raw.origin.row, raw.origin.columns.get("value", 0))
    return found


def _held_by_few(sheets: Iterable[RawSheet]) -> dict[tuple[str, str], list[str]]:
    """The teams that have a common row, by table and name, for rows that most teams do not have."""
    found: dict[tuple[str, str], list[str]] = {}
    for raw in (raw for sheet in sheets for raw in _of(sheet, "differences")):
        team, table, name, change = (str(raw.values.get(part, "")) for part in ("team", "table", "record", "change"))
        if change == "present":
            found.setdefault((table, name), []).append(team)
    return found


def _content(table: Table | None, key: str, content: Any) -> Any:
    """Values of all kinds stand in one column, dates as mere numbers."""
    known = table.by_key.get(key) if table else None
    is_day = known is not None and known.type.base in ("date", "month") and isinstance(content, (int, float))
    return _EPOCH + timedelta(days=int(content)) if is_day and 0 < content < _LAST_DAY else content


# -- one team ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Team:
    """The reading of one team's part."""

    source: Source
    template: Template
    changes: dict[str, dict[_Name, _Row]]
    builder: RecordBuilder
    #: Keys of the actions taken.
    actions: set[str] = field(default_factory=set)

    def add_row(self, raw: RawRecord, name: str) -> None:
        """Add a row of this team, with the team's own values; ``name``: its name in the sheet of differences."""
        difference = self.changes.get(raw.table.key, {}).get((False, name))
        if difference is not None:
            if difference.change == "absent":
                return
            values = {
                key: value for key, value in (raw.values | difference.values).items() if value != "" and key != OWN_KEY
            }
            if FINGERPRINT in values:
                keys = typed_keys(self.template, self.template.tables[raw.table.key])
                values[FINGERPRINT] = with_digest(str(values[FINGERPRINT]), keys, difference.values, UNKNOWN)
            raw = replace(raw, values=values, row_id=str(difference.values.get(OWN_KEY, raw.row_id)))
        self.builder.add_sheet(RawSheet(raw.origin.sheet, raw.table.sheet, [raw]))
        if raw.table.key == "actions":
            self._number_copy(raw.row_id)

    def _number_copy(self, row_id: str) -> None:
        """The key of the action just taken. Of several with one code, the row id says which one it is
        (``ACT-NO-001 (2)``, as the team's workbook was read); one typed here gets the next number.
        """
        records = self.builder.records
        action, number = records[-1], 2
        key = row_id.removesuffix(f" ({self.source.team})")
        if not re.fullmatch(rf"{re.escape(action.key)} \(\d+\)", key):
            key = action.key
        while key in self.actions:
            key, number = f"{action.key} ({number})", number + 1
        self.actions.add(key)
        records[-1] = replace(action, key=key)

    def plan(self, head: Plan, details: Iterable[Record] = ()) -> Plan:
        """The plan of the team, built from the rows added; ``details``: rows from details files."""
        self._add_extra_rows()
        self.builder.resolve_references()
        records = [*(self._settled(record) for record in self.builder.records), *details]
        plan = replace(head, team=self.source.team, records=records, workbook_id=self.source.workbook_id)
        year = plan.form("plan").get("plan_year")
        return plan.with_head(year=year if isinstance(year, int) else self.source.year)

    def _add_extra_rows(self) -> None:
        for key, rows in self.changes.items():
            table = self.template.tables.get(key)
            for (alone, name), row in rows.items():
                if table is not None and alone:
                    origin = Origin(row.sheet, 0, places=row.places)
                    raw = RawRecord(table, {k: v for k, v in row.values.items() if v != ""}, origin, name)
                    self.builder.add_sheet(RawSheet(row.sheet, table.sheet, [raw]))

    def _settled(self, record: Record) -> Record:
        """With its parent where it belongs, and the source of this team's own row."""
        values = dict(record.values)
        values.pop("teams", None)
        parent = values.pop("parent", None)
        values[READ_FINGERPRINT] = values.pop(FINGERPRINT, None)
        shared = values.get("team") != self.source.team
        if shared:
            values |= {"team": self.source.team, "source_file": self.source.leaf, "source_cell": None}
        if isinstance(parent, str):
            # Of two teams with one action code, the workbook names each action's team.
            return replace(record, values=values, parent=parent.removesuffix(f" ({self.source.team})"))
        return replace(record, values=values)
