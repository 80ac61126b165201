"""A workbook of a company template is read with that template, wherever it is found, or rejected with a sentence."""

from __future__ import annotations

import json
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest

import pacom_xl
from pacom_xl.template.load import load_template
from tests.support.command_line import AS_OF, run
from tests.support.opened_workbook import open_workbook

HEAD = 'name = "kerlann"\nextends = "standard"\nversion = "1"\nlabel = { fr = "Kerlann" }\n[rules]\nignore = ["PAC3"]\n'
SHOWS = """
key = "boat_shows"
label = { fr = "Salons nautiques" }
purpose = { fr = "Salons où l’équipe tient un stand" }
level = "optional"
[[table]]
key = "boat_shows"
kind = "rows"
natural_key = ["show"]
label = "Salons nautiques"
spare = 3
[[table.field]]
key = "show"
type = "text"
label = "Salon"
help = "Nom du salon."
"""


def write_template(folder: Path, head: str = HEAD, **sheets: str) -> Path:
    """A company template with a sheet of its own."""
    folder.mkdir(parents=True)
    (folder / "template.toml").write_text(head, encoding="utf-8")
    for name, text in ({"30-boat_shows": SHOWS} | sheets).items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def write_book(path: Path, template: Path, team: str = "AA", show: str = "Grand Pavois") -> Path:
    """A workbook of the template, with a row of the company's own sheet."""
    data = path.with_suffix(".json")
    records = [
        {"table": "plan", "values": {"team_code": team, "plan_year": 2027}},
        {"table": "boat_shows", "key": "boat_shows#1", "values": {"show": show}},
    ]
    data.write_text(json.dumps({"team": team, "year": 2027, "records": records}), encoding="utf-8")
    ran = run("new", "-o", path, "--data", data, "--template", template)
    assert ran.code == 0, ran.err
    data.unlink()
    return path


def shows_of(path: Path) -> list[str]:
    """The shows ``export`` finds, without being told of any template."""
    output = path.parent / "out.json"
    ran = run("export", path, "-o", output, "--force")
    assert ran.code == 0, ran.err
    (plan,) = json.loads(output.read_text(encoding="utf-8"))["plans"]
    assert plan["template"] == "kerlann"
    return [record["values"]["show"] for record in plan["records"] if record["table"] == "boat_shows"]


def without_properties(path: Path) -> None:
    """As a web office saves it: custom properties are gone."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != "docProps/custom.xml"}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A workbook whose template is found nowhere but in it."""
    template = write_template(tmp_path / "far" / "away" / "kerlann")
    (tmp_path / "books" / "2027").mkdir(parents=True)
    path = write_book(tmp_path / "books" / "2027" / "AA.xlsx", template)
    shutil.rmtree(template)
    return path


def test_the_template_travels_in_the_workbook(book: Path) -> None:
    assert shows_of(book) == ["Grand Pavois"]
    without_properties(book)
    assert shows_of(book) == ["Grand Pavois"]


def test_every_command_and_the_library_read_it_so(book: Path) -> None:
    group = book.parent / "group.xlsx"
    ran = run("merge", book, "-o", group, "--as-of", AS_OF)
    assert ran.code == 0 and "kerlann 1" in ran.err
    assert shows_of(group) == ["Grand Pavois"]
    readings = pacom_xl.read(group)
    portfolio = pacom_xl.merge(readings)
    assert [row.get("show") for plan in portfolio.all_plans for row in plan.table("boat_shows")] == ["Grand Pavois"]
    ran = run("check", book, "--as-of", "2027-12-01", "--format", "json", "--fail-on", "never")
    assert ran.code == 0
    assert not [f for f in json.loads(ran.out)["findings"] if f["code"].startswith("PAC3")]


def test_the_rules_of_the_template_and_of_the_configuration_count_in_merge(book: Path, tmp_path: Path) -> None:
    def codes(*words: str | Path) -> set[str]:
        output = ("-o", tmp_path / "g.xlsx", "--force", "--format", "json")
        ran = run("merge", book, *output, "--as-of", "2027-06-01", *words)
        assert ran.code == 0, ran.err
        return {finding["code"] for finding in json.loads(ran.out)["findings"]}

    every = codes()
    assert every and not {code for code in every if code.startswith("PAC3")}
    config = tmp_path / "pacom.toml"
    config.write_text('ignore = ["PAC2"]\n', encoding="utf-8")
    assert codes("--config", config) == {code for code in every if not code.startswith("PAC2")} != every


