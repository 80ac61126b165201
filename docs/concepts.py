"""Writes concepts.md: each concept of a sales action plan and the working cells that carry it.

Run ``python docs/concepts.py`` after a change of concepts.toml or of the templates; a test compares.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from pacom_xl.template.load import load_template

_HERE = Path(__file__).resolve().parent
PAGE = _HERE / "concepts.md"
_HEAD = """# Concepts du plan d’action commercial / Concepts of the sales action plan

Chaque concept, la feuille et les cellules qui le portent, les règles qui y veillent. Page écrite par
`docs/concepts.py`.

| N° | Concept | Feuille : cellules | Règles |
|---|---|---|---|
"""


def concepts() -> list[tuple[str, list[str], list[str]]]:
    """Concept, fields and rules, in the order of the article they come from."""
    raw = tomllib.loads((_HERE / "concepts.toml").read_text(encoding="utf-8"))
    return [(name, fields, rules) for name, fields, rules in raw["concept"]]


def page() -> str:
    """The whole page. Raises ``KeyError`` on a field no template has."""
    template = load_template()
    lines = []
    for number, (name, fields, rules) in enumerate(concepts(), 1):
        by_sheet: dict[str, list[str]] = {}
        for field_name in fields:
            field = template.by_name[field_name]
            sheet = template.sheet_of(field.table).label.fr
            by_sheet.setdefault(sheet, []).append(f"{field.label.fr} (`{field_name}`)")
        where = "<br>".join(f"**{sheet}** : {', '.join(cells)}" for sheet, cells in by_sheet.items())
        lines.append(f"| {number} | {name} | {where} | {', '.join(rules)} |\n")
    return _HEAD + "".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
