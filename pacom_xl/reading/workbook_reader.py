"""Read a workbook back into a plan. Whatever a person typed is read, or reported with its cell; never an exception."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pacom_xl.layout.defined_names import home_name
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell, Plan
from pacom_xl.model.text import Text, path_text
from pacom_xl.reading.decode import RecordBuilder
from pacom_xl.reading.findings.shown_readings import hidden_readings
from pacom_xl.reading.findings.shown_totals import lower_totals
from pacom_xl.reading.findings.structure_findings import structure
from pacom_xl.reading.findings.swapped_dates import swapped_dates
from pacom_xl.reading.group.group_limits import LARGE, group_size
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reading.recognition.tab_recognition import Tabs, sort_tabs
from pacom_xl.reading.recognition.vocabulary import vocabulary_of
from pacom_xl.reading.templates.template_migration import migrate
from pacom_xl.reading.workbook_facts import (
    NEWER,
    language_of,
    named_of,
    not_ours,
    other_template,
    reading_of,
    rejected,
    team_labels,
    version_of,
)
from pacom_xl.template.find import is_newer
from pacom_xl.template.migrations import earlier_template, steps_since
from pacom_xl.template.schema import Step, Template
from pacom_xl.xlsx.cells import address
from pacom_xl.xlsx.limits import Limits
from pacom_xl.xlsx.package import Package, Refusal, open_package
from pacom_xl.xlsx.workbook import Workbook

FOREIGN = Text("aucune marque de pacom_xl dans ce fichier", "no anchor of pacom_xl in this file")
#: Most addresses a finding carries.
_MOST_CELLS = 200


@dataclass(frozen=True)
class OpenReading:
    """A reading with the open workbook it was made from. ``tabs``: none when the file holds no plan of a team.

    ``steps``: changes of the template since the version of the workbook; ``shape``: the template as it was then, by
    which ``tabs`` were recognised.
    """

    reading: Reading
    workbook: Workbook | None = None
    tabs: Tabs | None = None
    steps: tuple[Step, ...] = ()
    shape: Template | None = None


def read_workbook(path: Path, template: Template) -> Reading:
    """The plan in ``path``, or the reason why there is none; findings are about the reading only (PAC1xx)."""
    return read_open(path, template).reading


def read_open(path: Path, template: Template) -> OpenReading:
    """As ``read_workbook``, and also returns the open file, for callers that write it again."""
    limits = Limits.of_environment()
    size = group_size(path, min(limits.part, limits.total, LARGE))
    if size:
        limits = size.limits(limits)
        if reading := _read_tab_by_tab(path, template, limits):
            return OpenReading(reading)
    package = open_package(path, limits)
    if isinstance(package, Refusal):
        return OpenReading(rejected(path, package.reason, package.sha256))
    if package.workbook.defines(home_name("sources")) and (reading := _read_consolidated(path, package, template)):
        return OpenReading(reading)
    tabs = sort_tabs(package.workbook, template)
    if "sources" in tabs.keys and (reading := _read_consolidated(path, package, template)):
        return OpenReading(reading)
    if not tabs.recognised:
        return OpenReading(not_ours(path, package, FOREIGN, "", "foreign"))
    if reading := other_template(path, package, tabs, template):
        return OpenReading(reading)
    version = version_of(tabs, package)
    if is_newer(version, template.version):
        return OpenReading(not_ours(path, package, NEWER, version, "rejected"))
    steps, shape = steps_since(template, version), template
    if steps:
        shape = earlier_template(template, version)
        tabs = sort_tabs(package.workbook, shape)
    found = _read(path, package, tabs, template, shape, version or template.version)
    return OpenReading(found, package.workbook, tabs, steps, shape)


def _read_tab_by_tab(path: Path, template: Template, limits: Limits) -> Reading | None:
    from pacom_xl.reading.group.consolidated_reader import read_tab_by_tab

    return read_tab_by_tab(path, template, limits)


def _read_consolidated(path: Path, package: Package, template: Template) -> Reading | None:
    from pacom_xl.reading.group.consolidated_reader import read_consolidated

    return read_consolidated(path, package, template)


def _read(path: Path, package: Package, tabs: Tabs, template: Template, of_file: Template, version: str) -> Reading:
    """The plan of a workbook; ``of_file``: the template as it was in ``version``."""
    lang = language_of(tabs, package)
    shape = list(structure(tabs, package.workbook, of_file))
    if of_file is not template:
        migrate(tabs.sheets, steps_since(template, version), template)
    builder = RecordBuilder(template, lang, team_labels(tabs, vocabulary_of(template)), _currency(tabs))
    builder.originals = _originals(tabs)
    for key in (sheet.key for sheet in of_file.sheets if sheet.scope != "generated"):
        for sheet in tabs.of(key):
            if key == "actions":
                builder.add_action_sheet(sheet)
            else:
                builder.add_sheet(sheet)
    builder.resolve_references()
    plan = Plan(None, None, lang, template.name, version, builder.records, path_text(path))
    identity, custom = plan.form("plan"), package.properties
    codes = (identity.get("team_code"), tabs.meta("team_code"), custom.get("pacom_team"))
    year = identity.get("plan_year")
    plan = plan.with_head(
        team=next((code for code in codes if isinstance(code, str) and builder.is_typed(code)), None),
        year=year if isinstance(year, int) else None,
        workbook_id=tabs.meta("workbook_id") or custom.get("pacom_workbook_id"),
        group_digests=tabs.meta("group_hash"),
    )
    findings = [*shape, *_far(tabs), *builder.findings]
    findings += swapped_dates(builder.records, builder.findings, template)
    findings += lower_totals([*tabs.of("envelope"), *tabs.of("cash")], package.workbook, plan, template, findings)
    measured = [*tabs.of("plan"), *tabs.of("objectives"), *tabs.of("actions")]
    findings += hidden_readings(measured, package.workbook, plan, template, findings)
    located = [replace(finding, team=plan.team, file=plan.file) for finding in findings]
    reading = reading_of(path, package, tabs, [plan], located)
    reading.workbook_id = plan.workbook_id
    reading.named_template = named_of(tabs, package)
    return reading


def _far(tabs: Tabs) -> Iterator[Finding]:
    for tab, places in tabs.far.items():
        cells = list(map(address, places))
        area = ", ".join(cells[:5]) + ("…" if len(cells) > 5 else "")
        params = {"name": f"{tab}!{area}", "cells": cells[:_MOST_CELLS], "count": len(cells)}
        yield Finding("PAC109", tab, f"{tab}!{cells[0]}", cell=Cell(tab, *places[0]), params=params)


# -- what the codecs need to know first --------------------------------------------------------------------------


def _currency(tabs: Tabs) -> Any:
    """The content of the cell of the plan's currency."""
    found = (r.values["currency"] for s in tabs.of("plan") for r in s.records if "currency" in r.values)
    return next(found, "")


def _originals(tabs: Tabs) -> dict[str, str]:
    """The tab of each action code: the one of that name, else the first; the others are copies."""
    found: dict[str, str] = {}
    for sheet in tabs.of("actions"):
        for record in sheet.records:
            code = str(record.values.get("code", "")).strip()
            if record.table.key == "actions" and code and (code not in found or sheet.tab == code):
                found[code] = sheet.tab
    return found
