"""Inputs and outputs on a server of S3 and on an sshd: as on a disk, and each failure a sentence."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import fsspec
import pytest

from pacom_xl.storage import remote_files
from tests.support.command_line import AS_OF, run
from tests.support.stores import S3Store, SftpStore, s3_store, sftp_store
from tests.support.workbook_files import write_team

pytestmark = pytest.mark.long
#: Where each workbook of the sample company lies: two of one name, accents, spaces, signs of addresses and patterns.
NAMES = {"NO": "équipe n° 3.xlsx", "IF": "a/plan #1?.xlsx", "SE": "b/plan #1?.xlsx", "SO": "100 %20[x].xlsx"}


@pytest.fixture(params=["s3", "sftp"])
def store(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[S3Store | SftpStore]:
    """A server of its own for each test; nothing is known about it yet."""
    monkeypatch.setattr(remote_files, "_gone", {})
    for protocol in ("s3", "sftp"):
        fsspec.get_filesystem_class(protocol).clear_instance_cache()
    with ExitStack() as servers:
        opened: AbstractContextManager[tuple[S3Store | SftpStore, Mapping[str, str]]] = s3_store()
        if request.param == "sftp":
            opened = sftp_store(tmp_path / "sftp")
        found, environment = servers.enter_context(opened)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        yield found


@pytest.fixture
def plans(tmp_path: Path, store: S3Store | SftpStore) -> Path:
    """Four workbooks in a folder, and the same in the folder ``plans`` of the store."""
    folder = tmp_path / "plans"
    for team, name in NAMES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_team(tmp_path, team).rename(folder / name)
        store.put(f"plans/{name}", (folder / name).read_bytes())
    store.put("plans/.versions/NO.xlsx", b"hidden")
    return folder


def test_results_are_those_of_a_disk(store: S3Store | SftpStore, plans: Path, tmp_path: Path) -> None:
    """Except for the places of the files."""
    for command, *options in (("export",), ("check", "--format", "json", "--as-of", AS_OF)):
        near, far = tmp_path / f"{command}.json", f"{store.address}/results/{command} n° 1.json"
        assert run(command, plans, "-o", near, *options).code in (0, 1)
        assert run(command, f"{store.address}/plans", "-o", far, *options).code in (0, 1)
        found = store.get(f"results/{command} n° 1.json").decode().replace(f"{store.address}/plans", str(plans))
        assert found == near.read_text(encoding="utf-8")
    assert run("merge", f"{store.address}/plans", "-o", f"{store.address}/results/g.xlsx", "--as-of", AS_OF).code == 0
    again = run("export", f"{store.address}/results/g.xlsx", "-o", tmp_path / "group.json")
    assert again.code == 0, again.err
    for name in NAMES.values():
        assert run("export", f"{store.address}/plans/{name}", "-o", tmp_path / "one.json", "--force").code == 0


def test_an_existing_result_is_replaced_with_force_only(store: S3Store | SftpStore, plans: Path) -> None:
    output = f"{store.address}/results/plans.json"
    assert run("export", plans, "-o", output).code == 0
    first = store.get("results/plans.json")
    refused = run("export", plans / NAMES["NO"], "-o", output)
    assert refused.code == 2
    assert f"{output} existe déjà" in refused.err
    assert store.get("results/plans.json") == first
    assert run("export", plans / NAMES["NO"], "-o", output, "--force").code == 0
    assert len(store.get("results/plans.json")) < len(first)
    of_a_team = run("merge", plans, "-o", f"{store.address}/plans/{NAMES['NO']}", "--force")
    assert of_a_team.code == 2
    assert "jamais remplacé" in of_a_team.err


def test_what_is_not_there_is_a_sentence(store: S3Store | SftpStore, plans: Path) -> None:
    for place in ("nowhere", "nowhere/*.xlsx", "plans/SO.xlsx"):
        ran = run("check", f"{store.address}/{place}")
        assert ran.code == 2
        assert "rien à cette adresse" in ran.out + ran.err


def test_a_server_that_ends_meanwhile_loses_no_file_in_silence(
    store: S3Store | SftpStore, plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch, fetched = remote_files.fetch, []

    def fetch_then_stop(url: str, copy: Path) -> None:
        fetch(url, copy)
        fetched.append(url)
        store.stop()

    monkeypatch.setattr("pacom_xl.storage.file_places.fetch", fetch_then_stop)
    ran = run("check", f"{store.address}/plans", "--as-of", AS_OF, "--lang", "en")
    assert ran.code == 3, ran.out + ran.err
    assert len(fetched) == 1
    assert ran.out.count("(rejected): the server does not answer") == len(NAMES) - 1
    assert "1 workbook read" in ran.out.replace("\u00a0", " ")
    monkeypatch.setattr("pacom_xl.storage.file_places.fetch", fetch)
    output = run("export", plans, "-o", f"{store.address}/results/plans.json", "--lang", "en")
    assert output.code == 2
    assert "the server does not answer" in output.err


def test_a_write_that_is_killed_leaves_no_result(store: S3Store | SftpStore, tmp_path: Path) -> None:
    large = tmp_path / "large.xlsx"
    with large.open("wb") as file:
        file.truncate(200_000_000)
    program = (
        "import sys; from pathlib import Path; from pacom_xl.storage.remote_files import upload; "
        "print('begun', flush=True); upload(Path(sys.argv[1]), sys.argv[2])"
    )
    words = [sys.executable, "-c", program, str(large), f"{store.address}/results/group.xlsx"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, env=dict(os.environ)) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"begun\n"
        time.sleep(1)
        writer.send_signal(signal.SIGKILL)
    with pytest.raises(FileNotFoundError):
        store.get("results/group.xlsx")


@pytest.mark.parametrize("store", ["sftp"], indirect=True)
def test_only_a_known_server_is_told_who_we_are(store: SftpStore, plans: Path, tmp_path: Path) -> None:
    home = tmp_path / "sftp" / "home" / ".ssh"
    address = f"{store.address}/plans"
    (home / "known_hosts").rename(home / "known_before")
    unknown = run("check", address)
    assert unknown.code == 2
    assert "known_hosts" in unknown.out
    (home / "known_before").rename(home / "known_hosts")
    (home / "id_ed25519").unlink()
    without_key = run("check", address)
    assert without_key.code == 2
    assert "accès refusé" in without_key.out
