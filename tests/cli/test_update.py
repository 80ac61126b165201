"""``pacom-xl update``: the group's decisions pushed into filled workbooks; nothing a team typed changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from pacom_xl.model.plan import Plan, Record
from pacom_xl.template.group_owned_fields import OBJECTIVE_GROUP_PART
from pacom_xl.writing.blank_from_group import with_group
from tests.support.command_line import AS_OF, run, write_sample
from tests.support.direct_workbook import DirectWorkbook
from tests.support.opened_workbook import open_tab
from tests.support.sample_company import AS_OF as DAY
from tests.support.sample_company import TEMPLATE, few_actions, sample_plan
from tests.support.small_workbook import facts, read
from tests.support.workbook_files import PLAIN
from tests.support.written_once import write_once


def _group(folder: Path, plan: Plan | None = None, name: str = "GR.xlsx") -> Path:
    path = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    write_once(plan or sample_plan("GR"), path, as_of=DAY, workbook_id="id-GR")
    return path


def _sent(folder: Path, team: str = "NO") -> Path:
    """The filled workbook of a team, whose group sections are those it received."""
    folder.mkdir(parents=True, exist_ok=True)
    plan = few_actions(sample_plan(team), "ACT-NO-002", "ACT-NO-003", "ACT-NO-004")
    received = with_group(plan, sample_plan("GR"), TEMPLATE).group_digests
    path = folder / f"{team}.xlsx"
    write_once(plan.with_head(group_digests=received), path, as_of=DAY, workbook_id=f"id-{team}")
    return path


def _changed_group() -> Plan:
    """The group has renamed an axis, raised a threshold, added a choice, an axis and an objective."""
    plan = sample_plan("GR")

    def changed(record: Record) -> Record:
        if record.table == "axes" and record.key == "AX2":
            return record.with_values({"label": "Axe renommé par le groupe"})
        if record.table == "parameters":
            return record.with_values({"due_soon_days": 12})
        if record.table == "objectives" and record.key == "OBJ-02":
            return record.with_values({"label": "Objectif reformulé par le groupe"})
        return record

    axis = next(r for r in plan.table("axes"))
    objective = next(r for r in plan.table("objectives"))
    choice = next(r for r in plan.table("choices") if r.get("list") == "priority")
    return plan.with_records([
        *map(changed, plan.records),
        replace(axis, key="AX9", values={**axis.values, "code": "AX9", "label": "Axe ajouté"}),
        replace(objective, key="OBJ-90", values={**objective.values, "code": "OBJ-90", "label": "Objectif ajouté"}),
        replace(choice, key="choices#9001", values={**choice.values, "key": "p9", "fr": "P9 – Plus tard", "en": "P9"}),
    ])  # fmt: skip


@pytest.fixture(scope="module")
def updated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path, str]:
    """The filled workbook, the group's changed one, the updated workbook, and what the command printed."""
    folder = tmp_path_factory.mktemp("update")
    filled, group = _sent(folder / "in"), _group(folder / "group", _changed_group())
    before = filled.read_bytes()
    ran = run("update", filled, "--reference", group, "-d", folder / "out", "--as-of", AS_OF)
    assert ran.code == 0, ran.err
    assert filled.read_bytes() == before
    return filled, group, folder / "out" / "NO.xlsx", ran.out


def _codes(*words: str | Path) -> Iterator[tuple[str, str]]:
    ran = run("check", *words, "--as-of", AS_OF, "--format", "json")
    for finding in json.loads(ran.out)["findings"]:
        yield finding["code"], finding["message"].replace("\u00a0", " ")


def test_the_group_s_change_is_not_blamed_on_the_team(updated: tuple[Path, Path, Path, str]) -> None:
    filled, group, out, _ = updated
    before = list(_codes(filled, "--reference", group))
    assert not [message for code, message in before if code == "PAC704"]
    told = [message for code, message in before if code == "PAC713"]
    assert any("Le groupe a changé la rubrique" in message and "NO" in message for message in told), told
    assert len(told) == 5
    after = list(_codes(out, "--reference", group))
    assert not [message for code, message in after if code in ("PAC704", "PAC713")], after


