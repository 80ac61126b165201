"""Entries of lists that show a code with its name are read as the code, also after renames."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pacom_xl.model.plan import Record, Value
from pacom_xl.reading.reading_result import Reading
from pacom_xl.template.code_patterns import code_shape
from pacom_xl.values.references import CodeBook, named_entries, resolve_reference
from tests.support.direct_workbook import DirectWorkbook
from tests.support.opened_workbook import open_tab, open_workbook
from tests.support.small_workbook import TEMPLATE, read, write_small


class Small:
    """The small workbook, and what is read of its action after typing in it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "small.xlsx"
        write_small(self.path)
        self.workbook = DirectWorkbook(self.path)
        plan = read(self.path).plan
        assert plan
        self.plan = plan

    def row(self, table: str, code: str) -> Record:
        return next(row for row in self.plan.table(table) if row.key == code)

    def entry(self, table: str, code: str) -> str:
        """What the list shows for a row."""
        name = TEMPLATE.tables[table].name_field
        assert name
        return f"{code} – {self.row(table, code).text(name.key)}"

    def typed(self, key: str, text: str, renamed: str = "") -> tuple[Value, list[str]]:
        """The value of the action's field after typing, and the codes of its findings; ``renamed``: name of AX1."""
        copy = self.workbook.copy()
        origin = self.plan.table("actions")[0].origin
        assert origin
        copy.put(origin.sheet, *origin.places[key], text)
        if renamed:
            cell = self.row("axes", "AX1").cell("label")
            assert cell
            copy.put(cell.sheet, cell.row, cell.column, renamed)
        return _read(read(copy.save(self.path.with_name("typed.xlsx"))), key)


def _read(reading: Reading, key: str) -> tuple[Value, list[str]]:
    assert reading.plan
    action = reading.plan.table("actions")[0]
    findings = [f.code for f in reading.findings if f.field == f"actions.{key}" and f.subject == action.key]
    return action.get(key), findings


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return Small(tmp_path_factory.mktemp("small"))


def test_entries_of_lists_are_read_as_codes(small: Small) -> None:
    assert small.typed("axis", small.entry("axes", "AX4")) == ("AX4", [])
    assert small.typed("owner", small.entry("team", "BRO")) == ("BRO", [])


@pytest.mark.parametrize(
    ("table", "key", "code", "text"),
    [
        ("performance", "subject", "OBJ-01", "OBJ-01 – Signer 260 nouveaux clients CHR d'ici le 31/12/2026"),
        ("performance", "subject", "ACT-NO-002", ""),
        ("team", "team_code", "IF", "IF – Île-de-France"),
        ("team", "team_code", "SE", "SE – South-East"),
    ],
)
def test_entries_of_lists_of_two_tables_and_of_two_languages(
    small: Small, table: str, key: str, code: str, text: str
) -> None:
    copy, cell = small.workbook.copy(), small.plan.table(table)[0].cell(key)
    assert cell
    copy.put(cell.sheet, cell.row, cell.column, text or small.entry("actions", code))
    reading = read(copy.save(small.path.with_name("typed.xlsx")))
    assert reading.plan
    assert reading.plan.table(table)[0].get(key) == code
    assert [f.code for f in reading.findings if f.field == f"{table}.{key}"] == []


def test_lists_of_two_tables_show_the_rows_of_both(small: Small) -> None:
    book = open_workbook(small.path, data_only=True)
    shown = [cell.value for cell in book["Listes"][1] if isinstance(cell.value, str)]
    entries = [small.entry(table, row.key) for table in ("objectives", "actions") for row in small.plan.table(table)]
    start = len(shown) - shown[::-1].index(entries[0]) - 1
    assert entries and shown[start : start + len(entries)] == entries
    readings = book["Suivi de performance"].data_validations.dataValidation
    assert "list_objectives_actions" in [check.formula1 for check in readings]


@pytest.mark.parametrize("separator", ["; ", ", ", "\n"])
def test_several_entries_are_told_apart_whatever_their_names_hold(small: Small, separator: str) -> None:
    entries = [small.entry("objectives", code) for code in ("OBJ-02", "OBJ-01")]
    assert any("," in entry or "/" in entry for entry in entries)
    assert small.typed("objectives", separator.join(entries)) == (("OBJ-02", "OBJ-01"), [])


def test_an_entry_keeps_its_code_when_the_row_is_renamed(small: Small) -> None:
    assert small.typed("axis", small.entry("axes", "AX1"), renamed="Un autre nom") == ("AX1", ["PAC113"])


def test_cells_of_several_codes_show_names(small: Small) -> None:
    sheet = open_tab(small.path, "ACT-NO-003", data_only=True)
    shown = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    action = next(row for row in small.plan.table("actions") if row.key == "ACT-NO-003")
    for key, table in (("objectives", "objectives"), ("targets", "targets"), ("contributors", "team")):
        codes = action.get(key)
        assert isinstance(codes, tuple) and codes
        assert " ; ".join(small.entry(table, code) for code in codes) in shown


