"""Words for changes: values as people see them, and one sentence per change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pacom_xl.comparison.plan_change import PlanChange
from pacom_xl.model import formats
from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.model.text import NBSP, Lang, Text, in_line
from pacom_xl.model.typography import colon, quoted
from pacom_xl.model.workdays import WorkingDays
from pacom_xl.template.schema import Field, Table, Template
from pacom_xl.values.row_names import record_name
from pacom_xl.values.value_lists import Labels, labels_of, workbook_labels

#: Longest text shown in a sentence.
_LONGEST = 60
#: Most fields of a new or removed row that are shown.
_SHOWN = 4
#: Fields shown first of a new or removed row.
_TELLING = ("owner", "status", "due", "date", "month", "deadline", "allocated", "planned", "amount", "target", "value")
_EMPTY = Text("vide", "empty")
_MONTH = re.compile(r"\d{4}-\d{2}")


@dataclass(frozen=True)
class ChangeWords:
    """Words of one language, with the labels of value lists, the currency and the working days of a plan."""

    template: Template
    lang: Lang
    days: WorkingDays
    labels: Labels
    currency: str = "EUR"

    @classmethod
    def of(cls, plan: Plan, template: Template, lang: Lang, days: WorkingDays) -> ChangeWords:
        """Words for the changes of a plan."""
        labels = labels_of(template, workbook_labels([*plan.table("choices"), *plan.table("natures")]))
        return cls(template, lang, days, labels, plan.form("plan").text("currency") or "EUR")

    # -- values --------------------------------------------------------------------------------------------------

    def value(self, field: Field | None, value: Value, most: int = _LONGEST) -> str:
        """A value as people see it; ``""`` when it is empty. ``most``: characters of a text."""
        if value is None or value in ("", ()):
            return ""
        if isinstance(value, tuple):
            return ", ".join(self._part(field, part, most) for part in value)
        if isinstance(value, str):
            return self._text(field, value, most)
        base = field.type.base if field else ""
        if isinstance(value, date):
            return formats.day(value, self.lang)
        if base == "money":
            return formats.money(value, self.lang, self.currency)
        if base == "percent":
            return formats.percent(value, self.lang)
        if field and field.name == "plan.plan_year":
            return str(value)
        return formats.number(value, self.lang)

    def _text(self, field: Field | None, value: str, most: int) -> str:
        shown = self._part(field, value, most)
        is_free = field is None or field.type.base in ("text", "long_text")
        return quoted(shown, self.lang) if is_free else shown

    def _part(self, field: Field | None, part: str, most: int) -> str:
        if field and "enum" in field.type.base:
            label = self.labels.get(field.type.choices or "", {}).get(part)
            return in_line(label.in_(self.lang) if label else part, most)
        if field and field.type.base == "month" and _MONTH.fullmatch(part):
            return f"{part[5:]}/{part[:4]}"
        return in_line(part, most)

    def difference(self, field: Field | None, before: Value, after: Value) -> str:
        """``(+13 jours ouvrés)``, ``(+1 200 €)``; ``""`` where a difference has no meaning."""
        if isinstance(before, date) and isinstance(after, date):
            count = self.days.after(before, after)
            unit = Text("jour ouvré", "working day") if abs(count) < 2 else Text("jours ouvrés", "working days")
            return f"({_signed(count, formats.number(abs(count), self.lang))}{NBSP}{unit.in_(self.lang)})"
        if isinstance(before, (int, Decimal)) and isinstance(after, (int, Decimal)) and field:
            if field.type.base in ("money", "number"):
                gap = Decimal(after) - Decimal(before)
                return f"({_signed(gap, self.value(field, abs(gap)))})"
            if field.type.base == "percent":
                points = (Decimal(after) - Decimal(before)) * 100
                return f"({_signed(points, formats.number(abs(points).normalize(), self.lang))}{NBSP}pt)"
        return ""

    # -- rows ----------------------------------------------------------------------------------------------------

    def subject(self, record: Record) -> str:
        """The name of a row below its action: ``Lignes de budget « Salon »``."""
        table = self.template.tables[record.table]
        if table.kind == "form" and not table.code:
            return table.label.in_(self.lang)
        name = in_line(self._name(table, record), _LONGEST)
        if table.code:
            title = next((record.text(k) for k in ("title", "label", "full_name", "campaign") if record.text(k)), "")
            return f"{name} {quoted(in_line(title, _LONGEST), self.lang)}" if title and title != name else name
        return f"{table.label.in_(self.lang)} {quoted(name, self.lang)}" if name else table.label.in_(self.lang)

    def _name(self, table: Table, record: Record) -> str:
        if table.code and record.get(table.code):
            return record.key
        if text := record.text("label"):
            return text
        if table.key == "choices":
            return record.text(self.lang) or record.text("fr") or record.key
        if table.key == "envelope" and record.get("dimension") == "nature":
            label = self.labels.get("natures", {}).get(record.text("key"))
            return label.in_(self.lang) if label else record.text("key")
        if not table.code and table.natural_key:
            parts = (self.value_plain(table.by_key.get(k), record.get(k)) for k in table.natural_key)
            if name := " · ".join(filter(None, parts)):
                return name
        return record_name(record, table)

    def value_plain(self, field: Field | None, value: Value, most: int = _LONGEST) -> str:
        """A value without quotation marks."""
        return self._part(field, value, most) if isinstance(value, str) else self.value(field, value, most)

    def sheet(self, record: Record) -> str:
        """Name of the sheet of a row."""
        return self.template.sheet_of(record.table).label.in_(self.lang)

    # -- sentences -----------------------------------------------------------------------------------------------

    def sentence(self, change: PlanChange) -> str:
        """One change without its action: ``échéance 12/06/2026 → 30/06/2026 (+12 jours ouvrés), devient…``."""
        text = ", ".join([self._core(change), *(found.in_(self.lang) for found in change.consequences)])
        if change.table == "actions" or (not change.action and change.kind in ("added", "removed")):
            return text
        if change.kind in ("added", "removed"):
            return text
        return f"{self.subject(change.row)}{colon(self.lang)}{text}"

    def _core(self, change: PlanChange) -> str:
        if change.kind in ("added", "removed"):
            return self._whole(change)
        table = self.template.tables[change.table]
        field = table.by_key[change.field]
        label = _in_sentence(field.label.in_(self.lang))
        if change.kind == "renamed":
            assert change.old and change.new
            return f"{label} {change.old.key} → {change.new.key}"
        before = self._side(field, change.before, change.old_unread)
        after = self._side(field, change.after, change.new_unread)
        gap = self.difference(field, change.before, change.after)
        return " ".join(filter(None, (label, before, "→", after, gap)))

    def _side(self, field: Field, value: Value, unread: str | None) -> str:
        if unread is not None:
            note = Text("non compris", "not understood").in_(self.lang)
            return f"{quoted(in_line(unread, _LONGEST), self.lang)} ({note})"
        return self.value(field, value) or _EMPTY.in_(self.lang)

    def _whole(self, change: PlanChange) -> str:
        table = self.template.tables[change.table]
        record = change.row
        if table.key == "actions":
            word = (
                Text("nouvelle action", "new action")
                if change.kind == "added"
                else Text("action retirée", "action removed")
            )
            head = word.in_(self.lang)
        else:
            word = Text("ajout", "added") if change.kind == "added" else Text("retrait", "removed")
            head = f"{word.in_(self.lang)}{colon(self.lang)}{self.subject(record)}"
        facts = ", ".join(self._facts(table, record, change.children))
        return f"{head} ({facts})" if facts else head

    def _facts(self, table: Table, record: Record, children: Mapping[str, int]) -> Iterable[str]:
        """The most informative values of a row, then the number of rows on its action sheet."""
        named = {table.code, "title", "label", *table.natural_key}
        filled = [
            f for f in table.inputs if f.key not in named and not f.hidden and record.get(f.key) not in (None, "", ())
        ]
        filled.sort(key=lambda f: _TELLING.index(f.key) if f.key in _TELLING else len(_TELLING))
        for field in filled[:_SHOWN]:
            yield f"{_in_sentence(field.label.in_(self.lang))} {self.value(field, record.get(field.key))}"
        for name, count in children.items():
            yield f"{_in_sentence(self.template.tables[name].label.in_(self.lang))}{colon(self.lang)}{count}"


def _signed(value: Decimal | int, shown: str) -> str:
    return f"{'-' if value < 0 else '+'}{shown}"


def _in_sentence(label: str) -> str:
    """A label inside a sentence: its first letter small, unless it begins an abbreviation."""
    return label if len(label) > 1 and label[1].isupper() else label[:1].lower() + label[1:]
