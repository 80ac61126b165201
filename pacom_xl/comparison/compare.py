"""Compare two states of one plan: match the rows, find the values that differ, attach what follows from each."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Context, Decimal

from pacom_xl.comparison.consequences import Consequences
from pacom_xl.comparison.plan_change import PlanChange, PlanComparison, PlanState
from pacom_xl.comparison.row_matching import Matched, match_rows, renamed_codes
from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.model.text import plain
from pacom_xl.template.schema import Table, Template

#: Tables about the file, not about the plan.
_BESIDE = ("guide", "meta", "template_files", "anchors")
#: Numbers the program writes again when a row is added.
_RENUMBERED = frozenset({"performance.reading_no"})
#: Digits that a cell of a workbook holds.
_DIGITS = Context(prec=15)


def compare(old: PlanState, new: PlanState, template: Template, as_of: date) -> PlanComparison:
    """All changes from ``old`` to ``new``, in the order of the workbook; figures are computed at ``as_of``."""
    # Plans read by another process decode their rows at each access: here each row is one object.
    old, new = (replace(state, plan=state.plan.with_records(state.plan.records)) for state in (old, new))
    changes = list(_Comparer(old, new, template).changes())
    consequences = Consequences(old.plan, new.plan, template, as_of, changes)
    explained = [replace(change, consequences=consequences.of(change)) for change in changes]
    return PlanComparison(old, new, as_of, explained, tuple(consequences.elsewhere()))


def is_same(old: Value, new: Value) -> bool:
    """Whether two values are the same content: as numbers of 15 digits, or texts but for spaces and their encoding."""
    return _comparable(old) == _comparable(new)


def _comparable(value: Value) -> object:
    if isinstance(value, str):
        return plain(unicodedata.normalize("NFC", value)) or None
    if isinstance(value, tuple):
        return tuple(sorted(value)) or None
    if isinstance(value, (int, Decimal)):
        return _DIGITS.plus(Decimal(value)).normalize(_DIGITS)
    return value


@dataclass
class _Comparer:
    old: PlanState
    new: PlanState
    template: Template
    #: Old code to new code of rows whose code changed.
    renamed: dict[str, str] = field(default_factory=dict)

    def changes(self) -> Iterator[PlanChange]:
        tables = [t for t in self.template.data_tables if t.key not in _BESIDE]
        matched = {
            t.key: match_rows(t, self._rows(self.old.plan, t), self.new.plan.table(t.key)) for t in _coded(tables)
        }
        for table in _coded(tables):
            self.renamed |= renamed_codes(table, matched[table.key].pairs)
        for table in tables:
            rows = matched.get(table.key)
            if rows is None or (table.parent and self.renamed):
                rows = match_rows(table, self._rows(self.old.plan, table), self.new.plan.table(table.key))
            yield from self._of_table(table, rows)

    def _rows(self, plan: Plan, table: Table) -> Sequence[Record]:
        """Rows of the old plan under the new codes, so that a renamed code is one change and not one per reference."""
        rows = plan.table(table.key)
        if not self.renamed:
            return rows
        return [
            replace(row, parent=self.renamed.get(row.parent or "", row.parent), values=self._values(table, row))
            for row in rows
        ]

    def _values(self, table: Table, row: Record) -> Mapping[str, Value]:
        names = [f.key for f in table.references if f.key != table.code]
        values = {name: _renamed(row.get(name), self.renamed) for name in names if row.get(name) is not None}
        return {**row.values, **values}

    def _of_table(self, table: Table, rows: Matched) -> Iterator[PlanChange]:
        place = {id(record): number for number, record in enumerate(self.new.plan.table(table.key))}
        for old, new in sorted(rows.pairs, key=lambda pair: place[id(pair[1])]):
            # References of the old row stand under the new codes, those renamed while matching do not yet.
            yield from self._of_row(table, replace(old, values=self._values(table, old)), new)
        gone = {r.key for r in self.old.plan.table("actions")} - {r.key for r in self.new.plan.table("actions")}
        came = {r.key for r in self.new.plan.table("actions")} - {r.key for r in self.old.plan.table("actions")}
        gone, came = gone - self.renamed.keys(), came - set(self.renamed.values())
        for record in rows.removed:
            if record.parent not in gone and not self._is_blank(table, record):
                yield self._whole("removed", table, record, self.old.plan)
        for record in rows.added:
            if record.parent not in came and not self._is_blank(table, record):
                yield self._whole("added", table, record, self.new.plan)

    def _is_blank(self, table: Table, record: Record) -> bool:
        """Whether a row holds nothing but what the program writes in a blank workbook."""
        if table.key == "envelope":
            return all(record.get(name) is None for name in ("amount", "note"))
        return all(record.get(name) in (None, "", ()) for name in table.input_keys)

    def _whole(self, kind: str, table: Table, record: Record, plan: Plan) -> PlanChange:
        action = self._action(table, record)
        children: Counter[str] = Counter()
        if table.key == "actions":
            for child in self.template.children("actions"):
                children[child.key] = sum(r.parent == record.key for r in plan.table(child.key))
        return PlanChange(
            "added" if kind == "added" else "removed",
            record if kind == "removed" else None,
            record if kind == "added" else None,
            action=action,
            owner=self._owner(action, record),
            children={name: count for name, count in children.items() if count},
        )

    def _of_row(self, table: Table, old: Record, new: Record) -> Iterator[PlanChange]:
        action = self._action(table, new)
        owner = self._owner(action, new)
        if table.code and old.key != new.key:
            yield PlanChange("renamed", old, new, table.code, action=action, owner=owner)
        for name in table.input_keys:
            if f"{table.key}.{name}" in _RENUMBERED or (name == table.code and old.key != new.key):
                continue
            before, after = self._unread(self.old, old, name), self._unread(self.new, new, name)
            same = before == after if before is not None or after is not None else is_same(old.get(name), new.get(name))
            if not same:
                yield PlanChange("changed", old, new, name, before, after, action, owner)

    def _unread(self, state: PlanState, record: Record, name: str) -> str | None:
        cell = record.cell(name)
        return state.unread.get(cell) if cell and record.get(name) is None else None

    def _action(self, table: Table, record: Record) -> str:
        return record.key if table.key == "actions" else record.parent or ""

    def _owner(self, action: str, record: Record) -> str:
        """Owner of the action in the new plan, or in the old one when it was removed; of another row, its own owner."""
        if not action:
            return record.text("owner")
        for plan in (self.new.plan, self.old.plan):
            for row in plan.table("actions"):
                if row.key == action:
                    return row.text("owner")
        return ""


def _coded(tables: Sequence[Table]) -> list[Table]:
    return [table for table in tables if table.code]


def _renamed(value: Value, codes: Mapping[str, str]) -> Value:
    if isinstance(value, tuple):
        return tuple(codes.get(part, part) for part in value)
    return codes.get(value, value) if isinstance(value, str) else value
