"""Details of actions in a file beside the consolidated workbook: asked for, or because a sheet would be too long."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from operator import itemgetter
from pathlib import Path

import pytest

from pacom_xl.model.plan import Record, Value
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reading.workbook_reader import read_workbook
from tests.support.command_line import AS_OF, Ran, run
from tests.support.drafts import Draft, DraftRecord
from tests.support.office import compare
from tests.support.office.suite import convert
from tests.support.opened_workbook import open_workbook
from tests.support.sample_company import TEMPLATE
from tests.support.workbook_files import PLAIN, write_team

FORMS = ("sqlite", "parquet", "duckdb")
#: Entries in a journal: more than the rows of any other sheet of the consolidated workbook.
MANY = 400


def _few_actions(plan: Draft) -> None:
    for action in plan.table("actions")[3:]:
        plan.remove(action)


def _long_journal(plan: Draft) -> None:
    _few_actions(plan)
    first = plan.table("journal")[0]
    plan.records += [
        DraftRecord("journal", f"journal#{n}", {**first.values, "text": f"Appel {n}"}, first.parent)
        for n in range(1000, 1000 + MANY)
    ]


def _merge(output: Path, *inputs: Path, options: tuple[str, ...] = ()) -> Ran:
    ran = run("merge", *inputs, "-o", output, "--as-of", AS_OF, *PLAIN, *options)
    return Ran(ran.code, ran.out, ran.err.replace("\u00a0", " ").replace("\u202f", " "))


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two teams, one with a long journal."""
    folder = tmp_path_factory.mktemp("inputs")
    return write_team(folder, "NO", _long_journal), write_team(folder, "IF", _few_actions)


