"""Every computed field has its figure, and every formula can be written in every office suite."""

from __future__ import annotations

import re

import pytest

from pacom_xl.figures.all_figures import FIGURES
from pacom_xl.figures.figure_registry import KEYED_LISTS
from pacom_xl.model.text import LANGS
from tests.support.plan_text import TEMPLATE

#: Drawn by the sheet that holds them, or generated from findings: no formula of their own row.
DRAWN = {"calendar.gantt"} | {
    name for name in TEMPLATE.by_name if name.partition(".")[0] in ("guide", "dashboard", "controls")
}
FORMULAS = sorted((f.name, text) for f in FIGURES.values() for text in (f.formula, f.first) if text)
#: In Excel 2010, LibreOffice 7 and Google Sheets alike.
FUNCTIONS = set(
    re.findall(
        r"\w+",
        """ABS AND CHAR COUNT COUNTIFS DATE EDATE FIND IF IFERROR INDEX ISERROR ISNUMBER LARGE LEFT MATCH MAX MIN
        MONTH N NETWORKDAYS NOT OR ROUND ROW SUBSTITUTE SUM SUMIFS SUMPRODUCT TODAY TRIM WORKDAY YEAR""",
    )
)
SPREAD = sorted(name for name, field in TEMPLATE.by_name.items() if field.type.spread)
NAMES = {"DateRef", "TeamHolidays", "plan_start", "team_zone_key", "FALSE"}


def placeholders(formula: str) -> set[str]:
    return set(re.findall(r"\{([^{}]*)\}", formula))


def words(formula: str) -> set[str]:
    """What is left of a formula without texts and placeholders."""
    return set(re.findall(r"[A-Za-z_]\w*", re.sub(r'"[^"]*"|\{[^{}]*\}', "", formula)))


def field_of(placeholder: str, table: str) -> str | None:
    """The field a placeholder names, ``None`` for those that name none."""
    if placeholder in ("part", "part_start", "month_start", "previous.part", "rank") or placeholder.endswith("_team"):
        return None
    name = re.sub(r"\[.*?\](\.parts)?$", "", placeholder)
    name = re.sub(r"^fiche[0!]?\.(?!kpis)", "actions.", name).removeprefix("fiche!.")
    name = name.replace("previous.", f"{table}.").replace("teams.lang", "teams.fr")
    return name if "." in name else f"{table}.{name}"


def test_every_computed_field_has_a_figure_and_no_other() -> None:
    computed = {field.name for field in TEMPLATE.by_name.values() if field.computed}
    of_rows = {name for name in FIGURES if not name.startswith("dashboard.")}
    assert of_rows == computed - DRAWN


@pytest.mark.parametrize(("name", "formula"), FORMULAS)
def test_placeholders_name_fields_of_the_template(name: str, formula: str) -> None:
    named = {field_of(placeholder, name.partition(".")[0]) for placeholder in placeholders(formula)}
    assert named - {None} <= set(TEMPLATE.by_name)


@pytest.mark.parametrize(("name", "formula"), FORMULAS)
def test_only_functions_and_names_known_everywhere(name: str, formula: str) -> None:
    lists = {f"{key}_{side}" for key in TEMPLATE.choices for side in ("labels", "keys")}
    lists |= {f"{key}_written_{side}" for key in KEYED_LISTS for side in ("labels", "keys")}
    lists |= {f"choices_{key}" for key in ("key", *LANGS)}
    parameters = set(TEMPLATE.tables["parameters"].by_key)
    assert words(formula) <= FUNCTIONS | NAMES | lists | parameters


@pytest.mark.parametrize(("name", "formula"), FORMULAS)
def test_parentheses_close(name: str, formula: str) -> None:
    bare = re.sub(r'"[^"]*"', "", formula)
    assert bare.count("(") == bare.count(")")
    assert formula.count('"') % 2 == 0


@pytest.mark.parametrize(("name", "formula"), FORMULAS)
def test_no_formula_compares_a_label(name: str, formula: str) -> None:
    labels = {label for list_ in TEMPLATE.choices.values() for c in list_ for label in (c.label.fr, c.label.en)}
    keys = {choice.key for list_ in TEMPLATE.choices.values() for choice in list_}
    texts = {text for text in re.findall(r'"([^"]*)"', formula) if len(text) > 1}
    assert not texts & (labels - keys)


@pytest.mark.parametrize("name", SPREAD)
def test_blocks_of_the_index_hold_numbers_only(name: str) -> None:
    """SUMPRODUCT multiplies the whole block: one empty text in it would be an error."""
    assert name.startswith("actions.") or FIGURES[name].formula.startswith("{fiche0.")
    assert '""' not in FIGURES[name].formula
