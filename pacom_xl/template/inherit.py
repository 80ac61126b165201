"""Company templates: the files of a template that ``extends`` another, laid over those of that one.

A company may relabel anything, add choices, fields, tables and sheets, tighten limits, change defaults, thresholds,
rule severities, colours and its logo, and leave optional sheets out. What the program relies on cannot go: removing
or retyping a field, a choice or a core sheet is told as a mistake, with the file and the key.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SHEET_FILE = re.compile(r"\d\d-\w+\.toml$")
HEAD = "template.toml"
CHOICES = "choices.toml"
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}$")
_HEAD_KEYS = {"name", "version", "label", "extends", "colours", "hide", "logo", "rules"}
_SHEET_KEYS = {"key", "label", "purpose", "level", "scope", "table"}
_TABLE_KEYS = {"key", "kind", "label", "field", "code", "natural_key", "parent", "spare", "row"}
#: What a company may change of a field it has not added.
_FIELD_CHANGES = {"label", "help", "default", "min", "max", "above", "min_length", "max_length", "section", "required"}
_FIXED_OF_SHEET = ("level", "scope")
_FIXED_OF_TABLE = ("kind", "code", "natural_key", "parent")

Sources = dict[str, dict[str, Any]]


def read_folder(folder: Path, problems: list[str]) -> Sources:
    """The TOML files of a template folder by name; those that cannot be read are told in ``problems``."""
    sources: Sources = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            sources[path.name] = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            problems.append(f"{path.name}: {error}")
    return sources


def overlaid(base: Sources, own: Sources, problems: list[str]) -> Sources:
    """``base`` with the changes of ``own``; every change that may not be made is told in ``problems``."""
    return _Overlay(base, problems).with_changes(own)


class _Overlay:
    """One company template being laid over its base."""

    def __init__(self, base: Sources, problems: list[str]) -> None:
        self.base = base
        self.problems = problems
        self.files = {raw.get("key"): name for name, raw in base.items() if SHEET_FILE.match(name)}

    def with_changes(self, own: Sources) -> Sources:
        """The files of both, a changed sheet under the company's file name."""
        merged = dict(self.base)
        merged[HEAD] = self._head(own.get(HEAD, {}))
        for name, raw in own.items():
            if name == CHOICES:
                merged[CHOICES] = self._choices(raw)
            elif SHEET_FILE.match(name):
                known = self.files.get(raw.get("key"))
                if known is None:
                    merged[name] = raw
                else:
                    del merged[known]
                    merged[name] = self._sheet(name, self.base[known], raw)
            elif name != HEAD:
                self.problems.append(f"{name}: expected {HEAD}, {CHOICES} or a sheet such as 30-our_sheet.toml")
        return dict(sorted(merged.items()))

    # -- template.toml and choices.toml --------------------------------------------------------------------

    def _head(self, own: Mapping[str, Any]) -> dict[str, Any]:
        base = self.base.get(HEAD, {})
        for unknown in sorted(own.keys() - _HEAD_KEYS):
            self.problems.append(f"{HEAD}: {unknown}: unknown setting; known: {', '.join(sorted(_HEAD_KEYS))}")
        colours = own.get("colours", {})
        for name, value in colours.items():
            if name not in base.get("colours", {}):
                known = ", ".join(sorted(base.get("colours", {})))
                self.problems.append(f"{HEAD}: colours.{name}: unknown colour; known: {known}")
            elif not isinstance(value, str) or not _COLOUR.match(value):
                self.problems.append(f'{HEAD}: colours.{name}: {value!r}, expected "#RRGGBB"')
        self._hidden(own.get("hide", []))
        return {**base, **own, "colours": {**base.get("colours", {}), **colours}}

    def _hidden(self, keys: object) -> None:
        if not isinstance(keys, list):
            self.problems.append(f"{HEAD}: hide: expected a list of sheet keys")
            return
        for key in keys:
            file = self.files.get(key)
            if file is None:
                self.problems.append(f"{HEAD}: hide: no sheet {key!r}")
            elif self.base[file].get("level") != "optional":
                self.problems.append(f"{HEAD}: hide: {key} is a core sheet, it cannot be left out")

    def _choices(self, own: Mapping[str, Any]) -> dict[str, Any]:
        merged = dict(self.base.get(CHOICES, {}))
        for name, entries in own.items():
            if not isinstance(entries, Mapping):
                self.problems.append(f"{CHOICES}: {name}: expected a table of choices")
                continue
            merged[name] = {**merged.get(name, {}), **entries}
        return merged

    # -- sheets --------------------------------------------------------------------------------------------

    def _unknown(self, file: str, where: str, raw: Mapping[str, Any], known: set[str]) -> None:
        for key in sorted(raw.keys() - known):
            self.problems.append(f"{file}: {where}: unknown setting {key!r}; known: {', '.join(sorted(known))}")

    def _fixed(
        self, file: str, where: str, base: Mapping[str, Any], own: Mapping[str, Any], keys: tuple[str, ...]
    ) -> None:
        for key in keys:
            if key in own and own[key] != base.get(key):
                self.problems.append(f"{file}: {where}: {key} cannot change ({base.get(key)!r} to {own[key]!r})")

    def _sheet(self, file: str, base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
        sheet = str(base.get("key"))
        self._unknown(file, sheet, own, _SHEET_KEYS)
        self._fixed(file, sheet, base, own, _FIXED_OF_SHEET)
        tables = {str(raw.get("key")): raw for raw in base.get("table", [])}
        for raw in own.get("table", []):
            key = str(raw.get("key", ""))
            self._unknown(file, key, raw, _TABLE_KEYS)
            tables[key] = self._table(file, tables[key], raw) if key in tables else raw
        texts = {key: own[key] for key in ("label", "purpose") if key in own}
        return {**base, **texts, "table": list(tables.values())}

    def _table(self, file: str, base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
        table = str(base.get("key"))
        self._fixed(file, table, base, own, _FIXED_OF_TABLE)
        fields = {str(raw.get("key")): raw for raw in base.get("field", [])}
        for raw in own.get("field", []):
            key = str(raw.get("key", ""))
            if key in fields:
                fields[key] = self._field(file, f"{table}.{key}", fields[key], raw)
            else:
                fields = self._added(file, table, base, fields, raw)
        changes = {key: own[key] for key in ("label", "spare", "row") if key in own}
        return {**base, **changes, "field": list(fields.values())}

    def _field(self, file: str, name: str, base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
        for key in sorted(own.keys() - _FIELD_CHANGES - {"key"}):
            if own[key] == base.get(key):
                continue
            why = (
                "its type cannot change" if key == "type" else f"{key!r} cannot be set on a field of the base template"
            )
            self.problems.append(f"{file}: {name}: {why}; may change: {', '.join(sorted(_FIELD_CHANGES))}")
        if base.get("required") and own.get("required") is False:
            self.problems.append(f"{file}: {name}: required by the program, cannot become optional")
        return {**base, **{key: value for key, value in own.items() if key in _FIELD_CHANGES}}

    def _added(
        self, file: str, table: str, base: Mapping[str, Any], fields: dict[str, Any], raw: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The fields with a new one, after the one it names, else last of those people see."""
        name = f"{table}.{raw.get('key', '')}"
        if base.get("kind") not in ("form", "rows"):
            self.problems.append(f"{file}: {name}: no field can be added to a table of kind {base.get('kind')!r}")
            return fields
        if raw.get("computed") or raw.get("generated"):
            self.problems.append(f"{file}: {name}: an added field is typed by people, it cannot be computed")
            return fields
        after = raw.get("after")
        if after is not None and after not in fields:
            self.problems.append(f"{file}: {name}: after: no field {after!r} in {table}")
        shown = [key for key, known in fields.items() if not known.get("hidden")]
        place = after if after in fields else shown[-1]
        added = {key: value for key, value in raw.items() if key != "after"}
        result: dict[str, Any] = {}
        for key, known in fields.items():
            result[key] = known
            if key == place:
                result[str(raw.get("key", ""))] = added
        return result
