"""The command and the jobs around it: journal, faults, status, lock, outbox, rehearsal, what is joined."""

from __future__ import annotations

import io
import os
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from email.headerregistry import Address
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.correction.correct import Corrected, correct
from pacom_xl.correction.package_parts import PackageParts
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell
from pacom_xl.nightly.publishing.not_correctable import why_not_correctable
from pacom_xl.nightly.publishing.sent_corrections import load_sent_corrections, save_sent_corrections
from pacom_xl.nightly.recipients.recipients import Recipient
from pacom_xl.reading.workbook_reader import OpenReading
from tests.support.command_line import run
from tests.support.mail_server import PASSWORD, mail_server
from tests.support.nightly_company import MONDAY, Company
from tests.support.opened_workbook import open_workbook
from tests.support.sample_company import sample_plan, sample_review


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory, workbooks: Path) -> Iterator[Company]:
    """A company whose check has just run."""
    folder = tmp_path_factory.mktemp("living")
    with pytest.MonkeyPatch.context() as patch, mail_server(folder) as room:
        patch.setenv("PACOM_SMTP_PASSWORD", PASSWORD)
        found = Company(folder, room, workbooks)
        found.night(0)
        yield found


def test_no_name_no_address_no_trigram_in_the_logs(company: Company) -> None:
    ran, _ = company.night(0)
    log = (company.folder / "state" / "logs" / "latest.txt").read_text(encoding="utf-8")
    people = company.plans["NO"].table("team")
    for text in (log, ran.err):
        for person in people:
            assert str(person.get("email")) not in text
            assert str(person.get("full_name")) not in text
            assert not re.search(rf"\b{person.key}\b", text)
    assert "NO.xlsx" in log


def test_who_cannot_be_written_to_is_counted_in_the_logs_and_named_in_a_rehearsal(
    company: Company, tmp_path: Path
) -> None:
    for person in company.plans["NO"].table("team"):
        if person.key == "TQU":
            person.values["email"] = "nobody"
    company.write("NO")
    ran, _ = company.night(0)
    log = (company.folder / "state" / "logs" / "latest.txt").read_text(encoding="utf-8")
    assert "responsable d’action\xa0: adresse de courriel absente ou incorrecte" in ran.err
    assert "TQU" not in ran.err + log
    assert re.search(r"Sans destinataire\xa0: [1-9]", log)
    rehearsed = run("nightly", "--config", company.config, "--dry-run", tmp_path / "m", "--as-of", MONDAY.isoformat())
    assert "incorrecte (TQU)" in rehearsed.err


