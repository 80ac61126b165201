"""The same workbook as other programs spell it: the same plan, and nothing to say."""

from __future__ import annotations

import gc
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.parsers import expat

import pytest

from pacom_xl.reading.reading_result import Reading
from tests.reading.hostile import rewritten, sheet_of
from tests.support.small_workbook import facts, read, write_small

Change = Callable[[bytes], bytes]
CELL = re.compile(rb"<c ([^>]*?)(/?)>")
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("spellings") / "NO.xlsx"
    write_small(path)
    return path


def type_first(data: bytes) -> bytes:
    """``t``, ``s``, ``r`` in another order."""
    return CELL.sub(lambda m: b"<c " + b" ".join(reversed(m[1].split(b" "))) + m[2] + b">", data)


def single_quotes(data: bytes) -> bytes:
    return CELL.sub(lambda m: b"<c " + m[1].replace(b'"', b"'") + m[2] + b">", data)


def prefixed(data: bytes) -> bytes:
    """Every element of the main namespace with a prefix."""
    data = re.sub(rb"<(/?)(\w+)(?=[ />])", rb"<\1x:\2", data)
    return data.replace(b"xmlns=", b"xmlns:x=", 1)


def declared_on_each_row(data: bytes) -> bytes:
    """Rows with a prefix of their own, declared where they stand."""
    data = re.sub(rb"<row ", b'<y:row xmlns:y="' + MAIN + b'" ', data).replace(b"</row>", b"</y:row>")
    return re.sub(rb"<(/?)(c|v|f)(?=[ />])", rb"<\1y:\2", data)


def value_before_formula(data: bytes) -> bytes:
    return re.sub(rb"(<f>[^<]*</f>)(<v>[^<]*</v>|<v/>)", rb"\2\1", data)


def indented(data: bytes) -> bytes:
    data = re.sub(rb"(?<=>)<(?=/?(?:row|c|v|f|sheetData)[ />])", b"\n    <", data)
    return data.replace(b"\n    </v>", b"</v>").replace(b"\n    </f>", b"</f>")


def spaces_around_values(data: bytes) -> bytes:
    data = re.sub(rb'(<c [^>]*t="str"[^>]*>.*?</c>)', _sheltered, data)
    return re.sub(rb"<v>([^<]+)</v>", rb"<v> \1\n</v>", data).replace(b"<V>", b"<v>")


def _sheltered(match: re.Match[bytes]) -> bytes:
    """Spaces around a text would be part of it."""
    return match[1].replace(b"<v>", b"<V>")


def without_addresses(data: bytes) -> bytes:
    """Rows that are complete, no cell left out between two, need no address."""

    def bare(match: re.Match[bytes]) -> bytes:
        row = match[0]
        columns = re.findall(rb'<c r="([A-Z]+)[0-9]+"', row)
        complete = [b"A", b"B", b"C", b"D", b"E", b"F", b"G", b"H"][: len(columns)] == columns
        return re.sub(rb'<c r="[A-Z]+[0-9]+"', b"<c", row) if complete else row

    return re.sub(rb"<row .*?</row>", bare, data, flags=re.S)


def lower_case_addresses(data: bytes) -> bytes:
    return re.sub(rb'<c r="([A-Z]+)', lambda m: b'<c r="' + m[1].lower(), data)


def whole_columns(data: bytes) -> bytes:
    return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A:XFD"', data)


def comments_between(data: bytes) -> bytes:
    return data.replace(b"<v>", b"<!-- a value --><v>").replace(b"</row>", b"<?x y?></row>")


