"""Identity of workbooks, and the portfolio they make."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from pacom_xl.consolidation.portfolio import Portfolio, consolidate
from pacom_xl.consolidation.review import review
from pacom_xl.model.findings import Finding
from pacom_xl.reading.reading_result import Reading
from tests.support.drafts import Change, Draft
from tests.support.sample_company import AS_OF, TEAMS, TEMPLATE, reading


def _together(*readings: Reading, expect: tuple[str, ...] = ()) -> Portfolio:
    return consolidate(readings, TEMPLATE, expect=expect)


def _codes(portfolio: Portfolio) -> list[str]:
    return [finding.code for finding in portfolio.findings]


def _statuses(portfolio: Portfolio) -> dict[str, str]:
    return {source.path: source.status for source in portfolio.sources}


def test_totals_of_the_sample_company() -> None:
    totals = _together(*map(reading, TEAMS)).totals(AS_OF)
    assert totals.allocated == 477_200
    assert totals.committed == 328_080
    assert totals.spent == 256_420
    assert totals.forecast == 489_380
    assert sum(of.allocated for of in totals.by_team.values()) == totals.allocated
    assert totals.allocated_gross > totals.allocated


def test_the_same_file_twice_counts_once() -> None:
    found = _together(reading("NO", sha256="x"), reading("NO", "copie.xlsx", sha256="x"))
    assert _codes(found) == ["PAC702"]
    assert sorted(_statuses(found).values()) == ["duplicate", "read"]
    assert len(found.plans) == 1


def _version(text: str) -> Change:
    return lambda plan: plan.form("plan").values.update(plan_version=text)


def test_of_two_versions_of_one_workbook_the_highest_counts() -> None:
    old = reading("NO", "a.xlsx", workbook_id="w", saved_on=datetime(2026, 6, 14))
    new = reading("NO", "b.xlsx", workbook_id="w", saved_on=datetime(2026, 6, 1), change=_version("V1.10"))
    found = _together(old, new)
    assert _statuses(found) == {"a.xlsx": "superseded", "b.xlsx": "read"}
    assert _codes(found) == ["PAC701"]
    assert [(c.chosen, c.policy) for c in found.conflicts] == [("b.xlsx", "latest")]


def test_of_two_workbooks_of_one_team_none_is_chosen() -> None:
    other = reading("NO", "b.xlsx", workbook_id="2", change=_version("V9"))
    found = _together(reading("NO", "a.xlsx", workbook_id="1"), other, reading("IF"))
    assert [plan.team for plan in found.plans] == ["IF"]
    assert _codes(found) == ["PAC701"]
    assert [(c.chosen, c.policy) for c in found.conflicts] == [(None, "report")]


@pytest.mark.parametrize(("key", "value"), [("plan_year", 2025), ("currency", "CHF"), ("company", "Thés Valmorane")])
def test_another_year_currency_or_company_is_left_out(key: str, value: str | int) -> None:
    odd = reading("SE", change=lambda plan: plan.form("plan").values.update({key: value}))
    found = _together(reading("GR"), reading("NO"), odd)
    assert _statuses(found)["SE.xlsx"] == "left_out"
    assert [(f.code, f.team, f.field) for f in found.findings] == [("PAC703", "SE", f"plan.{key}")]


def test_without_a_group_workbook_the_majority_tells_the_currency() -> None:
    odd = reading("IF", change=lambda plan: plan.form("plan").values.update(currency="CHF"))
    found = _together(odd, reading("NO"), reading("SO"))
    assert [plan.team for plan in found.plans] == ["NO", "SO"]


def test_company_names_meet_whatever_their_accents() -> None:
    odd = reading("SE", change=lambda plan: plan.form("plan").values.update(company="CAFES VALMORANE SAS"))
    assert not _together(reading("GR"), odd).findings


def test_an_aggregate_gives_way_to_its_leaves() -> None:
    whole = reading("GR", "groupe.xlsx")
    whole.contains = ("sha-NO.xlsx",)
    found = _together(whole, reading("NO"))
    assert _statuses(found) == {"NO.xlsx": "read", "groupe.xlsx": "contained"}


def test_expected_teams_that_are_not_there() -> None:
    assert _together(reading("NO"), expect=("NO", "IF", "NA")).missing_teams == ["IF", "NA"]


def test_the_order_of_files_changes_nothing() -> None:
    one = _together(*map(reading, TEAMS))
    other = _together(*map(reading, reversed(TEAMS)))
    assert one.merged() == other.merged()
    assert one.sources == other.sources


def test_every_merged_record_says_where_it_comes_from() -> None:
    merged = _together(*map(reading, TEAMS)).merged()
    assert len(merged.table("actions")) == 54
    assert {r.get("team") for r in merged.table("actions")} == {"NO", "IF", "SE", "SO"}
    assert all(r.get("source_file") == f"{r.get('team')}.xlsx" for r in merged.table("actions"))


def test_what_the_group_owns_is_said_once() -> None:
    merged = _together(*map(reading, TEAMS)).merged()
    assert len(merged.table("strategy")) == 1
    assert {r.get("team") for r in merged.table("axes")} == {"GR"}
    assert len({r.key for r in merged.table("team")}) == len(merged.table("team")) == 25


def test_without_reference_a_group_value_follows_the_majority() -> None:
    odd = reading("SO", change=lambda plan: plan.form("strategy").values.update(vision="Tout autre chose."))
    found = _together(reading("NO"), reading("IF"), odd)
    (conflict,) = found.all_conflicts
    assert (conflict.table, conflict.field, conflict.policy) == ("strategy", "vision", "majority")
    assert conflict.chosen == reading("NO").plans[0].form("strategy").get("vision")
    assert {v.team for v in conflict.values} == {"NO", "IF", "SO"}


def test_without_majority_nothing_is_chosen() -> None:
    odd = reading("SO", change=lambda plan: plan.form("strategy").values.update(vision="Tout autre chose."))
    found = _together(reading("NO"), odd)
    assert [(c.chosen, c.policy) for c in found.all_conflicts] == [(None, "report")]
    assert found.merged().form("strategy").get("vision") is None


def _renamed(plan: Draft) -> None:
    for record in plan.records:
        if record.table == "actions" and record.key == "ACT-IF-001":
            record.key = record.values["code"] = "ACT-NO-001"
        if record.parent == "ACT-IF-001":
            record.parent = "ACT-NO-001"


def test_two_teams_with_one_action_code_are_both_kept() -> None:
    clean = _together(reading("NO"), reading("IF"))
    found = _together(reading("NO"), reading("IF", change=_renamed))
    assert [(c.table, c.key, c.chosen) for c in found.all_conflicts] == [("actions", "ACT-NO-001", None)]
    merged = found.merged()
    assert len({r.key for r in merged.table("actions")}) == len(clean.merged().table("actions"))
    assert found.totals(AS_OF).allocated == clean.totals(AS_OF).allocated


def test_the_group_plan_is_no_stronger_than_its_weakest_part() -> None:
    draft = reading("SO", change=lambda plan: plan.form("plan").values.update(plan_status="draft"))
    merged = _together(reading("GR"), reading("NO"), draft).merged()
    assert merged.form("plan").get("plan_status") == "draft"
    assert merged.form("plan").get("team_code") == "GR"


def test_nothing_at_all_makes_an_empty_portfolio() -> None:
    found = _together()
    assert found.totals(AS_OF).allocated == Decimal(0)
    assert not found.merged().records


def test_the_named_reference_wins_over_a_group_workbook_among_the_inputs() -> None:
    named, other = reading("GR", "named.xlsx"), reading("GR", "other.xlsx")
    found = consolidate([other, reading("NO")], TEMPLATE, reference=named)
    assert found.reference is named.plan
    assert _statuses(found) == {"named.xlsx": "read", "other.xlsx": "superseded", "NO.xlsx": "read"}


def test_a_reference_that_is_an_input_too_counts_once() -> None:
    named = reading("GR")
    found = consolidate([reading("GR"), reading("NO")], TEMPLATE, reference=named)
    assert found.reference is named.plan
    assert _statuses(found) == {"GR.xlsx": "read", "NO.xlsx": "read"}
    assert [plan.team for plan in found.plans] == ["NO"]


def test_what_is_wrong_in_a_copy_is_told_once() -> None:
    fault = Finding("PAC105", "ACT-NO-001", detail="actions.due", team="NO")
    first, copy = reading("NO", "a.xlsx", sha256="x"), reading("NO", "b.xlsx", sha256="x")
    first.findings, copy.findings = [replace(fault, file="a.xlsx")], [replace(fault, file="b.xlsx")]
    found = review([first, copy], TEMPLATE, AS_OF)
    assert [f.file for f in found.findings if f.code == "PAC105"] == ["a.xlsx"]