def test_nothing_the_team_typed_changes(updated: tuple[Path, Path, Path, str]) -> None:
    old, new = (read(path).plan for path in updated[:3:2])
    assert old and new

    def typed(plan: Plan) -> list[Record]:
        return [r for r in plan.records if r.table in TEMPLATE.tables and not TEMPLATE.sheet_of(r.table).group_owned]

    def own(record: Record) -> Record:
        group_part = ("segment", *OBJECTIVE_GROUP_PART) if record.table == "objectives" else ()
        return replace(record, origin=None, values={k: v for k, v in record.values.items() if k not in group_part})

    kept = facts(old.with_records(map(own, typed(old)))) - facts(new.with_records(map(own, typed(new))))
    assert not kept
    assert new.workbook_id == old.workbook_id


def test_the_group_s_decisions_arrive_and_are_listed(updated: tuple[Path, Path, Path, str]) -> None:
    plan = read(updated[2]).plan
    assert plan
    axes = {r.key: r.get("label") for r in plan.table("axes")}
    assert (axes["AX2"], axes["AX9"]) == ("Axe renommé par le groupe", "Axe ajouté")
    assert plan.form("parameters").get("due_soon_days") == 12
    assert any(r.get("key") == "p9" for r in plan.table("choices"))
    assert {r.key for r in plan.table("objectives")} >= {"OBJ-02", "OBJ-90"}
    assert any((r.get("dimension"), r.get("key")) == ("axis", "AX9") for r in plan.table("envelope"))
    listed = updated[3].replace("\u00a0", " ")
    for words in ("« Axe renommé par le groupe »", "AX9", "OBJ-90", "P9 – Plus tard", "Axes & moyens"):
        assert words in listed, (words, listed)


def test_what_the_team_changed_in_a_group_section_is_told_with_its_cell(tmp_path: Path) -> None:
    filled, group = _sent(tmp_path / "in"), _group(tmp_path / "group", _changed_group())
    plan = read(filled).plan
    assert plan
    cell = next(r for r in plan.table("axes") if r.key == "AX1").cell("label")
    assert cell
    book = DirectWorkbook(filled)
    book.put(cell.sheet, cell.row, cell.column, "Axe à nous")
    edited = book.save(tmp_path / "in" / "NO.xlsx")
    codes = [code for code, _ in _codes(edited, "--reference", group)]
    assert (codes.count("PAC704"), codes.count("PAC713")) == (1, 5)
    ran = run("update", edited, "--reference", group, "-d", tmp_path / "out")
    line = next(line for line in ran.out.splitlines() if "Axe à nous" in line)
    assert f"[{cell.sheet}!{cell.a1}]" in line


def test_contents_that_are_not_understood_and_cells_of_no_field_are_kept(tmp_path: Path) -> None:
    filled, group = _sent(tmp_path / "in"), _group(tmp_path / "group")
    plan = read(filled).plan
    assert plan
    book = DirectWorkbook(filled)
    due = next(r for r in plan.table("actions") if r.key == "ACT-NO-002").cell("due")
    money = next(r for r in plan.table("actions") if r.key == "ACT-NO-003").cell("allocated")
    month = next(r for r in plan.table("schedule") if r.parent == "ACT-NO-004").cell("month")
    swot = next(r for r in plan.table("swot")).origin
    assert due and money and month and swot
    for cell, text in ((due, "fin juin"), (money, "1,234"), (month, "avant l’été")):
        book.put(cell.sheet, cell.row, cell.column, text)
    book.put(swot.sheet, swot.row, 14, "note à nous")
    edited = book.save(tmp_path / "in" / "NO.xlsx")
    assert run("update", edited, "--reference", group, "-d", tmp_path / "out").code == 0
    out = tmp_path / "out" / "NO.xlsx"

    def refused(path: Path) -> list[tuple[str, object]]:
        found = read(path).findings
        return sorted((f.code, str(f.value)) for f in found if f.code in ("PAC105", "PAC106", "PAC114"))

    assert refused(out) == refused(edited)
    assert {value for _, value in refused(out)} == {"fin juin", "1,234", "avant l’été"}
    sheet = open_tab(out, "À replacer")
    assert any("note à nous" in [cell.value for cell in row] for row in sheet.iter_rows())


