"""Company templates: apply the files of a template that ``extends`` another one to the files of the latter.

A company may relabel anything, add choices, fields, tables and sheets, tighten limits, change defaults, thresholds,
rule severities, colours and its logo, and leave optional sheets out. What the program relies on cannot go: removing
or retyping a field, a choice or a core sheet is reported as a mistake, with the file, the line and the key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.template.sources import CHOICES, CONSOLIDATED, HEAD, SHEET_FILE, Level

#: Settings a company may change in a field of the base template.
_FIELD_CHANGES = {"label", "help", "default", "min", "max", "above", "min_length", "max_length", "section", "required"}
_FIXED_OF_SHEET = ("level", "scope")
#: Settings of a table a company may change.
_TABLE_CHANGES = ("label", "spare", "row", "essentials", "folded")
_FIXED_OF_TABLE = ("kind", "code", "natural_key", "parent")

Sources = dict[str, dict[str, Any]]


def overlaid(base: Sources, level: Level) -> Sources:
    """``base`` with the changes of ``level``; every change that may not be made is reported to ``level``."""
    return _Overlay(base, level).with_changes()


class _Overlay:
    """One company template laid over its base."""

    def __init__(self, base: Sources, level: Level) -> None:
        self.base = base
        self.level = level
        self.files = {raw.get("key"): name for name, raw in base.items() if SHEET_FILE.match(name)}

    def with_changes(self) -> Sources:
        """The files of both, a changed sheet under the company's file name."""
        merged = dict(self.base)
        changes = self.level.files
        merged[HEAD] = self._head(changes.get(HEAD, {}))
        for name, raw in changes.items():
            if name == CHOICES:
                merged[CHOICES] = self._choices(raw)
            elif SHEET_FILE.match(name):
                known = self.files.get(raw.get("key"))
                if known is None:
                    merged[name] = raw
                else:
                    del merged[known]
                    merged[name] = self._sheet(name, self.base[known], raw)
            elif name == CONSOLIDATED:
                self._report(
                    name,
                    "",
                    Text(
                        "ce fichier est réservé aux modèles qui n’en complètent aucun",
                        "this file is for templates that extend none",
                    ),
                )
        return dict(sorted(merged.items()))

    def _report(self, file: str, path: str, text: Text) -> None:
        self.level.report(file, path, text)

    # -- template.toml and choices.toml --------------------------------------------------------------------

    def _head(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        base = self.base.get(HEAD, {})
        known = base.get("colours", {})
        colours = changes.get("colours", {})
        for name in colours.keys() - known.keys():
            names = ", ".join(sorted(known))
            self._report(
                HEAD,
                f"colours.{name}",
                sentence(
                    "couleur inconnue ; couleurs connues : {names}", "unknown colour; known: {names}", names=names
                ),
            )
        self._hidden(changes.get("hide", []))
        return {**base, **changes, "colours": {**known, **colours}}

    def _hidden(self, keys: list[str]) -> None:
        for key in keys:
            file = self.files.get(key)
            if file is None:
                text = sentence("aucune feuille « {key} »", 'no sheet "{key}"', key=key)
            elif self.base[file].get("level") == "optional":
                continue
            else:
                text = sentence(
                    "« {key} » est une feuille obligatoire, elle ne peut pas être laissée de côté",
                    '"{key}" is a core sheet, it cannot be left out',
                    key=key,
                )
            self._report(HEAD, "hide", text)

    def _choices(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        merged = dict(self.base.get(CHOICES, {}))
        for name, entries in changes.items():
            merged[name] = {**merged.get(name, {}), **entries}
        return merged

    # -- sheets --------------------------------------------------------------------------------------------

    def _fixed(
        self, file: str, path: str, base: Mapping[str, Any], changes: Mapping[str, Any], keys: tuple[str, ...]
    ) -> None:
        for key in keys:
            if key in changes and changes[key] != base.get(key):
                was, requested = base.get(key), changes[key]
                text = Text(
                    f"ne peut pas changer ({was} dans le modèle complété, {requested} ici)",
                    f"cannot change ({was} in the template it extends, {requested} here)",
                )
                self._report(file, ".".join(filter(None, (path, key))), text)

    def _sheet(self, file: str, base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
        self._fixed(file, "", base, changes, _FIXED_OF_SHEET)
        tables = {str(raw.get("key")): raw for raw in base.get("table", [])}
        for raw in changes.get("table", []):
            key = str(raw.get("key", ""))
            tables[key] = self._table(file, tables[key], raw) if key in tables else raw
        texts = {key: changes[key] for key in ("label", "purpose") if key in changes}
        return {**base, **texts, "table": list(tables.values())}

    def _table(self, file: str, base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
        table = str(base.get("key"))
        self._fixed(file, table, base, changes, _FIXED_OF_TABLE)
        fields = {str(raw.get("key")): raw for raw in base.get("field", [])}
        for raw in changes.get("field", []):
            key = str(raw.get("key", ""))
            if key in fields:
                fields[key] = self._field(file, f"{table}.{key}", fields[key], raw)
            else:
                fields = self._added(file, table, base, fields, raw)
        changed = {key: changes[key] for key in _TABLE_CHANGES if key in changes}
        return {**base, **changed, "field": list(fields.values())}

    def _field(self, file: str, name: str, base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
        allowed = ", ".join(sorted(_FIELD_CHANGES))
        for key in sorted(changes.keys() - _FIELD_CHANGES - {"key"}):
            if changes[key] != base.get(key):
                text = sentence(
                    "ne peut pas changer (champ du modèle complété) ; peuvent changer : {allowed}",
                    "cannot change on a field of the template it extends; may change: {allowed}",
                    allowed=allowed,
                )
                self._report(file, f"{name}.{key}", text)
        if base.get("required") and changes.get("required") is False:
            text = Text(
                "obligatoire pour le programme, ce champ ne peut pas devenir facultatif",
                "required by the program, this field cannot become optional",
            )
            self._report(file, f"{name}.required", text)
        return {**base, **{key: value for key, value in changes.items() if key in _FIELD_CHANGES}}

    def _added(
        self, file: str, table: str, base: Mapping[str, Any], fields: dict[str, Any], raw: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The fields with a new one, after the one it names, else last of those people see."""
        name = f"{table}.{raw.get('key', '')}"
        kind = base.get("kind")
        if kind not in ("form", "rows"):
            fr = f"aucun champ ne s’ajoute à une table de genre {kind}"
            self._report(file, name, Text(fr, f"no field can be added to a table of kind {kind}"))
            return fields
        if raw.get("computed") or raw.get("generated") or raw.get("hidden"):
            text = Text(
                "un champ ajouté est saisi par des personnes, il ne peut être ni calculé ni caché",
                "an added field is typed by people, it can be neither computed nor hidden",
            )
            self._report(file, name, text)
            return fields
        after = raw.get("after")
        if after is not None and after not in fields:
            text = sentence(
                "aucun champ « {after} » dans {table}", 'no field "{after}" in {table}', after=after, table=table
            )
            self._report(file, f"{name}.after", text)
        shown = [key for key, known in fields.items() if not known.get("hidden")]
        place = after if after in fields else shown[-1]
        added = {key: value for key, value in raw.items() if key != "after"}
        result: dict[str, Any] = {}
        for key, known in fields.items():
            result[key] = known
            if key == place:
                result[str(raw.get("key", ""))] = added
        return result
