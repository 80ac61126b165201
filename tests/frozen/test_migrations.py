"""Workbooks of an earlier template version are read by declared steps: renamed, split, retyped, moved."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.template.load import TemplateError, load_template, templates_folder
from pacom_xl.template.schema import Template
from tests.support.command_line import run
from tests.support.small_workbook import TEMPLATE, facts, read

_FOLDER = Path(__file__).parent
TEAMS = ("layout-1-fr", "layout-1-en", "standard-1")
STEPS = """
[[step]]
version = "2"
change = "renamed"
from = "competitors.our_response"
to = ["competitors.response"]
label = { fr = "Notre réponse", en = "Our response" }

[[step]]
version = "3"
change = "renamed"
from = "competitors.response"
to = ["competitors.answer"]

[[step]]
version = "2"
change = "split"
from = "swot.statement"
to = ["swot.statement", "swot.context"]
separator = " "

[[step]]
version = "2"
change = "retyped"
from = "competitors.price"
to = ["competitors.price"]
values = { "Supérieur" = "dearer", "Higher" = "dearer" }

[[step]]
version = "3"
change = "moved"
from = "strategy.positioning"
to = ["plan.positioning"]
label = { fr = "Positionnement et promesse", en = "Positioning and promise" }
help = { fr = "La promesse faite au client.", en = "The promise made to customers." }

[[step]]
version = "3"
change = "moved"
from = "competitors"
sheet = "market"
"""
_TEXT_FIELD = """
[[table.field]]
key = "{key}"
type = "text"
label = {{ fr = "{key}", en = "{key}" }}
help = {{ fr = "Un texte.", en = "A text." }}
"""


def _cut(text: str, start: str, end: str = "[[table.field]]") -> tuple[str, str]:
    """A text without the part from ``start`` to the next ``end``, and that part."""
    at = text.index(start)
    to = text.find(end, at + len(start))
    to = len(text) if to < 0 else to
    return text[:at] + text[to:], text[at:to]


@pytest.fixture(scope="module")
def third(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of version 3 of the standard template."""
    folder = tmp_path_factory.mktemp("v3") / "standard"
    shutil.copytree(templates_folder() / "standard", folder)

    def edit(name: str, old: str, new: str) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text, (name, old)
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    edit("template.toml", 'version = "1"', 'version = "3"')
    edit("choices.toml", "higher = ", "dearer = ")
    edit("06-market.toml", 'key = "our_response"', 'key = "answer"')
    market = (folder / "06-market.toml").read_text(encoding="utf-8")
    rest, competitors = _cut(market, '[[table]]\nkey = "competitors"', "[[table]]")
    (folder / "06-market.toml").write_text(rest, encoding="utf-8")
    study = (folder / "21-market_study.toml").read_text(encoding="utf-8")
    (folder / "21-market_study.toml").write_text(f"{study}\n{competitors}", encoding="utf-8")
    swot = (folder / "05-swot.toml").read_text(encoding="utf-8")
    (folder / "05-swot.toml").write_text(swot + _TEXT_FIELD.format(key="context"), encoding="utf-8")
    strategy, _ = _cut(
        (folder / "03-strategy.toml").read_text(encoding="utf-8"), '[[table.field]]\nkey = "positioning"'
    )
    (folder / "03-strategy.toml").write_text(strategy, encoding="utf-8")
    identity = (folder / "02-plan.toml").read_text(encoding="utf-8")
    at = identity.index("[[table.field]]")
    field = _TEXT_FIELD.format(key="positioning").lstrip()
    (folder / "02-plan.toml").write_text(f"{identity[:at]}{field}\n{identity[at:]}", encoding="utf-8")
    (folder / "migrations.toml").write_text(STEPS, encoding="utf-8")
    return folder


def _migrated(table: str, values: dict[str, Any]) -> dict[str, Any]:
    """The contents of a record of version 1 as version 3 has them."""
    if table == "competitors":
        values["answer"] = values.pop("our_response")
        values["price"] = "dearer" if values["price"] == "higher" else values["price"]
    elif table == "swot":
        first, _, rest = values["statement"].partition(" ")
        values |= {"statement": first, "context": rest}
    return values


