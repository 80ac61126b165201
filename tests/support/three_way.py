"""The workbook of the last consolidation as the reader gives it back, without writing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from pacom_xl.consolidation.portfolio import Portfolio, consolidate
from pacom_xl.model.plan import Plan, Record
from pacom_xl.reading.reading_result import Reading
from pacom_xl.template.consolidated import READ_FINGERPRINT, typed_keys, union_of
from pacom_xl.values.fingerprints import fingerprint_of
from tests.support.drafts import Change, edited
from tests.support.sample_company import TEMPLATE

FILE = "previous.xlsx"


def reading_of(plan: Plan, saved_on: datetime | None = None, sha256: str = "") -> Reading:
    """A team's workbook as the reader gives it."""
    plan = plan.with_head(file=f"{plan.team}.xlsx", workbook_id=f"id-{plan.team}")
    path = Path(f"{plan.team}.xlsx")
    return Reading(
        path,
        "read",
        plans=[plan],
        sha256=sha256 or f"sha-{plan.team}",
        workbook_id=f"id-{plan.team}",
        saved_on=saved_on,
    )


def base_of(
    plans: Sequence[Plan],
    edits: Mapping[str, Change] | None = None,
    common: Mapping[str, Change] | None = None,
    saved_on: datetime | None = None,
) -> Reading:
    """The consolidation of ``plans`` after the group's ``edits`` in the rows of each team.

    ``common``: edits of rows that stand for several teams, by table, done in every plan and in the common rows.
    """
    before = consolidate([reading_of(plan) for plan in plans], TEMPLATE)
    sources = [source for source in before.listed_sources() if source.team]
    found = []
    for source in sources:
        plan = next(plan for plan in plans if plan.team == source.team)
        plan = plan.with_records(_written(record, plan.team) for record in plan.records)
        plan = edited(plan, (edits or {}).get(plan.team or ""))
        for change in (common or {}).values():
            plan = edited(plan, change)
        found.append(plan.with_head(file=FILE))
    shared = before.merged().shared.with_records(
        _written(r, None) for r in before.merged().shared.records if union_of(TEMPLATE, r.table) != "side"
    )
    for change in (common or {}).values():
        shared = edited(shared, change)
    rows = {table: shared.table(table) for table in shared.names()}
    return Reading(Path(FILE), "read", plans=found, leaves=tuple(sources), common=rows, saved_on=saved_on)


def _written(record: Record, team: str | None) -> Record:
    """A row with its fingerprint; ``team``: whose row it is."""
    keys = typed_keys(TEMPLATE, TEMPLATE.tables[record.table])
    own = {"team": team} if team else {}
    return record.with_values({**own, READ_FINGERPRINT: fingerprint_of(record.values, keys)})


def merged_again(plans: Sequence[Plan], base: Reading, on_conflict: str = "report") -> Portfolio:
    """``plans`` against the last consolidation; each workbook counts as saved since."""
    readings = [reading_of(plan, datetime(2026, 6, 2), f"new-{plan.team}") for plan in plans]
    return consolidate(readings, TEMPLATE, base=base, on_conflict=on_conflict)
