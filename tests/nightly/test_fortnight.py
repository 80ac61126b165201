"""Two weeks of the command as the scheduler runs it, on workbooks people edit, remove and damage meanwhile."""

from __future__ import annotations

import io
import os
import re
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Protocol, TypeVar

import openpyxl
import pytest

from pacom_xl.core.plan import Plan, Record
from pacom_xl.nightly.history import History
from pacom_xl.workbook.writer import write_workbook
from tests.cli.running import Ran, run
from tests.consolidation.readings import TEMPLATE, sample_plan
from tests.nightly.smtp import PASSWORD, Mailroom, mail_server

MONDAY = date(2026, 6, 15)
TEAMS = ("GR", "NO", "IF")
LATE = ("PAC401", "NO", "ACT-NO-002", "")
T = TypeVar("T")


class MailServer(Protocol):
    """Where to reach a server, and as whom; nobody when it asks for no password."""

    port: int
    ca_file: str
    user: str


class Company:
    """A folder of workbooks, a configuration and a mail server."""

    def __init__(self, folder: Path, server: MailServer, workbooks: Path) -> None:
        self.folder, self.server = folder, server
        self.plans = {team: sample_plan(team) for team in TEAMS}
        self.config = folder / "pacom.toml"
        shutil.copytree(workbooks, folder / "plans")
        self.configure(server.port)

    @property
    def room(self) -> Mailroom:
        """The server in this process, which keeps what it received."""
        assert isinstance(self.server, Mailroom)
        return self.server

    def configure(self, port: int) -> None:
        """Point the configuration at a server."""
        self.config.write_text(
            'folders = ["plans"]\nexpect = ["NO", "IF"]\nstate = "state"\npublish = "page"\nlang = "fr"\n'
            'sender = "pac@valmorane.example"\nadmin = "admin@valmorane.example"\n'
            f'[smtp]\nhost = "localhost"\nport = {port}\nca_file = "{self.server.ca_file}"\ntimeout = 5\n'
            + (f'user = "{self.server.user}"\n' if self.server.user else ""),
            encoding="utf-8",
        )

    def path(self, team: str) -> Path:
        """Workbook of a team."""
        return self.folder / "plans" / f"{team}.xlsx"

    def write(self, team: str) -> None:
        """Save a team's workbook."""
        write(self.plans[team], self.path(team))

    def action(self, code: str) -> Record:
        """An action, to be changed."""
        plan: Plan = self.plans[code.split("-")[1]]
        return next(record for record in plan.table("actions") if record.key == code)

    def edit(self, code: str, **values: object) -> None:
        """Change an action and save its workbook."""
        self.action(code).values.update(values)  # type: ignore[arg-type]
        self.write(code.split("-")[1])

    def night(self, day: int, *, mails: int | None = None) -> tuple[Ran, dict[tuple[str, str, str, str], str]]:
        """Run the night ``day`` days after Monday; what it told of the history."""
        self.room.received.clear()
        ran = run("nightly", "--config", self.config, "--as-of", (MONDAY + timedelta(days=day)).isoformat())
        if mails is not None:
            assert len(self.room.received) == mails, ran.err
        history = History(self.folder / "state" / "history.sqlite")
        last = history.last()
        assert last is not None
        events = history.events(last.uid)
        history.close()
        return ran, events

    def subjects(self) -> list[str]:
        """Subjects of the mails received."""
        return [str(message["Subject"]).replace("\xa0", " ") for message in self.room.messages()]


def write(plan: Plan, path: Path) -> None:
    """Save a workbook over the one that is there."""
    path.unlink(missing_ok=True)
    write_workbook(plan, TEMPLATE, path, as_of=MONDAY, workbook_id=f"id-{plan.team}", lang="fr")


@pytest.fixture(scope="session")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company's workbooks, written once."""
    folder = tmp_path_factory.mktemp("workbooks")
    for team in TEAMS:
        write(sample_plan(team), folder / f"{team}.xlsx")
    return folder


@pytest.fixture
def company(tmp_path: Path, workbooks: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    monkeypatch.setenv("PACOM_SMTP_PASSWORD", PASSWORD)
    with mail_server(tmp_path) as room:
        yield Company(tmp_path, room, workbooks)


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory, workbooks: Path) -> Iterator[Company]:
    """A company whose check has just run."""
    folder = tmp_path_factory.mktemp("living")
    with pytest.MonkeyPatch.context() as patch, mail_server(folder) as room:
        patch.setenv("PACOM_SMTP_PASSWORD", PASSWORD)
        found = Company(folder, room, workbooks)
        found.night(0)
        yield found


def _is_director(subject: str) -> bool:
    return "Synthèse nationale" in subject


