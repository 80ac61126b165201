"""Read plans from parsed JSON or YAML; every mistake is reported with its path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pacom_xl.model.plan import Plan, Record, Value, natural_key
from pacom_xl.model.text import LANGS, Lang, Text
from pacom_xl.model.typography import sentence
from pacom_xl.template.schema import Field, Table, Template
from pacom_xl.values.json_values import HALF, UnfitError, from_json, shown

#: Name and version of the structure.
SCHEMA = "pacom-plan/1"
_NO = sentence(
    '« false » à la place d’un texte : le code d’équipe NO s’écrit entre guillemets ("NO")',
    'false where a text is expected: write the team code NO in quotes ("NO")',
)


def plans_from_data(
    data: object, template: Template, source: str, default_lang: Lang = "fr"
) -> tuple[list[Plan], list[Text]]:
    """Plans in parsed JSON or YAML, and every problem with its path.

    ``data`` is the whole export, or one plan; ``source`` names it in the problems; ``default_lang`` is the language of
    plans that name none. Invalid values
    are reported and left empty. ``file`` and ``cells`` are ignored, because they refer to another file.
    """
    reader = _Reader(template, source, default_lang)
    return reader.plans(data), reader.problems


@dataclass
class _Reader:
    """Reads the data in one pass and collects problems."""

    template: Template
    source: str
    default_lang: Lang
    problems: list[Text] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tables = {table.key: table for table in self.template.data_tables}

    def report(self, place: str, problem: Text) -> None:
        """Add a problem with its path."""
        path = " › ".join(filter(None, (self.source, place)))
        self.problems.append(sentence("{path} : {problem}.", "{path}: {problem}.", path=path, problem=problem))

    def plans(self, data: object) -> list[Plan]:
        """Every plan of the data."""
        entries: object = data
        if isinstance(data, Mapping):
            entries = data.get("plans", [data])
            if data.get("schema", SCHEMA) != SCHEMA:
                self.report(
                    "schema",
                    sentence(
                        "« {shown} » au lieu de « {schema} »",
                        '{found} instead of "{schema}"',
                        shown=shown(data["schema"]),
                        schema=SCHEMA,
                        found=shown(data["schema"]),
                    ),
                )
        if not isinstance(entries, list):
            self.report("", sentence("aucune liste « plans »", 'no list "plans"'))
            return []
        return [plan for n, entry in enumerate(entries, 1) if (plan := self.plan(f"plans[{n}]", entry))]

    def plan(self, place: str, data: object) -> Plan | None:
        """One plan; ``None`` (reported) when it is not an object with records."""
        records = data.get("records") if isinstance(data, Mapping) else None
        if not isinstance(data, Mapping) or not isinstance(records, list):
            self.report(
                place,
                sentence("un plan avec une liste « records » est attendu", 'a plan with a list "records" is expected'),
            )
            return None
        known = {"file", "team", "year", "lang", "template", "template_version", "records", "schema"}
        self.unknown(place, data.keys() - known)
        allowed = self.allowed_choices(records)
        numbers: Counter[str] = Counter()
        team = self.team(place, data.get("team"))
        plan = Plan(
            team=team,
            year=self.year(place, data.get("year")),
            lang=self.lang(place, data.get("lang")),
            template=str(data.get("template") or self.template.name),
            template_version=str(data.get("template_version") or self.template.version),
        )
        place = team or place
        found = (self.record(place, n, entry, allowed, numbers) for n, entry in enumerate(records, 1))
        return self.complete(place, plan.with_records(record for record in found if record))

    def unknown(self, place: str, names: Iterable[object]) -> None:
        """Report unknown names."""
        for name in sorted(map(str, names)):
            self.report(f"{place} › {name}", Text("nom inconnu, contenu non repris", "unknown name, content left out"))

    def team(self, place: str, value: object) -> str | None:
        """The team's code."""
        if value is None or (isinstance(value, str) and value and not HALF.search(value)):
            return value
        problem = (
            _NO
            if value is False
            else Text(f"{shown(value)} n’est pas un code d’équipe", f"{shown(value)} is not a team code")
        )
        self.report(f"{place} › team", problem)
        return None

    def year(self, place: str, value: object) -> int | None:
        """The plan's year."""
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self.report(f"{place} › year", Text(f"{shown(value)} n’est pas une année", f"{shown(value)} is not a year"))
        return None

    def lang(self, place: str, value: object) -> Lang:
        """The plan's language, or the default one."""
        for lang in LANGS:
            if value == lang:
                return lang
        if value is not None:
            self.report(
                f"{place} › lang",
                Text(f"{shown(value)} au lieu de fr ou en", f"{shown(value)} instead of fr or en"),
            )
        return self.default_lang

    def allowed_choices(self, records: list[object]) -> dict[str, frozenset[str]]:
        """Keys of every list: the template's, and those of the data's own ``choices`` and ``natures``."""
        keys = {name: {c.key for c in entries} for name, entries in self.template.choices.items()}
        for entry in records:
            values = entry.get("values") if isinstance(entry, Mapping) else None
            if (
                isinstance(entry, Mapping)
                and isinstance(values, Mapping)
                and entry.get("table") in ("choices", "natures")
            ):
                name = "natures" if entry["table"] == "natures" else str(values.get("list"))
                keys.setdefault(name, set()).add(str(values.get("key")))
        return {name: frozenset(found) for name, found in keys.items()}

    def record(
        self,
        place: str,
        number: int,
        data: object,
        allowed: Mapping[str, frozenset[str]],
        numbers: Counter[str],
    ) -> Record | None:
        """One record; ``None`` (reported) when its table is unknown or its values are no object."""
        place = f"{place} › records[{number}]"
        if not isinstance(data, Mapping) or not isinstance(data.get("values"), Mapping):
            self.report(
                place,
                sentence("« table » et « values » sont attendus", '"table" and "values" are expected'),
            )
            return None
        table = self.tables.get(name) if isinstance(name := data.get("table"), str) else None
        if table is None:
            problem = Text(
                f"table {shown(name)} inconnue ou calculée, contenu non repris",
                f"table {shown(name)} is unknown or computed, content left out",
            )
            self.report(place, problem)
            return None
        self.unknown(place, data.keys() - {"table", "key", "parent", "values", "cells"})
        numbers[table.key] += 1
        place = _place(place, table, data)
        values = self.values(place, table, data["values"], allowed)
        key = self.name(place, "key", data.get("key")) or _default_key(table, values, numbers[table.key])
        return Record(table.key, key, values, self.parent(place, table, data.get("parent")))

    def values(
        self, place: str, table: Table, data: Mapping[object, object], allowed: Mapping[str, frozenset[str]]
    ) -> dict[str, Value]:
        """A value for every input field; ``None`` where it is missing or invalid."""
        inputs = {f.key: f for f in table.inputs}
        self.unknown(place, data.keys() - inputs.keys())
        return {key: self.value(place, f, data.get(key), allowed) for key, f in inputs.items()}

    def value(self, place: str, f: Field, raw: object, allowed: Mapping[str, frozenset[str]]) -> Value:
        """One value; ``None`` (reported) when it is not of the field's type."""
        try:
            return from_json(f, raw, allowed.get(f.type.choices or "", frozenset()))
        except UnfitError as unfit:
            self.report(f"{place} › {f.key}", _NO if raw is False and not f.type.is_number else unfit.problem)
            return None

    def name(self, place: str, what: str, value: object) -> str | None:
        """A ``key`` or ``parent``: text or nothing."""
        if value is None or (isinstance(value, str) and not HALF.search(value)):
            return value or None
        self.report(
            f"{place} › {what}",
            _NO if value is False else Text(f"{shown(value)} n’est pas un texte", f"{shown(value)} is not a text"),
        )
        return None

    def parent(self, place: str, table: Table, value: object) -> str | None:
        """Code of the action that a row belongs to."""
        parent = self.name(place, "parent", value)
        if table.parent and not parent:
            self.report(f"{place} › parent", Text("le code de l’action manque", "the action’s code is missing"))
        if parent and not table.parent:
            self.report(
                f"{place} › parent",
                sentence(
                    "« {parent} » non repris : cette table n’en a pas",
                    '"{parent}" left out: this table has none',
                    parent=parent,
                ),
            )
            return None
        return parent

    def complete(self, place: str, plan: Plan) -> Plan:
        """Fill in team and year from the plan form, and report child rows whose action is missing."""
        identity = plan.form("plan")
        team, year = identity.get("team_code"), identity.get("plan_year")
        for record in plan.records:
            table = self.tables[record.table]
            if record.parent and table.parent and all(r.key != record.parent for r in plan.table(table.parent)):
                problem = sentence(
                    "action « {parent} » absente de ces données",
                    'action "{parent}" is not in these data',
                    parent=record.parent,
                )
                self.report(f"{place} › {table.key} › {record.key} › parent", problem)
        return plan.with_head(
            team=plan.team or (team if isinstance(team, str) else None),
            year=plan.year or (year if isinstance(year, int) else None),
        )


def _place(place: str, table: Table, data: Mapping[Any, Any]) -> str:
    """``NO › actions › ACT-NO-002``, or the record's number when it has no key."""
    key = data.get("key")
    if isinstance(key, str) and key:
        return f"{place.rpartition(' › ')[0]} › {table.key} › {key}"
    return f"{place} › {table.key}"


def _default_key(table: Table, values: Mapping[str, Value], number: int) -> str:
    """Key of a record without key: code, form, ``list.key``, ``2026-03 | opening``, else a number."""
    code = values.get(table.code) if table.code else None
    if isinstance(code, str):
        return code
    if table.kind == "form" and not table.code:
        return table.key
    natural = [values.get(name) for name in table.natural_key]
    if table.kind == "grid":
        # A cell of a grid has no row id; the reader of workbooks gives the same key.
        return natural_key(values, table.natural_key)
    if natural and all(natural) and all(table.by_key[n].type.base == "code" for n in table.natural_key):
        return ".".join(map(str, natural))
    return f"{table.key}#{number}"
