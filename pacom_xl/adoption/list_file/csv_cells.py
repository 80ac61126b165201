"""The cells of a CSV file: encoding and separator are found from the contents."""

from __future__ import annotations

import csv
import io
from collections import Counter

from pacom_xl.adoption.list_file.list_cells import ListCell, ListFile, ListSheet
from pacom_xl.values.texts import tidy

_SEPARATORS = (";", "\t", ",", "|")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
#: Characters of a field: no cell of an office holds more.
_LONGEST_FIELD = 1_000_000
#: Rows examined to find the separator.
_SAMPLE = 200


def decoded(data: bytes) -> tuple[str, str] | None:
    """The text of a file and its encoding; ``None`` when the bytes are no text.

    UTF-8 (with or without BOM), UTF-16 with BOM, else cp1252, as French Excel saves CSV.
    """
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    if encoding == "utf-8" and b"\0" in data[:4096]:
        return None
    for name in (encoding, "cp1252", "latin-1"):
        try:
            return data.decode(name), name
        except UnicodeDecodeError:
            continue
    return None


def read_csv(name: str, text: str, encoding: str) -> ListFile | None:
    """The list of a CSV text; ``None`` when no separator makes rows of it."""
    first, _, rest = text.partition("\n")
    declared = first.strip().removeprefix("sep=") if first.lower().startswith("sep=") else ""
    separator = declared if declared in _SEPARATORS else _separator(text)
    rows = _rows(rest if declared else text, separator)
    if rows is None:
        return None
    offset = 1 if declared else 0
    cells = {
        (number, column): ListCell(number, column, value, tidy(value))
        for number, row in enumerate(rows, offset)
        for column, value in enumerate(row)
        if tidy(value)
    }
    stem = name.rpartition(".")[0] or name
    shown = {"\t": "tab"}.get(separator, separator)
    return ListFile(name, (ListSheet(stem, cells),), read_as=f"CSV, {encoding}, « {shown} »")


def _rows(text: str, separator: str) -> list[list[str]] | None:
    csv.field_size_limit(_LONGEST_FIELD)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        return None


def _separator(text: str) -> str:
    """The separator that cuts most rows into the same number of fields, at least two."""
    return max(_SEPARATORS, key=lambda separator: _regularity(text, separator))


def _regularity(text: str, separator: str) -> int:
    rows = _rows(text, separator) or []
    widths = Counter(len(row) for row in rows[:_SAMPLE] if len(row) > 1)
    # Fields weigh more than rows: commas inside sentences cut a few rows into two.
    return max((count * (width - 1) for width, count in widths.items()), default=0)
