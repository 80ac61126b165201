"""Inputs and outputs at addresses (``memory://``, ``file://``), and ``--scheduler`` where no cluster can be used."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from tests.support.command_line import AS_OF, run
from tests.support.workbook_files import write_team


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of a team."""
    folder = tmp_path_factory.mktemp("plans")
    write_team(folder, "NO")
    return folder


@pytest.fixture
def store(plans: Path) -> Iterator[fsspec.AbstractFileSystem]:
    """A store in memory with that workbook, a lock file and a note."""
    files = fsspec.filesystem("memory")
    files.pipe("/plans/NO.xlsx", (plans / "NO.xlsx").read_bytes())
    files.pipe("/plans/~$NO.xlsx", b"lock")
    files.pipe("/plans/note.txt", b"note")
    yield files
    files.rm("/", recursive=True)


def test_workbooks_at_an_address_are_read_as_those_of_a_disk(
    store: fsspec.AbstractFileSystem, plans: Path, tmp_path: Path
) -> None:
    report = tmp_path / "far.json"
    for address in ("memory://plans", "memory://plans/*.xlsx", "memory://plans/NO.xlsx"):
        ran = run("check", address, "--as-of", AS_OF, "--force", "-o", report)
        assert ran.code in (0, 1), ran.err
        far = json.loads(report.read_text(encoding="utf-8"))
        assert [entry["path"] for entry in far["files"]] == ["memory://plans/NO.xlsx"]
    run("check", plans, "--as-of", AS_OF, "--force", "-o", report)
    near = json.loads(report.read_text(encoding="utf-8"))
    assert [finding["code"] for finding in far["findings"]] == [finding["code"] for finding in near["findings"]]


def test_a_result_at_an_address_is_whole_and_is_not_replaced_unasked(
    store: fsspec.AbstractFileSystem, plans: Path, tmp_path: Path
) -> None:
    alone = tmp_path / "plans.json"
    assert run("export", plans, "-o", alone).code == 0
    assert run("export", plans, "-o", "memory://out/plans.json").code == 0
    assert store.cat("/out/plans.json") == alone.read_bytes()
    assert store.ls("/out", detail=False) == ["/out/plans.json"]
    again = run("export", plans, "-o", "memory://out/plans.json")
    assert again.code == 2
    assert "memory://out/plans.json existe déjà" in again.err
    foreign = run("merge", plans, "-o", "memory://plans/NO.xlsx", "--force")
    assert foreign.code == 2
    assert "jamais remplacé" in foreign.err


def test_names_hold_any_sign(store: fsspec.AbstractFileSystem, plans: Path, tmp_path: Path) -> None:
    """Accents, spaces, signs of addresses and patterns; two files of one name; what is hidden or of another format."""
    names = ("équipe n° 3.xlsx", "a#b.xlsx", "a?b.xlsx", "a%20b.xlsx", "a[1].xlsx", "x/NO.xlsx", "y/NO.xlsx")
    for name in (*names, ".versions/NO.xlsx", "old.xls"):
        store.pipe(f"/odd/{name}", (plans / "NO.xlsx").read_bytes())
    report = tmp_path / "odd.json"
    assert run("check", "memory://odd", "--as-of", AS_OF, "-o", report).code in (0, 1)
    found = {file["path"]: file["status"] for file in json.loads(report.read_text(encoding="utf-8"))["files"]}
    assert found == {f"memory://odd/{name}": "read" for name in names} | {"memory://odd/old.xls": "foreign"}
    for name in names:
        assert run("export", f"memory://odd/{name}", "-o", "memory://out/é#?%.json", "--force").code == 0
    assert run("export", "memory://odd/[xy]/*.xlsx", "-o", tmp_path / "two.json").code == 0
    assert len(json.loads((tmp_path / "two.json").read_text(encoding="utf-8"))["plans"]) == 2
    assert store.ls("/out", detail=False) == ["/out/é#?%.json"]


@pytest.mark.parametrize(
    "call",
    [
        ("export", "-o", "memory://out/plans.csv"),
        ("merge", "-o", "memory://out/group.xlsx", "--details", "sqlite"),
        ("correct", "-d", "memory://out"),
        ("nightly", "--dry-run", "memory://out", "--as-of", AS_OF),
    ],
)
def test_results_of_several_files_are_not_written_at_an_address(
    call: tuple[str, ...], store: fsspec.AbstractFileSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor in a folder of this machine that is named as the address."""
    monkeypatch.chdir(tmp_path)
    command, *options = call
    ran = run(command, "memory://plans", *options, "--lang", "en")
    assert ran.code == 2
    assert "at an address only a result of one file is written" in ran.err
    assert not store.exists("/out")
    assert list(tmp_path.iterdir()) == []


def test_a_password_in_an_address_is_refused_and_not_shown() -> None:
    ran = run("check", "sftp://user:secret@server/plans")
    assert ran.code == 2
    assert "secret" not in ran.out + ran.err
    assert "mot de passe" in ran.out + ran.err


def test_a_file_address_is_a_file(plans: Path, tmp_path: Path) -> None:
    out = tmp_path / "plans.json"
    assert run("export", (plans / "NO.xlsx").as_uri(), "-o", out.as_uri()).code == 0
    alone = tmp_path / "alone.json"
    run("export", plans / "NO.xlsx", "-o", alone)
    assert out.read_bytes() == alone.read_bytes()


def test_what_cannot_be_reached_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = run("check", "memory://nowhere/NO.xlsx")
    assert missing.code == 2
    assert "rien à cette adresse" in missing.out
    unknown = run("check", "nothing://nowhere/NO.xlsx", "--lang", "en")
    assert unknown.code == 2
    assert "nothing" in unknown.out
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    assert "pip install 'pacom_xl[cluster]'" in run("check", "memory://plans").out


@pytest.mark.parametrize("command", ["check", "merge", "export", "nightly"])
def test_without_the_extra_a_sentence_says_what_to_install(
    command: str, plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    output = tmp_path / ("group.xlsx" if command == "merge" else "group.json")
    result = ("--dry-run", tmp_path / "mails") if command == "nightly" else ("-o", output)
    ran = run(command, plans, *result, "--scheduler", "tcp://127.0.0.1:8786")
    assert ran.code == 2
    assert "pip install 'pacom_xl[cluster]'" in ran.err


def test_a_scheduler_that_does_not_answer_is_a_sentence(plans: Path) -> None:
    ran = run("check", plans, "--scheduler", "tcp://127.0.0.1:9")
    assert ran.code == 2
    assert "tcp://127.0.0.1:9" in ran.err
    assert "dask" in ran.err