@pytest.mark.parametrize("place", ["books/2027/model", "books/model", "books/2027", "elsewhere/model"])
def test_a_template_on_disk_wins(book: Path, tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = SHOWS + '[[table.field]]\nkey = "port"\ntype = "text"\nlabel = "Port"\nhelp = "Port."\n'
    template = write_template(tmp_path / "new" / "kerlann", **{"30-boat_shows": newer})
    (tmp_path / place).mkdir(parents=True, exist_ok=True)
    for file in template.iterdir():
        file.rename(tmp_path / place / file.name)
    if place.startswith("elsewhere"):
        monkeypatch.setenv("PACOM_TEMPLATES", str(tmp_path / "elsewhere"))
    (reading,) = pacom_xl.read(book)
    (row,) = reading.plans[0].table("boat_shows")
    assert "port" in row.values


def test_a_template_older_than_the_workbook_is_not_taken(book: Path) -> None:
    old = write_template(book.parent / "old", HEAD.replace('"1"', '"0"'))
    (old / "30-boat_shows.toml").unlink()
    assert shows_of(book) == ["Grand Pavois"]


def test_mistakes_of_a_template_found_on_disk_are_told_with_its_folder(book: Path) -> None:
    folder = write_template(book.parent / "model", **{"30-boat_shows": "key = 1\n"})
    ran = run("export", book, "-o", book.parent / "x.json")
    assert ran.code == 2 and f"{folder}/30-boat_shows.toml, ligne 1\u00a0: key" in ran.err


def test_with_another_template_the_workbook_is_rejected(book: Path) -> None:
    for words in (("export", book, "-o", book.parent / "x.json"), ("merge", book, "-o", book.parent / "x.xlsx")):
        ran = run(*words, "--template", "standard")
        assert ran.code == 2
        assert "est fait avec le modèle «\u00a0kerlann\u00a0»" in ran.err and "PACOM_TEMPLATES" in ran.err
    ran = run("check", book, "--template", "standard", "--format", "json")
    assert ran.code == 2 and json.loads(ran.out)["files"][0]["status"] == "rejected"
    (reading,) = pacom_xl.read(book, template="standard")
    assert reading.status == "rejected" and not reading.plans


def test_a_damaged_carried_template_costs_only_its_workbook(book: Path, tmp_path: Path) -> None:

    workbook = open_workbook(book)
    for row in workbook["_pacom"].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and 'extends = "standard"' in cell.value:
                cell.value = cell.value.replace('extends = "standard"', 'extends = "../../../etc"')
    workbook.save(book)
    other = book.parent / "BB.xlsx"
    assert run("new", "-o", other, "--team", "BB", "--year", "2027", "--actions", "1").code == 0
    ran = run("check", book.parent, "--format", "json", "--fail-on", "never")
    assert ran.code == 3, ran.err
    statuses = {file["team"]: file["status"] for file in json.loads(ran.out)["files"]}
    assert statuses == {None: "rejected", "BB": "read"}


def test_a_pattern_that_takes_for_ever_is_not_taken_from_a_workbook(tmp_path: Path) -> None:
    evil = SHOWS + 'pattern = "(a+)+$"\n'
    template = write_template(tmp_path / "far" / "kerlann", **{"30-boat_shows": evil})
    (tmp_path / "x" / "y").mkdir(parents=True)
    book = write_book(tmp_path / "x" / "y" / "AA.xlsx", template, show="a" * 60 + "!")
    shutil.rmtree(template)
    (reading,) = pacom_xl.read(book)
    assert pacom_xl.check([reading], date(2027, 6, 1)).findings
    assert load_template().by_name["plan.team_code"].pattern


def test_one_workbook_does_not_change_how_most_others_are_read(book: Path) -> None:
    for team in ("BB", "CC"):
        run("new", "-o", book.parent / f"{team}.xlsx", "--team", team, "--year", "2027", "--actions", "1")
    ran = run("check", book.parent, "--format", "json", "--fail-on", "never")
    assert ran.code == 3
    files = {Path(file["path"]).stem: (file["status"], file["template"]) for file in json.loads(ran.out)["files"]}
    assert files["BB"] == files["CC"] == ("read", "standard") and files["AA"][0] == "rejected"


def test_workbooks_of_the_base_template_are_read_with_the_company_s(book: Path) -> None:
    run("new", "-o", book.parent / "BB.xlsx", "--team", "BB", "--year", "2027", "--actions", "1")
    ran = run("check", book.parent, "--format", "json", "--fail-on", "never")
    assert ran.code == 0, ran.err
    assert {file["status"] for file in json.loads(ran.out)["files"]} == {"read"}


def test_a_template_that_extends_another_company_s_travels_with_it(tmp_path: Path) -> None:
    write_template(tmp_path / "models" / "group", HEAD.replace("kerlann", "group"))
    region = tmp_path / "models" / "region"
    region.mkdir()
    (region / "template.toml").write_text('name = "kerlann"\nextends = "../group"\n', encoding="utf-8")
    (tmp_path / "x" / "y").mkdir(parents=True)
    book = write_book(tmp_path / "x" / "y" / "AA.xlsx", region)
    shutil.rmtree(tmp_path / "models")
    assert shows_of(book) == ["Grand Pavois"]


def test_a_long_template_is_carried_in_several_cells(tmp_path: Path) -> None:
    rows = "".join(f'[[table.row]]\nshow = "Salon {n} {"é" * 100}"\n' for n in range(400))
    (tmp_path / "x" / "y").mkdir(parents=True)
    template = write_template(tmp_path / "models" / "long", **{"30-boat_shows": SHOWS + rows})
    book = write_book(tmp_path / "x" / "y" / "AA.xlsx", template)
    shutil.rmtree(template)
    assert shows_of(book)[-1] == "Grand Pavois"


def test_new_takes_the_template_of_the_group_s_workbook(book: Path) -> None:
    path = book.parent / "new.xlsx"
    ran = run("new", "-o", path, "--team", "DD", "--year", "2027", "--actions", "1", "--reference", book)
    assert ran.code == 0, ran.err
    (reading,) = pacom_xl.read(path)
    assert reading.plans[0].template == "kerlann"


def test_workbooks_of_the_standard_template_carry_nothing(tmp_path: Path) -> None:
    run("new", "-o", tmp_path / "AA.xlsx", "--team", "AA", "--year", "2027", "--actions", "1")
    (reading,) = pacom_xl.read(tmp_path / "AA.xlsx")
    assert reading.named_template is None


@pytest.mark.parametrize("has_properties", [True, False])
def test_the_night_reads_it_so(book: Path, tmp_path: Path, has_properties: bool) -> None:
    """Without a template in pacom.toml; a workbook of the standard template among them is read too."""
    template = write_template(tmp_path / "again" / "kerlann")
    write_book(book.with_name("BB.xlsx"), template, team="BB")
    shutil.rmtree(template)
    if not has_properties:
        for path in book.parent.iterdir():
            without_properties(path)
    plain = book.with_name("CC.xlsx")
    assert run("new", "-o", plain, "--team", "CC", "--label", "C", "--year", "2027", "--actions", "1").code == 0
    config = tmp_path / "pacom.toml"
    config.write_text(f'folders = ["{book.parent}"]\nstate = "state"\nconsolidated = "out/g.xlsx"\n', encoding="utf-8")
    ran = run("nightly", "--config", config, "--as-of", "2027-06-01")
    assert ran.code == 0, ran.err
    (reading,) = pacom_xl.read(tmp_path / "out" / "g.xlsx")
    shows = [row.get("show") for plan in reading.plans for row in plan.table("boat_shows")]
    assert shows == ["Grand Pavois", "Grand Pavois"]
    assert {"AA", "BB", "CC"} <= {plan.team for plan in reading.plans}


def test_a_template_the_night_cannot_find_is_told(book: Path, tmp_path: Path) -> None:
    config = tmp_path / "pacom.toml"
    write_template(book.parent / "model", **{"30-boat_shows": "key = 1\n"})
    config.write_text(f'folders = ["{book.parent}"]\nstate = "state"\n', encoding="utf-8")
    ran = run("nightly", "--config", config, "--as-of", "2027-06-01")
    assert ran.code == 2 and "30-boat_shows.toml, ligne 1" in ran.err
