"""The place of a finding in words (« fiche ACT-NO-002, case Échéance »), and severities in words."""

from __future__ import annotations

from pacom_xl.model.findings import Finding, Severity
from pacom_xl.model.text import Lang, Text
from pacom_xl.template.schema import Template

#: Severities by what they ask of a reader.
SEVERITY_WORDS: dict[Severity, Text] = {
    "error": Text("à corriger", "to correct"),
    "warning": Text("à regarder", "to review"),
    "info": Text("à savoir", "to know"),
}


def place_words(finding: Finding, template: Template, lang: Lang) -> str:
    """The sheet, or the action, and the field of a finding; ``""`` when neither is known."""
    field = template.by_name.get(finding.field or "")
    table = template.tables.get(field.table) if field else None
    sheet = _sheet(finding, template, lang) if finding.cell is None or field else finding.cell.sheet
    if field is None or table is None:
        return Text(f"feuille {sheet}", f"sheet {sheet}").in_(lang) if sheet else ""
    label = field.label.in_(lang)
    if table.key == "actions" or table.parent == "actions":
        of_table = f"{table.label.in_(lang)}, " if table.parent else ""
        card = Text(f"fiche {finding.subject}", f"action card {finding.subject}").in_(lang)
        return card + Text(f", {of_table}case {label}", f", {of_table}cell {label}").in_(lang)
    return Text(f"feuille {sheet}, case {label}", f"sheet {sheet}, cell {label}").in_(lang)


def _sheet(finding: Finding, template: Template, lang: Lang) -> str:
    """Tab of a finding: as its workbook names it, else as the template does."""
    if finding.cell:
        return finding.cell.sheet
    field = template.by_name.get(finding.field or "")
    if field is not None:
        return template.sheet_of(field.table).label.in_(lang)
    sheet = template.by_key.get(finding.subject)
    return sheet.label.in_(lang) if sheet else ""
