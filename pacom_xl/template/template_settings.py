"""The settings of template files, each with its check."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pacom_xl.model.text import LANGS, Text
from pacom_xl.storage.settings import (
    Check,
    Section,
    Sections,
    anything,
    boolean,
    number,
    one_of,
    text,
    texts,
    whole,
    wrong,
)
from pacom_xl.template.field_types import BASES, KINDS, FieldType

#: Longest text of a cell, and most rows of a sheet.
_LONGEST, _MOST_ROWS = 32_767, 100_000
#: Longest pattern of a code or an address.
_LONGEST_PATTERN = 200
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\Z")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,60}\Z")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")


def label(value: Any) -> Text | None:
    """A text, or one for each language, or for one of them."""
    if isinstance(value, Mapping):
        good = (
            bool(value) and set(value) <= set(LANGS) and all(isinstance(v, str) and v.strip() for v in value.values())
        )
    else:
        good = isinstance(value, str) and bool(value.strip())
    expected = '{ fr = "…", en = "…" }'
    return None if good else wrong(f"un texte ou {expected} est attendu", f"a text or {expected} is expected", value)


def name(value: Any) -> Text | None:
    """The name of a template: letters, digits, ``-`` and ``_``."""
    good = isinstance(value, str) and _NAME.match(value)
    fr, en = "un nom de lettres, chiffres, - et _ est attendu", "a name of letters, digits, - and _ is expected"
    return None if good else wrong(fr, en, value)


def key(value: Any) -> Text | None:
    """The key of a sheet, a table or a field."""
    good = isinstance(value, str) and _KEY.match(value)
    fr = "une clé de minuscules, chiffres et _ est attendue"
    return None if good else wrong(fr, "a key of lower-case letters, digits and _ is expected", value)


def version(value: Any) -> Text | None:
    """A version: a whole number, or a text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return None
    return text(value)


def field_type(value: Any) -> Text | None:
    """A known field type."""
    try:
        FieldType.parse(value)
    except (ValueError, AttributeError):
        known = ", ".join(BASES)
        return wrong(f"type inconnu, l’un de {known} est attendu", f"unknown type, one of {known} is expected", value)
    return None


def colour(value: Any) -> Text | None:
    """``#1F3864``."""
    good = isinstance(value, str) and _COLOUR.match(value)
    return None if good else wrong('une couleur "#RRVVBB" est attendue', 'a colour "#RRGGBB" is expected', value)


def pattern(value: Any) -> Text | None:
    """A regular expression."""
    if not isinstance(value, str) or len(value) > _LONGEST_PATTERN:
        return wrong("une expression régulière est attendue", "a regular expression is expected", value)
    try:
        re.compile(value)
    except (re.error, RecursionError, OverflowError):
        return wrong("expression régulière incorrecte", "wrong regular expression", value)
    return None


def separator(value: Any) -> Text | None:
    """The separator between the parts of a text, which may be a space."""
    good = isinstance(value, str) and value != ""
    return None if good else wrong("un séparateur est attendu", "a separator is expected", value)


def default(value: Any) -> Text | None:
    """A value people could type: a text, a number, true or false, or a date."""
    good = not isinstance(value, (list, Mapping))
    return None if good else wrong("un texte, un nombre ou une date est attendu", "one value is expected", value)


FIELD = Section(
    {
        "key": key, "type": field_type, "label": label, "help": label, "section": label, "after": text,
        "required": boolean, "required_when": text, "computed": boolean, "generated": boolean, "hidden": boolean,
        "unique": boolean, "default": default, "pattern": pattern, "min": number, "max": number, "above": number,
        "min_length": whole(0, _LONGEST), "max_length": whole(1, _LONGEST),
    }
)  # fmt: skip


def cell(value: Any) -> Text | None:
    """A value of a row: one value, or a list of texts."""
    return texts(value) if isinstance(value, list) else default(value)


_ROW = Section({}, others=cell)
TABLE = Section(
    {
        "key": key, "kind": one_of(*KINDS), "label": label, "field": Sections(FIELD), "code": text,
        "natural_key": texts, "parent": text, "spare": whole(0, _MOST_ROWS), "row": Sections(_ROW),
        "essentials": texts, "folded": boolean,
    }
)  # fmt: skip
_OF_SHEET: dict[str, Check | Section | Sections] = {
    "key": key, "label": label, "purpose": label, "level": one_of("core", "optional", "on_demand"),
    "scope": one_of("team", "group", "team+group", "generated"), "table": Sections(TABLE),
}  # fmt: skip
SHEET = Section(_OF_SHEET)
HEAD = Section(
    {
        "name": name, "version": version, "label": label, "extends": text, "logo": text, "hide": texts,
        "colours": Section({}, others=colour),
        # Checked by the room ``rules``.
        "rules": Section({}, others=anything),
    }
)  # fmt: skip
_FORMER = Section({}, others=text)
STEP = Section(
    {
        "version": version, "change": one_of("renamed", "split", "retyped", "moved"), "from": text, "to": texts,
        "type": field_type, "label": label, "help": label, "separator": separator, "values": _FORMER, "sheet": key,
    }
)  # fmt: skip
MIGRATIONS = Section({"step": Sections(STEP)})
CHOICES = Section({}, others=Section({}, others=label))
CONSOLIDATED = Section({"provenance": Sections(FIELD), "sheet": Sections(Section({**_OF_SHEET, "before": text}))})
