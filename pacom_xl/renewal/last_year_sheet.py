"""The sheet « Bilan N-1 » of a renewed workbook: actions and objectives of last year, and what the renewal changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pacom_xl.comparison.change_words import ChangeWords
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.layout.anchors import row_id
from pacom_xl.model.plan import Cell, Record, Value
from pacom_xl.model.text import CELL_TEXT, Text
from pacom_xl.renewal.renewal_log import RenewalChange, Renewed

ACTIONS, OBJECTIVES, CHANGES = "last_year_actions", "last_year_objectives", "renewal_changes"
_CARRIED, _CLOSED = Text("reprise dans ce plan", "carried over"), Text("close, non reprise", "closed, not carried over")
_UNREAD = Text("contenu non compris, non repris", "content not understood, not carried over")
_WHOLE = Text("ligne non reprise", "row not carried over")
#: A text of any characters of this length fits a cell, which counts some of them twice.
_MOST = CELL_TEXT // 2


class LastYear:
    """Rows about last year's plan, in the words of its language."""

    def __init__(self, view: PlanView, renewed: Renewed, unread: Mapping[Cell, str]) -> None:
        self.view, self.renewed, self.unread = view, renewed, unread
        self.words = ChangeWords.of(view.plan, view.template, view.plan.lang, view.working_days())
        self.lang = view.plan.lang

    def records(self) -> Iterator[Record]:
        """The rows of the three tables."""
        for table, rows in (
            (ACTIONS, self._actions()), (OBJECTIVES, self._objectives()), (CHANGES, self.changes()),
        ):  # fmt: skip
            for number, values in enumerate(rows, 1):
                yield Record(table, row_id(table, number), values)

    def _actions(self) -> Iterator[dict[str, Value]]:
        carried = set(self.renewed.carried)
        for row in self.view.rows("actions"):
            status = self.view.template.choice_label("action_status", row.text("status"))
            yield {
                "action": row.key,
                "title": row.text("title") or None,
                "owner": row.text("owner") or None,
                "status": status.in_(self.lang),
                "outcome": (_CARRIED if row.key in carried else _CLOSED).in_(self.lang),
                "due": row.day("due"),
                "done_on": row.day("done_on"),
                "allocated": row.number("allocated_used"),
                "spent": row.number("spent"),
                "attainment": row.number("kpi_attainment"),
                "lessons": row.text("lessons") or None,
            }

    def _objectives(self) -> Iterator[dict[str, Value]]:
        for row in self.view.rows("objectives"):
            if row.text("code"):
                yield {
                    "objective": row.key,
                    "objective_label": row.text("label") or None,
                    "last_target": row.number("target"),
                    "last_actual": row.number("actual_used"),
                    "last_measured": row.day("measured_used"),
                    "last_attainment": row.number("attainment"),
                }

    def changes(self) -> Iterator[dict[str, Value]]:
        """Rows about what the renewal changed, then about cells whose content could not be read."""
        yield from map(self._change, self.renewed.changes)
        for cell, text in self.unread.items():
            yield {
                "subject": f"{cell.sheet}!{cell.a1}",
                "changed_field": None,
                "before": text[:_MOST],
                "after": None,
                "why": _UNREAD.in_(self.lang),
            }

    def _change(self, change: RenewalChange) -> dict[str, Value]:
        table = self.view.template.tables[change.record.table]
        field = table.by_key.get(change.field)
        subject = self.words.subject(change.record)
        if change.record.parent:
            subject = f"{change.record.parent} · {subject}"
        before = self.words.value_plain(field, change.before, _MOST) if field else self._whole(change.record)
        after = self.words.value_plain(field, change.after, _MOST) if field else _WHOLE.in_(self.lang)
        return {
            "subject": subject,
            "changed_field": field.label.in_(self.lang) if field else None,
            "before": before or None,
            "after": after or None,
            "why": change.why.in_(self.lang),
        }

    def _whole(self, record: Record) -> str:
        """All values of a row that was left out."""
        shown = (
            self.words.value_plain(field, record.get(field.key), _MOST)
            for field in self.view.template.tables[record.table].inputs
        )
        return " · ".join(filter(None, shown))[:_MOST]
