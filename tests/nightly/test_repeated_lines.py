"""Two weeks of nights: one mail a person a day, and few lines somebody has already read.

Compared with one full list a night, as a check without memory would send.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from pacom_xl.consolidation.review import Review, review
from pacom_xl.nightly.configuration.config import NightlyConfig
from pacom_xl.nightly.history.comparison import action_history, compared, run_of
from pacom_xl.nightly.history.run_history import History
from pacom_xl.nightly.mails.mail_message import plain
from pacom_xl.nightly.mails.night_mails import Mail, mails_of
from pacom_xl.nightly.night_facts import Night
from pacom_xl.nightly.recipients.sending_days import is_day_off
from pacom_xl.reporting.words.finding_status import Status
from tests.support.drafts import Draft
from tests.support.sample_company import AS_OF, TEMPLATE, reading

TEAMS = ("GR", "NO", "IF", "SE", "SO")
DAYS = 14
#: What people do meanwhile: day, action, values.
EDITS: tuple[tuple[int, str, dict[str, object]], ...] = (
    (1, "ACT-NO-002", {"status": "done", "progress": Decimal(1), "done_on": date(2026, 6, 15), "lessons": "Fait."}),
    (2, "ACT-NO-011", {"owner": "TQU"}),
    (3, "ACT-IF-004", {"due": date(2026, 7, 15)}),
    (4, "ACT-SE-005", {"progress": Decimal("0.95")}),
    (7, "ACT-IF-004", {"due": date(2026, 7, 31)}),
    (8, "ACT-SO-001", {"allocated": Decimal(1000)}),
    (9, "ACT-NO-001", {"allocated": Decimal(20000)}),
    (10, "ACT-NO-002", {"status": "in_progress", "progress": Decimal("0.8"), "done_on": None}),
)


@dataclass
class Read:
    """What readers have got so far."""

    mails: Counter[tuple[str, date]] = field(default_factory=Counter)
    lines: Counter[tuple[str, str]] = field(default_factory=Counter)

    def take(self, day: date, mails: Iterable[Mail]) -> None:
        for mail in mails:
            to = str(mail.message["To"]).casefold()
            self.mails[to, day] += 1
            for text in {_same(item.text) for digest in mail.digests for s in digest.sections for item in s.items}:
                self.lines[to, text] += 1

    @property
    def repeated(self) -> int:
        """Lines a reader had already got in an earlier mail."""
        return sum(count - 1 for count in self.lines.values())


def _same(text: str) -> str:
    """A line without its numbers: that it is a day later makes it no other line."""
    return re.sub(r"\d+", "#", text)


def _company(day: date) -> Review:
    def change(of: int) -> Callable[[Draft], None]:
        def edit(plan: Draft) -> None:
            for on, code, values in EDITS:
                if on <= of and code.split("-")[1] == plan.team:
                    plan.action(code).values.update(values)  # type: ignore[arg-type]

        return edit

    readings = [reading(team, change=change((day - AS_OF).days)) for team in TEAMS]
    return review(readings, TEMPLATE, day)


@pytest.mark.long
def test_a_fortnight_repeats_little(tmp_path: Path) -> None:
    config, actual, full = NightlyConfig(), Read(), Read()
    history = History(tmp_path / "history.sqlite")
    for day in (AS_OF + timedelta(days=n) for n in range(DAYS)):
        if is_day_off(day, config):
            continue
        found = _company(day)
        actions = action_history(history, config)
        night, changes = compared(found, history, config, actions)
        actual.take(day, mails_of(night, config)[0])
        full.take(day, mails_of(Night(found), config)[0])
        run = run_of(night, day.isoformat())
        history.record(replace(run, uid=day.isoformat()), changes, actions.after(found.portfolio.all_plans, day))
    history.close()
    share = 1 - actual.repeated / full.repeated
    # Shown by pytest -s; docs/measures.md has the figures.
    print(f"{actual.mails.total()} of {full.mails.total()} mails, {actual.repeated} of {full.repeated} repeated lines")
    assert max(actual.mails.values()) == 1
    assert share >= 0.6


def test_unchanged_rows_of_less_urgent_sections_are_counted_and_listed_on_monday_only() -> None:
    found = _company(AS_OF)
    known = {finding.identity: Status("ongoing", 3) for finding in found.shown}
    news = next(finding for finding in found.shown if finding.team == "NO" and finding.code == "PAC401")
    known[news.identity] = Status("new", news=True)
    night = Night(found, known, first=False)
    monday = next(m for m in mails_of(night)[0] if m.name == "NO").digest
    tuesday = next(m for m in mails_of(night, number=2)[0] if m.name == "NO").digest
    counts = [{s.key: s.count for s in digest.sections} for digest in (monday, tuesday)]
    assert counts[0] == counts[1] and monday.subject == tuesday.subject
    assert all(s.left_out == 0 for s in monday.sections)
    quiet = {s.key: (len(s.items), s.note) for s in tuesday.sections if s.left_out}
    assert set(quiet) == {"missing", "kpis", "merging", "others"}
    assert all(items == 0 and note.endswith("sans changement.") for items, note in quiet.values())
    assert "… et 2\xa0déjà signalés, sans changement." in plain([tuesday])
