"""The differences of an update in words: what the group changed, and what of the team stays."""

from __future__ import annotations

from pacom_xl.comparison.change_words import ChangeWords
from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.renewal.group_update import UpdateChange

_EMPTY = Text("vide", "empty")


def update_line(change: UpdateChange, words: ChangeWords) -> str:
    """``Axes « AX2 » : libellé « … » → « … »``, with the cell of the filled workbook."""
    table = words.template.tables[change.record.table]
    field = table.by_key.get(change.field)
    cell = change.record.cell(change.field) if change.field else None
    place = f" [{cell.sheet}!{cell.a1}]" if cell else ""
    sheet = words.sheet(change.record)
    values: dict[str, object] = {
        "sheet": sheet,
        # A row without a code is named after its sheet, which begins the line already.
        "row": words.subject(change.record).removeprefix(f"{sheet} "),
        "field": field.label.in_(words.lang) if field else "",
        "before": words.value(field, change.before) or _EMPTY.in_(words.lang),
        "after": words.value(field, change.after) or _EMPTY.in_(words.lang),
        "place": place,
    }
    return _sentence(change, bool(field)).in_(words.lang).format_map(values)


def _sentence(change: UpdateChange, of_field: bool) -> Text:
    if change.kind == "added":
        return sentence("{sheet} : ajout, {row}", "{sheet}: added, {row}", **_same("sheet", "row"))
    names = _same("sheet", "row", "field", "before", "after", "place")
    if change.kind == "changed":
        return sentence(
            "{sheet} : {row}, {field} {before} → {after}{place}",
            "{sheet}: {row}, {field} {before} → {after}{place}",
            **names,
        )
    if not of_field:
        return sentence(
            "{sheet} : {row}, ligne de l’équipe, conservée",
            "{sheet}: {row}, a row of the team, stays",
            **_same("sheet", "row"),
        )
    return sentence(
        "{sheet} : {row}, {field} reste {before} (groupe : {after}){place}",
        "{sheet}: {row}, {field} stays {before} (group: {after}){place}",
        **names,
    )


def _same(*names: str) -> dict[str, str]:
    """Placeholders that stay placeholders."""
    return {name: f"{{{name}}}" for name in names}
