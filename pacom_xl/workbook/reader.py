"""Read a workbook back into a plan. Whatever a person typed is read, or reported with its cell; never an exception."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum

from pacom_xl.core.findings import Finding
from pacom_xl.core.plan import Plan
from pacom_xl.core.text import LANGS, Lang, Text
from pacom_xl.template.consolidated import consolidated
from pacom_xl.template.schema import Template
from pacom_xl.workbook.extract import RawRecord, RawSheet, extract, find_mark
from pacom_xl.workbook.interpret import Interpreter
from pacom_xl.workbook.package import TRUNCATED, Package, Refusal, open_package
from pacom_xl.workbook.read_group import is_consolidated, read_group
from pacom_xl.workbook.reading import Reading

FOREIGN = Text("aucune marque de pacom_xl dans ce fichier", "no mark of pacom_xl in this file")
NEWER = Text(
    "modèle plus récent que ce programme\xa0: mettre pacom_xl à jour",
    "template newer than this program: update pacom_xl",
)


def read_workbook(path: Path, template: Template) -> Reading:
    """The plan in ``path``, or the reason why there is none; findings are about the reading only (PAC1xx)."""
    package = open_package(path)
    if isinstance(package, Refusal):
        return _rejected(path, package.sha256, package.reason, "PAC118", {"reason": package.reason})
    opened = _open(package)
    if opened is None:
        return _rejected(path, package.sha256, TRUNCATED, "PAC118", {"reason": TRUNCATED})
    tabs = _Tabs.sort(opened, template)
    if is_consolidated(tabs.keys):
        return _read_consolidated(path, package, opened, template)
    if not tabs.sheets:
        reading = _rejected(path, package.sha256, FOREIGN, "PAC103", {"version": "?"})
        reading.status = "foreign"
        return reading
    version = tabs.meta("schema_version") or package.properties.get("pacom_template_version", "")
    if version.isdigit() and template.version.isdigit() and int(version) > int(template.version):
        return _rejected(path, package.sha256, NEWER, "PAC103", {"version": version})
    return _read(path, package, tabs, template, version or template.version)


def _open(package: Package) -> CalamineWorkbook | None:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(package.data))
    except Exception:  # calamine's errors share no base class
        return None


def _rejected(path: Path, sha256: str, reason: Text, code: str, params: dict[str, Any]) -> Reading:
    finding = Finding(code, path.name, file=str(path), params={"file": path.name, **params})
    return Reading(path, "rejected", reason, findings=[finding], sha256=sha256)


@dataclass
class _Tabs:
    """Tabs of a workbook, recognised or not."""

    sheets: list[RawSheet] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    #: Sheet keys of the marks met, known or not.
    keys: set[str] = field(default_factory=set)

    @classmethod
    def sort(cls, workbook: CalamineWorkbook, template: Template) -> _Tabs:
        tabs = cls()
        for info in workbook.sheets_metadata:
            if info.typ != SheetTypeEnum.WorkSheet:
                continue
            rows = workbook.get_sheet_by_name(info.name).to_python(skip_empty_area=False)
            found = find_mark(rows)
            tabs.keys.add(found[0] if found else "")
            if found and found[0] in template.by_key:
                tabs.sheets.append(extract(info.name, rows, *found, template))
            elif rows:
                tabs.unknown.append(info.name)
        return tabs

    def of(self, key: str) -> Iterator[RawSheet]:
        """The tabs of one sheet key."""
        return (sheet for sheet in self.sheets if sheet.key == key)

    def meta(self, key: str) -> str:
        """A value of the hidden sheet, as text."""
        for sheet in self.of("meta"):
            for record in sheet.records:
                if record.table.key == "meta" and key in record.values:
                    raw = record.values[key]
                    return str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw)
        return ""


def _read(path: Path, package: Package, tabs: _Tabs, template: Template, version: str) -> Reading:
    lang = _language(tabs.meta("language") or package.properties.get("pacom_language", ""))
    interpreter = Interpreter(template, lang, _team_labels(tabs))
    for key in (sheet.key for sheet in template.sheets if sheet.scope != "generated"):
        for sheet in tabs.of(key):
            if key == "actions":
                interpreter.take_fiche(sheet)
            else:
                interpreter.take_sheet(sheet)
    interpreter.resolve_references()
    plan = Plan(None, None, lang, template.name, version, interpreter.records, str(path))
    identity = plan.form("plan")
    team, year = identity.get("team_code"), identity.get("plan_year")
    plan.team = team if isinstance(team, str) else tabs.meta("team_code") or None
    plan.year = year if isinstance(year, int) else None
    plan.workbook_id = tabs.meta("workbook_id") or package.properties.get("pacom_workbook_id")
    findings = [*_structure(tabs, template), *interpreter.findings]
    located = [_with_source(finding, plan) for finding in findings]
    missing = any(finding.code == "PAC101" for finding in located)
    return Reading(
        path=path,
        status="partial" if missing else "read",
        plans=[plan],
        findings=located,
        sha256=package.sha256,
        workbook_id=plan.workbook_id,
        saved_on=package.saved_on,
        saved_by=package.saved_by,
    )


def _read_consolidated(path: Path, package: Package, opened: CalamineWorkbook, template: Template) -> Reading:
    """The plans a consolidated workbook brings together."""
    whole = consolidated(template)
    tabs = _Tabs.sort(opened, whole)
    version = tabs.meta("schema_version") or package.properties.get("pacom_template_version", "")
    if version.isdigit() and template.version.isdigit() and int(version) > int(template.version):
        return _rejected(path, package.sha256, NEWER, "PAC103", {"version": version})
    lang = _language(tabs.meta("language") or package.properties.get("pacom_language", ""))
    head = Plan(None, None, lang, template.name, version or template.version, [], str(path))
    found = read_group(tabs.sheets, template, whole, head, _team_labels(tabs))
    findings = [_with_source(finding, head) for finding in _structure(tabs, whole)] + found.findings
    return Reading(
        path=path,
        status="partial" if any(finding.code == "PAC101" for finding in findings) else "read",
        plans=found.plans,
        findings=findings,
        sha256=package.sha256,
        workbook_id=tabs.meta("workbook_id") or package.properties.get("pacom_workbook_id"),
        saved_on=package.saved_on,
        saved_by=package.saved_by,
        contains=found.contains,
        leaves=tuple(found.leaves),
    )


def _language(text: str) -> Lang:
    """``fr`` or ``en`` from the hidden sheet, which holds the key."""
    return next((lang for lang in LANGS if lang == text), "fr")


def _team_labels(tabs: _Tabs) -> dict[str, dict[str, Text]]:
    """The workbook's own labels, by list and key."""
    labels: dict[str, dict[str, Text]] = {}
    for record in _list_rows(tabs):
        fr, en = (str(record.values.get(lang, "")) for lang in LANGS)
        if fr or en:
            list_name = str(record.values.get("list", "")) or record.table.key
            labels.setdefault(list_name, {})[str(record.values["key"])] = Text(fr or en, en or fr)
    return labels


