"""Two weeks of the command as the scheduler runs it, on workbooks people edit, remove and damage meanwhile."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from pacom_xl.nightly.history.run_history import History
from tests.support.command_line import run
from tests.support.nightly_company import Company

LATE = ("PAC401", "NO", "ACT-NO-002", "")


T = TypeVar("T")


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
    # Mails that failed wait for the time of their next attempt: the night says that some wait.
    assert ran.code == 3
    assert len(list((company.folder / "state" / "outbox").glob("*.eml"))) == waiting
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
