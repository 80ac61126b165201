"""The sheet « À replacer »: what the new workbook has no field for, with its address in the list, and every fix."""

from __future__ import annotations

from collections.abc import Iterator

from pacom_xl.adoption.account import Account
from pacom_xl.layout.anchors import row_id
from pacom_xl.model.plan import Record
from pacom_xl.model.text import CELL_TEXT, Lang
from pacom_xl.template.schema import Template

LEFT, FIXED = "to_place", "adoption_fixes"
#: A text of any characters of this length fits a cell, which counts some of them twice.
_PIECE = CELL_TEXT // 2


def leftover_records(account: Account, lang: Lang, template: Template) -> Iterator[Record]:
    """One row per cell to be placed (more for a text longer than a cell), then one per fix."""
    number = 0
    for use in account.of("to_place"):
        for piece in _pieces(use.text):
            number += 1
            yield Record(LEFT, row_id(LEFT, number), {
                "file": account.list_file.name,
                "sheet": use.sheet,
                "cell": use.address,
                "heading": use.heading or None,
                "value": piece,
                "action": use.action,
                "reason": use.reason.in_(lang) if use.reason else None,
            })  # fmt: skip
    for number, fix in enumerate(account.fixes, 1):
        field = template.by_name.get(f"{fix.spot.table}.{fix.spot.field}")
        yield Record(FIXED, row_id(FIXED, number), {
            "fix_sheet": fix.sheet,
            "fix_cell": fix.address,
            "typed": fix.typed[:_PIECE],
            "taken": fix.taken_in(lang)[:_PIECE],
            "subject": fix.spot.key,
            "field": field.label.in_(lang) if field else fix.spot.field,
            "why": fix.why.in_(lang),
        })  # fmt: skip


def _pieces(text: str) -> list[str]:
    return [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)] or [""]
