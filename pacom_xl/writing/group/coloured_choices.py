"""Choices in the colours of their verdict: situations of actions, severities of findings."""

from __future__ import annotations

from collections.abc import Mapping

from pacom_xl.layout.blocks import TableBlock
from pacom_xl.model.palette import Tone
from pacom_xl.writing.sheet_writer import SheetWriter


def colour_choices(sheet: SheetWriter, block: TableBlock, key: str, tones: Mapping[str, Tone]) -> None:
    """Colour the cells of a column by the choice they show, with its symbol; ``tones`` by the key of the choice."""
    column, choices = block.columns[key], block.table.by_key[key].type.choices or ""
    for choice, tone in tones.items():
        label = sheet.book.label(choices, choice).replace('"', '""')
        shown = {"bg_color": tone.fill, "font_color": tone.ink, "bold": True, "num_format": f'"{tone.symbol} "@'}
        look = sheet.book.workbook.add_format(shown)
        rule = {"type": "cell", "criteria": "==", "value": f'"{label}"', "format": look}
        sheet.worksheet.conditional_format(block.first_row, column, block.last_row, column, rule)
