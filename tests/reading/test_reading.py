"""Sound workbooks in unusual clothes: other programs' habits, versions, macros, values never calculated."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from pathlib import Path

import pytest

from pacom_xl.reading.reading_result import Reading
from tests.reading.hostile import rewritten, sheet_of
from tests.support.small_workbook import TEMPLATE, facts, read, write_small

_STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound workbook."""
    path = tmp_path_factory.mktemp("reading") / "NO.xlsx"
    write_small(path)
    return path


def _codes(reading: Reading) -> list[str]:
    return [f.code for f in reading.findings]


def _same(reading: Reading, sound: Path) -> bool:
    before = read(sound)
    assert reading.plan and before.plan
    return facts(reading.plan) == facts(before.plan)


def test_an_untouched_workbook_has_nothing_to_say_and_every_cell_is_accounted_for(sound: Path) -> None:
    reading = read(sound)
    account = reading.account
    assert (reading.status, reading.findings) == ("read", [])
    assert account.ignored == account.refused == 0
    assert account.filled > account.read > 1000


def test_a_strict_open_xml_workbook_is_read(sound: Path, tmp_path: Path) -> None:
    def strict(data: bytes) -> bytes:
        for old, new in _STRICT.items():
            data = data.replace(old, new)
        return data

    with zipfile.ZipFile(sound) as archive:
        parts = {n: strict for n in archive.namelist() if n.endswith((".xml", ".rels"))}
    assert _same(read(rewritten(sound, tmp_path / "strict.xlsx", parts)), sound)


def test_decomposed_tab_names_are_the_same_names(sound: Path, tmp_path: Path) -> None:
    def decomposed(data: bytes) -> bytes:
        return unicodedata.normalize("NFD", data.decode()).encode()

    reading = read(rewritten(sound, tmp_path / "mac.xlsx", {"xl/workbook.xml": decomposed}))
    assert _same(reading, sound)
    assert reading.findings == []


def test_two_unmarked_tabs_of_one_name_are_both_read_and_the_second_is_told(sound: Path, tmp_path: Path) -> None:
    def same_name(data: bytes) -> bytes:
        changed = data.replace(b'<sheet name="Objectifs"', b'<sheet name="SWOT"')
        assert changed != data
        return changed

    changes = {
        "xl/workbook.xml": same_name,
        "xl/sharedStrings.xml": lambda data: data.replace(b"<t>pacom:swot</t>", b"<t>x</t>"),
    }
    reading = read(rewritten(sound, tmp_path / "x.xlsx", changes))
    assert reading.plan and len(reading.plan.table("swot")) == 4
    assert reading.plan.table("objectives")
    assert ("PAC110", "objectives") in {(f.code, f.subject) for f in reading.findings}


def test_a_newer_template_is_refused_with_the_way_out(sound: Path, tmp_path: Path) -> None:
    version = str(int(TEMPLATE.version) + 1).encode()

    def newer(data: bytes) -> bytes:
        return re.sub(rb'(name="pacom_template_version"><vt:lpwstr>)[^<]*', rb"\g<1>" + version, data)

    label = TEMPLATE.tables["meta"].by_key["schema_version"].label.fr

    def unversioned(data: bytes) -> bytes:
        data = data.replace(b"<si><t>meta.schema_version</t></si>", b"<si><t>meta.former_version</t></si>")
        return data.replace(f"<si><t>{label}</t></si>".encode(), b"<si><t>x</t></si>")

    changes = {"docProps/custom.xml": newer, "xl/sharedStrings.xml": unversioned}
    reading = read(rewritten(sound, tmp_path / "newer.xlsx", changes))
    assert (reading.status, _codes(reading)) == ("rejected", ["PAC103"])
    assert reading.reason and "mettre pacom_xl à jour" in reading.reason.fr


def test_macros_are_ignored_and_said(sound: Path, tmp_path: Path) -> None:
    path = rewritten(sound, tmp_path / "NO.xlsm", {})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\0" * 100)
    reading = read(path)
    assert _same(reading, sound)
    assert [(f.code, f.subject) for f in reading.findings] == [("PAC109", "vbaProject")]


def test_a_formula_never_calculated_is_told_apart_from_blank(sound: Path, tmp_path: Path) -> None:
    cell = _cell(sound, "ACT-NO-003", "allocated")
    formula = re.compile(rb'<c r="%s"( s="\d+")[^>]*><v>[^<]*</v></c>' % cell)

    def uncached(data: bytes) -> bytes:
        changed, count = formula.subn(rb'<c r="%s"\1><f>1000*2</f><v></v></c>' % cell, data)
        assert count == 1
        return changed

    reading = read(rewritten(sound, tmp_path / "x.xlsx", {sheet_of(sound, "ACT-NO-003"): uncached}))
    (finding,) = reading.findings
    assert (finding.code, finding.subject, finding.field) == ("PAC112", "ACT-NO-003", "actions.allocated")
    assert finding.cell and finding.cell.a1.encode() == cell


def _cell(path: Path, code: str, key: str) -> bytes:
    plan = read(path).plan
    assert plan
    found = next(r for r in plan.table("actions") if r.key == code).cell(key)
    assert found
    return found.a1.encode()
