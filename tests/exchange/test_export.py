"""Data out: every table, right types, texts that stay texts."""

from __future__ import annotations

import csv
import re
import sqlite3
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

import pacom_xl
from pacom_xl.consolidation.portfolio import Portfolio
from pacom_xl.exchange.table_files import write_csv
from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.model.text import Lang
from pacom_xl.template.load import load_template
from tests.support.command_line import run
from tests.support.hostile_texts import plant_separators
from tests.support.workbook_files import write_team

AS_OF = date(2026, 6, 15)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Workbooks of two teams, with texts made to break formats."""
    made = tmp_path_factory.mktemp("plans")
    write_team(made, "NO", plant_separators)
    write_team(made, "IF")
    return made


def _spent(portfolio: Portfolio) -> dict[str, Decimal]:
    return {team: amounts.spent for team, amounts in portfolio.totals(AS_OF).by_team.items()}


def test_frames_have_right_types_and_add_up(folder: Path) -> None:
    portfolio = pacom_xl.merge(pacom_xl.read(folder))
    frames = portfolio.frames()
    actions, lines = frames["actions"], frames["budget_lines"]
    assert str(actions["due"].dtype).startswith("datetime64")
    assert str(actions["allocated"].dtype) == "Float64"
    drafts = set(actions.loc[actions["status"] == "draft", "key"])
    live = lines[~lines["parent"].isin(drafts)]
    assert {team: Decimal(str(sum_)) for team, sum_ in live.groupby("team")["spent"].sum().items()} == _spent(portfolio)
    assert actions["file"].notna().all() and actions["cell"].notna().all()


def test_csv_opens_in_a_french_spreadsheet_and_holds_no_formula(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "data.csv"
    assert run("export", folder, "-o", out).code == 0
    raw = (out / "actions.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader((out / "actions.csv").open(encoding="utf-8-sig", newline=""), delimiter=";"))
    assert [row["title"] for row in rows if row["team"] == "NO"][:2] == ["'=1+1;\n,fin", "''déjà cité"]
    cells = [
        cell
        for file in out.glob("*.csv")
        for row in csv.reader(file.open(encoding="utf-8-sig"), delimiter=";")
        for cell in row
    ]
    assert not [cell for cell in cells if re.match(r"[=+@\t]|-(?![\d,]+$)", cell)]


def test_sqlite_has_one_table_per_table(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "data.sqlite"
    assert run("export", folder, "-o", out).code == 0
    with sqlite3.connect(out) as database:
        titles = database.execute("SELECT title FROM actions WHERE team = 'NO' LIMIT 1").fetchone()
        spent = dict(database.execute("SELECT team, SUM(spent) FROM budget_lines GROUP BY team"))
    database.close()
    assert titles == ("=1+1;\n,fin",)
    assert set(spent) == {"NO", "IF"}


def test_the_calendar_is_folded_and_escaped(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "due.ics"
    assert run("export", folder, "-o", out).code == 0
    lines = out.read_bytes().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    text = out.read_bytes().replace(b"\r\n ", b"").decode()
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") > 30
    assert "SUMMARY:ACT-NO-002" in text
    assert len(set(re.findall("UID:(.*)", text))) == text.count("BEGIN:VEVENT")


def test_a_folder_of_tables_is_replaced_only_when_asked(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "data.csv"
    out.mkdir()
    (out / "old.csv").touch()
    assert run("export", folder, "-o", out).code == 2
    assert run("export", folder, "-o", out, "--force").code == 0
    assert not (out / "old.csv").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["data.csv"]


def test_the_examples_of_the_manual_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder.parent / "plans").mkdir(exist_ok=True)
    monkeypatch.chdir(folder.parent)
    text = Path(__file__).parents[2].joinpath("docs", "library.md").read_text(encoding="utf-8")
    examples = re.findall(r"```python\n(.*?)```", text, re.S)
    names: dict[str, object] = {}
    for file in folder.glob("*.xlsx"):
        (folder.parent / "plans" / file.name).write_bytes(file.read_bytes())
    for example in examples:
        exec(compile(example, "library.md", "exec"), names)
    assert len(examples) == 2
    assert isinstance(names["by_team"], pd.DataFrame)


def test_parquet_holds_the_same_tables_with_their_types(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "data.parquet"
    assert run("export", folder, "-o", out).code == 0
    frames = pacom_xl.merge(pacom_xl.read(folder)).frames()
    assert {path.stem for path in out.iterdir()} == set(frames)
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(_in_order(pd.read_parquet(out / f"{name}.parquet")), _in_order(frame))


def _in_order(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values(["team", "sheet", "cell", "key"], ignore_index=True)


def test_parquet_without_its_library_says_what_to_install_and_leaves_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    ran = run("export", folder, "-o", tmp_path / "data.parquet")
    assert ran.code == 2
    assert "pacom_xl[parquet]" in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("lang", "title", "status"), [("fr", "Intitulé", "Planifiée"), ("en", "Title", "Planned")])
def test_csv_with_labels_in_the_language_of_people(tmp_path: Path, lang: Lang, title: str, status: str) -> None:
    values: dict[str, Value] = {"code": "ACT-NA-001", "title": "Salon", "status": "planned"}
    plan = Plan("NA", 2026, "fr", "standard", "1", [Record("actions", "ACT-NA-001", values)])
    write_csv([plan], load_template(), tmp_path, lang, labels=True)
    text = (tmp_path / "actions.csv").read_text(encoding="utf-8-sig")
    (row,) = csv.DictReader(text.splitlines(), delimiter=";" if lang == "fr" else ",")
    assert (row[title], row["Statut" if lang == "fr" else "Status"]) == ("Salon", status)
    assert row["Équipe" if lang == "fr" else "Team"] == "NA"
    for file in tmp_path.iterdir():
        headings = file.read_text(encoding="utf-8-sig").splitlines()[0].split(";" if lang == "fr" else ",")
        assert len(set(headings)) == len(headings), file.name
