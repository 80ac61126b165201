r"""Names of tabs made from codes: what offices accept, each once.

A name has at most 31 characters, none of ``[ ] : * ? / \``, no apostrophe at its ends, and case does not tell two
names apart. A straight apostrophe inside one breaks formulas of other offices, so it becomes the typographic one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_LONGEST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffe\uffff\ud800-\udfff]")
#: Names Excel keeps for itself, in the languages of the workbook.
_RESERVED = ("history", "historique")


def tab_names(codes: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """A name for each of ``codes``, the code itself where it can be; none is among ``taken``."""
    used = {name.casefold() for name in taken} | set(_RESERVED)
    names = []
    for code in codes:
        wanted = _allowed(code)
        name, number = wanted, 1
        while name.casefold() in used:
            number += 1
            name = _cut(wanted, f" ({number})")
        used.add(name.casefold())
        names.append(name)
    return names


def _allowed(code: str) -> str:
    return _cut(_FORBIDDEN.sub("-", code).strip().strip("'").replace("'", "’")) or "-"


def _cut(name: str, end: str = "") -> str:
    """``name`` as short as it must be before ``end``: characters beyond the first 65,536 count twice."""
    while len(f"{name}{end}".encode("utf-16-le")) > 2 * _LONGEST:
        name = name[:-1]
    return name.rstrip() + end