SPELLINGS: dict[str, Change] = {
    change.__name__: change
    for change in (
        type_first,
        single_quotes,
        prefixed,
        declared_on_each_row,
        value_before_formula,
        indented,
        spaces_around_values,
        without_addresses,
        lower_case_addresses,
        whole_columns,
        comments_between,
    )
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_the_same_is_read(name: str, sound: Path, tmp_path: Path) -> None:
    changes = dict.fromkeys(_sheets(sound), SPELLINGS[name])
    path = rewritten(sound, tmp_path / "spelt.xlsx", changes)
    assert _parts(path) != _parts(sound)
    _assert_same(read(path), sound)


def test_strict_open_xml_is_read(sound: Path, tmp_path: Path) -> None:
    changes = {part: lambda data: data.replace(MAIN, STRICT) for part in _parts(sound) if part.startswith("xl/")}
    _assert_same(read(rewritten(sound, tmp_path / "strict.xlsx", changes)), sound)


def renamed_parts(sound: Path, target: Path, rename: Callable[[str], str]) -> Path:
    with zipfile.ZipFile(sound) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo("x")
            info.filename = rename(name)
            new.writestr(info, old.read(name))
    return target


@pytest.mark.parametrize(
    "rename",
    [str.upper, str.lower, lambda name: name.replace("/", "\\"), lambda name: name.replace("shared", "Shared")],
    ids=["capitals", "lower", "backslashes", "SharedStrings"],
)
def test_names_of_parts_may_be_spelt_otherwise(rename: Callable[[str], str], sound: Path, tmp_path: Path) -> None:
    _assert_same(read(renamed_parts(sound, tmp_path / "renamed.xlsx", rename)), sound)


def test_inline_rich_texts_are_those_of_the_shared_ones(sound: Path, tmp_path: Path) -> None:
    """Phonetic guides are no part of a text; spaces are where they are said to count."""
    shared = re.findall(rb"<si>(.*?)</si>", _parts(sound)["xl/sharedStrings.xml"], re.S)

    def inline(match: re.Match[bytes]) -> bytes:
        text: bytes = shared[int(match[2])].replace(b"<t", b"<r><rPr><b/></rPr><t").replace(b"</t>", b"</t></r>")
        return match[1] + b't="inlineStr"><is>' + text + b"<rPh sb='0' eb='1'><t>nu</t></rPh>\n</is></c>"

    def all_inline(data: bytes) -> bytes:
        return re.sub(rb'(<c [^>]*)t="s"><v>([0-9]+)</v></c>', inline, data)

    changes = dict.fromkeys(_sheets(sound), all_inline)
    _assert_same(read(rewritten(sound, tmp_path / "inline.xlsx", changes)), sound)


# -- cells that hold what is no value ----------------------------------------------------------------------------


def _with_due(sound: Path, target: Path, cell: bytes) -> tuple[Reading, str]:
    """The reading with the due date of an action spelt as ``cell``, and the address of that cell."""
    action = next(r for p in read(sound).plans for r in p.records if r.table == "actions" and r.get("due"))
    assert action.origin
    place = action.origin.cell("due")
    assert place
    part = sheet_of(sound, place.sheet)

    def change(data: bytes) -> bytes:
        changed = re.sub(
            rb'<c r="%s"([^>]*)>.*?</c>' % place.a1.encode(), lambda m: cell % (place.a1.encode(), m[1]), data
        )
        assert changed != data
        return changed

    return read(rewritten(sound, target, {part: change})), place.a1


@pytest.mark.parametrize("text", ["NaN", "INF", "-INF", "1E400", "abc"])
def test_a_number_that_is_none_is_told(text: str, sound: Path, tmp_path: Path) -> None:
    cell = b'<c r="%%s"%%s><v>%s</v></c>' % text.encode()
    reading, at = _with_due(sound, tmp_path / "nan.xlsx", cell)
    assert [f.value for f in reading.findings if f.code == "PAC105" and f.cell and f.cell.a1 == at] == [text]


@pytest.mark.parametrize("error", ["#N/A", "#SPILL!", "#CALC!", "#BUSY!", "#GETTING_DATA"])
def test_an_error_of_any_name_is_told(error: str, sound: Path, tmp_path: Path) -> None:
    cell = b'<c t="e" r="%%s"%%s><v>%s</v></c>' % error.encode()
    reading, at = _with_due(sound, tmp_path / "error.xlsx", cell)
    assert [f.value for f in reading.findings if f.code == "PAC112" and f.cell and f.cell.a1 == at] == [error]


def test_a_date_in_iso_8601_is_a_date(sound: Path, tmp_path: Path) -> None:
    reading, at = _with_due(sound, tmp_path / "iso.xlsx", b'<c r="%s"%s t="d"><v>2026-11-30</v></c>')
    dues = {str(r.get("due")) for p in reading.plans for r in p.records if r.table == "actions"}
    assert "2026-11-30" in dues
    assert not [f for f in reading.findings if f.cell and f.cell.a1 == at]


# -- tabs --------------------------------------------------------------------------------------------------------


def test_a_macro_sheet_and_a_tab_without_a_part_are_told(sound: Path, tmp_path: Path) -> None:
    def relations(data: bytes) -> bytes:
        kind = b"http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"
        link = b'<Relationship Id="rIdM" Type="' + kind + b'" Target="macrosheets/sheet1.xml"/>'
        return data.replace(b"</Relationships>", link + b"</Relationships>")

    def tabs(data: bytes) -> bytes:
        more = b'<sheet name="Macro1" sheetId="901" r:id="rIdM"/><sheet name="Perdu" sheetId="902" r:id="rIdX"/>'
        return data.replace(b"</sheets>", more + b"</sheets>")

    path = rewritten(sound, tmp_path / "macro.xlsx", {"xl/workbook.xml": tabs, "xl/_rels/workbook.xml.rels": relations})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/macrosheets/sheet1.xml", b'<xm:macrosheet xmlns:xm="x"><sheetData/></xm:macrosheet>')
    reading = read(path)
    assert reading.plan and facts(reading.plan) == _facts(sound)
    assert [f.subject for f in reading.findings if f.code == "PAC109"] == ["Macro1", "Perdu"]


def _assert_same(reading: Reading, sound: Path) -> None:
    assert reading.plan, reading.reason
    assert facts(reading.plan) == _facts(sound)
    assert [(f.code, str(f.cell)) for f in reading.findings] == []


def _facts(path: Path) -> object:
    plan = read(path).plan
    assert plan
    return facts(plan)


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _sheets(path: Path) -> list[str]:
    return [name for name in _parts(path) if name.startswith("xl/worksheets/sheet")]


def test_reading_leaves_no_parser_to_the_garbage_collector(sound: Path) -> None:
    def parsers() -> int:
        return sum(type(thing) is expat.XMLParserType for thing in gc.get_objects())

    gc.collect()
    gc.disable()
    try:
        before = parsers()
        read(sound)
        assert parsers() == before
    finally:
        gc.enable()
