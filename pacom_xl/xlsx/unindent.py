"""Parts that some programs indent, as offices write them: no white space between tags.

gnumeric does, and so do XML editors. Readers of values stumble over it in an .ods, and a direct look expects none.
"""

from __future__ import annotations

import re

#: Not inside a text or a value: white space may be what somebody typed.
_IN_SHEET = re.compile(rb">\s+<(?!/(?:\w+:)?[tv]>)")
_IN_ODS = re.compile(rb">\s+<(?=/?(?:table|office):)")
_TABLE = re.compile(rb"<table:table [^>]*>(\s?)")


def joined_sheet(data: bytes) -> bytes:
    """A worksheet part without indents; ``data`` itself, at the cost of one look, when it has none."""
    end = data.find(b">", data.find(b"<sheetData"))
    return _IN_SHEET.sub(b"><", data) if data[end + 1 : end + 2].isspace() else data


def joined_ods(data: bytes) -> bytes:
    """The contents of an .ods without indents in its tables; ``data`` itself when it has none."""
    first = _TABLE.search(data)
    return _IN_ODS.sub(b"><", data) if first and first[1] else data
