"""Text boxes and pictures left on a sheet are told like notes at cells, in both formats, and change no value."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from pacom_xl.xlsx.cells import Tab
from pacom_xl.xlsx.package import Package, open_package
from tests.support.command_line import AS_OF, run
from tests.support.direct_workbook import DirectWorkbook
from tests.support.small_workbook import facts, read, write_small

BOX = (
    '<xdr:twoCellAnchor xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    "<xdr:from><xdr:col>2</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>4</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
    "<xdr:to><xdr:col>4</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>6</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
    '<xdr:sp macro="" textlink="{link}"><xdr:nvSpPr><xdr:cNvPr id="99" name="Zone"/><xdr:cNvSpPr txBox="1"/>'
    "</xdr:nvSpPr><xdr:spPr/><xdr:txBody><a:bodyPr/><a:p><a:r><a:t>À revoir</a:t></a:r><a:r><a:t> avec Paul</a:t>"
    "</a:r></a:p><a:p><a:r><a:t>avant mardi</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/>"
    "</xdr:twoCellAnchor>"
)


def _with_box(source: Path, target: Path, box: str) -> str:
    """A copy with a text box in the first drawing; the tab it is on."""
    workbook = DirectWorkbook(source)
    drawing = next(name for name in sorted(workbook.parts) if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name))
    text = workbook.parts[drawing].decode()
    workbook.parts[drawing] = re.sub(r"</(\w+:)?wsDr>", lambda end: box + end[0], text).encode()
    workbook.save(target)
    return next(
        tab for tab, part in workbook.part_of.items() if drawing.rpartition("/")[2] in _relations(workbook, part)
    )


def _relations(workbook: DirectWorkbook, part: str) -> str:
    folder, _, name = part.rpartition("/")
    return workbook.parts.get(f"{folder}/_rels/{name}.rels", b"").decode()


def test_a_text_box_is_listed_and_counted(tmp_path: Path) -> None:
    write_small(tmp_path / "base.xlsx")
    target = tmp_path / "NO.xlsx"
    tab = _with_box(tmp_path / "base.xlsx", target, BOX.replace("{link}", ""))
    told = run("check", target, "-v", "--as-of", AS_OF, "--fail-on", "never").err.replace("\u00a0", " ")
    assert f"note {tab}!C5 : À revoir avec Paul avant mardi" in told
    merged = run("merge", target, "-o", tmp_path / "g.xlsx", "--as-of", AS_OF).out.replace("\u00a0", " ")
    assert f"{target} (1)" in merged
    before, after = read(tmp_path / "base.xlsx").plan, read(target).plan
    assert before and after and facts(before) == facts(after)


@pytest.mark.parametrize("box", [BOX.replace("{link}", "$A$1"), "<broken"])
def test_what_shows_a_cell_is_no_note_and_a_damaged_drawing_costs_nothing(tmp_path: Path, box: str) -> None:
    write_small(tmp_path / "base.xlsx")
    _with_box(tmp_path / "base.xlsx", tmp_path / "NO.xlsx", box)
    reading = read(tmp_path / "NO.xlsx")
    assert (reading.status, reading.comments) == ("read", ())


PICTURE = re.sub(
    "<xdr:sp .*</xdr:sp>", '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="9" name="Image 1"/></xdr:nvPicPr></xdr:pic>', BOX
)


@pytest.mark.parametrize(
    ("about", "row", "told"),
    [
        ('name="Image 1"', 4, "[image] Image 1"),
        ('name="Image 1" descr="Carte des tournées"', 4, "[image] Carte des tournées"),
        ('name="Image 1" descr="Valmorane"', 1, ""),  # in the title band: the logo
    ],
)
def test_a_picture_is_told_as_a_note_unless_it_is_the_logo(tmp_path: Path, about: str, row: int, told: str) -> None:
    write_small(tmp_path / "base.xlsx")
    picture = PICTURE.replace('name="Image 1"', about).replace("<xdr:row>4<", f"<xdr:row>{row}<")
    tab = _with_box(tmp_path / "base.xlsx", tmp_path / "NO.xlsx", picture)
    notes = read(tmp_path / "NO.xlsx").comments
    assert notes == (((tab, f"C{row + 1}", told, True),) if told else ())


def test_the_logo_of_a_template_is_no_note(tmp_path: Path) -> None:
    written = run("new", "--template", "example_company", "--team", "NO", "--year", "2026", "-o", tmp_path / "NO.xlsx")
    assert written.code == 0, written.err
    told = run("check", tmp_path / "NO.xlsx", "-v", "--as-of", AS_OF, "--fail-on", "never").err
    assert "NO.xlsx" in told
    assert "[image]" not in told


FRAME = (
    "<draw:frame {end}><draw:text-box><text:p>À revoir</text:p><text:p>avec Paul</text:p></draw:text-box></draw:frame>"
)


def _open_document(path: Path, shapes: str, *, is_in_cell: bool) -> Tab:
    """The tab of a file with a value in B1, and shapes there or on the page."""
    cell = f'<table:table-cell office:value-type="string"><text:p>a</text:p>{shapes * is_in_cell}</table:table-cell>'
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
        for name, space in {"office": "office", "table": "table", "text": "text", "draw": "drawing"}.items()
    )
    beside = "" if is_in_cell else f"<table:shapes>{shapes}</table:shapes>"
    table = f'<table:table table:name="T">{beside}<table:table-row><table:table-cell/>{cell}</table:table-row>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f"<a {spaces}>{table}</table:table></a>")
    package = open_package(path)
    assert isinstance(package, Package)
    (tab,) = package.workbook.tabs
    assert tab.values == {0: {1: "a"}}
    return tab


@pytest.mark.parametrize("is_in_cell", [True, False])
def test_a_text_box_of_an_open_document_is_listed(tmp_path: Path, is_in_cell: bool) -> None:
    tab = _open_document(tmp_path / "x.ods", FRAME.replace("{end}", ""), is_in_cell=is_in_cell)
    assert tab.comments == [((0, 1) if is_in_cell else (0, 0), "À revoir\navec Paul")]


@pytest.mark.parametrize(
    ("inside", "is_in_cell", "pictures"),
    [
        ("<draw:image/>", True, [((0, 1), "Carte")]),
        ("<draw:object/><draw:image/>", True, []),  # a chart, and what it looks like
        ("<draw:image/>", False, []),  # on the page, as a logo
    ],
)
def test_a_picture_of_an_open_document_is_listed(
    tmp_path: Path, inside: str, is_in_cell: bool, pictures: list[object]
) -> None:
    frame = f'<draw:frame draw:name="Carte">{inside}</draw:frame>'
    assert _open_document(tmp_path / "x.ods", frame, is_in_cell=is_in_cell).pictures == pictures
