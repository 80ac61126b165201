"""Read a template: ``template.toml``, ``choices.toml`` and one numbered TOML file per sheet.

A template that ``extends`` another holds only what it changes (see ``inherit``). Every mistake is reported at once,
with the file, the line and the key.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.template.consistency import inconsistencies
from pacom_xl.template.field_types import FieldType
from pacom_xl.template.inherit import Sources, overlaid
from pacom_xl.template.migrations import step_mistakes, steps_of
from pacom_xl.template.schema import AddedSheet, Choice, Field, Sheet, SourceFile, Table, Template
from pacom_xl.template.sources import (
    CHOICES,
    CONSOLIDATED,
    HEAD,
    MIGRATIONS,
    SHEET_FILE,
    Level,
    carried_levels,
    chain,
    read_folder,
    to_carry,
)

_FIELD_OPTIONS = {f.name for f in dataclasses.fields(Field)} - {"table", "key", "type", "label", "help", "section"}
_MISSING = Text("manque", "is missing")


class TemplateError(Exception):
    """A template that cannot be used; ``problems`` lists every mistake found, one sentence each."""

    def __init__(self, problems: list[Text]) -> None:
        super().__init__("\n".join(problem.en for problem in problems))
        self.problems = problems


def templates_folder() -> Path:
    """Folder of the templates shipped with the program: in the installed package, else in the checkout."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "workbook_templates", package.parent / "workbook_templates"):
        if folder.is_dir():
            return folder
    raise TemplateError(
        [
            sentence(
                "workbook_templates : introuvable près de {name} : réinstallez le programme",
                "workbook_templates: not found beside {name}: install the program again",
                name=package.name,
            )
        ]
    )


def shipped_templates() -> list[str]:
    """Names of the templates shipped with the program, the standard one first."""
    names = (p.parent.name for p in templates_folder().glob("*/template.toml"))
    return sorted(names, key=lambda name: (name != "standard", name))


def load_template(name_or_path: str | Path = "standard") -> Template:
    """A template by shipped name or by folder. Raises ``TemplateError`` with every mistake."""
    return _load(template_folder(name_or_path))


def template_folder(name_or_path: str | Path) -> Path:
    """The folder of a template. Raises ``TemplateError`` when there is none."""
    for folder in (templates_folder() / str(name_or_path), Path(name_or_path)):
        try:
            if (folder / HEAD).is_file():
                return folder.resolve()
        except (OSError, ValueError):
            continue
    raise TemplateError(
        [
            sentence(
                "{name_or_path} : ni un modèle fourni ({text}), ni un dossier qui contient {head}",
                "{name_or_path}: no template of that name ({text}), no {head} in such a folder",
                name_or_path=name_or_path,
                text=", ".join(shipped_templates()),
                head=HEAD,
            )
        ]
    )


@lru_cache(maxsize=8)
def _load(folder: Path) -> Template:
    return _Builder(chain(read_folder(folder), templates_folder())).template()


def carried_template(files: Iterable[SourceFile]) -> Template | None:
    """The template a workbook carries: the first of its levels, over those it extends. ``None`` when it has none.

    Raises ``TemplateError``.
    """
    levels = carried_levels(files)
    return _Builder(chain(levels[0], templates_folder(), levels[1:])).template() if levels else None


