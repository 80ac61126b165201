"""Read a workbook back into a plan. Whatever a person typed is read, or reported with its cell; never an exception."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from pacom_xl.layout.defined_names import home_name
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell, Plan, Record
from pacom_xl.model.text import LANGS, Lang, Text, fold, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.reading.cell_account import Account
from pacom_xl.reading.decode import RecordBuilder
from pacom_xl.reading.findings.shown_readings import hidden_readings
from pacom_xl.reading.findings.shown_totals import lower_totals
from pacom_xl.reading.findings.structure_findings import structure
from pacom_xl.reading.findings.swapped_dates import swapped_dates
from pacom_xl.reading.findings.unreadable import not_recognised, unreadable
from pacom_xl.reading.group.group_limits import LARGE, group_size
from pacom_xl.reading.notes import notes_of
from pacom_xl.reading.raw_records import RawRecord
from pacom_xl.reading.reading_result import NamedTemplate, Reading
from pacom_xl.reading.recognition.tab_recognition import Tabs, sort_tabs
from pacom_xl.reading.recognition.vocabulary import Vocabulary, vocabulary_of
from pacom_xl.reading.templates.named_template import is_readable, named_template, not_readable
from pacom_xl.reading.templates.template_migration import migrate
from pacom_xl.template.find import is_newer
from pacom_xl.template.migrations import earlier_template, steps_since
from pacom_xl.template.schema import Step, Template
from pacom_xl.template.sources import STANDARD
from pacom_xl.xlsx.cells import address
from pacom_xl.xlsx.limits import Limits
from pacom_xl.xlsx.package import Package, Refusal, open_package
from pacom_xl.xlsx.workbook import Workbook

FOREIGN = Text("aucune marque de pacom_xl dans ce fichier", "no anchor of pacom_xl in this file")
NEWER = sentence(
    "modèle plus récent que ce programme : mettre pacom_xl à jour", "template newer than this program: update pacom_xl"
)
_LANGUAGES: dict[Lang, tuple[str, ...]] = {"fr": ("fr", "francais", "french"), "en": ("en", "anglais", "english")}
#: Findings about a cell whose value is not in the plan.
REFUSED_CODES = {"PAC105", "PAC106", "PAC112", "PAC114", "PAC125"}
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
    package = open_package(path, size.limits(limits) if size else limits)
    if isinstance(package, Refusal):
        return OpenReading(rejected(path, package.reason, package.sha256))
    if package.workbook.defines(home_name("sources")) and (reading := _read_consolidated(path, package, template)):
        return OpenReading(reading)
    tabs = sort_tabs(package.workbook, template)
    if "sources" in tabs.keys and (reading := _read_consolidated(path, package, template)):
        return OpenReading(reading)
    if not tabs.recognised:
        return OpenReading(_not_ours(path, package, FOREIGN, "", "foreign"))
    if reading := _other_template(path, package, tabs, template):
        return OpenReading(reading)
    version = _version(tabs, package)
    if is_newer(version, template.version):
        return OpenReading(_not_ours(path, package, NEWER, version, "rejected"))
    steps, shape = steps_since(template, version), template
    if steps:
        shape = earlier_template(template, version)
        tabs = sort_tabs(package.workbook, shape)
    found = _read(path, package, tabs, template, shape, version or template.version)
    return OpenReading(found, package.workbook, tabs, steps, shape)


def rejected(path: Path, reason: Text, sha256: str = "", case: str | None = None) -> Reading:
    """A file that cannot be read, and why. ``case``: a case of PAC118, which says what to do."""
    return Reading(path, "rejected", reason, findings=[unreadable(path, reason, case)], sha256=sha256)


def _other_template(path: Path, package: Package, tabs: Tabs, template: Template) -> Reading | None:
    """The rejection of a workbook made with another template; ``None`` when it can be read with this one."""
    named = named_template(tabs, package)
    if named is None or is_readable(named, template):
        return None
    return replace(rejected(path, not_readable(named, template), package.sha256, "template"), named_template=named)


def _named(tabs: Tabs, package: Package) -> NamedTemplate | None:
    named = named_template(tabs, package)
    return None if named is None or named.name == STANDARD else named


def _not_ours(
    path: Path, package: Package, reason: Text, version: str, status: Literal["foreign", "rejected"]
) -> Reading:
    finding = not_recognised(path, None if status == "foreign" else version)
    return Reading(path, status, reason, findings=[finding], sha256=package.sha256)


def _version(tabs: Tabs, package: Package) -> str:
    """The template version the file was made with: its hidden sheet, its properties, its guide; ``""`` unknown."""
    guide = next((r.values.get("template_version") for s in tabs.of("guide") for r in s.records), None)
    versions = (tabs.meta("schema_version"), package.properties.get("pacom_template_version", ""), _digits(guide))
    return next(filter(None, versions), "")


def _digits(raw: Any) -> str:
    return str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw or "")


def _read(path: Path, package: Package, tabs: Tabs, template: Template, of_file: Template, version: str) -> Reading:
    """The plan of a workbook; ``of_file``: the template as it was in ``version``."""
    lang = _language(tabs, package)
    shape = list(structure(tabs, package.workbook, of_file))
    if of_file is not template:
        migrate(tabs.sheets, steps_since(template, version), template)
    builder = RecordBuilder(template, lang, _team_labels(tabs, vocabulary_of(template)), _currency(tabs))
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
    reading = _reading(path, package, tabs, [plan], located)
    reading.workbook_id = plan.workbook_id
    reading.named_template = _named(tabs, package)
    return reading


def _reading(path: Path, package: Package, tabs: Tabs, plans: list[Plan], findings: list[Finding]) -> Reading:
    return Reading(
        path=path,
        status="partial" if any(finding.code == "PAC101" for finding in findings) else "read",
        plans=plans,
        findings=findings,
        sha256=package.sha256,
        saved_on=package.saved_on,
        saved_by=package.saved_by,
        account=_account(tabs, findings),
        comments=notes_of(package.workbook),
    )


def _account(tabs: Tabs, findings: Iterable[Finding]) -> Account:
    loose = sum(cells for _, cells in tabs.unknown) + sum(copy.filled for copy, _, _ in tabs.copies)
    loose += sum(map(len, tabs.far.values()))
    return Account(
        filled=sum(sheet.filled for sheet in tabs.sheets) + loose,
        read=sum(sheet.read for sheet in tabs.sheets),
        ignored=sum(len(sheet.spare) for sheet in tabs.sheets) + loose,
        refused=sum(finding.code in REFUSED_CODES for finding in findings),
    )


def _far(tabs: Tabs) -> Iterator[Finding]:
    for tab, places in tabs.far.items():
        cells = list(map(address, places))
        area = ", ".join(cells[:5]) + ("…" if len(cells) > 5 else "")
        params = {"name": f"{tab}!{area}", "cells": cells[:_MOST_CELLS], "count": len(cells)}
        yield Finding("PAC109", tab, f"{tab}!{cells[0]}", cell=Cell(tab, *places[0]), params=params)


def _read_consolidated(path: Path, package: Package, template: Template) -> Reading | None:
    """The plans a consolidated workbook brings together; ``None`` when it is none."""
    from pacom_xl.reading.group.details_beside import MissingDetailsError, detail_records, without_details
    from pacom_xl.reading.group.group_reader import read_group
    from pacom_xl.template.consolidated import DETAILS_PROPERTY, consolidated

    whole = consolidated(template)
    shape, tabs = whole, sort_tabs(package.workbook, whole)
    if "sources" not in tabs.keys:
        return None
    if reading := _other_template(path, package, tabs, template):
        return reading
    version = _version(tabs, package)
    if is_newer(version, template.version):
        return _not_ours(path, package, NEWER, version, "rejected")
    if steps := steps_since(template, version):
        shape = consolidated(earlier_template(template, version))
        tabs = sort_tabs(package.workbook, shape)
    head = Plan(None, None, _language(tabs, package), template.name, version or template.version, [], path_text(path))
    workbook_id = tabs.meta("workbook_id") or package.properties.get("pacom_workbook_id")
    details: Mapping[str, Sequence[Record]] = {}
    if name := package.properties.get(DETAILS_PROPERTY):
        try:
            details = detail_records(path, name, workbook_id or "", template, is_earlier=bool(steps))
        except MissingDetailsError as error:
            return rejected(path, error.reason, package.sha256, "missing")
        shape = without_details(shape, template)
    of_shape = list(structure(tabs, package.workbook, shape, shown_only=True))
    if steps:
        migrate(tabs.sheets, steps, whole)
    found = read_group(tabs.sheets, template, whole, head, _team_labels(tabs, vocabulary_of(template)), details)
    findings = [*(replace(finding, file=head.file) for finding in of_shape), *found.findings]
    reading = _reading(path, package, tabs, found.plans, findings)
    reading.workbook_id = workbook_id
    reading.named_template = _named(tabs, package)
    reading.contains, reading.leaves, reading.common = found.contains, tuple(found.leaves), tuple(found.common)
    return reading


# -- what the codecs need to know first --------------------------------------------------------------------------


def _language(tabs: Tabs, package: Package) -> Lang:
    """The hidden sheet's, else the properties', else that of the tabs' names."""
    languages = (tabs.meta("language"), package.properties.get("pacom_language", ""))
    for text in map(fold, languages):
        for lang, words in _LANGUAGES.items():
            if text in words:
                return lang
    names = {sheet.tab for sheet in tabs.sheets}
    english = sum(label.en in names and label.fr not in names for label in tabs.labels)
    return "en" if english > len(names) / 3 else "fr"


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


def _team_labels(tabs: Tabs, vocabulary: Vocabulary) -> dict[str, dict[str, Text]]:
    """The workbook's own labels, by list and key."""
    labels: dict[str, dict[str, Text]] = {}
    for record in _list_rows(tabs):
        values = record.values
        labels_of = (str(values.get(lang, "")) for lang in LANGS)
        fr, en = ("" if vocabulary.is_hidden_key(label) else label for label in labels_of)
        if fr or en:
            list_name = str(values.get("list", "")) or record.table.key
            labels.setdefault(list_name, {})[str(values["key"])] = Text(fr or en, en or fr)
    return labels


def _list_rows(tabs: Tabs) -> Iterator[RawRecord]:
    for sheet in tabs.of("lists"):
        yield from (r for r in sheet.records if r.table.key in ("choices", "natures") and "key" in r.values)
