"""Readings of the sample company, without any workbook."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path

from pacom_xl.cli.samples import samples_folder
from pacom_xl.consolidation.review import Review, review
from pacom_xl.exchange.plan_json import load_data_file, plans_from_data
from pacom_xl.model.plan import Plan
from pacom_xl.model.text import Lang
from pacom_xl.reading.reading_result import Reading
from pacom_xl.template.load import load_template
from tests.support.drafts import Change, Draft, DraftRecord, edited

TEMPLATE = load_template()
AS_OF = date(2026, 6, 15)
TEAMS = ("GR", "NO", "IF", "SE", "SO")


@cache
def _data(team: str) -> object:
    return load_data_file(samples_folder() / f"{team}.json")


def sample_plan(team: str) -> Plan:
    """A plan of the sample company."""
    plans, problems = plans_from_data(_data(team), TEMPLATE, team)
    assert not problems
    return plans[0]


def first_actions(draft: Draft) -> None:
    """Leave the first three actions of a plan, with all that hangs on them."""
    few = few_actions(draft.plan())
    draft.records = [DraftRecord.of(record) for record in few.records]


def few_actions(plan: Plan, *codes: str) -> Plan:
    """The plan with these actions only, with all that hangs on them; without codes, its first three."""
    wanted = codes or tuple(record.key for record in plan.table("actions"))[:3]
    gone = {record.key for record in plan.table("actions")} - set(wanted)
    return plan.with_records(
        record
        for record in plan.records
        if record.parent not in gone and not (record.table == "actions" and record.key in gone)
    )


def reading(
    team: str,
    name: str | None = None,
    *,
    sha256: str | None = None,
    workbook_id: str | None = None,
    saved_on: datetime | None = None,
    change: Change | None = None,
) -> Reading:
    """Reading of a team's file, as the reader would return it, after ``change``."""
    path = Path(name or f"{team}.xlsx")
    plan = sample_plan(team).with_head(file=str(path), workbook_id=workbook_id or f"id-{team}")
    plan = edited(plan, change)
    return Reading(
        path,
        "read",
        plans=[plan],
        sha256=sha256 or f"sha-{path.name}",
        workbook_id=plan.workbook_id,
        saved_on=saved_on,
    )


def sample_review(lang: Lang = "fr", change: Change | None = None) -> Review:
    """The whole company on the reference date."""
    return review([reading(team, change=change) for team in TEAMS], TEMPLATE, AS_OF, lang=lang)