class _Builder:
    """One pass over the files of a template, reporting to its first level."""

    def __init__(self, levels: list[Level]) -> None:
        self.levels = levels
        self.level = levels[0]
        if levels[-1].extends is not None:
            # Nothing to lay it over: all that comes from there would be reported as missing.
            raise TemplateError(_problems(levels))
        sources: Sources = levels[-1].files
        for level in reversed(levels[:-1]):
            sources = overlaid(sources, level)
        self.sources = sources

    def template(self) -> Template:
        """The template. Raises ``TemplateError`` with every mistake of every level."""
        head = self._file(HEAD)
        choices = {
            name: tuple(Choice(key, self._text(CHOICES, f"{name}.{key}", label)) for key, label in entries.items())
            for name, entries in self._file(CHOICES).items()
        }
        sheets = tuple(self._sheet(name, self._file(name), int(name[:2])) for name in self._sheet_files())
        tables = (table for sheet in sheets for table in sheet.tables)
        choices |= {table.key: _table_as_list(table) for table in tables if table.key == "natures"}
        template = Template(
            name=self.level.name,
            version=str(head.get("version", "")),
            label=self._text(HEAD, "label", head.get("label")),
            sheets=sheets,
            choices=choices,
            colours=head.get("colours", {}),
            rules=head.get("rules", {}),
            left_out=frozenset(map(str, head.get("hide", []))),
            logo=self._logo(),
            family=self._family(),
            carried=to_carry(self.levels, templates_folder()),
            migrations=steps_of(self.level.files.get(MIGRATIONS, {}).get("step", [])),
            **self._consolidated(),
        )
        for file, path, text in inconsistencies(template, self._file_of_sheet()):
            self.level.report(file, path, text)
        for mistake in step_mistakes(template):
            self.level.report(MIGRATIONS, f"step{mistake.number}.{mistake.setting}", mistake.text)
        if problems := _problems(self.levels):
            raise TemplateError(problems)
        return template

    def _family(self) -> frozenset[str]:
        return frozenset(level.name for level in self.levels)

    def _sheet_files(self) -> list[str]:
        return sorted(name for name in self.sources if SHEET_FILE.match(name))

    def _file_of_sheet(self) -> dict[str, str]:
        return {str(self.sources[name].get("key", "")): name for name in self._sheet_files()}

    def _consolidated(self) -> dict[str, Any]:
        raw = self._file(CONSOLIDATED)
        added = tuple(AddedSheet(self._sheet(CONSOLIDATED, s), str(s.get("before", ""))) for s in raw.get("sheet", []))
        provenance = (self._field(CONSOLIDATED, "provenance", f) for f in raw.get("provenance", []))
        return {"provenance": tuple(filter(None, provenance)), "consolidated_sheets": added}

    def _file(self, name: str) -> dict[str, Any]:
        if name not in self.sources and not any(name in level.texts for level in self.levels):
            self.level.report(name, "", Text("fichier absent", "missing file"))
        return self.sources.get(name, {})

    def _logo(self) -> str | None:
        """Path of the picture, from the nearest level that names one; a workbook carries none."""
        for level in self.levels:
            name = level.files.get(HEAD, {}).get("logo")
            if name is None or level.folder is None:
                continue
            path = level.folder / str(name)
            if path.suffix.lower() in (".png", ".jpg", ".jpeg") and path.is_file():
                return str(path)
            missing = sentence(
                "aucune image « {name} » (.png, .jpg) dans le dossier du modèle",
                'no picture "{name}" (.png, .jpg) in the template’s folder',
                name=name,
            )
            level.report(HEAD, "logo", missing)
        return None

    def _text(self, file: str, path: str, raw: object) -> Text:
        """A label in both languages; one that is given in one language stands for both."""
        if isinstance(raw, str):
            return Text(raw, raw)
        if isinstance(raw, Mapping) and raw:
            fr, en = raw.get("fr"), raw.get("en")
            return Text(str(fr or en), str(en or fr))
        if not self._reported(file, path):
            self.level.report(file, path, _MISSING)
        return Text("", "")

    def _reported(self, file: str, path: str) -> bool:
        """Whether something was found wrong with the setting itself."""
        return any(file in problem.fr and path in problem.fr for level in self.levels for problem in level.problems)

    def _sheet(self, file: str, raw: dict[str, Any], order: int = 0) -> Sheet:
        key = self._key(file, "", raw)
        prefix = f"{key}." if order == 0 else ""
        return Sheet(
            key=key,
            label=self._text(file, f"{prefix}label", raw.get("label")),
            purpose=self._text(file, f"{prefix}purpose", raw.get("purpose")),
            level=str(raw.get("level", "core")),
            scope=str(raw.get("scope", "generated" if order == 0 else "team")),
            order=order,
            tables=tuple(self._table(file, key, t) for t in raw.get("table", [])),
        )

    def _key(self, file: str, path: str, raw: Mapping[str, Any]) -> str:
        key = raw.get("key")
        if key is None and not self._reported(file, f"{path}key"):
            self.level.report(file, f"{path}key", _MISSING)
        return str(key or "")

    def _table(self, file: str, sheet: str, raw: dict[str, Any]) -> Table:
        key = self._key(file, "table.", raw)
        kind: Any = raw.get("kind")
        if kind is None:
            kind = "rows"
            if not self._reported(file, f"{key}.kind"):
                self.level.report(file, f"{key}.kind", _MISSING)
        return Table(
            sheet=sheet,
            key=key,
            kind=kind,
            label=self._text(file, f"{key}.label", raw.get("label")),
            fields=tuple(filter(None, (self._field(file, key, f) for f in raw.get("field", [])))),
            code=raw.get("code"),
            natural_key=tuple(raw.get("natural_key", ())),
            parent=raw.get("parent"),
            spare=raw.get("spare", 0),
            essentials=tuple(raw.get("essentials", ())),
            folded=raw.get("folded", False),
            rows=tuple(raw.get("row", ())),
        )

    def _field(self, file: str, table: str, raw: dict[str, Any]) -> Field | None:
        """One field; ``None`` when it has no type."""
        key = self._key(file, f"{table}.field.", raw)
        name = f"{table}.{key}"
        label, help_ = (self._text(file, f"{name}.{part}", raw.get(part)) for part in ("label", "help"))
        if "type" not in raw:
            if not self._reported(file, f"{name}.type"):
                self.level.report(file, f"{name}.type", _MISSING)
            return None
        options = {k: v for k, v in raw.items() if k in _FIELD_OPTIONS}
        if "section" in raw:
            options["section"] = self._text(file, f"{name}.section", raw["section"])
        return Field(table=table, key=key, type=FieldType.parse(raw["type"]), label=label, help=help_, **options)


def _problems(levels: Iterable[Level]) -> list[Text]:
    return list(dict.fromkeys(problem for level in levels for problem in level.problems))


def _table_as_list(table: Table) -> tuple[Choice, ...]:
    """A table of key, fr, en is a value list too: expense natures carry a VAT rate, hence a table of their own."""
    rows = (row for row in table.rows if "key" in row)
    return tuple(
        Choice(str(row["key"]), Text(str(row.get("fr", row["key"])), str(row.get("en", row.get("fr", row["key"])))))
        for row in rows
    )
