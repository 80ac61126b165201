"""What the tabs and properties of a workbook say about it as a whole, and readings of whole files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Plan
from pacom_xl.model.text import LANGS, Lang, Text, fold
from pacom_xl.model.typography import sentence
from pacom_xl.reading.cell_account import Account
from pacom_xl.reading.findings.unreadable import not_recognised, unreadable
from pacom_xl.reading.notes import notes_of
from pacom_xl.reading.raw_records import RawRecord
from pacom_xl.reading.reading_result import NamedTemplate, Reading
from pacom_xl.reading.recognition.tab_recognition import Tabs
from pacom_xl.reading.recognition.vocabulary import Vocabulary
from pacom_xl.reading.templates.named_template import is_readable, named_template, not_readable
from pacom_xl.template.schema import Template
from pacom_xl.template.sources import STANDARD
from pacom_xl.xlsx.package import Package

NEWER = sentence(
    "modèle plus récent que ce programme : mettre pacom_xl à jour", "template newer than this program: update pacom_xl"
)
_LANGUAGES: dict[Lang, tuple[str, ...]] = {"fr": ("fr", "francais", "french"), "en": ("en", "anglais", "english")}
#: Findings about a cell whose value is not in the plan.
REFUSED_CODES = {"PAC105", "PAC106", "PAC112", "PAC114", "PAC125"}


def rejected(path: Path, reason: Text, sha256: str = "", case: str | None = None) -> Reading:
    """A file that cannot be read, and why. ``case``: a case of PAC118, which says what to do."""
    return Reading(path, "rejected", reason, findings=[unreadable(path, reason, case)], sha256=sha256)


def other_template(path: Path, package: Package, tabs: Tabs, template: Template) -> Reading | None:
    """The rejection of a workbook made with another template; ``None`` when it can be read with this one."""
    named = named_template(tabs, package)
    if named is None or is_readable(named, template):
        return None
    return replace(rejected(path, not_readable(named, template), package.sha256, "template"), named_template=named)


def named_of(tabs: Tabs, package: Package) -> NamedTemplate | None:
    """The template a workbook names, unless it is the standard one."""
    named = named_template(tabs, package)
    return None if named is None or named.name == STANDARD else named


def not_ours(
    path: Path, package: Package, reason: Text, version: str, status: Literal["foreign", "rejected"]
) -> Reading:
    """A file of another program, or of a later version of this one."""
    finding = not_recognised(path, None if status == "foreign" else version)
    return Reading(path, status, reason, findings=[finding], sha256=package.sha256)


def reading_of(path: Path, package: Package, tabs: Tabs, plans: list[Plan], findings: list[Finding]) -> Reading:
    """The reading of a workbook: its plans, its findings, the account of its cells."""
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


# -- what the tabs say about the whole workbook -------------------------------------------------------------------


def version_of(tabs: Tabs, package: Package) -> str:
    """The template version the file was made with: its hidden sheet, its properties, its guide; ``""`` unknown."""
    guide = next((r.values.get("template_version") for s in tabs.of("guide") for r in s.records), None)
    versions = (tabs.meta("schema_version"), package.properties.get("pacom_template_version", ""), _digits(guide))
    return next(filter(None, versions), "")


def _digits(raw: Any) -> str:
    return str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw or "")


def language_of(tabs: Tabs, package: Package) -> Lang:
    """The hidden sheet's, else the properties', else that of the tabs' names."""
    languages = (tabs.meta("language"), package.properties.get("pacom_language", ""))
    for text in map(fold, languages):
        for lang, words in _LANGUAGES.items():
            if text in words:
                return lang
    names = {sheet.tab for sheet in tabs.sheets}
    english = sum(label.en in names and label.fr not in names for label in tabs.labels)
    return "en" if english > len(names) / 3 else "fr"


def team_labels(tabs: Tabs, vocabulary: Vocabulary) -> dict[str, dict[str, Text]]:
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
        yield from (r for r in sheet.all_records if r.table.key in ("choices", "natures") and "key" in r.values)
