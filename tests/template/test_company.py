"""Company templates: what they may change, what they may not, every mistake at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from pacom_xl.model.plan import Value
from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.template.load import TemplateError, load_template
from pacom_xl.writing.blank_plan import blank_plan
from pacom_xl.writing.team_workbook import write_workbook
from tests.support.drafts import Draft, DraftRecord
from tests.support.office.engine_workbooks import MONDAY

EXAMPLE = load_template("example_company")
STANDARD = load_template()


def _company(folder: Path, **files: str) -> list[str]:
    """The mistakes of a template made of these files (``_13_actions`` is 13-actions.toml)."""
    head = 'name = "ours"\nextends = "standard"\n' + files.pop("head", "")
    (folder / "template.toml").write_text(head, encoding="utf-8")
    for name, text in files.items():
        file = name.removeprefix("_").replace("_", "-", 1) + ".toml"
        (folder / file).write_text(text, encoding="utf-8")
    try:
        load_template(folder)
    except TemplateError as error:
        return error.problems
    return []


def test_the_example_changes_what_it_says_and_nothing_else() -> None:
    added = {name for name in EXAMPLE.by_name if name not in STANDARD.by_name}
    assert added == {"actions.distributor"} | {
        f"store_visits.{key}" for key in ("visited_on", "store", "visitor", "result", "turnover")
    }
    assert set(STANDARD.by_name) <= set(EXAMPLE.by_name)
    assert EXAMPLE.by_name["actions.marketing_contact"].label.fr == "Correspondant communication"
    assert EXAMPLE.by_name["parameters.due_soon_days"].default == 10
    assert EXAMPLE.choice_label("action_type", "store_opening").en == "Store opening"
    assert EXAMPLE.colours["title"] == "#14532D" and EXAMPLE.colours["input"] == STANDARD.colours["input"]
    assert EXAMPLE.left_out == {"market_study", "animation"}


def test_what_a_company_adds_comes_back_from_its_workbook(tmp_path: Path) -> None:
    draft = Draft.of(blank_plan(EXAMPLE, team="NO", year=2026, actions=1))
    draft.table("actions")[0].values |= {
        "title": "Ouvrir Rennes",
        "action_type": "store_opening",
        "distributor": "Halles & Co",
    }
    visit: dict[str, Value] = {"visited_on": MONDAY, "store": "Halles, Rennes", "visitor": "TQU", "result": "order"}
    draft.records.append(DraftRecord("store_visits", "store_visits#1", dict(visit)))
    plan = draft.plan()
    path = tmp_path / "ours.xlsx"
    write_workbook(plan, EXAMPLE, path, as_of=MONDAY, frozen=True)
    reading = read_workbook(path, EXAMPLE)
    assert reading.plan is not None
    back = next(record for record in reading.plan.records if record.table == "actions")
    assert (back.get("action_type"), back.get("distributor")) == ("store_opening", "Halles & Co")
    (row,) = reading.plan.table("store_visits")
    assert {key: row.get(key) for key in visit} == visit


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"head": 'hide = ["axes"]\n'}, "template.toml: hide: axes is a core sheet"),
        ({"head": 'hide = ["nowhere"]\n'}, "template.toml: hide: no sheet 'nowhere'"),
        ({"head": '[colours]\ntitle = "green"\n'}, "template.toml: colours.title: 'green'"),
        ({"head": 'logo = "none.png"\n'}, "template.toml: logo: no picture 'none.png'"),
        (
            {"_13_actions": 'key = "actions"\n[[table]]\nkey = "actions"\nkind = "rows"\n'},
            "13-actions.toml: actions: kind",
        ),
        (
            {"_13_actions": 'key="actions"\n[[table]]\nkey="actions"\n[[table.field]]\nkey="due"\ntype="text"\n'},
            "13-actions.toml: actions.due: its type cannot change",
        ),
        (
            {"_13_actions": 'key="actions"\n[[table]]\nkey="actions"\n[[table.field]]\nkey="title"\nrequired=false\n'},
            "13-actions.toml: actions.title: required by the program",
        ),
        (
            {"_13_actions": 'key="actions"\n[[table]]\nkey="actions"\n[[table.field]]\nkey="new"\ntype="colour"\n'},
            "13-actions.toml: actions.new: unknown type 'colour'",
        ),
    ],
)
def test_a_change_that_may_not_be_made_is_told_with_file_and_key(
    files: dict[str, str], expected: str, tmp_path: Path
) -> None:
    problems = _company(tmp_path, **files)
    assert any(problem.startswith(expected) for problem in problems), problems


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    problems = _company(
        tmp_path,
        head='hide = ["plan", "nowhere"]\n',
        _13_actions='key="actions"\n[[table]]\nkey="actions"\n[[table.field]]\nkey="due"\ntype="text"\n',
        _30_ours='key = "ours"\n',
    )
    files = {problem.partition(":")[0] for problem in problems}
    assert files == {"template.toml", "13-actions.toml", "30-ours.toml"}
    assert len(problems) >= 4


def test_a_template_cannot_extend_what_does_not_exist(tmp_path: Path) -> None:
    (tmp_path / "template.toml").write_text('name = "ours"\nextends = "nowhere"\n', encoding="utf-8")
    with pytest.raises(TemplateError, match="no template 'nowhere' to extend"):
        load_template(tmp_path)
