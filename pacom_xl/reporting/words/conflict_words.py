"""Conflicts in words: what disagrees, each value with its place, and what was chosen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pacom_xl.model import formats
from pacom_xl.model.audit import Conflict, ConflictValue
from pacom_xl.model.conflict_outcome import chosen_nothing, without_value
from pacom_xl.model.plan import Value
from pacom_xl.model.text import Lang, in_line, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.template.row_labels import field_label, row_label
from pacom_xl.template.schema import Field, Template

#: Characters of a value in a list of conflicts.
_MOST = 100


def conflict_line(conflict: Conflict, template: Template, lang: Lang) -> str:
    """One line: ``Conflit Fiche action · ACT-NO-002 · Échéance : … → retenu : …``."""
    if _is_of_files(conflict):
        return _files_line(conflict, lang)
    values = " / ".join(_value(conflict, value, template, lang) for value in conflict.values)
    return sentence(
        "Conflit {what} : {values} → retenu : {chosen}",
        "Conflict {what}: {values} → used: {chosen}",
        what=what_disagrees(conflict, template, lang), values=values, chosen=_chosen(conflict, template, lang),
    ).in_(lang)  # fmt: skip


def what_disagrees(conflict: Conflict, template: Template, lang: Lang) -> str:
    """Table, code and field by their labels."""
    field = field_label(template, conflict.table, conflict.field, lang)
    row = row_label(template, conflict.table, conflict.key, lang, conflict.row)
    return in_line(" · ".join(filter(None, (row, field))))


def _is_of_files(conflict: Conflict) -> bool:
    return conflict.table == "plan" and not conflict.field


def _files_line(conflict: Conflict, lang: Lang) -> str:
    names = ", ".join(in_line(str(value.value)) for value in conflict.values)
    chosen = in_line(str(conflict.chosen)) if conflict.chosen is not None else chosen_nothing(conflict, lang)
    return sentence(
        "Plusieurs classeurs pour l’équipe {team} : {names} → retenu : {chosen}",
        "Several workbooks for team {team}: {names} → used: {chosen}",
        team=in_line(conflict.key), names=names, chosen=chosen,
    ).in_(lang)  # fmt: skip


def _value(conflict: Conflict, value: ConflictValue, template: Template, lang: Lang) -> str:
    cell = f"{value.cell.sheet}!{value.cell.a1}" if value.cell else ""
    file = path_text(value.file).replace("\\", "/").rpartition("/")[2] if value.file else ""
    place = in_line(", ".join(filter(None, (value.team, file, cell))))
    if value.value is None:
        text = without_value(conflict, lang)
    else:
        text = shown_value(template.by_name.get(f"{conflict.table}.{conflict.field}"), value.value, template, lang)
    return f"{text} ({place})"


def _chosen(conflict: Conflict, template: Template, lang: Lang) -> str:
    if conflict.chosen is None:
        return chosen_nothing(conflict, lang)
    field = template.by_name.get(f"{conflict.table}.{conflict.field}")
    return shown_value(field, conflict.chosen, template, lang)


def shown_value(field: Field | None, value: Value, template: Template, lang: Lang) -> str:
    """A value as people see it in its cell: the label of a choice, a percentage, a date of the language."""
    if isinstance(value, tuple):
        return ", ".join(shown_value(field, part, template, lang) for part in value)
    if isinstance(value, date):
        return formats.day(value, lang)
    if isinstance(value, Decimal):
        percent = field is not None and field.type.base == "percent"
        return formats.percent(value, lang) if percent else formats.number(value, lang)
    choices = field.type.choices if field else None
    if choices and isinstance(value, str):
        return in_line(template.choice_label(choices, value).in_(lang), _MOST)
    return in_line(str(value), _MOST)
