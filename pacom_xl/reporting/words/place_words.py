"""Places of findings in words (« fiche ACT-NO-002, case Échéance »), and messages with words instead of addresses."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell
from pacom_xl.model.text import Lang, Text
from pacom_xl.rules import messages
from pacom_xl.template.schema import Template

#: Placed around the words of a cell until the message is rendered and the word before them is known.
_OPEN, _CLOSE = "\ue001", "\ue002"
#: Parameters that hold what people typed: an address in them is theirs.
_TYPED = frozenset({"value", "contents", "format", "formula", "title"})
_A1 = r"\$?[A-Z]{1,3}\$?[1-9]\d*"
#: ``à partir de C12`` at the end of a text of the program.
_FROM = re.compile(rf"(?P<from>à partir de|from) {_A1}(?P<on> on)?$")


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


def in_words(finding: Finding, template: Template, lang: Lang) -> Finding:
    """The finding, its cells as words between delimiters; ``without_delimiters`` takes them out of the message."""
    own_place = cell_words(finding, template, lang)
    params = {name: _parameter(name, value, finding, own_place, lang) for name, value in finding.params.items()}
    if finding.cell and own_place and messages.names_its_cell(finding.code):
        params["cell"] = _delimited(own_place)
        params.setdefault("place", _delimited(own_place))
    return replace(finding, params=params)


def without_delimiters(message: str, lang: Lang) -> str:
    """A rendered message with the preposition that the words of a cell need."""
    if message.startswith(_OPEN):
        message = message[1:2].upper() + message[2:]
    pairs = ((" en ", " dans la "), (" de ", " de la ")) if lang == "fr" else ((" at ", " in "),)
    for bare, full in pairs:
        message = message.replace(f"{bare}{_OPEN}", full)
    return message.replace(_OPEN, "").replace(_CLOSE, "")


def cell_words(finding: Finding, template: Template, lang: Lang) -> str:
    """« feuille Équipe, ligne 12, case Courriel »: the place of a finding with its row; ``""`` when unknown.

    The row is left out on action sheets and forms, where the label is enough.
    """
    words = place_words(finding, template, lang)
    if finding.cell is None or not words:
        return words
    field = template.by_name.get(finding.field or "")
    table = template.tables.get(field.table) if field else None
    if table and (table.key == "actions" or table.kind == "form"):
        return words
    of_field = Text(f", case {field.label.fr}", f", cell {field.label.en}").in_(lang) if field else ""
    return f"{words.removesuffix(of_field)}, {_row(finding.cell.row, lang)}{of_field}"


def _parameter(name: str, value: Any, finding: Finding, own_place: str, lang: Lang) -> Any:
    if name in _TYPED:
        return value
    if isinstance(value, Cell):
        return _delimited(
            own_place if value == finding.cell and own_place else _sheet_row(value.sheet, value.row, lang)
        )
    if isinstance(value, Text):
        return Text(_address_free(value.fr, finding, "fr"), _address_free(value.en, finding, "en"))
    return _address_free(value, finding, lang) if isinstance(value, str) else value


def _address_free(text: str, finding: Finding, lang: Lang) -> str:
    """A text of the program without the addresses it holds: those after the tab of the finding, or a last one."""
    if finding.cell is None:
        return text
    sheet, first = finding.cell.sheet, finding.cell.row
    one = rf"{_A1}(?::{_A1})?"
    addresses = re.compile(rf"{re.escape(sheet)}!{one}(?P<more>(?:, {one})*…?)")

    def words(found: re.Match[str]) -> str:
        many = ":" in found[0] or found["more"]
        return _delimited(_sheet_row(sheet, first, lang, start=bool(many)))

    without = addresses.sub(words, text)
    return _FROM.sub(lambda found: f"{found['from']} {_start_row(first, lang)}{found['on'] or ''}", without)


def _sheet_row(sheet: str, row: int, lang: Lang, start: bool = False) -> str:
    of = Text(f"feuille {sheet}", f"sheet {sheet}").in_(lang)
    begin = Text("à partir de la ", "from ").in_(lang) if start else ""
    return f"{of}, {begin}{_row(row, lang)}"


def _start_row(row: int, lang: Lang) -> str:
    return Text(f"la ligne {row + 1}", f"row {row + 1}").in_(lang)


def _row(row: int, lang: Lang) -> str:
    return Text(f"ligne {row + 1}", f"row {row + 1}").in_(lang)


def _delimited(words: str) -> str:
    return f"{_OPEN}{words}{_CLOSE}"
