"""Company templates: what they may change, what they may not, every mistake at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pacom_xl.model.plan import Value
from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.template.load import TemplateError, load_template
from pacom_xl.writing.blank_plan import blank_plan
from pacom_xl.writing.team_workbook import write_workbook
from tests.support.command_line import run
from tests.support.drafts import Draft, DraftRecord
from tests.support.office.engine_workbooks import MONDAY

EXAMPLE = load_template("example_company")
STANDARD = load_template()


def _texts(**files: str) -> dict[str, str]:
    """Texts by file name."""
    return {(name[1:].replace("_", "-", 1) if name[0] == "_" else name) + ".toml": text for name, text in files.items()}


def _company(folder: Path, **files: str) -> list[str]:
    """The mistakes of a template made of these files (``_13_actions`` is 13-actions.toml)."""
    head = 'name = "ours"\nextends = "standard"\n' + files.pop("head", "")
    for name, text in ({"template.toml": head} | _texts(**files)).items():
        (folder / name).write_text(text, encoding="utf-8")
    try:
        load_template(folder)
    except TemplateError as error:
        return [problem.en for problem in error.problems]
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


def _actions(field: str, table: str = "") -> dict[str, str]:
    return {"_13_actions": f'key="actions"\n[[table]]\nkey="actions"\n{table}\n[[table.field]]\n{field}\n'}


NEW_FIELD = 'key="new"\ntype="text"\nlabel="L"\nhelp="H"\n'
OURS = 'key="ours"\nlabel="Ours"\npurpose="P"\n[[table]]\nkey="ours"\nkind="rows"\nlabel="Ours"\n'


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"head": 'hide = ["axes"]\n'}, 'template.toml, line 3: hide: "axes" is a core sheet'),
        ({"head": 'hide = ["nowhere"]\n'}, 'template.toml, line 3: hide: no sheet "nowhere"'),
        ({"head": '[colours]\ntitle = "green"\n'}, 'template.toml, line 4: colours.title: a colour "#RRGGBB" is exp'),
        ({"head": '[colours]\nsky = "#112233"\n'}, "template.toml, line 4: colours.sky: unknown colour; known: accent"),
        ({"head": 'logo = "none.png"\n'}, 'template.toml, line 3: logo: no picture "none.png"'),
        (_actions('key="title"', 'kind="rows"'), "13-actions.toml, line 4: actions.kind: cannot change (form in"),
        (_actions('key="due"\ntype="text"'), "13-actions.toml, line 7: actions.due.type: cannot change"),
        (_actions('key="title"\nrequired=false'), "13-actions.toml, line 7: actions.title.required: required by the"),
        (_actions('key="new"\ntype="colour"'), "13-actions.toml, line 7: actions.new.type: unknown type, one of text,"),
        (_actions(f'{NEW_FIELD}after="gone"'), 'actions.new.after: no field "gone" in actions'),
        (_actions(f"{NEW_FIELD}hidden=true"), "actions.new: an added field is typed by people"),
        (_actions(f"{NEW_FIELD}computed=true"), "actions.new: an added field is typed by people"),
        (_actions('key="new"\ntype="enum:gone"\nlabel="L"\nhelp="H"'), 'actions.new.type: no list "gone" in choices'),
        (_actions('key="new"\ntype="ref:gone.code"\nlabel="L"\nhelp="H"'), 'actions.new.type: no table "gone"'),
        (_actions('key="new"\ntype="text"\nhelp="H"'), "13-actions.toml, line 5: actions.new.label: is missing"),
        (_actions('type="text"\nlabel="L"\nhelp="H"'), "13-actions.toml, line 2: actions.field.key: is missing"),
        ({"_30_ours": f'{OURS}natural_key=["gone"]\n'}, 'ours.natural_key: no field "gone"'),
        ({"_30_ours": OURS}, "30-ours.toml, line 4: ours: no field"),
        ({"_30_ours": f'{OURS}parent="gone"\n'}, 'ours.parent: no table "gone"'),
    ],
)
def test_a_change_that_may_not_be_made_is_told_with_file_and_key(
    files: dict[str, str], expected: str, tmp_path: Path
) -> None:
    problems = _company(tmp_path, **files)
    assert any(expected in problem for problem in problems), problems
    assert not any(problem.endswith(("None", "Error")) for problem in problems)


WRONG = ["3", '"texte"', "true", "[]", "[{}]", '{ de = "x" }', "1e400"]
SETTINGS = {
    "head": ("name", "version", "label", "extends", "colours", "colours.title", "hide", "logo", "rules", "rules.ignore",
             "rules.severity", "rules.severity.PAC401", "rules.thresholds", "rules.thresholds.due_soon_days", "other"),
    "_13_actions": ("key", "label", "purpose", "level", "scope", "table", "other"),
    "table": ("key", "kind", "label", "field", "code", "natural_key", "parent", "spare", "row", "other"),
    "field": ("key", "type", "label", "help", "section", "after", "required", "required_when", "computed", "generated",
              "hidden", "unique", "default", "pattern", "min", "max", "above", "min_length", "max_length", "other"),
    "choices": ("action_type", "action_type.event", "ours", "ours.x", "ours.x.fr"),
}  # fmt: skip


@pytest.mark.parametrize("value", WRONG)
@pytest.mark.parametrize(("where", "setting"), [(where, name) for where, names in SETTINGS.items() for name in names])
def test_whatever_stands_in_a_setting_is_a_sentence_or_a_template(
    where: str, setting: str, value: str, tmp_path: Path
) -> None:
    line = f"{setting} = {value}\n"
    files = {
        "head": {"template.toml": line},
        "_13_actions": {"13-actions.toml": line},
        "table": {"13-actions.toml": f'key = "actions"\n[[table]]\nkey = "actions"\n{line}'},
        "field": _texts(**_actions(f'key = "new"\n{line}')),
        "choices": {"choices.toml": line},
    }[where]  # fmt: skip
    head = "" if setting in ("name", "extends") else 'name = "ours"\nextends = "standard"\n'
    for name, text in ({"template.toml": ""} | files).items():
        whole = head + text if name == "template.toml" else text
        (tmp_path / name).write_text(whole, encoding="utf-8")
    ran = run("template", "check", tmp_path)
    assert (ran.code, ".toml" in ran.out) in [(0, False), (2, True)], ran.err
    assert "erreur interne" not in ran.err


def test_mistakes_of_rules_are_told_with_the_others_and_their_line(tmp_path: Path) -> None:
    (tmp_path / "template.toml").write_text(
        'name = "ours"\nextends = "standard"\nhide = ["nowhere"]\n[rules]\nignore = ["PAC000"]\n'
        'severity = { PAC401 = "grave" }\n[rules.thresholds]\ndue_soon_days = "beaucoup"\n',
        encoding="utf-8",
    )
    ran = run("template", "check", tmp_path)
    assert ran.code == 2
    lines = [line.partition("\u00a0:")[0] for line in ran.out.splitlines()]
    assert lines == [f"template.toml, ligne {number}" for number in (3, 5, 6, 8)]


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("name = [1\n", None, "crochet"),
        ('name = "x\n', 1, "guillemets"),
        ("name = x\n", 1, "entre guillemets"),
        ("a = 1\na = 2\n", 2, "deux fois"),
        ("[a]\n[a]\n", 2, "deux fois"),
        ("vide\n", 1, "signe ="),
    ],
)
def test_a_mistake_of_toml_itself_is_told_in_french(text: str, line: int | None, why: str, tmp_path: Path) -> None:
    (tmp_path / "template.toml").write_text(text, encoding="utf-8")
    ran = run("template", "check", tmp_path)
    assert ran.code == 2
    first = ran.out.splitlines()[0]
    assert first.startswith(f"template.toml, ligne {line}" if line else "template.toml") and why in first


def test_a_template_of_one_language_is_accepted(tmp_path: Path) -> None:
    assert not _company(
        tmp_path,
        head='label = { fr = "Notre plan" }\n',
        choices='[action_type]\nsea_trial = "Essai en mer"\n',
        _30_ours=f'{OURS}[[table.field]]\nkey = "port"\ntype = "text"\nlabel = {{ fr = "Port" }}\nhelp = "Où"\n',
    )
    template = load_template(tmp_path)
    assert (template.label.fr, template.label.en) == ("Notre plan", "Notre plan")
    assert template.by_name["ours.port"].label.en == "Port" and template.by_name["ours.port"].help.fr == "Où"
    assert template.choice_label("action_type", "sea_trial").en == "Essai en mer"


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    problems = _company(
        tmp_path,
        head='hide = ["plan", "nowhere"]\n',
        _13_actions='key="actions"\n[[table]]\nkey="actions"\n[[table.field]]\nkey="due"\ntype="text"\n',
        _30_ours='key = "ours"\n',
    )
    files = {re.split("[:,]", problem)[0] for problem in problems}
    assert files == {"template.toml", "13-actions.toml", "30-ours.toml"}
    assert len(problems) >= 4


def test_a_template_cannot_extend_what_does_not_exist(tmp_path: Path) -> None:
    (tmp_path / "template.toml").write_text('name = "ours"\nextends = "nowhere"\n', encoding="utf-8")
    with pytest.raises(TemplateError, match=r'^template.toml, line 2: extends: no template "nowhere" to extend$'):
        load_template(tmp_path)
