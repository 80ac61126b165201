"""Match rows of today with rows of the last consolidation: by content, natural key, code or row id, or renamed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from pacom_xl.consolidation.shared_tables import content_of
from pacom_xl.consolidation.three_way.base import Base
from pacom_xl.model.plan import Plan, Record
from pacom_xl.template.schema import Table
from pacom_xl.values.fingerprints import OPEN, UNKNOWN, digest_of, is_changed, normal

#: Table, parent, key.
Key = tuple[str, str | None, str]
#: Ends the key of a row whose id another row has; in no id.
_DUPLICATE_SUFFIX = "\0"
#: Share of its values that a row with another code must still have to be the same row.
_MOSTLY = 0.6


def rows_by_key(table: Table, plan: Plan) -> dict[Key, Record]:
    """Every row of a plan; a form without a code is the only one of its kind.

    Row ids stand in a hidden column: after a sort of the others, two rows of one action may have the same. The later
    ones then have keys that no other row has, and are paired by what they say.
    """
    alone = table.kind == "form" and table.code is None
    found: dict[Key, Record] = {}
    for record in plan.table(table.key):
        key = (table.key, record.parent, table.key if alone else record.key)
        while key in found:
            key = (*key[:2], key[2] + _DUPLICATE_SUFFIX)
        found[key] = record
    return found


def paired(table: Table, now: Mapping[Key, Record], then: Mapping[Key, Record], base: Base) -> dict[Key, Key]:
    """Key of the row in the last consolidation by key of the row today.

    Rows without a code have an id in a hidden column, which stays where it is when people sort the others: a row of the
    same content, else of the same natural key, is more likely the same row than the one with its id.
    """
    if table.code or table.kind == "form":
        pairs = {key: key for key in now if key in then}
        return pairs | _renamed(table, now, then, pairs, base) if table.code else pairs
    pairs = {}
    for same in (_by_content(table), _by_natural_key(table), lambda key, _: key):
        remaining: dict[object, list[Key]] = {}
        taken = set(pairs.values())
        for key in (key for key in then if key not in taken):
            remaining.setdefault(same(key, then[key]), []).append(key)
        for key in (key for key in now if key not in pairs):
            if rows := remaining.get(same(key, now[key])):
                pairs[key] = key if key in rows else rows[0]
                rows.remove(pairs[key])
    return pairs


def with_parents(plan: Plan, renamed: Mapping[str, str]) -> Plan:
    """``plan`` with the rows of renamed actions under the new codes."""
    if not renamed:
        return plan
    return plan.with_records(replace(r, parent=renamed.get(r.parent or "", r.parent)) for r in plan.records)


def _by_content(table: Table) -> Callable[[Key, Record], object]:
    return lambda key, record: (key[:2], content_of(table, record))


def _by_natural_key(table: Table) -> Callable[[Key, Record], object]:
    """A row without a natural key is like no other."""

    def named(key: Key, record: Record) -> object:
        natural = [normal(record.get(name)) for name in table.natural_key]
        return (key[:2], tuple(natural)) if any(natural) else key

    return named


def _renamed(
    table: Table, now: Mapping[Key, Record], then: Mapping[Key, Record], pairs: Mapping[Key, Key], base: Base
) -> dict[Key, Key]:
    """Rows whose code the team changed: each is the only one that is like the other."""
    fresh = [key for key in now if key not in pairs]
    gone = [key for key in then if key not in pairs.values() and not base.was_added(table, then[key])]
    like = {
        new: [old for old in gone if old[1] == new[1] and _is_like(table, now[new], then[old], base)] for new in fresh
    }
    return {
        new: olds[0]
        for new, olds in like.items()
        if len(olds) == 1 and sum(olds[0] in others for others in like.values()) == 1
    }


def _is_like(table: Table, now: Record, old: Record, base: Base) -> bool:
    """Whether most of the values that the team had in ``old`` are still those of ``now``, its code aside."""
    digests = {key: digest for key, digest in base.digests(table, old).items() if key != table.code}
    filled = [key for key, digest in digests.items() if digest not in (digest_of(None), UNKNOWN, OPEN)]
    same = [key for key in filled if not is_changed(now.get(key), digests[key])]
    return len(same) >= max(2, _MOSTLY * len(filled)) and _has_text(table, same)


def _has_text(table: Table, same: Iterable[str]) -> bool:
    """Whether a text is among the values, not only a status or a date that many rows share."""
    return any(table.by_key[key].type.base in ("text", "long_text") for key in same if key in table.by_key)