def test_a_fortnight(company: Company) -> None:
    # Monday 15: the first night. Everything is an initial state, everybody hears of it.
    ran, told = company.night(0)
    assert ran.code == 0, ran.err
    assert set(told.values()) == {"initial"}
    assert told[LATE] == "initial"
    first = len(company.room.received)
    assert first >= 3
    assert any(_is_director(subject) for subject in company.subjects())
    assert all("(+" not in subject for subject in company.subjects())

    # Tuesday 16: nobody touched anything; what time alone changes is told, and only that.
    _, told = company.night(1)
    assert LATE not in told
    assert "initial" not in told.values()

    # Wednesday 17: NO-002 is closed. It is resolved, its owner is thanked.
    company.edit("ACT-NO-002", status="done", progress=Decimal(1), done_on=date(2026, 6, 16), lessons="Fait.")
    _, told = company.night(2)
    assert told[LATE] == "resolved"
    summary = next(subject for subject in company.subjects() if _is_director(subject))
    assert re.search(r"\d+ résolus?", summary)

    # Thursday 18: NO's workbook is gone. Nothing of NO is called resolved; the absence is told once.
    hidden = company.path("NO").with_suffix(".away")
    company.path("NO").rename(hidden)
    ran, told = company.night(3)
    assert ran.code == 3
    of_no = Counter(state for key, state in told.items() if key[1] == "NO" and key[0] != "PAC710")
    assert set(of_no) == {"not_checked"}
    assert told[("PAC710", "NO", "NO", "")] == "new"
    lost = sum(of_no.values())

    # Friday 19: still gone, and the server is down: the night is kept, the mails wait.
    company.configure(1)
    ran, told = company.night(4, mails=0)
    assert ran.code == 3
    assert Counter(told.values())["not_checked"] == lost
    assert "resolved" not in {state for key, state in told.items() if key[1] == "NO"}

    # Saturday: a day off. Nothing is recorded, the job is alive.
    runs = _runs(company)
    assert "jour non ouvré" in company.night(5, mails=0)[0].err
    assert _runs(company) == runs

    # Monday 22: the workbook is back but damaged; the server is still down.
    company.path("NO").write_bytes(hidden.read_bytes()[:4000])
    ran, told = company.night(7, mails=0)
    assert ran.code == 3
    assert ("PAC118", "", "NO.xlsx", "") in told
    assert not [key for key, state in told.items() if key[1] == "NO" and state == "resolved" and key[0] != "PAC710"]
    waiting = len(list((company.folder / "state" / "outbox").glob("*.eml")))
    assert waiting >= 1

    # Tuesday 23: all is well again. What waited is delivered with the rest, each once; NO goes on where it was.
    company.configure(company.room.port)
    company.path("NO").write_bytes(hidden.read_bytes())
    hidden.unlink()
    ran, told = company.night(8)
    assert not list((company.folder / "state" / "outbox").glob("*.eml")) or ran.code == 3
    run("outbox", "send", "--config", company.config)
    assert not list((company.folder / "state" / "outbox").glob("*.eml"))
    ids = company.room.ids()
    assert len(ids) == len(set(ids)) >= waiting
    assert told[("PAC710", "NO", "NO", "")] == "resolved"
    assert told[("PAC118", "", "NO.xlsx", "")] == "resolved"
    assert not [key for key, state in told.items() if key[1] == "NO" and state in ("initial", "reopened")]

    # Wednesday 24: NO-002 is opened again, late: it comes back within a fortnight.
    company.edit("ACT-NO-002", status="in_progress", progress=Decimal("0.8"), done_on=None)
    _, told = company.night(9)
    assert told[LATE] == "reopened"

    # Thursday 25: the clock goes back by a month for one night: nothing is new, nothing is thrown away.
    before = len(_known(company))
    company.night(-20)
    assert len(_known(company)) >= before

    # Friday 26: an action is deleted instead of closed: resolved, but the mail says that it is gone.
    company.plans["NO"].records[:] = [
        record
        for record in company.plans["NO"].records
        if "ACT-NO-002" not in (record.key, record.parent) or record.table == "means"
    ]
    company.plans["NO"].__dict__.pop("_by_table", None)
    company.write("NO")
    _, told = company.night(11)
    assert told[LATE] == "resolved"
    bodies = [str(part.get_content()) for m in company.room.messages() if (part := m.get_body(("plain",)))]
    assert any("l’action a disparu du classeur" in body for body in bodies)

    # Twice the same night: nothing is new, nobody is written to.
    company.night(11, mails=0)
    page = (company.folder / "page" / "index.html").read_text(encoding="utf-8")
    assert page.count('<section class="card" id="trend">') == 1


def _runs(company: Company) -> int:
    return len(_history(company, lambda history: history.trend(100)))


def _known(company: Company) -> list[object]:
    return _history(company, lambda history: list(history.known()))


def _history(company: Company, ask: Callable[[History], T]) -> T:
    history = History(company.folder / "state" / "history.sqlite")
    try:
        return ask(history)
    finally:
        history.close()


def test_no_name_no_address_no_trigram_in_the_logs(company: Company) -> None:
    ran, _ = company.night(0)
    log = (company.folder / "state" / "logs" / "latest.txt").read_text(encoding="utf-8")
    people = company.plans["NO"].table("team")
    for text in (log, ran.err):
        for person in people:
            assert str(person.get("email")) not in text
            assert str(person.get("full_name")) not in text
            assert not re.search(rf"\b{person.key}\b", text)
    assert "PAC_" not in log or "NO.xlsx" in log


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
    monkeypatch.setattr("pacom_xl.cli.nightly.spend", broken)
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


def _words(data: bytes) -> str:
    """Every text of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)


def test_status_of_a_job_that_never_ran_rests_or_is_asked_wrongly(company: Company) -> None:
    assert run("nightly", "status", "--config", company.config).code == 1
    assert run("nightly", "status", "--config", company.config, "--max-age", "soon").code == 2
    # A day off is a sign of life, with nothing recorded.
    ran = run("nightly", "--config", company.config, "--as-of", "2026-06-20")
    assert "jour non ouvré" in ran.err
    assert run("nightly", "status", "--config", company.config).code == 0


def test_two_runs_never_overlap(company: Company) -> None:
    from pacom_xl.nightly.lock import only_run

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
    assert run("nightly", "forget", "tqu", "--config", company.config).code == 0
    assert not any('"TQU"' in path.read_text(encoding="utf-8") for path in box.glob("*.json"))
    assert not (company.folder / "state" / "cache.sqlite").exists()


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
