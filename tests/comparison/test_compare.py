"""Two states of a plan compared: rows matched whatever their order, values that differ, what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

from pacom_xl.comparison.change_words import ChangeWords
from pacom_xl.comparison.compare import compare
from pacom_xl.comparison.plan_change import PlanComparison, PlanState
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.model.text import Lang
from tests.support.sample_company import AS_OF, TEMPLATE, sample_plan


def _changed(plan: Plan, table: str, key: str, parent: str | None = None, **values: Value) -> Plan:
    return plan.with_records(
        r.with_values(values) if (r.table, r.key, r.parent) == (table, key, parent) else r for r in plan.records
    )


def _compared(old: Plan, new: Plan) -> PlanComparison:
    return compare(PlanState(old), PlanState(new), TEMPLATE, AS_OF)


def _lines(found: PlanComparison, lang: Lang = "fr") -> list[str]:
    days = PlanView(found.new.plan, TEMPLATE, AS_OF).working_days()
    words = ChangeWords.of(found.new.plan, TEMPLATE, lang, days)
    shown = (words.sentence(change) for change in found.changes)
    return [line.replace("\u00a0", " ").replace("\u202f", " ") for line in shown]


def test_an_equal_plan_in_another_order_and_with_other_row_ids_has_no_change() -> None:
    plan = sample_plan("NO")
    records = [replace(r, key=r.key.replace("#", "#9")) if "#" in r.key else r for r in plan.records]
    Random(1).shuffle(records)
    assert not _compared(plan, plan.with_records(records)).changes


def test_a_due_date_moved_says_the_working_days_and_the_new_situation() -> None:
    plan = sample_plan("NO")
    found = _compared(plan, _changed(plan, "actions", "ACT-NO-002", due=date(2026, 6, 30)))
    assert _lines(found) == ["échéance 12/06/2026 → 30/06/2026 (+12 jours ouvrés), devient « À risque »"]
    assert _lines(found, "en") == ['due date 12 Jun 2026 → 30 Jun 2026 (+12 working days), becomes "At risk"']
    assert (found.changes[0].owner, found.changes[0].action) == ("TQU", "ACT-NO-002")


def test_an_amount_spent_says_its_share_of_the_allocation_and_the_overrun() -> None:
    plan = sample_plan("NO")
    key = next(r.key for r in plan.table("budget_lines") if r.parent == "ACT-NO-002" and r.get("number") == 1)
    found = _compared(plan, _changed(plan, "budget_lines", key, "ACT-NO-002", spent=Decimal(4850)))
    assert _lines(found) == [
        "Lignes de budget « Déplacements » : réalisé HT 3 650 € → 4 850 € (+1 200 €), soit 17 % de l’alloué, "
        "en tout 105 %, dépasse l’alloué de 650 €"
    ]


def test_an_allocation_below_zero_is_no_overrun() -> None:
    plan = sample_plan("NO")
    negative = _changed(plan, "actions", "ACT-NO-002", allocated=Decimal(-5000))
    (found,) = _lines(_compared(plan, negative), "en")
    assert "exceed" not in found and found.endswith("the allocation is negative")
    (back,) = _lines(_compared(negative, plan), "en")
    assert back.endswith("the allocation is no longer negative")


def test_a_total_budget_below_zero_is_not_exceeded() -> None:
    plan = sample_plan("NO")
    key = next(r.key for r in plan.table("envelope") if r.get("dimension") == "total")
    found = _compared(plan, _changed(plan, "envelope", key, amount=Decimal(-5000)))
    assert [text.en for text in found.effects] == ["the total budget is negative"]


def test_a_code_changed_is_one_change_whatever_refers_to_it() -> None:
    plan = sample_plan("NO")
    code, new = "ACT-NO-004", "ACT-NO-044"

    def renamed(record: Record) -> Record:
        if record.table == "actions" and record.key == code:
            record = replace(record, key=new).with_values({"code": new})
        values = {k: tuple(new if p == code else p for p in v) if isinstance(v, tuple) else new if v == code else v
                  for k, v in record.values.items()}  # fmt: skip
        return replace(record, values=values, parent=new if record.parent == code else record.parent)

    found = _compared(plan, plan.with_records(map(renamed, plan.records)))
    assert _lines(found) == ["code action ACT-NO-004 → ACT-NO-044"]


def test_a_whole_action_is_one_change_with_its_rows_counted() -> None:
    plan = sample_plan("NO")
    without = plan.with_records(
        r for r in plan.records if "ACT-NO-005" not in (r.parent, r.key if r.table == "actions" else "")
    )
    (line,) = _lines(_compared(plan, without))
    assert line.startswith("action retirée (responsable SMA, statut Terminée, échéance 30/04/2026")
    assert "jalons : 2" in line
    (line,) = _lines(_compared(without, plan))
    assert line.startswith("nouvelle action (")


def test_rows_that_are_renumbered_because_one_came_between_are_told_as_such() -> None:
    plan = sample_plan("NO")
    lines = [r for r in plan.table("milestones") if r.parent == "ACT-NO-001"]
    first = replace(lines[0], key="milestones#77").with_values(
        {"label": "Tout nouveau jalon", "due": date(2026, 1, 2), "done_on": None}
    )
    found = _compared(plan, plan.with_records([first, *plan.records]))
    assert _lines(found) == ["ajout : Jalons « Tout nouveau jalon » (échéance 02/01/2026)"] or (
        len(found.changes) == 1 and found.changes[0].kind == "added"
    )


def test_an_action_that_changes_because_of_a_holiday_is_an_effect_elsewhere() -> None:
    plan = sample_plan("NO")
    holidays = [
        Record("holidays", f"holidays#8{n}", {"date": date(2026, 6, n), "label": "Pont", "scope": "national"})
        for n in (12, 15, 16)
    ]
    found = _compared(plan, plan.with_records([*plan.records, *holidays]))
    assert len(found.changes) == 3
    assert any("ACT-NO-002" in text.fr and "devient" in text.fr for text in found.effects)


def test_a_content_that_cannot_be_understood_is_shown_as_it_stands() -> None:
    plan = sample_plan("NO")
    (old,) = [r for r in plan.table("actions") if r.key == "ACT-NO-002"]
    assert old.day("due")
    emptied = _changed(plan, "actions", "ACT-NO-002", due=None)
    found = _compared(plan, emptied)
    assert any(line.startswith("échéance 12/06/2026 → vide") for line in _lines(found))