def test_an_internal_fault_is_mailed_to_the_administrator_only(
    company: Company, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("our own bug")

    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setattr("pacom_xl.nightly.job.compared", broken)
    ran = run("nightly", "--config", company.config, "--as-of", MONDAY.isoformat())
    assert ran.code == 4
    assert [str(message["To"]) for message in company.room.messages()] == ["admin@valmorane.example"]
    assert run("nightly", "status", "--config", company.config).code == 1


class Clock(datetime):
    """The present, moved."""

    moved = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Clock:
        """The moved present."""
        return cls.fromtimestamp(time.time() + cls.moved.total_seconds(), tz)


@pytest.mark.parametrize(
    ("later", "options", "code"),
    [
        (timedelta(hours=0), (), 0),
        (timedelta(hours=25, minutes=55), (), 0),
        (timedelta(hours=26, minutes=5), (), 1),
        (timedelta(hours=26, minutes=5), ("--max-age", "2d"), 0),
        (timedelta(minutes=85), ("--max-age", "90m"), 0),
        (timedelta(minutes=95), ("--max-age", "90m"), 1),
        # The clock went back after the run: nothing can be concluded, so nobody is reassured.
        (timedelta(minutes=-30), (), 0),
        (timedelta(hours=-2), (), 1),
    ],
)
def test_status_says_when_the_job_has_died(
    living: Company, monkeypatch: pytest.MonkeyPatch, later: timedelta, options: tuple[str, ...], code: int
) -> None:
    monkeypatch.setattr(Clock, "moved", later)
    monkeypatch.setattr("pacom_xl.cli.nightly_jobs.datetime", Clock)
    ran = run("nightly", "status", "--config", living.config, *options)
    assert ran.code == code, ran.out
    hours = f"{later.total_seconds() / 3600:.1f}".replace(".", ",")
    assert f"il y a {hours}\xa0h" in ran.out


def test_a_manager_gets_the_findings_of_their_own_team_and_of_no_other(company: Company) -> None:
    company.night(0)
    found = {}
    for message in company.room.messages():
        for part in message.iter_attachments():
            if part.get_content_maintype() == "application":
                found[(str(message["Subject"]).split("]")[1], part.get_filename())] = part.get_content()
    own = {name for subject, name in found if subject == "[NO"}
    assert own == {"PAC_Constats_NO.xlsx"}
    assert {name for subject, name in found if "nationale" in subject} == {"PAC_2026_Groupe.xlsx", "PAC_Constats.xlsx"}
    text = {name: _words(data) for (_, name), data in found.items()}
    assert "ACT-IF-" in text["PAC_Constats.xlsx"]
    assert "ACT-NO-002" in text["PAC_Constats_NO.xlsx"]
    assert not re.search(r"ACT-IF-|IF\.xlsx|Île-de-France", text["PAC_Constats_NO.xlsx"])
    # Written beside the state, it is no input of the next night.
    _, told = company.night(1)
    assert not [key for key in told if "Constats" in key[2]]


def test_a_manager_gets_their_own_workbook_with_the_findings_in_it(company: Company) -> None:
    company.configure(company.server.port, attach="")
    company.night(0)
    _, found = _of_manager(company, "NO")
    assert found.keys() == {"PAC_A_corriger_NO.xlsx"}
    package = PackageParts(found["PAC_A_corriger_NO.xlsx"])
    names = [element.get("name") for element, _ in package.sheets()]
    assert names[0] == "Corrections" and "ACT-NO-002" in names
    assert b"PAC401" in package.raw(package.sheets()[0][1])
    # It holds the plan of the team: the next night must not take it for a second version.
    _, told = company.night(1)
    assert not [key for key in told if key[0] in ("PAC701", "PAC702")]


def test_a_corrected_workbook_is_not_sent_again_when_only_deadlines_passed(company: Company) -> None:
    company.configure(company.server.port, attach="")
    company.night(0)
    company.night(21)  # by then further actions are late
    text, found = _of_manager(company, "NO")
    assert found.keys() == {"PAC_Constats_NO.xlsx"}
    assert "votre classeur n’a pas changé depuis le 15/06/2026, où il vous a été envoyé" in text
    company.edit("ACT-NO-002", title="")
    company.night(22)
    _, found = _of_manager(company, "NO")
    assert found.keys() == {"PAC_A_corriger_NO.xlsx"}


def test_what_was_sent_is_known_by_reader_and_for_a_month(tmp_path: Path) -> None:
    of_team, file = replace(sample_review(), findings=[]), tmp_path / "sent.json"
    reader, other = (Recipient(Address("x", addr_spec=f"{name}@valmorane.example"), "fr") for name in ("a", "b"))
    sent = load_sent_corrections(file, MONDAY)
    sent.note(reader, of_team)
    assert sent.earlier(reader, of_team) is None  # today, a mail that is made again gets it again
    save_sent_corrections(file, sent)
    assert load_sent_corrections(file, MONDAY + timedelta(days=30)).earlier(reader, of_team) == MONDAY
    assert load_sent_corrections(file, MONDAY + timedelta(days=1)).earlier(other, of_team) is None
    assert load_sent_corrections(file, MONDAY + timedelta(days=31)).earlier(reader, of_team) is None
    late, typed = (
        Finding(code, "ACT-NO-002", team="NO", cell=Cell("ACT-NO-002", 4, 2)) for code in ("PAC401", "PAC105")
    )
    after = load_sent_corrections(file, MONDAY + timedelta(days=1))
    assert after.earlier(reader, replace(of_team, findings=[late])) == MONDAY
    assert after.earlier(reader, replace(of_team, findings=[typed])) is None
    file.write_text("[1", encoding="utf-8")
    assert load_sent_corrections(file, MONDAY).days == {}


def test_a_workbook_that_is_no_file_with_its_cells_marked_is_said_in_the_mail(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = PackageParts(company.path("NO").read_bytes())
    sheet = next(element for element, _ in package.sheets() if element.get("name") == "SWOT")
    sheet.getparent().remove(sheet)
    company.path("NO").write_bytes(package.save())

    def broken_for_one(found: OpenReading, *others: Any, **settings: Any) -> Corrected:
        if found.reading.path.stem == "IF":
            raise TypeError
        return correct(found, *others, **settings)

    monkeypatch.setattr("pacom_xl.nightly.publishing.team_corrections.correct", broken_for_one)
    company.configure(company.server.port, attach="")
    ran, _ = company.night(0)
    text, found = _of_manager(company, "NO")
    assert found.keys() == {"PAC_A_corriger_NO.xlsx"}
    assert "Votre classeur, réécrit (une feuille manque), constats marqués" in text
    # A fault of the program costs this attachment only, and is reported.
    text, found = _of_manager(company, "IF")
    assert found.keys() == {"PAC_Constats_IF.xlsx"}
    assert "votre classeur n’a pas pu être marqué : défaut interne" in text
    assert ran.code == 3
    assert "équipe IF : classeur corrigé non écrit" in ran.err.replace("\xa0", " ")


@pytest.mark.parametrize(("name", "why"), [("NO.xlsx", None), ("NO.ods", "format .ods"), ("NO.xlsm", "format .xlsm")])
def test_only_the_own_format_is_corrected(tmp_path: Path, name: str, why: str | None) -> None:
    (tmp_path / name).touch()
    plan = replace(sample_plan("NO"), file=str(tmp_path / name))
    found = why_not_correctable(plan)
    assert (found and found.fr) == why


def _of_manager(company: Company, team: str) -> tuple[str, dict[str | None, bytes]]:
    """Text and workbooks of the mail to the manager of a team."""
    mail = next(m for m in company.room.messages() if f"[{team}" in str(m["Subject"]))
    body = mail.get_body(("plain",))
    assert body is not None
    parts = [part for part in mail.iter_attachments() if part.get_content_maintype() == "application"]
    text = " ".join(body.get_content().replace("\xa0", " ").replace("\u202f", " ").split())
    return text, {part.get_filename(): part.get_content() for part in parts}


def _words(data: bytes) -> str:
    """Every text of a workbook."""
    book = open_workbook(io.BytesIO(data))
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)


def test_status_of_a_job_that_never_ran_rests_or_is_asked_wrongly(company: Company) -> None:
    assert run("nightly", "status", "--config", company.config).code == 1
    assert run("nightly", "status", "--config", company.config, "--max-age", "soon").code == 2
    # A day off is a sign of life, with nothing recorded.
    ran = run("nightly", "--config", company.config, "--as-of", "2026-06-20")
    assert "jour non ouvré" in ran.err
    assert run("nightly", "status", "--config", company.config).code == 0


def test_two_runs_never_overlap(company: Company) -> None:
    from pacom_xl.storage.run_lock import only_run

    with only_run(company.folder / "state" / "lock"):
        ran = run("nightly", "--config", company.config, "--as-of", MONDAY.isoformat())
    assert ran.code == 2
    assert "un autre passage est en cours" in ran.err
    assert not company.room.received


def test_forgetting_a_person_empties_what_is_kept_of_them(company: Company) -> None:
    company.configure(1)
    company.night(0, mails=0)
    box = company.folder / "state" / "outbox"
    assert any('"TQU"' in path.read_text(encoding="utf-8") for path in box.glob("*.json"))
    assert (company.folder / "state" / "results.sqlite").exists()
    assert run("nightly", "forget", "tqu", "--config", company.config).code == 0
    assert not any('"TQU"' in path.read_text(encoding="utf-8") for path in box.glob("*.json"))
    assert not list((company.folder / "state").glob("results.sqlite*"))


def test_the_box_can_be_listed_and_sent_by_hand(company: Company) -> None:
    company.configure(1)
    company.night(0, mails=0)
    listed = run("outbox", "list", "--config", company.config)
    assert listed.code == 0
    assert "helene.carpentier@valmorane.example" in listed.out
    assert run("outbox", "send", "--config", company.config).code == 3
    company.configure(company.room.port)
    assert run("outbox", "send", "--due", "--config", company.config).code == 3
    assert run("outbox", "send", "--config", company.config).code == 0
    assert len(company.room.received) == len(listed.out.splitlines())


def test_a_dry_run_remembers_and_sends_nothing(company: Company, tmp_path: Path) -> None:
    ran = run("nightly", "--config", company.config, "--dry-run", tmp_path / "mails", "--as-of", MONDAY.isoformat())
    assert ran.code == 0
    assert (tmp_path / "mails" / "direction.eml").is_file()
    assert not (company.folder / "state").exists()
    assert not company.room.received


def test_the_password_is_nowhere_on_the_disk(company: Company) -> None:
    company.night(0)
    assert os.environ["PACOM_SMTP_PASSWORD"] == PASSWORD
    files = [path for path in company.folder.rglob("*") if path.is_file()]
    assert not [path for path in files if PASSWORD.encode() in path.read_bytes()]