def test_shares_set_in_the_consolidated_workbook_reach_the_team(tmp_path: Path) -> None:
    filled, group = _sent(tmp_path / "in"), _group(tmp_path / "in")
    merged = tmp_path / "consolidated.xlsx"
    assert run("merge", filled, group, "-o", merged, "--reference", group, "--as-of", AS_OF, "-q", *PLAIN).code == 0
    shown = next(plan for plan in read(merged).plans if plan.team == "NO")
    total = next(r for r in shown.table("envelope") if r.get("dimension") == "total").cell("amount")
    target = next(r for r in shown.table("objectives") if r.key == "OBJ-01").cell("target")
    assert total and target
    book = DirectWorkbook(merged)
    book.put(total.sheet, total.row, total.column, 120000)
    book.put(target.sheet, target.row, target.column, 70)
    edited = book.save(tmp_path / "edited.xlsx")
    ran = run("update", filled, "--reference", edited, "-d", tmp_path / "out", "--as-of", AS_OF)
    assert ran.code == 0, ran.err
    plan = read(tmp_path / "out" / "NO.xlsx").plan
    assert plan
    assert next(r for r in plan.table("envelope") if r.get("dimension") == "total").get("amount") == 120000
    assert next(r for r in plan.table("objectives") if r.key == "OBJ-01").get("target") == 70


def test_bad_input_is_a_sentence_and_nothing_is_written(tmp_path: Path) -> None:
    filled, group, out = _sent(tmp_path / "in"), _group(tmp_path / "group"), tmp_path / "out"
    foreign, encrypted = tmp_path / "foreign.xlsx", tmp_path / "encrypted.xlsx"
    openpyxl.Workbook().save(foreign)
    encrypted.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096))
    other = write_sample(tmp_path, "IF")[0]
    later = sample_plan("GR").with_head(year=2027)
    later = later.with_records(r.with_values({"plan_year": 2027}) if r.table == "plan" else r for r in later.records)
    strange = sample_plan("GR")
    strange = strange.with_records(
        r.with_values({"company": "Une autre société"}) if r.table == "plan" else r for r in strange.records
    )
    for words, said in {
        (foreign, "--reference", group): "foreign.xlsx",
        (encrypted, "--reference", group): "encrypted.xlsx",
        (filled, "--reference", other): "pas celui du groupe",
        (filled, "--reference", foreign): "foreign.xlsx",
        (filled, "--reference", encrypted): "encrypted.xlsx",
        (filled,): "--reference",
        (group, "--reference", group): "aucun classeur d’équipe",
        (filled, "--reference", _group(tmp_path / "later", later)): "pacom-xl renew",
        (filled, "--reference", _group(tmp_path / "strange", strange)): "Une autre société",
    }.items():
        ran = run("update", *words, "-d", out)
        assert (ran.code, said in ran.err) == (2, True), (words, ran.err)
        assert not out.exists()
    before = filled.read_bytes()
    ran = run("update", filled, "--reference", group, "-d", filled.parent, "--force")
    assert (ran.code, "est un fichier lu par cette commande" in ran.err) == (2, True)
    assert filled.read_bytes() == before


def test_a_replaced_output_keeps_a_dated_copy(tmp_path: Path) -> None:
    filled, group, out = _sent(tmp_path / "in"), _group(tmp_path / "group"), tmp_path / "out"
    assert run("update", filled, "--reference", group, "-d", out, "--as-of", "2026-06-01").code == 0
    first = (out / "NO.xlsx").read_bytes()
    assert run("update", filled, "--reference", group, "-d", out).code == 2
    assert run("update", filled, "--reference", group, "-d", out, "--force", "--as-of", "2026-06-02").code == 0
    assert [path.read_bytes() for path in out.glob("*.bak")] == [first]
