"""Match the rows of two versions of a plan, whatever their order, sheet or hidden row ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pacom_xl.model.plan import Record, Value
from pacom_xl.template.schema import Table
from pacom_xl.values.fingerprints import normal

#: Weight of an equal value in the likeness of two rows, by base type of the field; the others weigh 1.
_WEIGHTS = {"text": 2.0, "long_text": 2.0, "ref": 2.0, "multi_ref": 2.0, "email": 2.0, "enum": 0.5, "percent": 0.5}
#: What the same natural key, or the same hidden row id, adds to the likeness.
_SAME_NATURAL_KEY, _SAME_ROW_ID = 2.0, 0.5
#: Least likeness of two rows without a code that are the same row.
_LEAST = 1.5
#: Share of its filled values that a row with another code still has when it is the same row.
_MOSTLY = 0.6
#: Most rows of each side that are compared with one another; beyond, only equal keys match.
_MOST = 400


@dataclass(frozen=True)
class Matched:
    """Rows of one table: pairs of the same row, and the rows that only one side has."""

    pairs: list[tuple[Record, Record]] = field(default_factory=list)
    removed: list[Record] = field(default_factory=list)
    added: list[Record] = field(default_factory=list)


def match_rows(table: Table, old: Sequence[Record], new: Sequence[Record]) -> Matched:
    """Match the rows of one table of two plans. Rows of different parents never match."""
    if table.kind == "form" and table.code is None:
        old, new = old[:1], new[:1]
        return Matched(list(zip(old, new, strict=False)), list(old[len(new) :]), list(new[len(old) :]))
    matched = Matched()
    remaining_old, remaining_new = list(old), list(new)
    keys: list[Callable[[Record], object]] = [lambda r: (r.parent, r.key, _content(table, r))]
    keys.append(lambda r: (r.parent, _content(table, r)) if not table.code else None)
    if table.code:
        keys.append(lambda r: (r.parent, r.key))
    for key in keys:
        remaining_old, remaining_new = _take_equal(key, remaining_old, remaining_new, matched)
    likeness = _same_code_aside(table) if table.code else _likeness(table)
    remaining_old, remaining_new = _take_alike(likeness, remaining_old, remaining_new, matched)
    return Matched(matched.pairs, remaining_old, remaining_new)


def _content(table: Table, record: Record) -> tuple[object, ...]:
    return tuple(normal(record.get(name)) for name in table.input_keys)


def _take_equal(
    key: Callable[[Record], object], old: list[Record], new: list[Record], matched: Matched
) -> tuple[list[Record], list[Record]]:
    """Pair rows of the same ``key`` in their order; a key of ``None`` matches nothing. Returns what remains."""
    by_key: dict[object, list[Record]] = defaultdict(list)
    for record in old:
        if (name := key(record)) is not None:
            by_key[name].append(record)
    rest, taken = [], set()
    for record in new:
        same = by_key.get(key(record))
        if same:
            former = same.pop(0)
            taken.add(id(former))
            matched.pairs.append((former, record))
        else:
            rest.append(record)
    return [record for record in old if id(record) not in taken], rest


Likeness = Callable[[Record, Record], float]


def _take_alike(
    likeness: Likeness, old: list[Record], new: list[Record], matched: Matched
) -> tuple[list[Record], list[Record]]:
    """Pair the rows that are most alike first, within each parent. Returns what remains."""
    by_parent: dict[str | None, list[Record]] = defaultdict(list)
    for record in old:
        by_parent[record.parent].append(record)
    scores = []
    for at, record in enumerate(new[:_MOST]):
        for number, other in enumerate(by_parent.get(record.parent, [])[:_MOST]):
            if score := likeness(other, record):
                scores.append((-score, number, at, other, record))
    taken: set[int] = set()
    for _, _, _, other, record in sorted(scores, key=lambda entry: entry[:3]):
        if id(other) not in taken and id(record) not in taken:
            taken |= {id(other), id(record)}
            matched.pairs.append((other, record))
    return [r for r in old if id(r) not in taken], [r for r in new if id(r) not in taken]


def _likeness(table: Table) -> Likeness:
    """Likeness of two rows without a code: the sum of the weights of their equal values; 0 when they are not alike."""

    def score(old: Record, new: Record) -> float:
        total = sum(_WEIGHTS.get(table.by_key[name].type.base, 1.0) for name in _equal(table, old, new))
        natural = [normal(old.get(name)) for name in table.natural_key]
        if any(natural) and natural == [normal(new.get(name)) for name in table.natural_key]:
            total += _SAME_NATURAL_KEY
        total += _SAME_ROW_ID if old.key == new.key else 0
        return total if total >= _LEAST else 0

    return score


def _same_code_aside(table: Table) -> Likeness:
    """Likeness of two rows with different codes: share of the values that are equal, when a text is among them."""

    def score(old: Record, new: Record) -> float:
        filled = [name for name in table.input_keys if name != table.code and not _empty(old.get(name))]
        same = [name for name in _equal(table, old, new) if name != table.code]
        has_text = any(table.by_key[name].type.base in ("text", "long_text") for name in same)
        if not has_text or len(same) < max(2, _MOSTLY * len(filled)):
            return 0
        return len(same) / max(1, len(filled))

    return score


def _equal(table: Table, old: Record, new: Record) -> list[str]:
    """Fields that are filled and equal in both rows."""
    return [
        name
        for name in table.input_keys
        if not _empty(old.get(name)) and normal(old.get(name)) == normal(new.get(name))
    ]


def _empty(value: Value) -> bool:
    return value is None or value == "" or value == ()


def renamed_codes(table: Table, pairs: Iterable[tuple[Record, Record]]) -> Mapping[str, str]:
    """Old code to new code of the rows whose code changed."""
    return {old.key: new.key for old, new in pairs if old.key != new.key} if table.code else {}
