"""The subject of a finding in words: sheets and choices by their labels, dates as the language writes them."""

from __future__ import annotations

import re
from datetime import date

from pacom_xl.figures.periods import month_start
from pacom_xl.model import formats
from pacom_xl.model.findings import Finding
from pacom_xl.model.text import Lang
from pacom_xl.model.typography import sentence
from pacom_xl.template.schema import Template

#: Between the parts of a natural key (``plan.natural_key``).
_SEPARATOR = " | "
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: The hidden key of a row.
_ROW_ID = re.compile(r"([a-z][a-z0-9_]*)#(\d+)")
_MONTH = re.compile(r"\d{4}-\d\d")


def subject_words(finding: Finding, template: Template | None, lang: Lang) -> str:
    """The subject of a finding as people call it: a code as it is, the label of a sheet, the parts of a natural key."""
    sheet = template.by_key.get(finding.subject) if template else None
    if sheet:
        return sheet.label.in_(lang)
    if template and (row := _row_words(finding, template, lang)):
        return row
    labels = _choice_labels(finding, template, lang) if template else {}
    parts = finding.subject.split(_SEPARATOR)
    return _SEPARATOR.join(labels.get(part) or _period(part, lang) or part for part in parts)


def is_row_key(subject: str, template: Template) -> bool:
    """Whether a subject is the hidden key of a row, which people do not know."""
    found = _ROW_ID.fullmatch(subject)
    return found is not None and found[1] in template.tables


def _row_words(finding: Finding, template: Template, lang: Lang) -> str | None:
    """The table and line of a row that has neither code nor name: its subject is its hidden key (``envelope#1``)."""
    found = _ROW_ID.fullmatch(finding.subject)
    table = template.tables.get(found[1]) if found else None
    if found is None or table is None:
        return None
    label = table.label
    if finding.cell:
        row = finding.cell.row + 1
        return sentence("{table}, ligne {row}", "{table}, row {row}", table=label, row=row).in_(lang)
    return sentence("{table}, n° {number}", "{table}, no. {number}", table=label, number=found[2]).in_(lang)


def _choice_labels(finding: Finding, template: Template, lang: Lang) -> dict[str, str]:
    """Labels, by key, of the choices that name a row of the finding's table."""
    field = template.by_name.get(finding.field or "")
    table = template.tables.get(field.table) if field else None
    fields = [table.by_key[key] for key in table.natural_key if key in table.by_key] if table else []
    choices = (choice for field in fields for choice in template.choices.get(field.type.choices or "", ()))
    return {choice.key: choice.label.in_(lang) for choice in choices}


def _period(part: str, lang: Lang) -> str | None:
    """A day or a month as the language writes it; ``None`` for anything else."""
    try:
        if _DAY.fullmatch(part):
            return formats.day(date.fromisoformat(part), lang)
        return formats.month(month_start(part), lang) if _MONTH.fullmatch(part) else None
    except ValueError:
        return None
