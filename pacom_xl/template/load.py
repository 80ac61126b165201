"""Read a template folder: ``template.toml``, ``choices.toml`` and one numbered TOML per sheet.

A template that ``extends`` another holds only what it changes (see ``inherit``).

Every mistake is collected and told at once, with the file and the key concerned.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pacom_xl.model.text import Text
from pacom_xl.template.inherit import SHEET_FILE, Sources, overlaid, read_folder
from pacom_xl.template.schema import KINDS, AddedSheet, Choice, Field, FieldType, Sheet, Table, Template

_FIELD_OPTIONS = {f.name for f in dataclasses.fields(Field)} - {"table", "key", "type", "label", "help"}


class TemplateError(Exception):
    """A template that cannot be used; ``problems`` lists every mistake found, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def templates_folder() -> Path:
    """Where the templates shipped with the program are: in the installed package, else beside a checkout."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "workbook_templates", package.parent / "workbook_templates"):
        if folder.is_dir():
            return folder
    raise TemplateError([f"workbook_templates: not found beside {package.name}"])


def shipped_templates() -> list[str]:
    """Names of the templates shipped with the program, the standard one first."""
    names = (p.parent.name for p in templates_folder().glob("*/template.toml"))
    return sorted(names, key=lambda name: (name != "standard", name))


def load_template(name_or_path: str | Path = "standard") -> Template:
    """A template by shipped name or by folder. Raises ``TemplateError`` with every mistake."""
    folder = templates_folder() / str(name_or_path)
    if not (folder / "template.toml").is_file():
        folder = Path(name_or_path)
    if not (folder / "template.toml").is_file():
        raise TemplateError([f"{name_or_path}: no template of that name, no template.toml in such a folder"])
    return _load(folder.resolve())


@lru_cache(maxsize=8)
def _load(folder: Path) -> Template:
    return _Loader(folder).template()


class _Loader:
    """One pass over a folder, keeping the mistakes it meets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[str] = []
        self.sources = self._sources(folder)

    def _sources(self, folder: Path, below: tuple[Path, ...] = ()) -> Sources:
        """The files of a template, laid over those of the one it extends."""
        own = read_folder(folder, self.problems)
        name = own.get("template.toml", {}).get("extends")
        if name is None:
            return own
        base = templates_folder() / str(name)
        if not (base / "template.toml").is_file():
            base = folder / str(name)
        base = base.resolve()
        if not (base / "template.toml").is_file() or base in (folder, *below):
            self.problems.append(f"template.toml: extends: no template {name!r} to extend")
            return own
        return overlaid(self._sources(base, (*below, folder)), own, self.problems)

    def template(self) -> Template:
        head = self._toml("template.toml")
        choices = {
            name: tuple(
                Choice(key, self._text("choices.toml", f"{name}.{key}", label)) for key, label in entries.items()
            )
            for name, entries in self._toml("choices.toml").items()
        }
        numbered = sorted(name for name in self.sources if SHEET_FILE.match(name))
        sheets = tuple(self._sheet(name, self._toml(name), int(name[:2])) for name in numbered)
        tables = (table for sheet in sheets for table in sheet.tables)
        choices |= {table.key: _table_as_list(table) for table in tables if table.key == "natures"}
        template = Template(
            name=str(head.get("name", self.folder.name)),
            version=str(head.get("version", "")),
            label=self._text("template.toml", "label", head.get("label")),
            sheets=sheets,
            choices=choices,
            colours=head.get("colours", {}),
            rules=head.get("rules", {}),
            left_out=frozenset(map(str, head.get("hide", []))),
            logo=self._logo(head.get("logo")),
            **self._consolidated(),
        )
        self.problems += _inconsistencies(template)
        if self.problems:
            raise TemplateError(self.problems)
        return template

    def _consolidated(self) -> dict[str, Any]:
        file = "consolidated.toml"
        raw = self._toml(file)
        added = tuple(AddedSheet(self._sheet(file, s), str(s.get("before", ""))) for s in raw.get("sheet", []))
        return {
            "provenance": tuple(self._field(file, "provenance", f) for f in raw.get("provenance", [])),
            "consolidated_sheets": added,
        }

    def _toml(self, name: str) -> dict[str, Any]:
        if name not in self.sources:
            self.problems.append(f"{name}: missing or unreadable")
        return self.sources.get(name, {})

    def _logo(self, name: object) -> str | None:
        if name is None:
            return None
        path = self.folder / str(name)
        if path.suffix.lower() not in (".png", ".jpg", ".jpeg") or not path.is_file():
            self.problems.append(f"template.toml: logo: no picture {name!r} (.png, .jpg) in the template's folder")
            return None
        return str(path)

    def _text(self, file: str, key: str, raw: object) -> Text:
        if isinstance(raw, Mapping) and set(raw) == {"fr", "en"} and all(isinstance(v, str) for v in raw.values()):
            return Text(raw["fr"], raw["en"])
        self.problems.append(f'{file}: {key}: expected {{ fr = "…", en = "…" }}')
        return Text("", "")

    def _sheet(self, file: str, raw: dict[str, Any], order: int = 0) -> Sheet:
        key = str(raw.get("key", ""))
        return Sheet(
            key=key,
            label=self._text(file, "label", raw.get("label")),
            purpose=self._text(file, "purpose", raw.get("purpose")),
            level=str(raw.get("level", "core")),
            scope=str(raw.get("scope", "generated" if order == 0 else "team")),
            order=order,
            tables=tuple(self._table(file, key, t) for t in raw.get("table", [])),
        )

    def _table(self, file: str, sheet: str, raw: dict[str, Any]) -> Table:
        key = str(raw.get("key", ""))
        kind: Any = raw.get("kind")
        if kind not in KINDS:
            self.problems.append(f"{file}: {key}: kind {kind!r} is none of {', '.join(KINDS)}")
            kind = "rows"
        return Table(
            sheet=sheet,
            key=key,
            kind=kind,
            label=self._text(file, f"{key}.label", raw.get("label")),
            fields=tuple(self._field(file, key, f) for f in raw.get("field", [])),
            code=raw.get("code"),
            natural_key=tuple(raw.get("natural_key", ())),
            parent=raw.get("parent"),
            spare=int(raw.get("spare", 0)),
            rows=tuple(raw.get("row", ())),
        )

    def _field(self, file: str, table: str, raw: dict[str, Any]) -> Field:
        key = str(raw.get("key", ""))
        name = f"{table}.{key}"
        try:
            kind = FieldType.parse(str(raw.get("type", "")))
        except ValueError:
            self.problems.append(f"{file}: {name}: unknown type {raw.get('type')!r}")
            kind = FieldType("text")
        options = {k: v for k, v in raw.items() if k in _FIELD_OPTIONS}
        if "section" in options:
            options["section"] = self._text(file, f"{name}.section", options["section"])
        for unknown in sorted(raw.keys() - _FIELD_OPTIONS - {"key", "type", "label", "help"}):
            self.problems.append(f"{file}: {name}: unknown setting {unknown!r}")
        return Field(
            table=table,
            key=key,
            type=kind,
            label=self._text(file, f"{name}.label", raw.get("label")),
            help=self._text(file, f"{name}.help", raw.get("help")),
            **options,
        )


