"""Rows people type below a table to add up the others: no records, or their amounts would count twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pacom_xl.model.text import fold
from pacom_xl.reading.raw_records import RawRecord
from pacom_xl.template.schema import Field, Table

_TOTAL = re.compile(r"(?:sous[- ]?|sub-?|grand )?(?:totaux|total|totals|somme|sum)(?: .*|:.*)?")
#: A word that says so anywhere in a text, where the sums are right.
_WORD = re.compile(r"\b(?:totaux|totals?|cumule?s?|ensemble|sommes?|sum|overall|recap(?:itulatif)?)\b")
_BEGINNING = re.compile(r"\s*(?:sous|sub|grand|tot|som|sum)", re.IGNORECASE)
_SUMMED = ("money", "number")
#: Fewest rows a total adds up, where nothing else in the row says that it is one.
_FEWEST = 2
#: Half a cent: sums of cells are floating-point numbers.
_NEAR = 0.005


def total_rows(table: Table, records: Sequence[RawRecord]) -> list[RawRecord]:
    """Rows of one table, in the order of the sheet, that only add up others.

    A row says « Total » and has no code or number of its own; or each of its numbers is the sum of the rows above,
    from the last total on or from the top, or of all other rows, and besides numbers it holds nothing, a text that says
    so (« Cumul »), or, without a code or number of its own, one text beside two sums. A row with a code of its own and
    a date, a choice or a reference is a record, whatever it says: an offer to « Total Énergies ».
    """
    if table.kind != "rows" or not any(f.type.base in _SUMMED for f in table.inputs):
        return []
    found: list[RawRecord] = []
    last = 0
    # "Somme" may be a choice of a list. In every other column, whatever its type, "Total" can only name a total.
    keys = tuple(f.key for f in table.inputs if f.type.base not in ("enum", "multi_enum"))
    for place in [n for n, record in enumerate(records) if _may_be_total(table, record, keys)]:
        above = [r for r in records[:place] if r not in found]
        since_last = records[last:place]
        others = [*above, *records[place + 1 :]]
        if _is_total(table, records[place], keys, (since_last, above, others)):
            found.append(records[place])
            last = place + 1
    return found


def _may_be_total(table: Table, record: RawRecord, keys: Sequence[str]) -> bool:
    """Whether a text of a row begins like a total, all its values are numbers, or it has no code or number."""
    values = record.values
    for key in keys:
        raw = values.get(key)
        if isinstance(raw, str) and _BEGINNING.match(raw):
            return True
    return all(isinstance(raw, (int, float)) for raw in values.values()) or _has_no_identity(table, record)


def _is_total(table: Table, record: RawRecord, keys: Sequence[str], groups: Sequence[Sequence[RawRecord]]) -> bool:
    if _is_coded(table, record):
        return False
    numbers = {key: raw for key, raw in record.values.items() if _is_summed(table.by_key[key], raw)}
    texts = [raw for key in keys if isinstance(raw := record.values.get(key), str)]
    says_total, nameless = any(map(_is_total_label, texts)), _has_no_identity(table, record)
    if says_total and nameless:
        return True
    others = len(record.values) - len(numbers)
    says_so = says_total or not others or (nameless and any(_WORD.search(fold(text)) for text in texts))
    one_text = nameless and len(texts) == others == 1 and len(numbers) > 1
    return bool(numbers) and (says_so or one_text) and any(_adds_up(numbers, rows) for rows in groups)


def _is_total_label(raw: Any) -> bool:
    return isinstance(raw, str) and _TOTAL.fullmatch(fold(raw)) is not None


def _is_summed(f: Field, raw: Any) -> bool:
    return f.type.base in _SUMMED and isinstance(raw, (int, float)) and not isinstance(raw, bool)


def _has_no_identity(table: Table, record: RawRecord) -> bool:
    """Whether the cells that number or code a row of this table are empty, or say « Total »."""
    keys = (table.code,) if table.code else table.natural_key
    telling = [k for k in keys if table.by_key[k].type.base not in ("text", "long_text")]
    return bool(telling) and all(_is_total_label(record.values.get(k, "total")) for k in telling)


def _is_coded(table: Table, record: RawRecord) -> bool:
    """Whether a row has a code, as no total has, and a value that says something about what it names."""
    code = record.values.get(table.code) if table.code and table.by_key[table.code].type.base == "code" else None
    if code in (None, "") or _is_total_label(code):
        return False
    kinds = [table.by_key[key].type for key, raw in record.values.items() if raw not in (None, "")]
    return any(kind.is_ref or kind.choices or kind.base in ("date", "month") for kind in kinds)


def _adds_up(numbers: dict[str, Any], rows: Sequence[RawRecord]) -> bool:
    """Whether each number is the sum of its column over several rows."""
    for key, number in numbers.items():
        column = [r.values[key] for r in rows if isinstance(r.values.get(key), (int, float))]
        if len(column) < _FEWEST or abs(sum(column) - number) > _NEAR:
            return False
    return True