@pytest.fixture(scope="module")
def in_sheets(inputs: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Their consolidated workbook with sheets only."""
    output = tmp_path_factory.mktemp("sheets") / "group.xlsx"
    assert _merge(output, *inputs, options=("--details", "sheets")).code == 0
    return output


@pytest.fixture(scope="module")
def in_sqlite(inputs: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Their consolidated workbook with details in SQLite."""
    return _apart(tmp_path_factory.mktemp("sqlite"), inputs, "sqlite")


@pytest.fixture(params=FORMS)
def apart(request: pytest.FixtureRequest, inputs: tuple[Path, Path], tmp_path: Path) -> Path:
    """Their consolidated workbook with details in a file of each form."""
    if request.param == "sqlite":
        of_module: Path = request.getfixturevalue("in_sqlite")
        return of_module
    return _apart(tmp_path, inputs, request.param)


def _apart(folder: Path, inputs: tuple[Path, Path], form: str) -> Path:
    ran = _merge(folder / "group.xlsx", *inputs, options=("--details", form))
    assert ran.code == 0, ran.err
    assert f"group.details.{form} : écrit." in ran.err
    return folder / "group.xlsx"


def _read(path: Path) -> Reading:
    return read_workbook(path, TEMPLATE)


def _facts(path: Path) -> list[list[tuple[tuple[str, str, str], dict[str, Value]]]]:
    """The contents of each plan in a workbook, with where each row comes from."""
    reading = _read(path)
    assert reading.reason is None, reading.reason
    return [sorted(map(_fact, plan.records), key=itemgetter(0)) for plan in reading.plans]


def _fact(record: Record) -> tuple[tuple[str, str, str], dict[str, Value]]:
    values: dict[str, Value] = {key: value for key, value in record.values.items() if value is not None}
    return (record.table, record.key, record.parent or ""), values


def _rows(path: Path) -> dict[str, int]:
    book = open_workbook(path, read_only=True)
    return {sheet.title: sheet.max_row for sheet in book.worksheets if sheet.title != "_pacom"}


def test_the_plans_are_those_of_a_workbook_with_sheets(apart: Path, in_sheets: Path) -> None:
    assert _facts(apart) == _facts(in_sheets)
    assert _read(apart).findings == _read(in_sheets).findings == []


def test_the_workbook_has_no_sheet_of_details(in_sqlite: Path, in_sheets: Path) -> None:
    assert set(_rows(in_sheets)) - set(_rows(in_sqlite)) == {
        "Jalons", "Lignes de budget", "Échéancier de paiement", "Indicateurs de l’action", "Risques",
        "Contrôles juridiques", "Journal de suivi", "Reports d’échéance",
    }  # fmt: skip


def test_every_total_is_that_of_a_workbook_with_sheets(in_sqlite: Path, in_sheets: Path) -> None:
    books = [open_workbook(path, read_only=True, data_only=True) for path in (in_sqlite, in_sheets)]
    for name in ("Synthèse du groupe", "Équipes et axes", "Budget du groupe", "Trésorerie du groupe", "Plan d’actions"):
        ours, theirs = (list(book[name].iter_rows(values_only=True)) for book in books)
        assert ours == theirs, name


@pytest.mark.long
def test_an_office_computes_what_is_stored(in_sqlite: Path, tmp_path: Path) -> None:
    assert compare.cached_differences(in_sqlite, convert(in_sqlite, "xlsx", tmp_path)) == []


def test_a_sheet_that_would_be_too_long_is_said_before_it_goes_into_sqlite(
    inputs: tuple[Path, Path], in_sheets: Path, tmp_path: Path
) -> None:
    output, most = tmp_path / "group.xlsx", max(_rows(in_sheets).values())
    assert most > MANY
    ran = _merge(output, *inputs, options=("--max-rows", str(most - 1)))
    assert ran.code == 0
    said = f"« Journal de suivi » aurait {most} lignes ; une feuille en contient au plus {most - 1}"
    assert ran.err.index(said) < ran.err.index("group.details.sqlite, à garder à côté du classeur")
    assert ran.err.index("à garder à côté du classeur") < ran.err.index("group.xlsx : écrit")
    assert max(_rows(output).values()) < most
    assert _facts(output) == _facts(in_sheets)


@pytest.mark.long
def test_a_sheet_that_just_fits_stays_a_sheet(inputs: tuple[Path, Path], in_sheets: Path, tmp_path: Path) -> None:
    most = max(_rows(in_sheets).values())
    assert _merge(tmp_path / "group.xlsx", *inputs, options=("--max-rows", str(most))).code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["group.xlsx"]
    assert _rows(tmp_path / "group.xlsx") == _rows(in_sheets)


@pytest.mark.parametrize(
    ("options", "advice"),
    [(("--details", "sheets", "--max-rows", "350"), "--details sqlite"), (("--max-rows", "40"), "--split-by parent")],
)
def test_rows_beyond_the_limit_are_refused_and_nothing_is_written(
    inputs: tuple[Path, Path], tmp_path: Path, options: tuple[str, ...], advice: str
) -> None:
    ran = _merge(tmp_path / "group.xlsx", *inputs, options=options)
    assert ran.code == 2
    assert "Rien n’a été écrit" in ran.err
    assert advice in ran.err
    assert list(tmp_path.iterdir()) == []


def test_the_tables_can_be_asked_in_sql(in_sqlite: Path) -> None:
    with sqlite3.connect(in_sqlite.with_name("group.details.sqlite")) as database:
        asked = "SELECT team, count(*), min(source_file) FROM journal GROUP BY team ORDER BY team"
        rows = {team: (count, file) for team, count, file in database.execute(asked)}
        (amount,) = database.execute("SELECT sum(counted_use) FROM schedule WHERE counted_quarter = 'T1'").fetchone()
    assert rows["NO"][0] > MANY
    assert rows["NO"][1] == "NO.xlsx"
    assert amount > 0


@pytest.mark.parametrize("change", ["gone", "of another consolidation", "damaged"])
def test_a_workbook_without_its_details_is_refused_and_says_what_to_do(
    in_sqlite: Path, tmp_path: Path, change: str
) -> None:
    shutil.copy(in_sqlite, tmp_path)
    details = tmp_path / "group.details.sqlite"
    if change == "damaged":
        details.write_bytes(in_sqlite.with_name(details.name).read_bytes()[:5000])
    elif change != "gone":
        with sqlite3.connect(shutil.copy(in_sqlite.with_name(details.name), details)) as database:
            database.execute("UPDATE pacom_xl SET workbook_id = 'another'")
    ran = _merge(tmp_path / "again.xlsx", tmp_path / "group.xlsx")
    assert ran.code == 2
    assert "group.details.sqlite" in ran.err
    assert "donnez les classeurs des équipes" in ran.err


@pytest.mark.long
def test_a_workbook_with_its_details_can_be_merged_again(in_sqlite: Path, in_sheets: Path, tmp_path: Path) -> None:
    assert _merge(tmp_path / "again.xlsx", in_sqlite).code == 0
    assert _facts(tmp_path / "again.xlsx") == _facts(in_sheets)


def test_it_is_the_base_of_the_next_merge(
    in_sqlite: Path, in_sheets: Path, inputs: tuple[Path, Path], tmp_path: Path
) -> None:
    def work(plan: Draft) -> None:
        _long_journal(plan)
        plan.table("milestones")[0].values["label"] = "Stand commandé"

    team = write_team(tmp_path, "NO", work)
    reports = []
    for base in (in_sqlite, in_sheets):
        options = ("--base", str(base), "--format", "json", "--force", "--details", "sqlite")
        ran = _merge(tmp_path / "next.xlsx", team, inputs[1], options=options)
        reports.append(json.loads(ran.out))
    assert reports[0]["changes"] == reports[1]["changes"]
    assert [(c["table"], c["field"], c["by"]) for c in reports[0]["changes"]] == [("milestones", "label", "team")]
    assert [Path(file).name for file in reports[0]["files"]] == ["next.xlsx", "next.details.sqlite"]


@pytest.mark.parametrize("form", ["parquet", "duckdb"])
def test_a_missing_library_is_a_sentence(
    inputs: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setitem(sys.modules, {"parquet": "pyarrow", "duckdb": "duckdb"}[form], None)
    ran = _merge(tmp_path / "group.xlsx", *inputs, options=("--details", form))
    assert ran.code == 2
    assert f"pip install 'pacom_xl[{form}]'" in ran.err
    assert "--details sqlite" in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_file_that_is_no_details_is_never_replaced(inputs: tuple[Path, Path], tmp_path: Path, form: str) -> None:
    details = tmp_path / f"group.details.{form}"
    details.write_text("ours", encoding="utf-8")
    ran = _merge(tmp_path / "group.xlsx", *inputs, options=("--details", form, "--force"))
    assert (ran.code, details.read_text(encoding="utf-8")) == (2, "ours")
    assert "n’est jamais remplacé" in ran.err


@pytest.mark.long
def test_details_are_replaced_with_force_only(apart: Path, inputs: tuple[Path, Path]) -> None:
    (details,) = apart.parent.glob("group.details.*")
    options = ("--details", details.suffix.removeprefix("."))
    apart.rename(apart.with_suffix(".moved"))
    ran = _merge(apart, *inputs, options=options)
    assert (ran.code, "ajoutez --force" in ran.err) == (2, True)
    assert _merge(apart, *inputs, options=(*options, "--force")).code == 0
