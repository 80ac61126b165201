"""Lines of the settings in a TOML text: the parser does not give them, and messages need them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HEADER = re.compile(r"\s*\[(\[?)\s*([^\]]+?)\s*\]")
_KEY = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")


def line_of(text: str, path: str) -> int | None:
    """The line (from 1) of ``lang``, ``smtp.port``, ``role.2.email`` (second ``[[role]]``) or ``table.1.field.3.max``.

    A path longer than what stands in the text gives the line of its beginning; ``None`` when nothing does.
    """
    lines = dict(reversed(list(_keys(text))))
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        line = lines.get(".".join(parts[:length]))
        if line is not None:
            return line
    return None


def _keys(text: str) -> Iterator[tuple[str, int]]:
    section = ""
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            section = _numbered(_bare(header[2]), counts)
            if header[1]:
                counts[section] = counts.get(section, 0) + 1
                section = f"{section}.{counts[section]}"
            yield section, number
        elif key := _KEY.match(line):
            yield f"{section}.{_bare(key[1])}" if section else _bare(key[1]), number


def _numbered(name: str, counts: dict[str, int]) -> str:
    """``table.field`` below the second ``[[table]]`` is ``table.2.field``."""
    path = ""
    *parents, last = name.split(".")
    for part in parents:
        path = f"{path}.{part}" if path else part
        if path in counts:
            path = f"{path}.{counts[path]}"
    return f"{path}.{last}" if path else last


def _bare(name: str) -> str:
    return re.sub(r"\s*\.\s*", ".", name).replace('"', "").replace("'", "")
