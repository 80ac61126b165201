"""Changes between versions of a template, as declared steps by which workbooks of earlier versions are read.

``migrations.toml`` beside the template lists them. Undone one after the other, newest first, they give the template
as it was (``earlier_template``): the reader finds sheets, tables and fields where they stood, then moves what it read
to where it belongs now (``reading.template_migration``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.template.field_types import FieldType
from pacom_xl.template.schema import Field, Sheet, Step, Table, Template

_TEXTS = ("text", "long_text")


@dataclass(frozen=True)
class StepMistake:
    """A mistake in a step: its number from 1 on, the setting, a sentence."""

    number: int
    setting: str
    text: Text


def steps_of(entries: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """The steps of ``migrations.toml``, in its order. Settings that are missing are reported by ``step_mistakes``."""
    return tuple(
        Step(
            version=str(entry.get("version", "")),
            change=str(entry.get("change", "")),
            source=str(entry.get("from", "")),
            to=tuple(entry.get("to", ())),
            type=FieldType.parse(entry["type"]) if "type" in entry else None,
            label=_label(entry.get("label")),
            help=_label(entry.get("help")),
            separator=str(entry.get("separator", " ")),
            values={str(key): str(value) for key, value in entry.get("values", {}).items()},
            sheet=str(entry.get("sheet", "")),
        )
        for entry in entries
    )


def _label(raw: Any) -> Text | None:
    if isinstance(raw, Mapping):
        fr, en = raw.get("fr"), raw.get("en")
        return Text(str(fr or en), str(en or fr))
    return Text(raw, raw) if isinstance(raw, str) else None


def steps_since(template: Template, version: str) -> tuple[Step, ...]:
    """The steps from a version of the template to the present one, oldest first; none for an unknown version."""
    if not version.isdigit():
        return ()
    return tuple(step for step in _by_version(template.migrations) if int(step.version) > int(version))


def _by_version(steps: Sequence[Step]) -> list[Step]:
    return sorted((step for step in steps if step.version.isdigit()), key=lambda step: int(step.version))


@lru_cache(maxsize=8)
def earlier_template(template: Template, version: str) -> Template:
    """The template as it was in ``version``, as far as its steps say."""
    for step in reversed(steps_since(template, version)):
        template = _undone(template, step)
    return template


# -- undoing a step -------------------------------------------------------------------------------------------------


def _undone(template: Template, step: Step) -> Template:
    """The template before a step."""
    if step.is_of_table:
        return _on_sheet(template, template.tables[step.source], step.sheet)
    table = template.tables[step.table]
    if step.change != "moved":
        return _with_table(template, _with_former(table, step))
    target = template.by_name[step.to[0]]
    there = template.tables[target.table]
    template = _with_table(template, replace(there, fields=tuple(f for f in there.fields if f is not target)))
    return _with_table(template, replace(table, fields=(*table.fields, _former(target, step))))


def _with_former(table: Table, step: Step) -> Table:
    """The table with its former field in place of those it became."""
    names = {name.partition(".")[2] for name in step.to}
    first = table.by_key[step.to[0].partition(".")[2]]
    fields = tuple(_former(f, step) if f is first else f for f in table.fields if f is first or f.key not in names)

    def former(key: str | None) -> str | None:
        return step.key if key == first.key else key

    return replace(
        table,
        fields=fields,
        code=former(table.code),
        natural_key=tuple(former(key) or "" for key in table.natural_key),
        essentials=tuple(former(key) or "" for key in table.essentials),
        team_order=tuple(former(key) or "" for key in table.team_order),
    )


def _former(field: Field, step: Step) -> Field:
    return replace(
        field,
        table=step.table,
        key=step.key,
        type=step.type or field.type,
        label=step.label or field.label,
        help=step.help or field.help,
    )


def _with_table(template: Template, table: Table) -> Template:
    return replace(
        template,
        sheets=tuple(
            replace(sheet, tables=tuple(table if t.key == table.key else t for t in sheet.tables))
            for sheet in template.sheets
        ),
    )


def _on_sheet(template: Template, table: Table, sheet: str) -> Template:
    """The template with a table at the end of another sheet."""

    def tables(of: Sheet) -> tuple[Table, ...]:
        others = tuple(t for t in of.tables if t.key != table.key)
        return (*others, replace(table, sheet=sheet)) if of.key == sheet else others

    return replace(template, sheets=tuple(replace(of, tables=tables(of)) for of in template.sheets))


# -- mistakes -------------------------------------------------------------------------------------------------------


def step_mistakes(template: Template) -> Iterator[StepMistake]:
    """Mistakes in the steps of a template, each checked against the version after it."""
    numbers = {id(step): number for number, step in enumerate(template.migrations, 1)}
    for step in template.migrations:
        if not step.version.isdigit() or (template.version.isdigit() and int(step.version) > int(template.version)):
            yield StepMistake(
                numbers[id(step)],
                "version",
                sentence(
                    "un numéro de version est attendu, au plus {version}",
                    "a version number is expected, at most {version}",
                    version=template.version,
                ),
            )
    for step in reversed(_by_version(template.migrations)):
        found = _mistake(template, step)
        if found:
            yield StepMistake(numbers[id(step)], *found)
            return
        template = _undone(template, step)


def _mistake(template: Template, step: Step) -> tuple[str, Text] | None:
    """The setting of a step that is wrong, and why."""
    if step.is_of_table:
        if step.change != "moved":
            return "from", Text("« table.champ » est attendu", '"table.field" is expected')
        if step.source not in template.tables:
            return "from", sentence("aucune table « {name} »", 'no table "{name}"', name=step.source)
        known = step.sheet in template.by_key
        return None if known else ("sheet", sentence("aucune feuille « {name} »", 'no sheet "{name}"', name=step.sheet))
    if step.table not in template.tables:
        return "from", sentence("aucune table « {name} »", 'no table "{name}"', name=step.table)
    missing = [name for name in step.to if (f := template.by_name.get(name)) is None or f.computed]
    if missing or not step.to:
        name = ", ".join(missing) or "to"
        return "to", sentence("aucun champ à saisir « {name} »", 'no input field "{name}"', name=name)
    if step.source in template.by_name and step.source not in step.to:
        return "from", sentence("« {name} » existe encore", '"{name}" still exists', name=step.source)
    return _mistake_of_change(template, step)


def _mistake_of_change(template: Template, step: Step) -> tuple[str, Text] | None:
    targets = [template.by_name[name] for name in step.to]
    is_one_table = {field.table for field in targets} == {step.table}
    if step.change == "moved":
        forms = [template.tables[step.table], template.tables[targets[0].table]]
        good = len(targets) == 1 and not is_one_table and all(_is_plain_form(table) for table in forms)
        fr, en = "un champ d’une autre fiche est attendu", "one field of another form is expected"
    elif step.change == "split":
        good = len(targets) > 1 and is_one_table and all(field.type.base in _TEXTS for field in targets)
        fr, en = (
            "plusieurs champs de texte de la même table sont attendus",
            "text fields of the same table are expected",
        )
    else:
        good = len(targets) == 1 and is_one_table
        fr, en = "un champ de la même table est attendu", "one field of the same table is expected"
    return None if good else ("to", Text(fr, en))


def _is_plain_form(table: Table) -> bool:
    return table.kind == "form" and table.parent is None and table.sheet != "actions"
