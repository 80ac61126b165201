"""Plans as data: what goes out comes back the same, and every mistake is told with its place."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.exchange.plan_json import (
    DataFileError,
    load_data_file,
    plan_to_json,
    plans_from_data,
    plans_to_json,
)
from pacom_xl.model.plan import Origin, Plan, Record
from pacom_xl.template.load import load_template

SAMPLES = Path(__file__).parents[2] / "samples" / "valmorane"
TEMPLATE = load_template("standard")
FALSE = 'false where a text is expected: write the team code NO in quotes ("NO")'


def one_record(table: str, values: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A plan of team NO with a single record."""
    return {"team": "NO", "year": 2026, "records": [{"table": table, "values": values, **more}]}


def read_one(table: str, values: dict[str, Any], **more: Any) -> tuple[Record, list[str]]:
    """The record read from such a plan, and the problems in English."""
    plans, problems = plans_from_data(one_record(table, values, **more), TEMPLATE, "x.json")
    return plans[0].records[0], [problem.en for problem in problems]


@pytest.mark.parametrize("team", ["GR", "NO", "IF", "SE", "SO"])
def test_sample_plans_come_back_the_same(team: str) -> None:
    data = load_data_file(SAMPLES / f"{team}.json")
    plans, problems = plans_from_data(data, TEMPLATE, team)
    assert problems == []
    assert plans_to_json(plans, TEMPLATE) == json.loads((SAMPLES / f"{team}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("team", "actions", "objectives"), [("GR", 0, 7), ("NO", 13, 7), ("IF", 14, 7)])
def test_sample_plans_hold_what_the_team_owns(team: str, actions: int, objectives: int) -> None:
    plan = plans_from_data(load_data_file(SAMPLES / f"{team}.json"), TEMPLATE, team)[0][0]
    assert (plan.team, plan.year, plan.lang) == (team, 2026, "fr")
    assert (len(plan.table("actions")), len(plan.table("objectives"))) == (actions, objectives)
    assert len(plan.table("team")) == 25
    assert all(record.key.startswith(f"ACT-{team}-") for record in plan.table("actions"))


def test_values_have_the_types_of_their_fields() -> None:
    plan = plans_from_data(load_data_file(SAMPLES / "NO.json"), TEMPLATE, "NO")[0][0]
    action = plan.table("actions")[1]
    assert action.get("due") == date(2026, 6, 12)
    assert action.get("progress") == Decimal("0.8")
    assert action.get("objectives") == ("OBJ-01",)
    assert action.get("review_on") is None
    lines = [r for r in plan.table("schedule") if r.parent == "ACT-NO-002"]
    assert [(r.get("line"), r.get("month"), r.get("amount")) for r in lines[:2]] == [
        (1, "2026-03", Decimal(1400)),
        (1, "2026-04", Decimal(1400)),
    ]


@pytest.mark.parametrize("word", ["NO", "ON", "NA", "Y", "no"])
def test_team_codes_stay_text_in_yaml(tmp_path: Path, word: str) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(f"team: {word}\nyear: 2026\nrecords: []\n", encoding="utf-8")
    plans, problems = plans_from_data(load_data_file(path), TEMPLATE, "plan.yaml")
    assert (plans[0].team, plans[0].year, problems) == (word, 2026, [])


def test_a_team_turned_into_false_is_told() -> None:
    plans, problems = plans_from_data({"team": False, "records": []}, TEMPLATE, "plan.json")
    assert plans[0].team is None
    assert [problem.en for problem in problems] == [f"plan.json › plans[1] › team: {FALSE}."]
    assert "le code d’équipe NO s’écrit entre guillemets" in problems[0].fr


def test_a_reference_turned_into_false_is_told() -> None:
    record, problems = read_one("plan", {"team_code": False})
    assert record.get("team_code") is None
    assert problems == [f"x.json › NO › records[1] › plan › team_code: {FALSE}."]


YAML = """
team: NO
year: 2026
records:
- table: actions
  key: ACT-NO-001
  values:
    code: ACT-NO-001
    due: 2026-06-12
    allocated: 7200.10
    objectives: [OBJ-01, OBJ-02]
    taken_from: 010
    title: 8:30
- table: budget_lines
  parent: ACT-NO-001
  values: {number: 1, closed: true}
- table: budget_lines
  parent: ACT-NO-001
  values: {number: 2, closed: no}
"""


def test_yaml_says_the_same_as_json(tmp_path: Path) -> None:
    path = tmp_path / "plan.yml"
    path.write_text(YAML, encoding="utf-8")
    plans, problems = plans_from_data(load_data_file(path), TEMPLATE, "plan.yml")
    action, first, second = plans[0].records
    assert problems == []
    assert (action.get("due"), action.get("allocated")) == (date(2026, 6, 12), Decimal("7200.1"))
    assert (action.get("objectives"), action.get("taken_from")) == (("OBJ-01", "OBJ-02"), "010")
    assert action.get("title") == "8:30"
    assert [first.get("closed"), second.get("closed")] == ["yes", "no"]
    assert [first.key, second.key, first.parent] == ["budget_lines#1", "budget_lines#2", "ACT-NO-001"]


def test_yaml_may_share_what_repeats(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text("a: &a {x: 1, y: 2.50}\nb: {<<: *a, x: NO}\n", encoding="utf-8")
    assert load_data_file(path) == {
        "a": {"x": 1, "y": Decimal("2.50")},
        "b": {"x": "NO", "y": Decimal("2.50")},
    }


@pytest.mark.parametrize(
    ("table", "values", "key"),
    [
        ("actions", {"code": "ACT-NO-007"}, "ACT-NO-007"),
        ("team", {"trigram": "TQU"}, "TQU"),
        ("plan", {}, "plan"),
        ("parameters", {}, "parameters"),
        ("choices", {"list": "unit", "key": "kg"}, "unit.kg"),
        ("cash", {"month": "2026-01", "item": "opening"}, "2026-01 | opening"),
        ("market", {"topic": "size", "finding": "x"}, "market#1"),
    ],
)
def test_records_without_key_get_one(table: str, values: dict[str, Any], key: str) -> None:
    assert read_one(table, values)[0].key == key


@pytest.mark.parametrize(
    ("table", "values", "problem"),
    [
        ("actions", {"due": "31/02/2026"}, "due: 31/02/2026 is not a date YYYY-MM-DD."),
        ("actions", {"due": 46000}, "due: 46000 is not a date YYYY-MM-DD."),
        ("actions", {"due": "2026-02-30"}, "due: 2026-02-30 is not a date YYYY-MM-DD."),
        ("actions", {"allocated": "douze mille"}, "allocated: douze mille is not a number."),
        ("actions", {"allocated": True}, "allocated: true is not a number."),
        ("actions", {"allocated": float("nan")}, "allocated: nan is not a usable number."),
        ("actions", {"allocated": Decimal("1e999999999")}, "allocated: 1E+999999999 is not a usable number."),
        ("actions", {"priority": "P9"}, 'priority: "P9" is not in list "priority".'),
        ("actions", {"title": ["a"]}, "title: […] is not a text."),
        ("actions", {"colour": "red"}, "colour: unknown name, content left out."),
        ("segmentation", {"size": 10.5}, "size: 10.5 is not a whole number."),
        ("cash", {"month": "2026-13"}, "month: 2026-13 is not a month YYYY-MM."),
    ],
)
def test_wrong_values_are_told_with_their_place(table: str, values: dict[str, Any], problem: str) -> None:
    record, problems = read_one(table, values, key="K1")
    assert problems == [f"x.json › NO › {table} › K1 › {problem}"]
    assert all(record.get(name) is None for name in values)


def test_choices_of_the_data_itself_are_known() -> None:
    data = one_record("natures", {"key": "stands", "fr": "Stands", "en": "Stands", "vat_rate": 0.2})
    line = {"table": "budget_lines", "parent": "A", "values": {"number": 1, "nature": "stands"}}
    action = {"table": "actions", "key": "A", "values": {"code": "A"}}
    plans, problems = plans_from_data(data | {"records": [*data["records"], action, line]}, TEMPLATE, "x")
    assert problems == []
    assert plans[0].table("budget_lines")[0].get("nature") == "stands"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (None, 'no list "plans"'),
        ([7], 'a plan with a list "records" is expected'),
        ([], None),
        ("text", 'no list "plans"'),
        ({"plans": 3}, 'no list "plans"'),
        ({"schema": "pacom-plan/9", "plans": []}, 'pacom-plan/9 instead of "pacom-plan/1"'),
        ({"plans": [{"team": "NO", "records": [7]}]}, '"table" and "values" are expected'),
        ({"team": "NO", "records": [{"table": "index", "values": {}}]}, "table index is unknown or computed"),
        ({"team": "NO", "records": [{"table": "risks", "values": {}}]}, "the action’s code is missing"),
        (
            {"team": "NO", "records": [{"table": "risks", "key": "r", "parent": "A", "values": {}}]},
            'action "A" is not in these data',
        ),
        ({"team": "NO", "year": "2026", "records": []}, "2026 is not a year"),
        ({"team": "NO", "lang": "de", "records": []}, "de instead of fr or en"),
    ],
)
def test_a_wrong_structure_is_told(data: object, problem: str | None) -> None:
    told = [text.en for text in plans_from_data(data, TEMPLATE, "x.json")[1]]
    assert told == [] if problem is None else len(told) == 1 and problem in told[0]


def test_team_and_year_come_from_the_identity_when_the_head_has_none() -> None:
    data = {"records": [{"table": "plan", "values": {"team_code": "SO", "plan_year": 2027}}]}
    plan = plans_from_data(data, TEMPLATE, "x")[0][0]
    assert (plan.team, plan.year) == ("SO", 2027)


def test_cells_say_where_values_were_found() -> None:
    record = Record("actions", "A", {"title": "T"}, origin=Origin("Fiche", 0, places={"title": (3, 2)}))
    plan = Plan("NO", 2026, "fr", "standard", "1", records=[record], file="no.xlsx")
    data = plan_to_json(plan, TEMPLATE)
    assert data["file"] == "no.xlsx"
    assert data["records"][0]["cells"] == {"title": ["Fiche", "C4"]}
    assert data["records"][0]["values"].keys() == {f.key for f in TEMPLATE.tables["actions"].inputs}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b"{"),
        ("a.json", b'{"team": "NO", "team": "IF"}'),
        ("a.json", b"\xff\xfe{}"),
        ("a.json", b"[" * 100_000),
        ("a.yaml", b"team: NO\nteam: IF\n"),
        ("a.yaml", b"a: [1"),
        ("a.yaml", b"a: !!python/object:os.system x"),
        ("a.yaml", b"[" * 5_000),
    ],
)
def test_a_file_that_cannot_be_understood_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DataFileError) as refused:
        load_data_file(path)
    assert refused.value.problem.fr.startswith(f"{name}\u00a0: fichier de données illisible")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataFileError):
        load_data_file(tmp_path / "absent.json")
