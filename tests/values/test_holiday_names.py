"""Public holidays have one meaning in workbooks of both languages, and each workbook its own names."""

from __future__ import annotations

from datetime import date

from pacom_xl.consolidation.portfolio import consolidate
from pacom_xl.consolidation.review import review
from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.model.text import Lang
from pacom_xl.renewal.group_update import update_plan
from pacom_xl.values.holiday_names import in_language
from pacom_xl.writing.blank_from_group import with_group
from pacom_xl.writing.blank_plan import blank_plan
from tests.support.sample_company import TEMPLATE
from tests.support.three_way import base_of, merged_again, reading_of

DAY = date(2026, 6, 15)


def _plan(team: str, lang: Lang) -> Plan:
    return blank_plan(TEMPLATE, team=team, year=2026, lang=lang, actions=1, teams=[("GR", "Groupe")])


def _labels(plan: Plan) -> list[Value]:
    return [record.get("label") for record in plan.table("holidays")]


def test_a_name_the_program_writes_follows_the_language_and_a_typed_one_stays() -> None:
    row = Record("holidays", "holidays#1", {"date": date(2026, 1, 1), "label": "Jour de l'an", "scope": "national"})
    assert in_language(row, "en").get("label") == "New Year's Day"
    assert in_language(in_language(row, "en"), "fr") == row
    typed = row.with_values({"label": "Fermeture"})
    assert in_language(typed, "en") == typed
    bridge = row.with_values({"date": date(2026, 5, 15)})
    assert in_language(bridge, "en") == bridge


def test_an_english_workbook_keeps_english_names_when_the_group_writes_french() -> None:
    team, group = _plan("NO", "en"), _plan("GR", "fr")
    updated = update_plan(team, group, TEMPLATE)
    assert _labels(updated.plan) == _labels(team)
    assert [change for change in updated.changes if change.record.table == "holidays"] == []
    assert _labels(with_group(team, group, TEMPLATE)) == _labels(team)


def test_a_holiday_the_group_renamed_is_taken_over() -> None:
    team, group = _plan("NO", "en"), _plan("GR", "fr")
    first = group.table("holidays")[0]
    renamed = group.with_records([r.with_values({"label": "Fermeture"}) if r is first else r for r in group.records])
    assert _labels(update_plan(team, renamed, TEMPLATE).plan)[0] == "Fermeture"


def test_workbooks_of_two_languages_do_not_differ_by_their_holidays() -> None:
    readings = [reading_of(_plan("NO", "en")), reading_of(_plan("SE", "fr"))]
    merged = consolidate(readings, TEMPLATE)
    assert [c for c in merged.all_conflicts if c.table == "holidays"] == []
    assert _labels(merged.merged()) == _labels(_plan("NO", "en"))
    plans = [_plan("NO", "en"), _plan("SE", "fr")]
    assert merged_again(plans, base_of(plans)).changes == []
    found = review([*readings, reading_of(_plan("GR", "fr"))], TEMPLATE, DAY).findings
    assert [f for f in found if f.code in ("PAC704", "PAC713") and "holidays" in (f.detail or "")] == []
