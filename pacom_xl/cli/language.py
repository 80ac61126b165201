"""Language of the output: ``--lang``, else the configuration, ``PACOM_LANG``, the locale, French."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from pacom_xl.model.text import LANGS, Lang

_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_current: Lang = "fr"
#: The value of ``--lang``, wherever it stands on the command line.
_requested: Lang | None = None


def current() -> Lang:
    """The language of this run, as far as it is known yet."""
    return _current


def choose(words: Sequence[str]) -> Lang:
    """Set the language from the command line and the environment, before the command line is parsed."""
    global _current, _requested
    _requested = _option(words)
    _current = _requested or from_environment()
    return _current


def settle(option: str | None, configured: str | None = None) -> Lang:
    """Set the language once the options and the configuration are known.

    ``--lang`` before the command counts as after it.
    """
    global _current
    _current = known(option) or _requested or known(configured) or from_environment()
    return _current


def of_configuration(file: Path | None) -> str | None:
    """``lang`` of a ``pacom.toml``; ``None`` without one.

    What is wrong with the file is reported by the command that reads its settings. A pipe is not read here: it can be
    read once only.
    """
    if file is None or not file.is_file():
        return None
    import tomllib

    try:
        value = tomllib.loads(file.read_text(encoding="utf-8")).get("lang")
    except (OSError, ValueError, RecursionError):
        return None
    return value if isinstance(value, str) else None


def requested() -> Lang | None:
    """The language of ``--lang``; ``None`` when the command line asks for none."""
    return _requested


def from_environment() -> Lang:
    """``PACOM_LANG``, else the locale, else French."""
    preferred = known(os.environ.get("PACOM_LANG"))
    if preferred:
        return preferred
    for name in _LOCALE_VARIABLES:
        if value := os.environ.get(name):
            return known(value) or "fr"
    return "fr"


def _option(words: Sequence[str]) -> Lang | None:
    """The value of the last ``--lang``."""
    found = None
    for word, following in pairwise([*words, ""]):
        if word == "--lang":
            found = known(following)
        elif word.startswith("--lang="):
            found = known(word.removeprefix("--lang="))
    return found


def known(text: str | None) -> Lang | None:
    """``fr``, ``fr_FR.UTF-8``, ``EN``… → the language, ``None`` for any other."""
    code = (text or "").strip().lower().partition("_")[0].partition(".")[0]
    return next((lang for lang in LANGS if lang == code), None)
