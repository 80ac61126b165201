"""When a person is written to: their rhythm of the Équipe sheet, one mail a day at most."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import pytest

from pacom_xl.consolidation.review import Review
from pacom_xl.nightly.night_facts import Night
from pacom_xl.nightly.recipients.rhythm import DayMails, load_day_mails, save_day_mails
from pacom_xl.reporting.words.finding_status import Status
from pacom_xl.template.load import load_template
from tests.nightly.mails_read import all_mails, person
from tests.support.drafts import Draft
from tests.support.sample_company import AS_OF, sample_review

OWNER = "thomas.quemener@valmorane.example"
#: Monday, first run · Tuesday · Monday again, second run: with news and without.
WITHOUT = {"": "", "daily": "mon tue", "weekly": "mon", "new_only": ""}
WITH = {"": "mon tue again", "daily": "mon tue again", "weekly": "mon", "new_only": "mon tue again"}


@lru_cache(maxsize=8)
def _review(rhythm: str) -> Review:
    return sample_review(change=person("TQU", mail_rhythm=rhythm or None))


def written(rhythm: str, news: bool, day: date, number: int, day_mails: DayMails | None = None) -> list[str]:
    """Addresses written to on a later night."""
    review = replace(_review(rhythm), as_of=day)
    statuses = {finding.identity: Status("worse" if news else "ongoing", 3) for finding in review.shown}
    night = Night(review, statuses, first=False)
    return [str(mail.message["To"]) for mail in all_mails(night, number=number, day_mails=day_mails)[0]]


@pytest.mark.parametrize("rhythm", list(WITH))
@pytest.mark.parametrize("news", [False, True])
def test_the_rhythm_of_the_team_sheet(rhythm: str, news: bool) -> None:
    tuesday = AS_OF + timedelta(days=1)
    runs = {"mon": (AS_OF, 1), "tue": (tuesday, 1), "again": (AS_OF, 2)}
    found = [name for name, run in runs.items() if any(OWNER in to for to in written(rhythm, news, *run))]
    assert " ".join(found) == (WITH if news else WITHOUT)[rhythm]


def test_two_runs_of_a_day_write_once_and_the_news_come_the_next_day(tmp_path: Path) -> None:
    file = tmp_path / "day-mails.json"
    tuesday, wednesday = AS_OF + timedelta(days=1), AS_OF + timedelta(days=2)

    def run(news: bool, day: date, number: int) -> bool:
        mails = load_day_mails(file, day)
        found = any(OWNER in to for to in written("", news, day, number, mails))
        save_day_mails(file, mails)
        return found

    assert run(True, tuesday, 1)
    assert not run(True, tuesday, 2)
    assert run(False, wednesday, 1)
    assert not run(False, wednesday, 2)
    assert not run(False, wednesday + timedelta(days=1), 1)
    assert OWNER not in file.read_text(encoding="utf-8")


def test_a_damaged_file_is_as_none(tmp_path: Path) -> None:
    file = tmp_path / "day-mails.json"
    for damage in (b"", b"[]", b'{"day": 3}', b"\xff"):
        file.write_bytes(damage)
        assert load_day_mails(file, AS_OF) == DayMails(AS_OF)


def test_the_field_is_optional_and_its_choices_are_those_the_night_knows() -> None:
    template = load_template()
    field = template.by_name["team.mail_rhythm"]
    assert not field.required
    assert [choice.key for choice in template.choices["mail_rhythm"]] == ["daily", "weekly", "new_only"]


def test_an_unknown_rhythm_is_as_none() -> None:
    def change(plan: Draft) -> None:
        for record in plan.table("team"):
            record.values["mail_rhythm"] = "yearly"

    assert len(all_mails(Night(sample_review(change=change)))[0]) == len(all_mails(Night(sample_review()))[0])
