"""Manuals of the rules, in the language of the reader: when a rule reports, an example that passes, one that fails.

English manuals are the docstrings of the rules. French ones are in ``manuals.fr.toml``, by code.
"""

from __future__ import annotations

import textwrap
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from pacom_xl.model.text import Lang, Text
from pacom_xl.model.typography import french_part
from pacom_xl.rules.rule_registry import Rule

_FRENCH = Path(__file__).with_name("manuals.fr.toml")
_WIDTH = 110


@lru_cache(maxsize=1)
def french_manuals() -> Mapping[str, Mapping[str, str]]:
    """``about``, ``passes`` and ``fails`` by code, as written."""
    manuals: dict[str, dict[str, str]] = tomllib.loads(_FRENCH.read_text(encoding="utf-8"))
    return manuals


def manual(rule: Rule, lang: Lang) -> str:
    """The manual of a rule in ``lang``; in English when it has none in French."""
    found = french_manuals().get(rule.code) if lang == "fr" else None
    if found is None:
        return rule.doc
    passes, fails = f"Conforme : {found['passes']}", f"Signalé : {found['fails']}"
    return f"{_wrapped(found['about'])}\n\n{_wrapped(passes)}\n{_wrapped(fails)}"


def _wrapped(text: str) -> str:
    """A paragraph with French no-break spaces, in lines of the width of a terminal."""
    one_line = " ".join(text.split())
    spaced = french_part(Text(fr=one_line, en="")).fr
    return textwrap.fill(spaced, _WIDTH, break_on_hyphens=False, break_long_words=False)
