"""Each cell of (left, edited, taken out, added) by the team × by the group: actions, their rows and common rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest

from pacom_xl.consolidation.conflict_policy import ConflictPolicy
from pacom_xl.consolidation.portfolio import Portfolio, consolidate
from pacom_xl.consolidation.shared_tables import merge_table
from pacom_xl.consolidation.three_way.base import Base
from pacom_xl.consolidation.three_way.shared_rows import merge_shared_rows
from pacom_xl.consolidation.undecided_totals import undecided_totals
from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.reporting.words.conflict_words import conflict_line
from pacom_xl.template.consolidated import READ_FINGERPRINT
from tests.support.drafts import Change, Draft, DraftRecord, edited
from tests.support.plan_text import AS_OF, TEMPLATE, plan_of
from tests.support.three_way import base_of, merged_again, reading_of

PLAN = plan_of(
    """
# actions
code | title | status | start | due | allocated
ACT-NO-001 | Salon | planned | 2026-03-01 | 2026-03-31 | 1000
ACT-NO-002 | Tournée | planned | 2026-04-01 | 2026-04-30 | 2000

# milestones
key | parent | label | due
milestones#1 | ACT-NO-001 | Devis | 2026-02-01
milestones#2 | ACT-NO-001 | Stand réservé | 2026-02-15

# budget_lines
key | parent | number | label | nature | planned
budget_lines#1 | ACT-NO-001 | 1 | Stand | trade_fair | 800
budget_lines#2 | ACT-NO-001 | 2 | Hôtel | travel | 200

# objectives
code | label | target
OBJ-01 | Chiffre | 100
OBJ-02 | Marge | 200

