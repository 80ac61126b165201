"""``pacom.toml``: which folders, which teams, who writes to whom. Every mistake is told at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pacom_xl.core.findings import SEVERITIES
from pacom_xl.core.text import LANGS, NBSP, Text

SENDER = "pacom-xl@localhost.localdomain"
_LISTS = ("folders", "expect", "recipients", "ignore", "select")
_TEXTS = ("lang", "template", "reference", "sender", "time_zone")
_TABLES = ("severity", "thresholds")


@dataclass(frozen=True)
class NightlyConfig:
    """What a configuration says, defaults filled in. Paths are those of the file, made absolute."""

    folders: tuple[str, ...] = ()
    expect: tuple[str, ...] = ()
    lang: str | None = None
    template: str = "standard"
    reference: str | None = None
    sender: str = SENDER
    #: Readers of the national summary, besides the sales director.
    recipients: tuple[str, ...] = ()
    time_zone: str = "Europe/Paris"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    thresholds: Mapping[str, Any] = field(default_factory=dict)


class ConfigError(Exception):
    """A configuration that cannot be used; ``problems`` holds every mistake."""

    def __init__(self, problems: list[Text]) -> None:
        super().__init__("\n".join(problem.en for problem in problems))
        self.problems = problems


def read_config(path: Path) -> NightlyConfig:
    """The configuration of a file. Raises ``ConfigError`` with every mistake."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ConfigError([_said(path, f"illisible ({why})", f"cannot be read ({why})")]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError([_said(path, f"TOML incorrect ({error})", f"not valid TOML ({error})")]) from error
    problems = [_said(path, *problem) for problem in _mistakes(data)]
    if problems:
        raise ConfigError(problems)
    return _config(data, path.resolve().parent)


def _said(path: Path, fr: str, en: str) -> Text:
    return Text(f"{path.name}{NBSP}: {fr}", f"{path.name}: {en}")


def _config(data: Mapping[str, Any], folder: Path) -> NightlyConfig:
    settings: dict[str, Any] = {name: tuple(v) if name in _LISTS else v for name, v in data.items()}
    settings["folders"] = tuple(str(folder / entry) for entry in data.get("folders", ()))
    if "reference" in data:
        settings["reference"] = str(folder / data["reference"])
    return NightlyConfig(**settings)


def _mistakes(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    known = {*_LISTS, *_TEXTS, *_TABLES}
    found = [
        (f"réglage inconnu «{NBSP}{k}{NBSP}»", f'unknown setting "{k}"') for k in sorted(data.keys() - known)
    ]
    for name, value in data.items():
        if name in _LISTS and not _is_texts(value):
            found.append((f"{name} doit être une liste de textes", f"{name} must be a list of texts"))
        elif name in _TEXTS and not isinstance(value, str):
            found.append((f"{name} doit être un texte", f"{name} must be a text"))
        elif name in _TABLES and not isinstance(value, dict):
            found.append((f"{name} doit être une section", f"{name} must be a section"))
    return found or _wrong_values(data)


def _wrong_values(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = []
    if data.get("lang", "fr") not in LANGS:
        found.append(("lang doit être fr ou en", "lang must be fr or en"))
    for mail in [data.get("sender", SENDER), *data.get("recipients", [])]:
        if not _is_address(mail):
            shown = mail.encode("unicode_escape").decode()
            found.append((f"adresse incorrecte «{NBSP}{shown}{NBSP}»", f'wrong address "{shown}"'))
    for code, severity in data.get("severity", {}).items():
        if severity not in (*SEVERITIES, "off"):
            names = ", ".join((*SEVERITIES, "off"))
            found.append(
                (f"severity.{code} doit être l’un de {names}", f"severity.{code} must be one of {names}")
            )
    try:
        ZoneInfo(data.get("time_zone", "Europe/Paris"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        found.append(
            ("time_zone n’existe pas, ex. Europe/Paris", "time_zone does not exist, e.g. Europe/Paris")
        )
    return found


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


def _is_address(text: str) -> bool:
    from pacom_xl.reporting.mail import address

    return address("", text) is not None
