"""The program as the page holds it: complete, and the same results as the command line, without a browser."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from importlib.metadata import requires
from pathlib import Path

import pytest

from pacom_xl.browser.program_archive import libraries
from pacom_xl.browser.settings_archive import packed_settings
from pacom_xl.nightly.configuration.config import NightlyConfig, read_config
from tests.support.command_line import AS_OF, run
from tests.support.page_program import ask, settings_in, unpacked_program

SAMPLES = Path(__file__).parents[2] / "samples" / "valmorane"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpacked_program(tmp_path_factory.mktemp("program"))


def plans(folder: Path, *teams: str) -> list[str]:
    names = [f"PAC_2026_{team}.xlsx" for team in teams]
    for name in names:
        shutil.copy(SAMPLES / name, folder / name)
    return names


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """Settings of a page that is no company's."""
    return settings_in(tmp_path, packed_settings(NightlyConfig(), None, None, None))


def test_every_library_it_needs_is_in_it() -> None:
    held = {library.name.lower() for library in libraries()}
    needed = {
        re.split(r"[^\w.-]", requirement, maxsplit=1)[0].lower()
        for name in held
        for requirement in requires(name) or []
        if "extra ==" not in requirement
    }
    assert needed <= held
    assert all(library.licence != "?" for library in libraries())


