"""Checks of settings that people write in TOML, and a walk that reports every mistake and keeps what is right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pacom_xl.model.problem import Problem
from pacom_xl.model.text import Text, in_line
from pacom_xl.model.typography import sentence

#: What is wrong with a value; ``None`` when it is right.
Check = Callable[[Any], Text | None]
#: Names listed in full when none resembles what was written.
_LISTED = 30


@dataclass(frozen=True)
class Section:
    """A table of settings, each with its check, its own section, or its list of sections."""

    keys: Mapping[str, Check | Section | Sections]
    #: The check of every other key; without one, a key not in ``keys`` is unknown.
    others: Check | Section | None = None


@dataclass(frozen=True)
class Sections:
    """A list of sections (``[[table]]``). In paths, an entry is named by its ``key``, else by its number."""

    of: Section


def wrong(expected_fr: str, expected_en: str, value: object) -> Text:
    """``value`` is not what is expected."""
    if isinstance(value, bool):
        shown = "true" if value else "false"
    elif isinstance(value, Mapping):
        return Text(f"{expected_fr}, trouvé une section", f"{expected_en}, found a section")
    else:
        shown = in_line(str(value).encode("unicode_escape", "backslashreplace").decode() if _odd(value) else str(value))
    return sentence(
        "{expected_fr}, trouvé « {shown} »",
        '{expected_en}, found "{shown}"',
        expected_fr=expected_fr,
        shown=shown,
        expected_en=expected_en,
    )


def _odd(value: object) -> bool:
    return isinstance(value, str) and not value.isprintable()


def text(value: Any) -> Text | None:
    """A text that is not empty."""
    good = isinstance(value, str) and bool(value.strip())
    return None if good else wrong("un texte est attendu", "a text is expected", value)


def texts(value: Any) -> Text | None:
    """A list of texts."""
    good = isinstance(value, list) and all(isinstance(entry, str) and entry.strip() for entry in value)
    return None if good else wrong("une liste de textes est attendue", "a list of texts is expected", value)


def one_of(*choices: str) -> Check:
    """One of ``choices``."""
    names = ", ".join(choices)

    def check(value: Any) -> Text | None:
        return None if value in choices else wrong(f"l’un de {names} est attendu", f"one of {names} is expected", value)

    return check


def whole(low: int, high: int) -> Check:
    """A whole number between two bounds."""

    def check(value: Any) -> Text | None:
        good = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        fr, en = f"un nombre entier de {low} à {high} est attendu", f"a whole number from {low} to {high} is expected"
        return None if good else wrong(fr, en, value)

    return check


def number(value: Any) -> Text | None:
    """A number."""
    good = isinstance(value, (int, float)) and not isinstance(value, bool)
    return None if good else wrong("un nombre est attendu", "a number is expected", value)


def boolean(value: Any) -> Text | None:
    """``true`` or ``false``."""
    return None if isinstance(value, bool) else wrong("true ou false est attendu", "true or false is expected", value)


def anything(value: Any) -> Text | None:
    """Any value: checked elsewhere."""
    return None


def keep_valid(section: Section, data: object, problems: list[Problem], path: str = "") -> dict[str, Any]:
    """The valid settings of ``data``; every mistake is added to ``problems``."""
    if not isinstance(data, Mapping):
        problems.append(Problem(path, wrong("une section est attendue", "a section is expected", data)))
        return {}
    valid: dict[str, Any] = {}
    for key, value in data.items():
        rule = section.keys.get(key, section.others)
        place = f"{path}.{key}" if path else str(key)
        if rule is None:
            problems.append(Problem(place, unknown(str(key), section.keys)))
        elif isinstance(rule, Section):
            valid[key] = keep_valid(rule, value, problems, place)
        elif isinstance(rule, Sections):
            valid[key] = _valid_entries(rule, key, value, problems, path)
        elif problem := rule(value):
            problems.append(Problem(place, problem))
        else:
            valid[key] = value
    return valid


def _valid_entries(rule: Sections, key: str, value: object, problems: list[Problem], path: str) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(entry, Mapping) for entry in value):
        expected = Text(f"des sections [[{key}]] sont attendues", f"sections [[{key}]] are expected")
        place = f"{path}.{key}" if path else key
        problems.append(Problem(place, wrong(expected.fr, expected.en, value)))
        return []
    found = []
    for rank, entry in enumerate(value, 1):
        name = entry.get("key") if isinstance(entry.get("key"), str) else f"{key}.{rank}"
        found.append(keep_valid(rule.of, entry, problems, f"{path}.{name}" if path else str(name)))
    return found


def unknown(name: str, known: Iterable[str]) -> Text:
    """``name`` is no setting; the nearest one, else all of them."""
    names = sorted(known)
    near = get_close_matches(name, names, 1)
    if near:
        return sentence(
            "réglage inconnu (vouliez-vous dire {value} ?)", "unknown setting (did you mean {value}?)", value=near[0]
        )
    listed = ", ".join(names[:_LISTED])
    return sentence("réglage inconnu ; réglages connus : {listed}", "unknown setting; known: {listed}", listed=listed)
