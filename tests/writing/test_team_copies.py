"""Workbooks of many teams: those that are filled from two others have the bytes the writer gives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pacom_xl.model.plan import Plan, Record
from pacom_xl.model.text import Lang
from pacom_xl.writing import team_copies
from pacom_xl.writing.blank_from_group import with_group
from pacom_xl.writing.blank_plan import blank_plan
from pacom_xl.writing.team_copies import TeamCopies
from pacom_xl.writing.team_workbook import workbook_bytes
from tests.support.sample_company import TEMPLATE

AS_OF = date(2026, 3, 1)
#: The sheets every workbook has: the others are written in the same way.
SHAPE = replace(TEMPLATE, left_out=frozenset(s.key for s in TEMPLATE.sheets if s.level == "optional"))
Written = list[Plan]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Written:
    """The plans the writer was called with for ``TeamCopies``."""
    plans: Written = []

    def counted(plan: Plan, *args: Any, **options: Any) -> bytes:
        plans.append(plan)
        return workbook_bytes(plan, *args, **options)

    monkeypatch.setattr(team_copies, "workbook_bytes", counted)
    return plans


def _blank(teams: Sequence[tuple[str, str]], lang: Lang = "fr") -> list[Plan]:
    return [
        blank_plan(SHAPE, team=code, label=label, year=2026, teams=teams, actions=1, lang=lang) for code, label in teams
    ]


def _compare(plans: Sequence[Plan], only: Sequence[str] = ()) -> None:
    """The workbooks of the plans (of the teams ``only``) are those of the writer, byte for byte."""
    copies = TeamCopies(plans, SHAPE, as_of=AS_OF, frozen=True)
    for number, plan in enumerate(plans):
        made = copies.workbook(plan, f"id-{number}")
        if not only or plan.team in only:
            assert made == workbook_bytes(plan, SHAPE, as_of=AS_OF, frozen=True, workbook_id=f"id-{number}"), plan.team


def test_names_of_all_kinds(written: Written) -> None:
    teams = [
        ("NO", "Nord-Ouest"), ("IF", "Île-de-France"), ("AC", "A"), ("SE", "Sud & Est <x> ]]>"), ("ZZ", "\"q\" l'A"),
        ("AE", "AE"), ("AF", "Équipe"), ("SO", "de 48 lettres " + "a" * 34),
    ]  # fmt: skip
    _compare(_blank(teams))
    assert len(written) == 2


def test_the_writer_makes_what_cannot_be_filled(written: Written) -> None:
    """Long names, numbers, error values, odd spaces, a code of another length."""
    by_writer = [
        ("AA", "Grand groupe de la région du Nord et de ses voisines"), ("AB", "2026"), ("AC", "#N/A"),
        ("AD", "Nord  Ouest"), ("INF", "Informatique"),
    ]  # fmt: skip
    filled = [("NO", "Nord-Ouest"), ("IF", "Île-de-France"), ("SE", "Sud-Est")]
    plans = _blank([*filled, *by_writer])
    copies = TeamCopies(plans, SHAPE, as_of=AS_OF, frozen=True)
    for plan in plans:
        copies.workbook(plan, "id")
    assert [plan.team for plan in written[2:]] == [code for code, _ in by_writer]


def test_teams_of_one_name_and_few_teams_are_written(written: Written) -> None:
    teams = [("NO", "Jumelle"), ("IF", "Jumelle")]
    _compare(_blank(teams, "en"), only=("NO",))
    assert len(written) == len(teams)


def _person(trigram: str, team: str, **more: str) -> Record:
    values = {"trigram": trigram, "full_name": f"Nom {trigram}", "role": "regional_manager", "team_code": team}
    return Record("team", trigram, values | {"email": f"{trigram}@x.fr", "active": "yes", "language": "fr"} | more)


def _with_manager(plan: Plan, person: Record) -> Plan:
    records = [r.with_values({"manager": person.key}) if r.table == "plan" else r for r in plan.records]
    return plan.with_records([*records, person])


def test_managers_named_in_the_list_of_teams(written: Written) -> None:
    teams = [(f"A{letter}", f"Équipe {letter}") for letter in "ABCD"]
    plans = [_with_manager(plan, _person(f"X{plan.team}", plan.team or "")) for plan in _blank(teams)]
    _compare(plans, only=("AD",))
    assert len(written) == 2


def test_sections_of_the_group(written: Written) -> None:
    teams = [(f"A{letter}", f"Équipe {letter}") for letter in "ABCDEF"]
    zones = {"AB": "alsace_moselle"}
    people = [_person(f"X{code}", code, active="no" if code == "AC" else "yes") for code, _ in teams]
    rows = [
        Record("teams", code, {"code": code, "fr": label, "en": None, "holiday_zone": zones.get(code, "national")})
        for code, label in teams
    ]
    group = Plan("GR", 2026, "fr", SHAPE.name, SHAPE.version, [*rows, *people])
    plans = [with_group(plan, group, SHAPE) for plan in _blank(teams)]
    # Another zone of holidays, nobody who manages: these two are written, and two to compare.
    _compare(plans, only=("AB", "AF"))
    assert len(written) == 4


def test_any_other_difference_is_left_to_the_writer(monkeypatch: pytest.MonkeyPatch, written: Written) -> None:
    """Where a workbook tells the length of a name, two of them differ in more than names: all are written."""
    from pacom_xl.writing import team_workbook

    describe = team_workbook.describe

    def measured(workbook: Any, plan: Plan, as_of: date) -> None:
        describe(workbook, plan, as_of)
        label = plan.table("teams")[0].text("fr")
        workbook.set_custom_property("length", str(len(label)), "text")

    monkeypatch.setattr(team_workbook, "describe", measured)
    plans = _blank([(f"A{letter}", f"Équipe {letter}") for letter in "ABCD"])
    TeamCopies(plans, SHAPE, as_of=AS_OF, frozen=True).workbook(plans[3], "id")
    assert [plan.team for plan in written[2:]] == ["AD"]
