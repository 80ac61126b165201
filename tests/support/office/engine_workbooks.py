"""Workbooks of every kind for the calculation engines: filled in, blank, of a company's own template."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from pacom_xl.cli.samples import samples_folder
from pacom_xl.exchange.plan_json import load_data_file, plans_from_data
from pacom_xl.model.text import Lang
from pacom_xl.template.load import load_template
from pacom_xl.writing.blank_plan import blank_plan
from pacom_xl.writing.team_workbook import workbook_bytes
from tests.support.written_once import made_once

MONDAY, SUNDAY, HOLIDAY = date(2026, 6, 15), date(2026, 6, 14), date(2026, 7, 14)


def written(kind: str, lang: Lang, day: date, folder: Path) -> Path:
    """A workbook as of ``day``: ``blank``, ``company``, ``core``, or the code of a sample team."""
    out = folder / f"{kind}-{lang}-{day:%m%d}.xlsx"
    out.write_bytes(made_once(f"{kind} {lang} {day}", lambda: _written(kind, lang, day)))
    return out


def _written(kind: str, lang: Lang, day: date) -> bytes:
    """The workbook's bytes."""
    template = load_template("example_company" if kind == "company" else "standard")
    if kind == "core":
        optional = frozenset(sheet.key for sheet in template.sheets if sheet.level == "optional")
        template = replace(template, left_out=optional)
    if kind in ("blank", "core"):
        plan = blank_plan(template, team="NO", label="Nord-Ouest", year=2026, lang=lang, actions=3)
    else:
        team = "NO" if kind == "company" else kind
        plan = plans_from_data(load_data_file(samples_folder() / f"{team}.json"), load_template(), team)[0][0]
    return workbook_bytes(replace(plan, lang=lang), template, as_of=day, frozen=True, workbook_id="test", lang=lang)
