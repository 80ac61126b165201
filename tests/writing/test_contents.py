"""The first sheet: its states agree with ``check``, and every link leads to a place people see."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.layout.fixed_places import CONTENTS
from pacom_xl.model.plan import Plan, Value
from pacom_xl.model.text import Lang
from pacom_xl.rules import engine
from pacom_xl.template.load import load_template
from pacom_xl.writing.blank_plan import blank_plan
from pacom_xl.writing.team_workbook import write_workbook
from tests.support.opened_workbook import open_tab, open_workbook
from tests.support.sample_company import few_actions, sample_plan
from tests.support.written_once import write_once

TEMPLATE = load_template()
AS_OF = date(2026, 6, 15)
#: Rules that say that something is missing.
_MISSING = ("PAC201", "PAC202", "PAC203", "PAC206", "PAC207", "PAC208", "PAC209", "PAC212")
_UNFINISHED = re.compile("à commencer|à compléter|attendu du groupe|to start|to complete|awaited from the group")
_LINK = re.compile(r'^=HYPERLINK\((.*),"')


def _blank(lang: Lang = "fr") -> Plan:
    return blank_plan(TEMPLATE, team="NO", label="Nord-Ouest", year=2026, lang=lang, actions=3)


def _sample() -> Plan:
    """The sample's plan of NO, with three of its actions."""
    return few_actions(sample_plan("NO"))


def _half() -> Plan:
    """The sample without its targets, its threats, the label of an objective and the owner of an action."""
    records = []
    for record in _sample().records:
        if record.table == "targets" or record.get("quadrant") == "threat":
            continue
        if record.key in ("OBJ-01", "ACT-NO-002"):
            gone = "label" if record.table == "objectives" else "owner"
            record = record.with_values({gone: None}) if gone in record.values else record
        records.append(record)
    return _sample().with_records(records)


def _full() -> Plan:
    """The sample, with an owner for every action, and the targets of one, which the sheet alone asks for."""
    plan, targets = _sample(), _sample().table("targets")[0].key
    wanted: dict[str, Value] = {"owner": "TQU", "targets": (targets,)}
    whole = {r.key: r.with_values(wanted | {k: v for k, v in r.values.items() if v}) for r in plan.table("actions")}
    return plan.with_records(whole[r.key] if r.table == "actions" else r for r in plan.records)


LATER = (("blank", "fr"), ("full", "en"))
PLANS = {"blank": _blank, "half": _half, "full": _full}


def written(plan: Plan, folder: Path, lang: Lang = "fr", values: bool = True) -> Any:
    path = folder / "team.xlsx"
    write_once(plan, path, as_of=AS_OF, frozen=True, workbook_id="id", lang=lang)
    return open_workbook(path, data_only=values)


def states(sheet: Any) -> dict[str, str]:
    """State by sheet, as the first sheet says them."""
    found = {}
    for row in sheet.iter_rows():
        for column in CONTENTS.cards:
            name, state = (row[at].value if at < len(row) else None for at in (column, column + 1))
            if name and state:
                found[str(name)] = str(state)
    return found


def _told(plan: Plan) -> set[str]:
    """Labels of the sheets on which ``check`` says that something is missing."""
    view = PlanView(plan, TEMPLATE, AS_OF)
    labels = set()
    for finding in engine.finish(engine.check(view)):
        if finding.code in _MISSING:
            table = str(finding.field or finding.params.get("sheet")).partition(".")[0]
            sheet = TEMPLATE.sheet_of(table) if table in TEMPLATE.tables else TEMPLATE.by_key[table]
            labels.add("Fiches action" if sheet.key in ("actions", "index") else sheet.label.fr)
    return labels


@pytest.mark.parametrize("name", PLANS)
def test_the_first_sheet_says_what_check_says(name: str, tmp_path: Path) -> None:
    plan = PLANS[name]()
    shown = states(written(plan, tmp_path)["Sommaire"])
    unfinished = {label for label, state in shown.items() if _UNFINISHED.search(state)} - {"Plan d’actions"}
    assert unfinished == _told(plan)
    assert bool(unfinished) == (name != "full")


def test_a_blank_workbook_is_to_be_filled_in(tmp_path: Path) -> None:
    sheet = written(_blank(), tmp_path)["Sommaire"]
    shown = states(sheet)
    begin = ("Équipe", "SWOT", "Marché & concurrence", "Objectifs", "Cibles", "Enveloppe budgétaire", "Plan d’actions")
    assert {shown[label] for label in begin} == {"à commencer"}
    assert shown["Stratégie"] == "attendu du groupe" and shown["Cadre juridique"] == "masquée"
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert "Plan rempli à 0\u202f% · 0 feuilles sur 8" in texts
    assert any(text.startswith("prochaine étape") and text.endswith("Identité du plan →") for text in texts)
    assert not any("complet" in state for state in shown.values())


def _without(plan: Plan, *tables: str) -> Plan:
    """The plan with nothing typed in these tables; action sheets stay, blank."""
    blank = {record.key: record for record in _blank().records if record.table == "actions"}
    records = [blank.get(r.key, r) if r.table == "actions" and "actions" in tables else r for r in plan.records]
    return plan.with_records(r for r in records if r.table not in tables or r.key in blank)


def _percent(plan: Plan, folder: Path) -> int:
    cells = (str(c.value) for row in written(plan, folder)["Sommaire"].iter_rows(max_row=3) for c in row)
    return next(int(found[1]) for text in cells if (found := re.match(r"Plan rempli à (\d+)", text)))


