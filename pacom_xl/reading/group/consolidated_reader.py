"""Read a consolidated workbook: whether it is one that can be read, its tabs, its plans, its findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from pacom_xl.model.plan import Plan, Record
from pacom_xl.model.text import path_text
from pacom_xl.reading.findings.structure_findings import structure
from pacom_xl.reading.group.details_beside import MissingDetailsError, detail_records
from pacom_xl.reading.group.group_reader import read_group
from pacom_xl.reading.group.group_tabs import GroupTabs
from pacom_xl.reading.reading_result import Reading
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
from pacom_xl.storage.spooled_groups import SpooledGroups
from pacom_xl.template.consolidated import consolidated
from pacom_xl.template.find import is_newer
from pacom_xl.template.migrations import earlier_template, steps_since
from pacom_xl.template.schema import Step, Template
from pacom_xl.xlsx.limits import DocumentError, Limits
from pacom_xl.xlsx.package import Package, Refusal, open_package

#: Takes the tabs of the workbook as those of a template. Raises ``DocumentError``.
_Take = Callable[[Template], GroupTabs]


def read_consolidated(path: Path, package: Package, template: Template) -> Reading | None:
    """The plans that a consolidated workbook, which is open, brings together; ``None`` when it is none."""
    return _read(path, template, lambda whole: GroupTabs(package, whole, template))


def read_tab_by_tab(path: Path, template: Template, limits: Limits) -> Reading | None:
    """The same of a large one, with the cells of one tab in memory at a time."""
    digest = ""

    def take(whole: Template) -> GroupTabs:
        nonlocal digest
        package = open_package(path, limits, tab_by_tab=True)
        digest = package.sha256
        if isinstance(package, Refusal):
            raise DocumentError(package.reason)
        return GroupTabs(package, whole, template)

    try:
        return _read(path, template, take)
    except DocumentError as error:
        return rejected(path, error.reason, digest)


def _read(path: Path, template: Template, take: _Take) -> Reading | None:
    whole = consolidated(template)
    taken = take(whole)
    if "sources" not in taken.tabs.keys:
        return None
    if reading := other_template(path, taken.package, taken.tabs, template):
        return reading
    version = version_of(taken.tabs, taken.package)
    if is_newer(version, template.version):
        return not_ours(path, taken.package, NEWER, version, "rejected")
    steps = steps_since(template, version)
    if steps:
        taken = take(consolidated(earlier_template(template, version)))
    return _contents(path, taken, template, whole, version, steps)


def _contents(
    path: Path, taken: GroupTabs, template: Template, whole: Template, version: str, steps: Sequence[Step]
) -> Reading:
    """The reading of a workbook whose tabs were taken. ``steps``: changes of the template since its ``version``."""
    package, tabs = taken.package, taken.tabs
    head = Plan(None, None, language_of(tabs, package), template.name, version or template.version, [], path_text(path))
    workbook_id = tabs.meta("workbook_id") or package.properties.get("pacom_workbook_id")
    details = SpooledGroups[Record](taken.buffer)
    if taken.details:
        try:
            detail_records(path, taken.details, workbook_id or "", template, details, is_earlier=bool(steps))
        except MissingDetailsError as error:
            return rejected(path, error.reason, package.sha256, "missing")
    of_shape = list(structure(tabs, package.workbook, taken.shape, taken.examined))
    if steps:
        migrate(tabs.sheets, steps, whole)
    labels = team_labels(tabs, vocabulary_of(template))
    found = read_group(tabs.sheets, template, whole, head, labels, details, taken.buffer)
    findings = [*(replace(finding, file=head.file) for finding in of_shape), *found.findings]
    reading = reading_of(path, package, tabs, found.plans, findings)
    reading.workbook_id = workbook_id
    reading.named_template = named_of(tabs, package)
    reading.contains, reading.leaves, reading.common = found.contains, tuple(found.leaves), found.common
    return reading
