"""Laws of the three-way merge over random edits by two people: nothing typed is lost, nothing untrue is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacom_xl.consolidation.portfolio import Portfolio, consolidate
from pacom_xl.model.plan import Plan, Record, Value
from tests.support.drafts import Change, Draft, DraftRecord, edited
from tests.support.plan_text import plan_of
from tests.support.sample_company import TEMPLATE
from tests.support.three_way import base_of, merged_again, reading_of


def _plan(team: str) -> Plan:
    actions = [f"ACT-{team}-00{n}" for n in (1, 2, 3)]
    lines = [f"{code} | Action {code} | planned | {n}000" for n, code in enumerate(actions, 1)]
    steps = [f"milestones#{n}{m} | {code} | Étape {m}" for n, code in enumerate(actions) for m in (1, 2, 3)]
    costs = [f"budget_lines#{n}{m} | {c} | {m} | Poste {m} | {m}00" for n, c in enumerate(actions) for m in (1, 2)]
    return plan_of(
        "\n".join([
            "# actions", "code | title | status | allocated", *lines, "",
            "# milestones", "key | parent | label", *steps, "",
            "# budget_lines", "key | parent | number | label | planned", *costs, "",
            "# objectives", "code | label", *(f"OBJ-0{n} | Objectif {n}" for n in (1, 2, 3)),
        ]),
        team,
    )  # fmt: skip


TEAMS = ("NO", "IF")
PLANS = {team: _plan(team) for team in TEAMS}
#: A field of each table whose values are texts and one whose values are numbers.
FIELDS = {
    "actions": ("title", "allocated"), "milestones": ("label", "number"), "budget_lines": ("label", "planned"),
    "objectives": ("label", "target"),
}  # fmt: skip


@dataclass(frozen=True)
class Edit:
    """One thing somebody does: ``serial`` makes what it types unlike anything else."""

    what: Literal["set", "remove", "add"]
    table: str
    row: int
    field: int
    serial: int

    @property
    def typed(self) -> Value:
        """The value that the edit types; ``None`` when it takes a row out."""
        if self.what == "remove":
            return None
        number = 100_000 + self.serial
        return f"Tapé {self.serial}" if self.what == "add" or self.field == 0 else number

    def apply(self, plan: Draft) -> Value:
        """Do it; what was typed."""
        rows = plan.table(self.table)
        if self.what == "add":
            plan.records.append(self._new(plan))
        elif rows and self.what == "remove":
            plan.remove(rows[self.row % len(rows)])
        elif rows:
            rows[self.row % len(rows)].values[FIELDS[self.table][self.field]] = self.typed
        return self.typed if rows or self.what == "add" else None

    def _new(self, plan: Draft) -> DraftRecord:
        code = f"{'ACT' if self.table == 'actions' else 'OBJ'}-{self.serial}"
        coded = self.table in ("actions", "objectives")
        values: dict[str, Value] = {FIELDS[self.table][0]: self.typed, **({"code": code} if coded else {})}
        parents = [action.key for action in plan.table("actions")]
        parent = parents[self.row % len(parents)] if parents and not coded else None
        return DraftRecord(self.table, code if coded else f"{self.table}#{self.serial}", values, parent)


def edits(start: int) -> st.SearchStrategy[list[Edit]]:
    """Up to five edits; ``start``: the first serial number, so that two people never type the same."""
    one = st.tuples(
        st.sampled_from(("set", "set", "set", "remove", "add")), st.sampled_from(sorted(FIELDS)), st.integers(0, 9),
        st.integers(0, 1),
    )  # fmt: skip
    return st.lists(one, max_size=5).map(lambda many: [Edit(*e, start + n) for n, e in enumerate(many)])  # type: ignore[arg-type]


def doing(some: Iterable[Edit]) -> Change:
    def change(plan: Draft) -> None:
        for edit in some:
            edit.apply(plan)

    return change


def typed_in(plan: Plan, some: Sequence[Edit]) -> set[Value]:
    """What is still there of what somebody typed, when they are done."""
    values = {edit.typed for edit in some}
    return values & {value for record in edited(plan, doing(some)).records for value in record.values.values()}


def rows_of(portfolio: Portfolio) -> list[tuple[object, ...]]:
    """Every row of the tables that are edited, as comparable values."""
    beside = ("team", "source_file", "given", "was_given", "teams", "source_cell")

    def filled(record: Record) -> str:
        return str(sorted((k, v) for k, v in record.values.items() if v is not None and k not in beside))

    records = (r for r in portfolio.merged().records if r.table in FIELDS)
    return sorted((r.table, r.key, r.parent or "", filled(r)) for r in records)


def used_in(portfolio: Portfolio) -> set[Value]:
    """Every value of the consolidated plan."""
    return {value for record in portfolio.merged().records for value in record.values.values()}


def told_of(portfolio: Portfolio) -> set[Value]:
    """Every value the conflicts and changes show."""
    conflicts = {value.value for conflict in portfolio.all_conflicts for value in conflict.values}
    return conflicts | {value for change in portfolio.changes for value in (change.before, change.after, change.used)}


LAW = settings(max_examples=150, deadline=None)


@LAW
@given(edits(0))
def test_what_only_the_team_did_is_what_a_merge_without_base_gives(of_team: list[Edit]) -> None:
    plans = [edited(PLANS["NO"], doing(of_team)), PLANS["IF"]]
    again = merged_again(plans, base_of(list(PLANS.values())))
    assert again.all_conflicts == []
    assert rows_of(again) == rows_of(consolidate([reading_of(plan) for plan in plans], TEMPLATE))
    assert {change.by for change in again.changes} <= {"team"}
    assert typed_in(PLANS["NO"], of_team) <= used_in(again)


@LAW
@given(edits(0))
def test_what_only_the_group_did_is_never_a_conflict(of_group: list[Edit]) -> None:
    again = merged_again(list(PLANS.values()), base_of(list(PLANS.values()), {"NO": doing(of_group)}))
    assert again.all_conflicts == []
    assert {change.by for change in again.changes} <= {"group"}
    assert typed_in(PLANS["NO"], of_group) <= told_of(again)
    keys = {(r.table, r.key) for plan in PLANS.values() for r in plan.records if r.table in FIELDS}
    assert keys == {(str(row[0]), str(row[1])) for row in rows_of(again)}, "no row goes while its team has it"


@settings(max_examples=400, deadline=None)
@given(edits(0), edits(1_000))
def test_nothing_that_either_typed_is_lost_in_silence(of_team: list[Edit], of_group: list[Edit]) -> None:
    base = base_of(list(PLANS.values()), {"NO": doing(of_group)})
    again = merged_again([edited(PLANS["NO"], doing(of_team)), PLANS["IF"]], base)
    typed = typed_in(PLANS["NO"], of_team) | typed_in(PLANS["NO"], of_group)
    assert typed <= used_in(again) | told_of(again)
    in_conflict = {value.value for conflict in again.all_conflicts for value in conflict.values}
    assert typed_in(PLANS["NO"], of_team) <= used_in(again) | in_conflict, (
        "what the team typed counts or is in conflict"
    )


@LAW
@given(edits(0), edits(1_000))
def test_another_team_is_not_touched(of_team: list[Edit], of_group: list[Edit]) -> None:
    base = base_of(list(PLANS.values()), {"NO": doing(of_group)})
    again = merged_again([edited(PLANS["NO"], doing(of_team)), PLANS["IF"]], base)
    own = [row for row in rows_of(again) if "-IF-" in str(row)]
    assert own == [row for row in rows_of(consolidate([reading_of(PLANS["IF"])], TEMPLATE)) if "-IF-" in str(row)]
    assert {change.team for change in again.changes} <= {"NO"}


@LAW
@given(edits(0), edits(1_000))
def test_every_conflict_is_one_of_both_and_each_row_has_its_action(of_team: list[Edit], of_group: list[Edit]) -> None:
    base = base_of(list(PLANS.values()), {"NO": doing(of_group)})
    again = merged_again([edited(PLANS["NO"], doing(of_team)), PLANS["IF"]], base)
    both = {(c.table, c.key, c.field) for c in again.changes if c.by == "both"}
    assert {(c.table, c.key, c.field) for c in again.all_conflicts} <= both
    records = again.merged().records
    actions = {record.key for record in records if record.table == "actions"}
    assert {record.parent for record in records if record.parent} <= actions


@LAW
@given(edits(0), edits(1_000), st.sampled_from(["reference", "NO", "newest"]))
def test_a_policy_leaves_no_conflict_undecided(of_team: list[Edit], of_group: list[Edit], policy: str) -> None:
    base = base_of(list(PLANS.values()), {"NO": doing(of_group)}, saved_on=datetime(2026, 6, 1))
    again = merged_again([edited(PLANS["NO"], doing(of_team)), PLANS["IF"]], base, policy)
    assert {conflict.policy for conflict in again.all_conflicts} <= {policy}


@LAW
@given(edits(0), edits(1_000))
def test_amounts_of_the_group_are_those_of_its_rows(of_team: list[Edit], of_group: list[Edit]) -> None:
    """The budget added up by team, and row by row over the consolidated plan."""
    base = base_of(list(PLANS.values()), {"NO": doing(of_group)})
    again = merged_again([edited(PLANS["NO"], doing(of_team)), PLANS["IF"]], base)
    totals = again.totals(date(2026, 6, 15))
    assert totals.allocated == sum(part.allocated for part in totals.by_team.values())
    rows = again.merged().table("actions")
    assert totals.allocated_gross >= sum(r.amount("allocated") for r in rows if r.get("status") == "planned")


@pytest.mark.parametrize("policy", ["report", "reference", "newest"])
def test_the_same_again_changes_nothing(policy: str) -> None:
    again = merged_again(list(PLANS.values()), base_of(list(PLANS.values())), policy)
    assert (again.changes, again.all_conflicts) == ([], [])