def _table_as_list(table: Table) -> tuple[Choice, ...]:
    """A table of key, fr, en is a value list too: expense natures carry a VAT rate, hence a table of their own."""
    return tuple(Choice(row["key"], Text(row["fr"], row["en"])) for row in table.rows)


def _inconsistencies(template: Template) -> Iterator[str]:
    """Names that point nowhere, and keys used twice."""
    seen: set[str] = set()
    for sheet in template.sheets:
        file = f"{sheet.order:02d}-{sheet.key}.toml"
        for table in sheet.tables:
            if table.key in seen:
                yield f"{file}: {table.key}: table declared twice"
            seen.add(table.key)
            for name in filter(None, (table.code, *table.natural_key)):
                if name not in table.by_key:
                    yield f"{file}: {table.key}: key field {name!r} does not exist"
            if table.parent and table.parent not in template.tables:
                yield f"{file}: {table.key}: parent table {table.parent!r} does not exist"
            for field in table.fields:
                yield from _field_inconsistencies(template, file, field)


def _field_inconsistencies(template: Template, file: str, field: Field) -> Iterator[str]:
    if field.type.choices is not None and field.type.choices not in template.choices:
        yield f"{file}: {field.name}: no list {field.type.choices!r} in choices.toml"
    for table in field.type.tables:
        if table != "any" and table not in template.tables:
            yield f"{file}: {field.name}: no table {table!r}"