def test_the_share_grows_with_what_is_filled_in(tmp_path: Path) -> None:
    steps = (("objectives", "swot", "actions", "targets"), ("actions",), ())
    shares = [_percent(_without(_full(), *tables), tmp_path) for tables in steps]
    assert shares == sorted(set(shares)) and shares[0] > 0 and shares[-1] == 100


def test_a_single_cell_is_more_than_nothing_and_a_missing_one_less_than_all(tmp_path: Path) -> None:
    begun = [r.with_values({"company": "Menuiseries Delatour"}) if r.table == "plan" else r for r in _blank().records]
    assert 0 < _percent(_blank().with_records(begun), tmp_path) <= 5
    last = [r.with_values({"manager": None}) if r.table == "plan" else r for r in _full().records]
    assert 95 <= _percent(_full().with_records(last), tmp_path) < 100


def test_a_full_workbook_is_filled_in(tmp_path: Path) -> None:
    texts = [str(c.value) for row in written(_full(), tmp_path)["Sommaire"].iter_rows() for c in row]
    assert "Plan rempli à 100\u202f% · 8 feuilles sur 8" in texts
    assert "tout est rempli : ouvrir le tableau de bord →".replace(" :", "\u00a0:") in texts


@pytest.mark.parametrize(
    ("name", "lang"),
    [("blank", "en"), ("full", "fr"), *(pytest.param(*case, marks=pytest.mark.long) for case in LATER)],
)
def test_every_link_leads_to_a_sheet_people_see(name: str, lang: Lang, tmp_path: Path) -> None:
    plan = PLANS[name]()
    book = written(plan, tmp_path, lang, values=False)
    values = open_workbook(tmp_path / "team.xlsx", data_only=True)
    visible = {sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"}
    targets = set(_targets(book, values))
    assert len(targets) >= 16
    assert targets <= visible
    assert visible - {sheet for sheet in visible if sheet.startswith("ACT-")} <= targets


def _targets(book: Any, values: Any) -> Any:
    """The sheets links of the workbook lead to."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.hyperlink and cell.hyperlink.location:
                    yield _sheet_of(book, cell.hyperlink.location)
                elif (found := _LINK.match(str(cell.value))) and "ADDRESS" not in found[1]:
                    yield from (_sheet_of(book, place) for place in _places(found[1], sheet, values[sheet.title]))


def _places(formula: str, sheet: Any, values: Any) -> list[str]:
    """Where a link leads: named in its formula, or by the hidden cells of the first sheet."""
    if plain := re.fullmatch(r'"#(\w+)"', formula):
        return [plain[1]]
    targets = [c.value for row in values.iter_rows() for c in row if str(c.value).startswith(("#home_", "#fiche_"))]
    assert targets, f"{sheet.title}: {formula}"
    return [target.removeprefix("#") for target in targets if target != "#"]


def _sheet_of(book: Any, place: str) -> str:
    target = book.defined_names[place].attr_text if place in book.defined_names else place
    return str(target).rpartition("!")[0].strip("'").replace("''", "'")


def test_optional_sheets_without_content_are_hidden(tmp_path: Path) -> None:
    book = written(_blank(), tmp_path)
    visible = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    assert visible[:3] == ["Sommaire", "Tableau de bord", "Identité du plan"]
    assert not {"Segmentation", "Offres sur mesure", "Listes", "Contrôles"} & set(visible)
    assert states(book["Sommaire"])["Segmentation"] == "masquée"
    full = written(_sample(), tmp_path)
    assert full["Offres sur mesure"].sheet_state == "visible"


def test_the_sheet_of_a_company_is_listed(tmp_path: Path) -> None:
    template = load_template("example_company")
    path = tmp_path / "company.xlsx"
    plan = blank_plan(template, team="NO", year=2026, actions=1)
    write_workbook(plan, template, path, as_of=AS_OF, frozen=True, workbook_id="id")
    assert states(open_tab(path, "Sommaire", data_only=True))["Visites de magasins"] == "masquée"


def _visible(plan: Plan, folder: Path) -> list[str]:
    sheets = written(plan, folder).worksheets
    return [s.title for s in sheets if s.sheet_state == "visible" and not s.title.startswith("ACT-")]


def test_a_team_sees_the_sheets_it_works_with(tmp_path: Path) -> None:
    blank = _visible(_blank(), tmp_path)
    later = {"Suivi de performance", "Revues & ajustements", "Cadre juridique", "Prévision de trésorerie", "Listes"}
    assert len(blank) == 13 and not later & {*blank}


def test_hidden_sheets_of_a_step_keep_their_line(tmp_path: Path) -> None:
    blank = states(written(_blank(), tmp_path)["Sommaire"])
    assert blank["Suivi de performance"] == "masquée avant un relevé"
    assert blank["Revues & ajustements"] == "masquée avant une revue"
    sample = written(_sample(), tmp_path)
    visible = {sheet.title for sheet in sample.worksheets if sheet.sheet_state == "visible"}
    assert {"Suivi de performance", "Revues & ajustements"} <= visible
    assert "Axes & moyens" not in visible and states(sample["Sommaire"])["Axes & moyens"] == "✔ fixé par le groupe"


def test_the_group_sees_the_sheets_it_sets(tmp_path: Path) -> None:
    assert {"Cadre juridique", "Prévision de trésorerie"} <= {*_visible(sample_plan("GR"), tmp_path)}