def test_a_check_gives_the_files_of_the_command_line(
    program: Path, plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = plans(tmp_path, "GR", "NO", "IF")
    lines = ask(program, plain, tmp_path, action="check", files=names)
    assert [line for line in lines if line.startswith("reading")] == [
        f"reading {rank}/3 {name}" for rank, name in enumerate(names, 1)
    ]
    made = [line.rpartition(" ")[2] for line in lines if line.startswith("file")]
    made_bytes = {name: (tmp_path / name).read_bytes() for name in made}
    monkeypatch.chdir(tmp_path)
    for name in made:
        Path(name).unlink()
    for name in ("Constats.html", "Constats.xlsx"):
        run("check", *names, "--as-of", AS_OF, "-o", name)
    run("merge", *names, "--as-of", AS_OF, "-o", "PAC_2026_Groupe.xlsx")
    for name in ("Constats.html", "Constats.xlsx", "PAC_2026_Groupe.xlsx"):
        assert made_bytes[name] == Path(name).read_bytes(), name
    assert made_bytes["Echeances.ics"].count(b"BEGIN:VEVENT") > 10


def test_files_that_are_no_plans_have_their_reason(program: Path, plain: Path, tmp_path: Path) -> None:
    (tmp_path / "vide.xlsx").write_bytes(b"")
    names = [*plans(tmp_path, "NO"), "vide.xlsx", "lent.xlsx"]
    (tmp_path / "lent.xlsx").write_bytes(b"not opened")
    lines = ask(program, plain, tmp_path, action="check", files=names, stopped={"lent.xlsx": "time"})
    result = json.loads(next(line for line in lines if line.startswith("result")).partition(" ")[2])
    assert [file["status"] for file in result["files"]] == ["read", "rejected", "rejected"]
    assert "0 octet" in result["files"][1]["reason"] and "temps raisonnable" in result["files"][2]["reason"]
    assert not any("lent.xlsx" in line for line in lines if line.startswith("reading"))


def test_without_any_plan_nothing_is_written(program: Path, plain: Path, tmp_path: Path) -> None:
    (tmp_path / "vide.xlsx").write_bytes(b"")
    lines = ask(program, plain, tmp_path, action="check", files=["vide.xlsx"])
    assert not any(line.startswith("file") for line in lines)
    result = json.loads(next(line for line in lines if line.startswith("result")).partition(" ")[2])
    assert result["problems"][-1] == "aucun classeur utilisable parmi les fichiers donnés."


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_blank_workbook_is_read_without_findings_about_its_cells(
    program: Path, plain: Path, tmp_path: Path, lang: str
) -> None:
    ask(program, plain, tmp_path, action="blank", lang=lang, team="NO", label="Nord", year=2026, actions=3)
    report = json.loads(run("check", tmp_path / "PAC_2026_NO.xlsx", "--as-of", AS_OF, "--format", "json").out)
    assert report["files"][0]["status"] == "read"
    assert not [finding for finding in report["findings"] if finding["code"].startswith("PAC1")]


@pytest.mark.long
def test_the_sample_company_is_that_of_the_demo(program: Path, plain: Path, tmp_path: Path) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    ask(program, plain, folder, action="sample")
    run("demo", tmp_path / "demo", "--quiet")
    made = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert made == {path.name: path.read_bytes() for path in (tmp_path / "demo" / "classeurs").iterdir()}


CONFIG = """
template = "example_company"
expect = ["NO", "ZZ"]
time_zone = "Europe/Madrid"
sender = "secret@valmorane.example"
[severity]
PAC401 = "off"
[smtp]
host = "smtp.secret.example"
user = "secret"
"""


def test_of_a_configuration_only_what_the_rules_need_is_in_the_page(tmp_path: Path) -> None:
    file = tmp_path / "pacom.toml"
    file.write_text(CONFIG, encoding="utf-8")
    packed = packed_settings(read_config(file), None, SAMPLES / "PAC_2026_GR.xlsx", None)
    folder = settings_in(tmp_path, packed)
    data = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    assert data["rules"] == {"severity": {"PAC401": "off"}} and data["expect"] == ["NO", "ZZ"]
    assert data["template"] == "example_company" and data["time_zone"] == "Europe/Madrid"
    assert b"secret" not in (folder / "settings.json").read_bytes()
    assert (folder / "reference" / "PAC_2026_GR.xlsx").read_bytes() == (SAMPLES / "PAC_2026_GR.xlsx").read_bytes()


def test_the_settings_of_a_company_hold_in_the_page(program: Path, tmp_path: Path) -> None:
    config = tmp_path / "pacom.toml"
    config.write_text('expect = ["NO", "ZZ"]\n[severity]\nPAC401 = "off"\n', encoding="utf-8")
    packed = packed_settings(read_config(config), None, SAMPLES / "PAC_2026_GR.xlsx", None)
    names = plans(tmp_path, "NO")
    lines = ask(program, settings_in(tmp_path, packed), tmp_path, action="check", files=names)
    result = json.loads(next(line for line in lines if line.startswith("result")).partition(" ")[2])
    assert result["missing"] == ["Équipe attendue absente\xa0: ZZ"]
    assert [file["team"] for file in result["files"]] == ["NO", "GR"]
    assert 'data-rule="PAC401"' not in (tmp_path / "Constats.html").read_text(encoding="utf-8")


def test_a_company_template_in_a_folder_travels_with_the_page(program: Path, tmp_path: Path) -> None:
    base = tmp_path / "ours" / "base"
    own = tmp_path / "ours" / "sales"
    for folder, text in (
        (base, 'extends = "standard"\nversion = "1"\n'),
        (own, 'extends = "../base"\nversion = "2"\n'),
    ):
        folder.mkdir(parents=True)
        (folder / "template.toml").write_text(text, encoding="utf-8")
    (own / "05-swot.toml").write_text('key = "swot"\nlabel = { fr = "Nos forces", en = "Our strengths" }\n', "utf-8")
    settings = settings_in(tmp_path, packed_settings(NightlyConfig(), str(own), None, None))
    shutil.rmtree(tmp_path / "ours")
    ask(program, settings, tmp_path, action="blank", team="NO", label="", year=2026, actions=1)
    with zipfile.ZipFile(tmp_path / "PAC_2026_NO.xlsx") as archive:
        assert "Nos forces" in archive.read("xl/workbook.xml").decode()


def test_corrected_workbooks_are_those_of_the_command_line(program: Path, plain: Path, tmp_path: Path) -> None:
    """Without lxml, which is not built for browsers, the same bytes."""
    names = plans(tmp_path, "NO", "SE")
    lines = ask(program, plain, tmp_path, action="check", files=names, today="2026-06-16")
    made = [line.rpartition(" ")[2] for line in lines if line.startswith("file corrected")]
    assert made == ["PAC_2026_NO_a_corriger.xlsx", "PAC_2026_SE_a_corriger.xlsx"]
    run("correct", *(tmp_path / name for name in names), "-d", tmp_path / "corrected", "--as-of", AS_OF)
    for name, source in zip(made, names, strict=True):
        assert (tmp_path / name).read_bytes() == (tmp_path / "corrected" / source).read_bytes()