def _expected(name: str) -> Counter[Any]:
    plan = read(_FOLDER / f"{name}.xlsx").plan
    assert plan
    positioning = plan.form("strategy").get("positioning")
    found: Counter[Any] = Counter()
    for table, parent, pairs in facts(plan).elements():
        values = _migrated(table, dict(pairs))
        if table == "strategy":
            del values["positioning"]
        if table == "plan":
            values["positioning"] = positioning
        if table == "choices":
            continue
        found[table, parent, tuple(sorted(values.items()))] += 1
    return found


def _facts(path: Path, template: Template) -> Counter[Any]:
    reading = read_workbook(path, template)
    assert reading.plan, reading.reason
    assert [(f.code, f.cell, f.field, f.params) for f in reading.findings] == []
    return Counter(
        (table, parent, tuple(sorted(values)))
        for table, parent, values in facts(reading.plan).elements()
        if table != "choices"
    )


@pytest.mark.parametrize("name", TEAMS)
def test_a_frozen_workbook_is_read_by_the_steps(name: str, third: Path) -> None:
    template = load_template(third)
    assert _facts(_FOLDER / f"{name}.xlsx", template) == _expected(name)


def test_a_value_no_step_translates_is_reported_at_its_cell(third: Path) -> None:
    template = load_template(third)
    lost = replace(template, migrations=tuple(replace(step, values={}) for step in template.migrations))
    reading = read_workbook(_FOLDER / "layout-1-fr.xlsx", lost)
    assert [(f.code, f.field) for f in reading.findings] == [("PAC114", "competitors.price")]
    assert reading.findings[0].cell


def test_repair_writes_the_present_version_and_says_the_steps(third: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    ran = run("repair", _FOLDER / "standard-1.xlsx", "-o", target, "--template", third, "--lang", "fr")
    assert ran.code == 0, ran.err
    text = ran.out.replace("\xa0", " ")
    assert "modèle, version 2 : Notre réponse → " in text
    assert "0 cellule à replacer" in text
    template = load_template(third)
    assert _facts(target, template) == _expected("standard-1")
    reading = read_workbook(target, template)
    assert reading.plan and reading.plan.template_version == "3"


def test_a_frozen_consolidated_workbook_is_read_by_the_steps(third: Path) -> None:
    template = load_template(third)
    before, after = read(_FOLDER / "layout-1-group.xlsx"), read_workbook(_FOLDER / "layout-1-group.xlsx", template)
    assert len(after.plans) == len(before.plans) > 1
    for old, new in zip(before.plans, after.plans, strict=True):
        former = {r.text("competitor"): r.get("our_response") for r in old.table("competitors")}
        assert former and {r.text("competitor"): r.get("answer") for r in new.table("competitors")} == former
        assert new.form("plan").get("positioning") == old.form("strategy").get("positioning")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('version = "2"', 'version = "9"', "au plus 3"),
        ('to = ["competitors.answer"]', 'to = ["competitors.nothing"]', "competitors.nothing"),
        ('from = "strategy.positioning"', 'from = "nothing.positioning"', "nothing"),
        ('change = "split"', 'change = "renamed"', "un champ de la même table"),
        ('sheet = "market"', 'sheet = "nowhere"', "nowhere"),
        ('change = "retyped"', 'change = "invented"', "renamed, split"),
    ],
)
def test_a_wrong_step_is_said_with_its_line(third: Path, tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = tmp_path / "standard"
    shutil.copytree(third, folder)
    (folder / "migrations.toml").write_text(STEPS.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(TemplateError) as error:
        load_template(folder)
    texts = [problem.fr for problem in error.value.problems]
    assert any("migrations.toml" in text and said in text and "ligne" in text for text in texts), texts


def test_steps_of_the_shipped_template_are_right() -> None:
    assert all(step.version.isdigit() for step in TEMPLATE.migrations)