def _list_rows(tabs: _Tabs) -> Iterator[RawRecord]:
    for sheet in tabs.of("lists"):
        yield from (r for r in sheet.records if r.table.key in ("choices", "natures") and "key" in r.values)


def _structure(tabs: _Tabs, template: Template) -> Iterator[Finding]:
    """Core sheets and fields that are not there, tabs that are not ours."""
    present = {sheet.key for sheet in tabs.sheets}
    for sheet in template.sheets:
        if (
            sheet.level == "core"
            and sheet.key not in present
            and sheet.scope != "generated"
            and sheet.key != "actions"
        ):
            yield Finding("PAC101", sheet.key, params={"sheet": sheet.label})
    for raw in tabs.sheets:
        for key, found in raw.tables.items():
            table = template.tables[key]
            for f in table.inputs:
                if f.key not in found and table.kind != "generated":
                    params = {"field": f.label, "sheet": raw.tab}
                    yield Finding("PAC102", raw.key, f.name, field=f.name, params=params)
    for name in tabs.unknown:
        yield Finding("PAC109", name, params={"name": name})


def _with_source(finding: Finding, plan: Plan) -> Finding:
    return Finding(
        finding.code,
        finding.subject,
        finding.detail,
        plan.team,
        plan.file,
        finding.cell,
        finding.field,
        finding.value,
        finding.params,
    )