def test_several_entries_keep_their_codes_when_the_rows_are_renamed(small: Small) -> None:
    """The names on action sheets have separators in them."""
    copy = small.workbook.copy()
    for row in small.plan.table("objectives"):
        cell = row.cell("label")
        assert cell
        copy.put(cell.sheet, cell.row, cell.column, f"Un autre objectif, {row.key[-1]} et plus")
    reading = read(copy.save(small.path.with_name("renamed.xlsx")))
    assert reading.plan
    values = [row.get("objectives") for row in reading.plan.table("actions")]
    assert values == [row.get("objectives") for row in small.plan.table("actions")]
    found = {finding.code for finding in reading.findings if finding.field == "actions.objectives"}
    assert found == {"PAC113"}


def test_a_former_name_with_separators_is_one_entry() -> None:
    codes = CodeBook.build(["AX1", "AX2", "AX3"], labels={"AX1": ["Comptoirs"], "AX2": ["Vente"], "AX3": ["Web"]})
    codes = replace(codes, patterns=(r"^AX\d$",))
    text = "AX1 – Bars, hôtels et cafés 31/12, AX2 – Vente ; hors liste ; AX9 – Terrasses, été, AX8, AX3"
    assert codes.entries(text) == [
        "AX1 – Bars, hôtels et cafés 31/12",
        "AX2 – Vente",
        "hors liste",
        "AX9 – Terrasses, été",
        "AX8",
        "AX3",
    ]


@pytest.mark.parametrize(
    "name", ["Bars ; hôtels", "Bars | hôtels", "Bars\nhôtels", "Bars, AX2 et cafés", "Bars / ax 3", "B" * 101]
)
def test_names_that_could_not_be_taken_back_are_not_shown(name: str) -> None:
    codes = ("AX1", "AX2", "AX3")
    assert named_entries({"AX1": name, "AX2": "Vente"}, codes) is None
    shown = named_entries({"AX1": "Bars, hôtels", "AX2": "", "AX3": "Web"}, codes)
    assert shown == "AX1 – Bars, hôtels ; AX2 ; AX3 – Web"


def test_a_name_that_contradicts_its_code_is_read_as_neither(small: Small) -> None:
    name = small.entry("axes", "AX1").partition(" – ")[2]
    value, _ = small.typed("axis", f"AX4 – {name}")
    assert value not in ("AX1", "AX4")


def test_a_name_with_separators_is_one_entry() -> None:
    codes = CodeBook.build(["AX1", "AX2"], labels={"AX1": ["Bars, hôtels et cafés"], "AX2": ["Vente / ligne"]})
    assert codes.entries("AX2 – Vente / ligne; AX1 – Bars, hôtels et cafés, AX9") == [
        "AX2 – Vente / ligne",
        "AX1 – Bars, hôtels et cafés",
        "AX9",
    ]


@pytest.mark.parametrize("text", ["AX1 – AX2", "AX1 - AX2", "AX9 – Bars"])
def test_two_codes_with_a_dash_are_no_code_with_its_name(text: str) -> None:
    codes = CodeBook.build(["AX1", "AX2"], labels={"AX1": ["Bars"], "AX2": ["Vente"]})
    assert resolve_reference(text, codes).value == text


def test_patterns_are_told_in_words() -> None:
    shape = code_shape(r"^ACT-[A-Z]{2,4}-\d{3}$")
    assert shape and (shape.words.fr, shape.example) == ("ACT-, 2 à 4 majuscules, -, 3 chiffres", "ACT-AB-001")
    version = code_shape(r"^V\d+(\.\d+)?$")
    assert version and version.example == "V1"
    patterns = {f.pattern for f in TEMPLATE.by_name.values() if f.pattern}
    assert all(code_shape(pattern) for pattern in patterns)


def test_the_name_of_a_row_that_is_gone_is_left_out_and_no_other_name() -> None:
    """As after a tab was deleted: the code is what other tables and earlier versions of the plan hold."""
    codes = replace(CodeBook.build(["AX1"], labels={"AX1": ["Bars"]}), patterns=(r"^AX\d$",))
    assert resolve_reference("AX9 – Terrasses", codes).value == "AX9"
    for text in ("AX9 – Bars", "AX9 – AX1", "Bar – Terrasses"):
        assert resolve_reference(text, codes).value == text


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("MOY-01 – Argumentaires CAP par cible, fiches objections SONCAS", ("MOY-01",)),
        (
            "MOY-01 – Un ancien nom, avec virgule et suite ; Bar, tables et chaises",
            ("MOY-01", "Bar, tables et chaises"),
        ),
        ("MOY-04 – Parc de 60 machines de prêt, Bar et tables", ("MOY-04", "Bar et tables")),
        ("Bar – tables et chaises", ("Bar – tables et chaises",)),
        ("Bar – tables, chaises ;", ("Bar – tables, chaises",)),
    ],
)
def test_means_show_names_beside_free_text(small: Small, text: str, entries: tuple[str, ...]) -> None:
    assert small.typed("means", text)[0] == entries


def test_means_and_the_main_objective_are_shown_with_names(small: Small) -> None:
    sheet = open_tab(small.path, "ACT-NO-003", data_only=True)
    shown = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    action = next(row for row in small.plan.table("actions") if row.key == "ACT-NO-003")
    means, objectives = action.get("means"), action.get("objectives")
    assert isinstance(means, tuple) and isinstance(objectives, tuple)
    assert {small.entry("means", means[0]), small.entry("objectives", objectives[0])} <= shown
