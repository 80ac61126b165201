"""Faults around a night: nobody gets what is not theirs, nothing of others is replaced, each fault is told."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import sys
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import filelock
import pytest

from tests.support.command_line import Ran, run
from tests.support.nightly_company import MONDAY, Company

SPONSOR = "helene.carpentier@valmorane.example"
ADMIN = "admin@valmorane.example"


def _night(company: Company, *words: str | Path, day: str = MONDAY.isoformat()) -> Ran:
    company.room.received.clear()
    return run("nightly", "--config", company.config, "--as-of", day, *words)


def _to(company: Company) -> list[str]:
    return [str(message["To"]).split("<")[-1].rstrip(">") for message in company.room.messages()]


def _told_to_admin(company: Company) -> str:
    texts = [str(message.get_content()) for message in company.room.messages() if ADMIN in str(message["To"])]
    return "\n".join(texts)


def _set(company: Company, line: str) -> None:
    text = company.config.read_text(encoding="utf-8")
    company.config.write_text(line + "\n" + text, encoding="utf-8")


# -- who gets what --------------------------------------------------------------------------------------------------


def test_without_a_group_workbook_no_sponsor_of_a_team_gets_the_summary(company: Company) -> None:
    company.path("GR").unlink()
    for team in ("NO", "IF"):
        company.plans[team].form("plan").values["sponsor"] = "GLF"
        company.write(team)
    ran = _night(company)
    assert not any("nationale" in subject for subject in company.subjects())
    assert SPONSOR not in _to(company)
    assert "synthèse nationale n’a pas de destinataire" in ran.err
    assert "synthèse nationale n’a pas de destinataire" in _told_to_admin(company)
    _night(company, day="2026-06-16")
    assert not _told_to_admin(company)


def test_a_file_that_cannot_be_read_is_told_each_night_and_once_to_the_administrator(company: Company) -> None:
    company.path("XX").symlink_to("nowhere.xlsx")
    told = "Fichier illisible\u00a0: XX.xlsx (lien vers un fichier qui n’existe plus)"
    assert told in _night(company).err
    assert told in _told_to_admin(company)
    assert told in _night(company, day="2026-06-16").err
    assert not _told_to_admin(company)


def test_a_director_of_the_configuration_needs_no_group_workbook(company: Company) -> None:
    company.path("GR").unlink()
    with company.config.open("a", encoding="utf-8") as file:
        file.write('[[role]]\nrole = "director"\nemail = "dg@valmorane.example"\n')
    _night(company)
    assert "dg@valmorane.example" in _to(company)


def test_a_group_workbook_of_another_year_sends_the_summary_to_nobody(company: Company) -> None:
    company.plans["GR"].form("plan").values["plan_year"] = 2025
    company.write("GR")
    _night(company)
    assert not any("nationale" in subject for subject in company.subjects())
    assert "aucune équipe de l’exercice" in _told_to_admin(company)


@pytest.mark.parametrize("content", [None, b"PK\3\4 damaged"])
def test_an_unreadable_reference_stops_the_night_and_is_told(company: Company, content: bytes | None) -> None:
    reference = company.folder / "reference.xlsx"
    if content is not None:
        reference.write_bytes(content)
    _set(company, 'reference = "reference.xlsx"')
    ran = _night(company)
    assert ran.code == 2
    assert "reference.xlsx" in ran.err
    assert _to(company) == [ADMIN]
    assert "reference.xlsx" in _told_to_admin(company)


def test_a_night_without_any_usable_workbook_is_told(company: Company) -> None:
    for team in ("GR", "NO", "IF"):
        company.path(team).write_bytes(b"PK")
    assert _night(company).code == 2
    assert _to(company) == [ADMIN]


# -- overwriting ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["plans/NO.xlsx", "plans/GR.xlsx", "pacom.toml", "notes.xlsx"])
def test_the_consolidated_workbook_never_replaces_what_is_not_ours(company: Company, name: str) -> None:
    target = company.folder / name
    _set(company, f'consolidated = "{name}"')
    if not target.exists():
        target.write_bytes(b"PK somebody's own")
    before = target.read_bytes()
    ran = _night(company)
    assert ran.code == 2
    assert name in ran.err
    assert target.read_bytes() == before


def test_a_findings_workbook_never_replaces_what_is_not_ours(company: Company) -> None:
    (company.folder / "constats").mkdir()
    target = company.folder / "constats" / "PAC_Constats.xlsx"
    shutil.copyfile(company.path("NO"), target)
    before = target.read_bytes()
    _set(company, 'findings = "constats"')
    assert _night(company).code == 2
    assert target.read_bytes() == before


def test_the_page_never_replaces_another_site(company: Company) -> None:
    (company.folder / "page").mkdir()
    target = company.folder / "page" / "index.html"
    target.write_text("<html>our intranet</html>", encoding="utf-8")
    assert _night(company).code == 2
    assert target.read_text(encoding="utf-8") == "<html>our intranet</html>"
    target.unlink()
    assert [_night(company, day=day).code for day in ("2026-06-15", "2026-06-16")] == [0, 0]


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in folders")
def test_a_pipe_stays_a_pipe(company: Company) -> None:
    target = company.folder / "group.xlsx"
    os.mkfifo(target)
    _set(company, 'consolidated = "group.xlsx"')
    assert _night(company).code == 2
    assert target.is_fifo()


def test_a_result_of_an_earlier_night_is_replaced(company: Company) -> None:
    _set(company, 'consolidated = "group.xlsx"\nfindings = "constats"')
    assert _night(company).code == 0
    company.edit("ACT-NO-002", title="Autre")
    assert _night(company).code == 0


@pytest.mark.parametrize("output", ["plans/NO.xlsx", "reference.xlsx", "notes.xlsx"])
def test_merge_never_replaces_what_is_not_its_own(company: Company, output: str) -> None:
    target = company.folder / output
    if not target.exists():
        shutil.copyfile(company.path("GR"), target)
    before = target.read_bytes()
    words: list[str | Path] = ["merge", company.path("NO"), company.path("IF"), "-o", target, "--force"]
    reference: list[str | Path] = ["--reference", target] if output == "reference.xlsx" else []
    ran = run(*words, *reference)
    assert ran.code == 2
    assert output in ran.err
    assert target.read_bytes() == before


def test_merge_replaces_its_own_result(company: Company) -> None:
    words: list[str | Path] = [
        "merge",
        company.path("NO"),
        company.path("IF"),
        "-o",
        company.folder / "group.xlsx",
        "--force",
    ]
    assert run(*words).code == 0
    assert run(*words).code == 0


def test_check_never_replaces_its_configuration(company: Company) -> None:
    before = company.config.read_text(encoding="utf-8")
    words: list[str | Path] = ["check", company.path("NO"), "--config", company.config, "-o", company.config, "--force"]
    assert run(*words, "--format", "json").code == 2
    assert company.config.read_text(encoding="utf-8") == before


# -- the history ----------------------------------------------------------------------------------------------------


def test_an_empty_history_is_told(company: Company) -> None:
    _night(company)
    history = company.folder / "state" / "history.sqlite"
    for suffix in ("-wal", "-shm"):
        history.with_name(history.name + suffix).unlink(missing_ok=True)
    history.write_bytes(b"")
    ran = _night(company, day="2026-06-16")
    assert "historique vide" in ran.err
    assert "historique vide" in (company.folder / "state" / "logs" / "latest.txt").read_text(encoding="utf-8")
    assert "historique vide" in _told_to_admin(company)


def test_a_history_that_is_gone_is_told(company: Company) -> None:
    _night(company)
    for file in (company.folder / "state").glob("history.sqlite*"):
        file.unlink()
    assert "historique absent" in _night(company, day="2026-06-16").err
    assert "historique" not in _night(company, day="2026-06-17").err


def test_a_history_in_use_is_a_sentence(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pacom_xl.nightly.history.history_database._PATIENCE_S", 0.2)
    _night(company)
    other = sqlite3.connect(company.folder / "state" / "history.sqlite", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        ran = _night(company, day="2026-06-16")
    finally:
        other.close()
    assert ran.code == 2
    assert "utilisé par un autre programme" in ran.err


# -- names and leftovers --------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="names are text elsewhere")
def test_a_file_name_that_is_not_utf8_is_no_fault(company: Company) -> None:
    company.path("NO").rename(company.folder / "plans" / os.fsdecode(b"N\xe9O.xlsx"))
    ran = _night(company)
    assert ran.code == 0, ran.err
    log = (company.folder / "state" / "logs" / "latest.txt").read_text(encoding="utf-8")
    assert "N\\udce9O.xlsx" in log


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
def test_control_characters_of_a_name_never_reach_the_log(company: Company) -> None:
    company.path("NO").rename(company.folder / "plans" / "N\x1b[31m\nO.xlsx")
    _night(company)
    log = (company.folder / "state" / "logs" / "latest.txt").read_text(encoding="utf-8")
    assert "\x1b" not in log
    assert any("O.xlsx" in line and "lu (NO)" in line for line in log.splitlines())


def test_what_killed_runs_left_is_swept(company: Company) -> None:
    _night(company)
    state = company.folder / "state"
    left = [
        folder / f".pacom-01234567-{pid}-x" for folder in (state, state / "outbox", state / "logs") for pid in (999999,)
    ]
    for file in left:
        file.write_bytes(b"half")
    running = state / "outbox" / f".pacom-01234567-{os.getppid()}-x"
    running.write_bytes(b"at work")
    _night(company, day="2026-06-16")
    assert not any(file.exists() for file in left)
    assert running.exists()


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_is_not_another_run(
    company: Company, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(filelock.FileLock, "acquire", refused)
    assert _night(company).code == 0
    assert not (company.folder / "state" / "lock.pid").exists()
    with filelock.SoftFileLock(company.folder / "state" / "lock.pid"):
        assert "un autre passage est en cours" in _night(company).err


# -- rehearsal ------------------------------------------------------------------------------------------------------


def _written(folder: Path) -> dict[str, tuple[str, list[bytes]]]:
    found = {}
    for file in folder.glob("*.eml"):
        message = message_from_bytes(file.read_bytes(), policy=default)
        assert isinstance(message, EmailMessage)
        found[str(message["To"])] = _bodies(message)
    return found


def _bodies(message: EmailMessage) -> tuple[str, list[bytes]]:
    """Subject, text and HTML of a mail, but for line ends, which a mail server may change."""
    parts = [message.get_body((kind,)) for kind in ("plain", "html")]
    content = [part.get_payload(decode=True) for part in parts if part is not None]
    assert len(content) == 2
    return str(message["Subject"]), [bytes(one).replace(b"\r\n", b"\n") for one in content if isinstance(one, bytes)]


def test_a_rehearsal_writes_the_mails_of_the_night(company: Company, tmp_path: Path) -> None:
    _night(company)
    company.edit("ACT-NO-002", status="done", lessons="Fait.", progress=1)
    history = (company.folder / "state" / "history.sqlite").read_bytes()
    rehearsed = _night(company, "--dry-run", tmp_path / "mails", day="2026-06-16")
    assert rehearsed.code == 0, rehearsed.err
    assert (company.folder / "state" / "history.sqlite").read_bytes() == history
    assert not company.room.received
    _night(company, day="2026-06-16")
    real = {str(message["To"]): _bodies(message) for message in company.room.messages()}
    assert _written(tmp_path / "mails") == real
    assert 0 < len(real) < 10


def test_a_rehearsal_of_a_day_off_writes_nothing_but_a_fresh_one_does(company: Company, tmp_path: Path) -> None:
    assert "jour non ouvré" in _night(company, "--dry-run", tmp_path / "mails", day="2026-06-20").err
    assert not (tmp_path / "mails").exists()
    _night(company)
    with company.config.open("a", encoding="utf-8") as more:
        more.write('[replies]\naddress = "pac@valmorane.example"\n[links]\npage = "https://intra.example/pac"\n')
    _night(company, "--dry-run", tmp_path / "mails", "--fresh", day="2026-06-20")
    assert len(_written(tmp_path / "mails")) >= 5
    assert run("nightly", "--config", company.config, "--fresh").code == 2
    # A first impression has the prepared replies, and the address of the calendar as people open it.
    owner = (tmp_path / "mails" / "TQU.html").read_text(encoding="utf-8")
    assert "mailto:pac@valmorane.example" in owner
    assert "https://intra.example/pac/agenda/NO-TQU.ics" in owner


def test_hours_are_those_of_the_configuration(company: Company) -> None:
    _set(company, 'time_zone = "Asia/Tokyo"')
    company.configure(1)
    _set(company, 'time_zone = "Asia/Tokyo"')
    _night(company)
    assert "(Asia/Tokyo)" in run("nightly", "status", "--config", company.config).out
    assert "(Asia/Tokyo)" in run("outbox", "list", "--config", company.config).out