# axes
code | label | rationale
AX1 | Conquérir | Gagner des clients
AX2 | Fidéliser | Garder les clients
"""
)


@dataclass(frozen=True)
class Case:
    """A row of the plan, what the team makes of a field and the group of another or the same, and a row to add."""

    table: str
    key: str
    field: str
    of_team: Value
    of_group: Value
    other: str
    value: Value
    added: DraftRecord

    def row(self, plan: Draft) -> DraftRecord:
        return next(r for r in plan.table(self.table) if r.key == self.key)


CASES = [
    Case("actions", "ACT-NO-002", "title", "De l’équipe", "Du groupe", "what", "Du neuf",
         DraftRecord("actions", "ACT-NO-009", {"code": "ACT-NO-009", "title": "Neuve", "status": "planned"})),
    Case("milestones", "milestones#2", "due", "2026-03-03", "2026-04-04", "label", "Stand",
         DraftRecord("milestones", "milestones#9", {"label": "Neuf", "due": None}, "ACT-NO-001")),
    Case("budget_lines", "budget_lines#2", "planned", 300, 400, "label", "Train",
         DraftRecord("budget_lines", "budget_lines#9", {"number": 9, "label": "Neuve", "planned": 5}, "ACT-NO-001")),
    Case("objectives", "OBJ-02", "label", "De l’équipe", "Du groupe", "target", 300,
         DraftRecord("objectives", "OBJ-09", {"code": "OBJ-09", "label": "Neuf"})),
    Case("axes", "AX2", "label", "De l’équipe", "Du groupe", "rationale", "Autre",
         DraftRecord("axes", "AX9", {"code": "AX9", "label": "Neuf"})),
]  # fmt: skip
BY_TABLE = pytest.mark.parametrize("case", CASES, ids=lambda case: case.table)


def _nothing(plan: Draft) -> None:
    pass


def _set(case: Case, field: str, value: Value) -> Change:
    def change(plan: Draft) -> None:
        case.row(plan).values[field] = value

    return change


def _remove(case: Case) -> Change:
    return lambda plan: plan.remove(case.row(plan))


def _add(case: Case, **values: Value) -> Change:
    def change(plan: Draft) -> None:
        row = DraftRecord.of(case.added.record())
        row.values |= values
        plan.records.append(row)

    return change


def run(case: Case, team: Change, group: Change, on_conflict: str = "report") -> Portfolio:
    """The merge after what the team and the group did."""
    shared = case.table == "axes"
    base = base_of(
        [PLAN], {} if shared else {"NO": group}, {"axes": group} if shared else {}, saved_on=datetime(2026, 6, 1)
    )
    return merged_again([edited(PLAN, team)], base, on_conflict)


def found(portfolio: Portfolio, table: str, key: str) -> Record | None:
    return next((r for r in portfolio.merged().table(table) if r.key == key), None)


def told(portfolio: Portfolio) -> list[tuple[str, str, str]]:
    return [(change.key, change.field, change.by) for change in portfolio.changes]


@BY_TABLE
def test_left_by_both(case: Case) -> None:
    merged = run(case, _nothing, _nothing)
    assert (merged.changes, merged.all_conflicts) == ([], [])
    assert found(merged, case.table, case.key)


@BY_TABLE
def test_edited_by_the_team(case: Case) -> None:
    merged = run(case, _set(case, case.field, case.of_team), _nothing)
    assert (told(merged), merged.all_conflicts) == ([(case.key, case.field, "team")], [])
    row = found(merged, case.table, case.key)
    assert row and row.get(case.field) == case.of_team


@BY_TABLE
def test_edited_by_the_group(case: Case) -> None:
    merged = run(case, _nothing, _set(case, case.field, case.of_group))
    assert (told(merged), merged.all_conflicts) == ([(case.key, case.field, "group")], [])
    row = found(merged, case.table, case.key)
    assert row and row.get(case.field) == case.of_group


@BY_TABLE
def test_two_fields_edited_by_one_side_each(case: Case) -> None:
    merged = run(case, _set(case, case.field, case.of_team), _set(case, case.other, case.value))
    assert merged.all_conflicts == []
    row = found(merged, case.table, case.key)
    assert row and (row.get(case.field), row.get(case.other)) == (case.of_team, case.value)
    assert {(field, by) for _, field, by in told(merged)} == {(case.field, "team"), (case.other, "group")}


@BY_TABLE
def test_edited_by_both_alike(case: Case) -> None:
    merged = run(case, _set(case, case.field, case.of_group), _set(case, case.field, case.of_group))
    assert merged.all_conflicts == []
    assert {(field, by) for _, field, by in told(merged)} == {(case.field, "both")}
    row = found(merged, case.table, case.key)
    assert row and row.get(case.field) == case.of_group


@BY_TABLE
@pytest.mark.parametrize("policy", ["report", "reference", "NO", "newest"])
def test_edited_by_both_differently(case: Case, policy: str) -> None:
    """The team's workbook was saved after the group's."""
    merged = run(case, _set(case, case.field, case.of_team), _set(case, case.field, case.of_group), policy)
    (conflict,) = merged.all_conflicts
    expected = {"report": None, "reference": case.of_group, "NO": case.of_team, "newest": case.of_team}[policy]
    assert (conflict.table, conflict.key, conflict.field) == (case.table, case.key, case.field)
    assert (conflict.chosen, conflict.policy) == (expected, policy)
    row = found(merged, case.table, case.key)
    assert row and row.get(case.field) == expected
    assert {value.value for value in conflict.values} == {case.of_team, case.of_group}
    assert any(by == "both" for _, _, by in told(merged))
    name = {"milestones": "ACT-NO-001 · Stand réservé", "budget_lines": "ACT-NO-001 · 2"}.get(case.table, "")
    assert conflict.row == name and {change.row for change in merged.changes} == {name}


@BY_TABLE
def test_taken_out_by_the_team(case: Case) -> None:
    merged = run(case, _remove(case), _nothing)
    assert (told(merged), merged.all_conflicts) == ([(case.key, "", "team")], [])
    assert found(merged, case.table, case.key) is None
    assert {change.file for change in merged.changes} == {"previous.xlsx"}, "the row stands there only"


@BY_TABLE
def test_taken_out_by_the_group_is_told_and_stays(case: Case) -> None:
    merged = run(case, _nothing, _remove(case))
    assert (told(merged), merged.all_conflicts) == ([(case.key, "", "group")], [])
    assert found(merged, case.table, case.key)
    assert {change.file for change in merged.changes} == {"NO.xlsx"}, "the row stands there only"


@BY_TABLE
def test_taken_out_by_both(case: Case) -> None:
    merged = run(case, _remove(case), _remove(case))
    assert (merged.changes, merged.all_conflicts) == ([], [])
    assert found(merged, case.table, case.key) is None


@BY_TABLE
@pytest.mark.parametrize("policy", ["report", "reference", "NO", "newest"])
def test_taken_out_by_the_team_and_edited_by_the_group(case: Case, policy: str) -> None:
    merged = run(case, _remove(case), _set(case, case.field, case.of_group), policy)
    (conflict,) = merged.all_conflicts
    assert (conflict.table, conflict.key, conflict.field, conflict.policy) == (case.table, case.key, "", policy)
    row = found(merged, case.table, case.key)
    assert (row is not None) == (policy in ("report", "reference"))
    assert row is None or row.get(case.field) == case.of_group
    edited_field = [] if row else [(case.key, case.field, "group")]
    assert told(merged) == [(case.key, "", "both"), *edited_field]
    edit = next(value for value in conflict.values if value.team == "GR")
    assert edit.file == "previous.xlsx"


@BY_TABLE
@pytest.mark.parametrize("policy", ["report", "reference", "NO", "newest"])
def test_edited_by_the_team_and_taken_out_by_the_group(case: Case, policy: str) -> None:
    merged = run(case, _set(case, case.field, case.of_team), _remove(case), policy)
    (conflict,) = merged.all_conflicts
    assert (conflict.table, conflict.key, conflict.field, conflict.policy) == (case.table, case.key, "", policy)
    row = found(merged, case.table, case.key)
    assert (row is not None) == (policy != "reference")
    assert row is None or row.get(case.field) == case.of_team
    assert told(merged) == [(case.key, "", "both")]


@pytest.mark.parametrize("by_team", [True, False], ids=["taken out by the team", "taken out by the group"])
@pytest.mark.parametrize("case", [CASES[0], CASES[2]], ids=lambda case: case.table)
def test_a_row_that_stays_undecided_is_shown_with_both_totals(case: Case, by_team: bool) -> None:
    field = "allocated" if case.table == "actions" else "planned"
    edit, remove = _set(case, field, 777), _remove(case)
    merged = run(case, remove, edit) if by_team else run(case, edit, remove)
    undecided, counted = undecided_totals(merged, AS_OF), merged.totals(AS_OF)
    assert undecided and (undecided.values, undecided.rows) == (0, 1)
    without, kept = (undecided.first, undecided.second) if by_team else (undecided.second, undecided.first)
    assert kept.forecast == counted.forecast and kept.allocated == counted.allocated
    lost = counted.allocated - without.allocated if case.table == "actions" else counted.forecast - without.forecast
    assert lost == 777
    line = conflict_line(merged.all_conflicts[0], TEMPLATE, "fr")
    assert line.endswith("retenu\N{NO-BREAK SPACE}: rien (la ligne reste et compte)")


def test_lines_of_one_number_in_two_actions_are_not_taken_for_each_other() -> None:
    case = CASES[2]
    twin = DraftRecord("budget_lines", case.key, {"number": 2, "label": "Autre", "planned": 50}, "ACT-NO-002")
    plan = edited(PLAN, lambda draft: draft.records.append(twin))
    of_first = Case(**{**vars(case), "field": "planned"})
    base = base_of([plan], {"NO": _set(of_first, "planned", 777)})
    merged = merged_again([edited(plan, _remove(of_first))], base)
    undecided = undecided_totals(merged, AS_OF)
    assert undecided and undecided.second.forecast - undecided.first.forecast == 777


@BY_TABLE
def test_a_removal_that_a_policy_chose_is_said(case: Case) -> None:
    (conflict,) = run(case, _remove(case), _set(case, case.field, case.of_group), "NO").all_conflicts
    assert conflict.is_decided and conflict_line(conflict, TEMPLATE, "en").endswith("used: row taken out")


@BY_TABLE
def test_added_by_the_team(case: Case) -> None:
    merged = run(case, _add(case), _nothing)
    assert (told(merged), merged.all_conflicts) == ([(case.added.key, "", "team")], [])
    assert found(merged, case.table, case.added.key)


@BY_TABLE
def test_added_by_the_group_is_told_not_carried_over(case: Case) -> None:
    merged = run(case, _nothing, _add(case))
    assert (told(merged)[0], merged.all_conflicts) == ((case.added.key, "", "group"), [])
    filled = {value for value in case.added.values.values() if value is not None}
    assert {change.after for change in merged.changes} == filled, "every value is told"
    assert {(key, by) for key, _, by in told(merged)} == {(case.added.key, "group")}
    assert found(merged, case.table, case.added.key) is None


FIELDS = {"actions": "what", "milestones": "due", "budget_lines": "label", "objectives": "target", "axes": "rationale"}


@BY_TABLE
def test_added_by_both_alike(case: Case) -> None:
    merged = run(case, _add(case), _add(case))
    assert merged.all_conflicts == []
    assert found(merged, case.table, case.added.key)
    assert {by for _, _, by in told(merged)} == {"both"}


@BY_TABLE
def test_added_by_both_with_other_values(case: Case) -> None:
    field = FIELDS[case.table]
    merged = run(case, _add(case, **{field: case.of_team}), _add(case, **{field: case.of_group}))
    (conflict,) = merged.all_conflicts
    assert (conflict.table, conflict.key, conflict.field) == (case.table, case.added.key, field)
    assert {value.value for value in conflict.values} == {case.of_team, case.of_group}
    row = found(merged, case.table, case.added.key)
    assert row and row.get(field) is None


@BY_TABLE
def test_added_by_both_the_group_alone_filled_a_field(case: Case) -> None:
    field = FIELDS[case.table]
    merged = run(case, _add(case, **{field: None}), _add(case, **{field: case.of_group}))
    assert merged.all_conflicts == []
    row = found(merged, case.table, case.added.key)
    assert row and row.get(field) == case.of_group


# -- actions and the rows that hang from them ----------------------------------------------------------------------

ACTION = CASES[0]
FIRST = Case("actions", "ACT-NO-001", "title", "De l’équipe", "Du groupe", "what", "Du neuf", ACTION.added)
LINE = CASES[2]


def test_an_action_taken_out_stays_whole_when_the_group_edited_one_of_its_rows() -> None:
    merged = run(FIRST, _remove(FIRST), _set(LINE, "planned", 400))
    (conflict,) = merged.all_conflicts
    assert (conflict.table, conflict.key, conflict.field) == ("actions", "ACT-NO-001", "")
    rows = {(r.table, r.key) for r in merged.merged().records if "ACT-NO-001" in (r.key, r.parent)}
    assert rows == {
        ("actions", "ACT-NO-001"), ("milestones", "milestones#1"), ("milestones", "milestones#2"),
        ("budget_lines", "budget_lines#1"), ("budget_lines", "budget_lines#2"),
    }  # fmt: skip
    line = found(merged, "budget_lines", "budget_lines#2")
    assert line and line.get("planned") == 400


def test_an_action_taken_out_goes_with_its_rows_when_the_group_left_them() -> None:
    merged = run(FIRST, _remove(FIRST), _nothing)
    assert merged.all_conflicts == []
    assert not [r for r in merged.merged().records if "ACT-NO-001" in (r.key, r.parent)]
    assert {change.key for change in merged.changes} == {
        "ACT-NO-001", "milestones#1", "milestones#2", "budget_lines#1", "budget_lines#2",
    }  # fmt: skip


def _rename(plan: Draft) -> None:
    for record in plan.records:
        if record.key == "ACT-NO-001":
            record.key = "ACT-NO-050"
            record.values["code"] = "ACT-NO-050"
        if record.parent == "ACT-NO-001":
            record.parent = "ACT-NO-050"


def test_what_the_group_edited_follows_an_action_whose_code_the_team_changed() -> None:
    def group(plan: Draft) -> None:
        _set(FIRST, "due", None)(plan)
        _set(LINE, "planned", 400)(plan)

    merged = run(FIRST, _rename, group)
    action, line = found(merged, "actions", "ACT-NO-050"), found(merged, "budget_lines", "budget_lines#2")
    assert action and line and (action.get("due"), line.get("planned"), line.parent) == (None, 400, "ACT-NO-050")
    assert merged.all_conflicts == []
    assert {(key, field, by) for key, field, by in told(merged)} == {
        ("ACT-NO-050", "code", "team"), ("ACT-NO-050", "due", "group"), ("budget_lines#2", "planned", "group"),
    }  # fmt: skip
    assert [f.params["candidate"] for f in merged.findings if f.code == "PAC709"] == ["ACT-NO-050"]


def test_an_edit_of_both_after_a_code_was_renamed_is_a_conflict() -> None:
    def team(plan: Draft) -> None:
        _set(LINE, "planned", 300)(plan)
        _rename(plan)

    merged = run(FIRST, team, _set(LINE, "planned", 400))
    (conflict,) = merged.all_conflicts
    assert (conflict.table, conflict.key, conflict.field, conflict.chosen) == (
        "budget_lines", "budget_lines#2", "planned", None,
    )  # fmt: skip


def test_a_line_taken_out_after_a_code_was_renamed_is_a_conflict_when_the_group_edited_it() -> None:
    def team(plan: Draft) -> None:
        plan.remove(LINE.row(plan))
        _rename(plan)

    merged = run(FIRST, team, _set(LINE, "planned", 400))
    (conflict,) = merged.all_conflicts
    assert (conflict.table, conflict.field) == ("budget_lines", "")
    line = found(merged, "budget_lines", "budget_lines#2")
    assert line and (line.get("planned"), line.parent) == (400, "ACT-NO-050")


def test_an_action_the_group_typed_is_not_told_as_gone_from_its_team() -> None:
    merged = run(ACTION, _nothing, _add(ACTION))
    assert [finding for finding in merged.findings if finding.code == "PAC709"] == []


@pytest.mark.parametrize("rounds", [1, 2, 3])
def test_a_conflict_nobody_decides_stays_one(rounds: int) -> None:
    """Each consolidation is the base of the next."""
    merged = run(LINE, _set(LINE, "planned", 300), _set(LINE, "planned", 400))
    for _ in range(rounds):
        plan = edited(PLAN, _set(LINE, "planned", 300))
        undecided = found(merged, "budget_lines", "budget_lines#2")
        assert undecided is not None

        def left_open(draft: Draft, row: Record = undecided) -> None:
            LINE.row(draft).values |= {"planned": None, "was_given": row.get("given")}

        merged = merged_again([plan], base_of([plan], {"NO": left_open}))
        (conflict,) = merged.all_conflicts
        assert (conflict.field, conflict.chosen) == ("planned", None)


@pytest.mark.parametrize("edited_line", [0, 1])
def test_two_rows_whose_hidden_ids_are_the_same_after_a_sort_are_both_merged(edited_line: int) -> None:
    """Ids stand in a hidden column, which a sort of the visible ones leaves behind: one of the edits was lost."""

    def sorted_and_edited(draft: Draft) -> None:
        lines = [record for record in draft.records if record.table == "budget_lines"]
        for line in lines:
            line.key = "budget_lines#2"
        lines[edited_line].values["planned"] = 950

    merged = merged_again([PLAN], base_of([PLAN], {"NO": sorted_and_edited}, saved_on=datetime(2026, 6, 1)), "report")
    assert [(change.field, change.by, change.used) for change in merged.changes] == [("planned", "group", 950)]
    planned = [row.get("planned") for row in merged.merged().table("budget_lines")]
    assert (planned[edited_line], len(planned)) == (950, 2)


# -- sections the group owns -----------------------------------------------------------------------------------------

SHARED = plan_of(
    """
