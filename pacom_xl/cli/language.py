"""Which language to speak: ``--lang``, else the configuration, ``PACOM_LANG``, the locale, French."""

from __future__ import annotations

import os
from collections.abc import Sequence

from pacom_xl.model.text import LANGS, Lang

_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_chosen: Lang = "fr"


def current() -> Lang:
    """The language of this run, as far as it is known yet."""
    return _chosen


def choose(words: Sequence[str]) -> Lang:
    """Settle the language from the command line and the environment, before anything is parsed."""
    global _chosen
    _chosen = _asked(words) or from_environment()
    return _chosen


def settle(option: str | None, configured: str | None = None) -> Lang:
    """The language once the options and the configuration are known."""
    global _chosen
    _chosen = _known(option) or _known(configured) or from_environment()
    return _chosen


def from_environment() -> Lang:
    """``PACOM_LANG``, else the locale, else French."""
    own = _known(os.environ.get("PACOM_LANG"))
    if own:
        return own
    for name in _LOCALE_VARIABLES:
        if value := os.environ.get(name):
            return _known(value) or "fr"
    return "fr"


def _asked(words: Sequence[str]) -> Lang | None:
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word == "--lang":
            return _known(following)
        if word.startswith("--lang="):
            return _known(word.removeprefix("--lang="))
    return None


def _known(text: str | None) -> Lang | None:
    """``fr``, ``fr_FR.UTF-8``, ``EN``… → the language, ``None`` for any other."""
    code = (text or "").strip().lower().partition("_")[0].partition(".")[0]
    return next((lang for lang in LANGS if lang == code), None)
