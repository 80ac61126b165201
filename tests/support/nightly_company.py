"""A company for the command to run on: workbooks people edit, a configuration, a mail server."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

from pacom_xl.model.plan import Plan, Value
from pacom_xl.nightly.history.run_history import History
from tests.support.command_line import Ran, run
from tests.support.drafts import Draft, DraftRecord
from tests.support.mail_server import Mailroom
from tests.support.sample_company import sample_plan
from tests.support.written_once import write_once

MONDAY = date(2026, 6, 15)


TEAMS = ("GR", "NO", "IF")


class MailServer(Protocol):
    """Address and user of a mail server; ``user`` is ``""`` when it needs no password."""

    port: int
    ca_file: str
    user: str


class Company:
    """A folder of workbooks, a configuration and a mail server."""

    def __init__(self, folder: Path, server: MailServer, workbooks: Path, plans: Iterable[Plan] = ()) -> None:
        """``workbooks``: a folder with the workbooks of ``plans``, by default those of the sample company."""
        self.folder, self.server = folder, server
        self.plans = {str(plan.team): Draft.of(plan) for plan in plans or map(sample_plan, TEAMS)}
        self.config = folder / "pacom.toml"
        shutil.copytree(workbooks, folder / "plans")
        self.configure(server.port)

    @property
    def room(self) -> Mailroom:
        """The server in this process, with the mails it received."""
        assert isinstance(self.server, Mailroom)
        return self.server

    def configure(self, port: int, *, attach: str = "findings") -> None:
        """Point the configuration at a server. ``attach``: ``""`` for the default, which takes longer."""
        self.config.write_text(
            'folders = ["plans"]\nexpect = ["NO", "IF"]\nstate = "state"\npublish = "page"\nlang = "fr"\n'
            'sender = "pac@valmorane.example"\nadmin = "admin@valmorane.example"\n'
            f'[smtp]\nhost = "localhost"\nport = {port}\nca_file = "{self.server.ca_file}"\ntimeout = 5\n'
            + (f'user = "{self.server.user}"\n' if self.server.user else "")
            + (f'[mails]\nattach = "{attach}"\n' if attach else ""),
            encoding="utf-8",
        )

    def path(self, team: str) -> Path:
        """Workbook of a team."""
        return self.folder / "plans" / f"{team}.xlsx"

    def write(self, team: str) -> None:
        """Save a team's workbook."""
        write(self.plans[team].plan(), self.path(team))

    def action(self, code: str) -> DraftRecord:
        """An action, to be changed."""
        return self.plans[code.split("-")[1]].action(code)

    def edit(self, code: str, **values: Value) -> None:
        """Change an action and save its workbook."""
        self.action(code).values.update(values)
        self.write(code.split("-")[1])

    def night(self, day: int, *, mails: int | None = None) -> tuple[Ran, dict[tuple[str, str, str, str], str]]:
        """Run the night ``day`` days after Monday. Returns the run and the status of each finding in the history."""
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
    """Write a workbook over the existing one."""
    path.unlink(missing_ok=True)
    write_once(plan, path, as_of=MONDAY, workbook_id=f"id-{plan.team}", lang="fr")