# axes
code | label | rationale
AX1 | Conquérir | Gagner des clients
AX2 | Fidéliser | Garder les clients

# holidays
key | date | label | scope
holidays#1 | 2026-05-01 | Fête du Travail | FR
holidays#2 | 2026-09-24 | Mercè | ES
"""
)
OF_GROUP = pytest.mark.parametrize("table", ["axes", "holidays"])


def _without_second(table: str) -> Change:
    def change(plan: Draft) -> None:
        for row in plan.table(table)[1:]:
            plan.remove(row)

    return change


def run_with_the_group(table: str, team: Change, *, group_has_it: bool, now: Change = _nothing) -> Portfolio:
    """The merge after one in which the group's own workbook had the second row of the team's table, or not.

    The consolidated workbook does not have that row. ``now``: what the group changed in its own workbook.
    """
    reference = edited(SHARED.with_head(team="GR"), _nothing if group_has_it else _without_second(table))
    base = base_of([reference, SHARED], common={table: _without_second(table)})
    readings = [reading_of(edited(SHARED, team)), reading_of(edited(reference, now))]
    if now is not _nothing:
        readings[1].sha256 = "sha-other"
    return consolidate(readings, TEMPLATE, base=base)


@OF_GROUP
def test_a_row_only_a_team_has_was_never_removed_by_the_group(table: str) -> None:
    assert run_with_the_group(table, _nothing, group_has_it=False).changes == []

    def relabel(plan: Draft) -> None:
        plan.table(table)[1].values["label"] = "Autre"

    assert run_with_the_group(table, relabel, group_has_it=False).all_conflicts == []


@OF_GROUP
def test_a_row_the_group_removed_from_the_consolidation_is_told_once(table: str) -> None:
    changes = run_with_the_group(table, _nothing, group_has_it=True).changes
    assert [(change.table, change.by, change.after) for change in changes] == [(table, "group", None)]


def test_a_row_the_group_adds_to_its_own_workbook_was_not_removed_by_it() -> None:
    def add(plan: Draft) -> None:
        plan.records.append(DraftRecord.of(SHARED.table("axes")[1]))

    changes = run_with_the_group("axes", _nothing, group_has_it=False, now=add).changes
    assert [(change.key, change.by, change.after) for change in changes] == [("AX2", "group", "AX2")]


def test_the_date_a_consolidation_was_written_for_is_no_change_of_the_group() -> None:
    def dated(plan: Draft) -> None:
        plan.form("plan").values["ref_date_forced"] = AS_OF

    group = SHARED.with_head(team="GR")
    assert merged_again([group, SHARED], base_of([edited(group, dated), SHARED])).changes == []
    assert [c.team for c in merged_again([edited(SHARED, dated)], base_of([SHARED])).changes] == ["NO"]


def test_a_row_a_team_adds_to_a_section_of_the_group_is_told_as_not_used() -> None:
    (change,) = run_with_the_group("axes", _add(CASES[4]), group_has_it=False).changes
    assert (change.key, change.by, change.used) == ("AX9", "team", None)


def test_the_group_removes_rows_of_two_teams_that_have_one_number() -> None:
    """Rows of such tables are numbered in each plan: each removed row is a change of its own."""
    table = TEMPLATE.tables["market"]

    def market(team: str, *topics: str) -> Plan:
        rows = [Record("market", f"market#{n}", {"topic": topic, "finding": "x"}) for n, topic in enumerate(topics, 1)]
        return Plan(team, 2026, "fr", "standard", "1", rows, file=f"{team}.xlsx")

    plans = [market("NO", "Hôtels", "Ports"), market("SE", "Cafés", "Ports")]
    left = [r.with_values({READ_FINGERPRINT: "any"}) for r in market("NO", "Lycées").records]
    base = Base(TEMPLATE, {plan.team: plan.with_records(left) for plan in plans}, unchanged=frozenset(("NO", "SE")))
    merged = merge_table(table, plans, TEMPLATE, has_reference=False)
    changes = merge_shared_rows(table, merged, plans, base, ConflictPolicy()).changes
    assert [c.before for c in changes if c.by == "group" and c.used] == ["Hôtels", "Ports", "Cafés"]
