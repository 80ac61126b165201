"""Workbooks that the page makes: a blank one for a team, and those of the sample company."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pacom_xl.exchange.plan_json import load_data_file, plans_from_data
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.text import Lang
from pacom_xl.reading.reading_result import Reading
from pacom_xl.template.load import load_template, templates_folder
from pacom_xl.template.schema import Template
from pacom_xl.writing.blank_from_group import with_group
from pacom_xl.writing.blank_plan import blank_plan
from pacom_xl.writing.team_workbook import write_workbook

#: The date of the sample company's workbooks.
SAMPLE_DATE = date(2026, 6, 15)
_SAMPLE = "valmorane"
_SAMPLE_TEAMS = ("GR", "NO", "IF", "SE", "SO")
#: Workbooks of the sample company have the same ids wherever they are made.
_NAMESPACE = uuid.UUID("3c1f8f0e-7a55-4f0a-8f4e-2f6f0f7f9d10")


def blank_workbook(data: Mapping[str, Any], template: Template, group: Reading | None, lang: Lang) -> str:
    """Write a blank workbook for the ``team``, ``label``, ``year`` and ``actions`` of ``data``; return its name.

    ``group``: the group's workbook, whose sections it begins with.
    """
    team, year = str(data["team"]), int(data["year"])
    plan = blank_plan(
        template, team=team, label=str(data["label"]), year=year, lang=lang, actions=int(data["actions"]),
        teams=[(team, str(data["label"]) or team)],
    )  # fmt: skip
    if group and group.plan:
        owner = next((known for known in group.plans if known.team == GROUP_TEAM), group.plan)
        plan = with_group(plan, owner, template)
    name = f"PAC_{year}_{team}.xlsx"
    write_workbook(plan, template, Path(name), as_of=date.fromisoformat(data["today"]), frozen=False)
    return name


def sample_workbooks(lang: Lang, progress: Callable[[str, int, int, str], object]) -> Iterator[str]:
    """Write the workbooks of the sample company, of the standard template, one by one; yields the name of each."""
    folder, standard = samples_folder(), load_template()
    for rank, team in enumerate(_SAMPLE_TEAMS):
        (plan,), _ = plans_from_data(load_data_file(folder / f"{team}.json"), standard, team)
        name = f"PAC_{plan.year}_{team}.xlsx"
        progress("writing", rank, len(_SAMPLE_TEAMS), name)
        own_id = str(uuid.uuid5(_NAMESPACE, f"{plan.team} {plan.year}"))
        write_workbook(plan, standard, Path(name), as_of=SAMPLE_DATE, frozen=True, workbook_id=own_id, lang=lang)
        yield name


def samples_folder() -> Path:
    """The sample company's plans: in the installed package, else beside a checkout."""
    package = templates_folder().parent
    return package / "samples" / _SAMPLE
