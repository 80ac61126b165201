"""Whether the parts of a template fit together: names that point nowhere, keys used twice, bounds that exclude all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.template.schema import Field, Table, Template
from pacom_xl.template.sources import CHOICES

#: File, path of the setting, what is wrong.
Mistake = tuple[str, str, Text]


def inconsistencies(template: Template, files: Mapping[str, str]) -> Iterator[Mistake]:
    """Names that point nowhere, and keys used twice: file, path, what is wrong."""
    seen: set[str] = set()
    for sheet in template.sheets:
        file = files.get(sheet.key, "")
        for table in sheet.tables:
            if table.key in seen:
                yield file, table.key, Text("table déclarée deux fois", "table declared twice")
            seen.add(table.key)
            if not table.fields and table.kind in ("form", "rows"):
                yield file, table.key, Text("aucun champ", "no field")
            yield from _table_inconsistencies(template, file, table)
            for field in table.fields:
                yield from _field_inconsistencies(template, file, field)


def _table_inconsistencies(template: Template, file: str, table: Table) -> Iterator[Mistake]:
    named = {"code": (table.code,), "natural_key": table.natural_key, "essentials": table.essentials}
    for setting, names in named.items():
        for name in filter(None, names):
            if name not in table.by_key:
                text = sentence("aucun champ « {name} »", 'no field "{name}"', name=name)
                yield file, f"{table.key}.{setting}", text
    if table.parent and table.parent not in template.tables:
        text = sentence("aucune table « {parent} »", 'no table "{parent}"', parent=table.parent)
        yield file, f"{table.key}.parent", text


def _field_inconsistencies(template: Template, file: str, field: Field) -> Iterator[Mistake]:
    if field.type.choices is not None and field.type.choices not in template.choices:
        name = field.type.choices
        yield (
            file,
            f"{field.name}.type",
            sentence(
                "aucune liste « {name} » dans {choices}", 'no list "{name}" in {choices}', name=name, choices=CHOICES
            ),
        )
    for table in field.type.tables:
        if table != "any" and table not in template.tables:
            text = sentence("aucune table « {table} »", 'no table "{table}"', table=table)
            yield file, f"{field.name}.type", text
    low, high = field.min, field.max
    if low is not None and high is not None and low > high:
        text = Text(f"min ({low}) dépasse max ({high})", f"min ({low}) is above max ({high})")
        yield file, f"{field.name}.min", text
