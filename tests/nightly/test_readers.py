"""Who reads what: roles, deputies, languages, and when nobody is written to."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from pacom_xl.nightly.configuration.config import NightlyConfig, Role
from pacom_xl.nightly.night_facts import Night
from pacom_xl.reporting.words.finding_status import Status
from tests.nightly.mails_read import all_mails, body_of, letters_of_managers, parsed, person, written
from tests.support.drafts import Draft
from tests.support.sample_company import sample_review


def test_one_mail_for_the_director_and_one_per_manager() -> None:
    found = {name: str(parsed(letter)["To"]) for name, letter in letters_of_managers().items()}
    assert list(found) == ["direction", "NO", "IF", "SE", "SO"]
    assert "helene.carpentier@valmorane.example" in found["direction"]
    assert "Gwenaëlle Le Floc'h <gwenaelle.le-floch@valmorane.example>" in found["NO"]


def test_a_draft_plan_sends_nothing() -> None:
    def draft(plan: Draft) -> None:
        if plan.team == "NO":
            plan.form("plan").values["plan_status"] = "draft"

    done, left = written(sample_review(change=draft))
    assert "NO" not in [letter.name for letter in done]
    assert [unsent.name for unsent in left] == ["NO"]
    assert all(item.team != "NO" for section in done[0].digest.sections for item in section.items)
    assert all("ACT-NO-" not in body_of(parsed(letter), "plain") for letter in done if letter.digest.role == "owner")


def test_an_unknown_manager_is_said_not_skipped() -> None:
    def nobody(plan: Draft) -> None:
        plan.form("plan").values["manager"] = "ZZZ"

    _, left = written(sample_review(change=nobody))
    assert [unsent.name for unsent in left] == ["NO", "IF", "SE", "SO"]


def test_a_manager_away_is_replaced_by_the_deputy_in_one_mail() -> None:
    change = person("GLF", absent_until=date(2026, 6, 20), deputy="TQU")
    done, _ = written(sample_review(change=change))
    names = [letter.name for letter in done]
    assert names.count("NO") == 1
    assert "TQU" not in names
    found = next(letter for letter in done if letter.name == "NO")
    assert "gwenaelle" not in str(found.message["To"])
    assert [digest.role for digest in found.digests] == ["NO", "owner"]


def test_someone_back_today_reads_their_own_mail() -> None:
    done, _ = written(sample_review(change=person("GLF", absent_until=date(2026, 6, 14), deputy="TQU")))
    assert "gwenaelle" in str(next(letter for letter in done if letter.name == "NO").message["To"])


def test_two_roles_make_one_mail() -> None:
    def both(plan: Draft) -> None:
        plan.form("plan").values["sponsor"] = "GLF"

    done, _ = written(sample_review(change=both))
    to_her = [letter for letter in done if "gwenaelle" in str(letter.message["To"])]
    assert [digest.role for digest in to_her[0].digests] == ["direction", "NO"]
    assert len(to_her) == 1
    page = body_of(parsed(to_her[0]), "html")
    assert page.count('data-row="late"') == 4
    assert page.count('data-row="NO:late"') == 1


def test_nobody_gets_two_mails() -> None:
    done, _ = written(sample_review())
    recipients = [str(letter.message["To"]).casefold() for letter in done]
    assert len(recipients) == len(set(recipients))
    assert len({letter.message["Message-ID"] for letter in done}) == len(done)


def _away_and_replaced_by(trigram: str, night: Night) -> set[str]:
    """People who cannot read their mail and named ``trigram`` as deputy."""
    return {
        record.key
        for plan in night.review.portfolio.all_plans
        for record in plan.table("team")
        if record.get("deputy") == trigram and record.get("absent_until")
    }


def test_an_owner_reads_their_own_actions_only() -> None:
    review = sample_review()
    night = Night(review)
    owners = [letter for letter in all_mails(night)[0] if letter.digest.role == "owner"]
    assert owners
    for letter in owners:
        read_for = {letter.trigram, *_away_and_replaced_by(letter.trigram, night)}
        mine = {row.key for who, rows in night.facts.owned.items() if who.trigram in read_for for row in rows}
        helped = {row.key for who, rows in night.facts.helped.items() if who.trigram in read_for for row in rows}
        for kind in ("plain", "html"):
            named = set(re.findall(r"ACT-[A-Z]+-\d+", body_of(parsed(letter), kind)))
            assert named <= mine | helped


def test_each_reads_their_own_language() -> None:
    done, _ = written(sample_review(change=person("GLF", language="en")))
    subjects = {letter.name: str(letter.message["Subject"]) for letter in done}
    assert "overdue" in subjects["NO"]
    assert "en retard" in subjects["IF"]


def test_readers_named_in_the_configuration_replace_those_of_the_sheet() -> None:
    roles = (Role("manager", "chef@valmorane.example", team="NO", lang="en"), Role("director", "dg@valmorane.example"))
    done, _ = written(sample_review(), NightlyConfig(roles=roles, recipients=("comite@valmorane.example",)))
    to = {letter.name: str(letter.message["To"]) for letter in done}
    assert to["NO"] == "chef@valmorane.example"
    assert to["direction"] == "dg@valmorane.example"
    assert to["direction-1"] == "comite@valmorane.example"


def test_people_of_two_regions_with_the_same_trigram_are_told_apart() -> None:
    """Each region's own list says who a trigram is."""

    def homonym(plan: Draft) -> None:
        if plan.team == "SE":
            known = {record.key: record for record in plan.table("team")}
            known["TQU"].values.update(full_name="Thérèse Quentin", email="therese@valmorane.example")
            for action in plan.table("actions"):
                action.values["owner"] = "TQU"

    done, left = written(sample_review(change=homonym))
    assert not left
    mails = {str(letter.message["To"]).split("<")[-1]: letter for letter in done if letter.digest.role == "owner"}
    hers = body_of(parsed(mails["therese@valmorane.example>"]), "plain")
    assert set(re.findall(r"ACT-([A-Z]+)-", hers)) == {"SE"}
    his = next(letter for to, letter in mails.items() if "therese" not in to and letter.trigram == "TQU")
    assert set(re.findall(r"ACT-([A-Z]+)-", body_of(parsed(his), "plain"))) == {"NO"}
    assert "Thérèse" not in body_of(parsed(his), "plain")


def test_a_manager_whom_only_another_region_knows_gets_no_mail_of_this_one() -> None:
    def stranger(plan: Draft) -> None:
        if plan.team == "NO":
            plan.form("plan").values["manager"] = "ZZX"
        if plan.team == "SE":
            plan.table("team")[0].values.update(trigram="ZZX", email="stranger@valmorane.example")
            plan.table("team")[0].key = "ZZX"

    done, unsent = written(sample_review(change=stranger))
    of_no = [letter for letter in done if any(digest.role == "NO" for digest in letter.digests)]
    assert not of_no
    assert [entry.name for entry in unsent if entry.who == "ZZX"] == ["NO"]


CALENDAR = "text/calendar"


def test_a_manager_who_owns_actions_reads_them_once_and_has_their_deadlines() -> None:
    def hers(plan: Draft) -> None:
        for action in plan.table("actions"):
            action.values["owner"] = "GLF" if plan.team == "NO" else action.get("owner")

    for config in (None, NightlyConfig(roles=(Role("manager", "gwenaelle.le-floch@valmorane.example", team="NO"),))):
        done, _ = written(sample_review(change=hers), config)
        found = next(letter for letter in done if letter.name == "NO")
        assert [digest.role for digest in found.digests] == ["NO"]
        kinds = [part.get_content_type() for part in parsed(found).iter_attachments()]
        assert kinds == [CALENDAR]


EASTER = date(2026, 4, 5)


@pytest.mark.parametrize(
    ("as_of", "number", "holidays", "readers"),
    [
        (date(2026, 6, 15), 1, "FR", ["direction"]),
        (date(2026, 6, 15), 2, "FR", []),
        (date(2026, 6, 16), 1, "FR", []),
        # Nobody was written to on Easter Monday.
        (EASTER + timedelta(days=2), 1, "FR", ["direction"]),
        (EASTER + timedelta(days=2), 1, "", []),
        (EASTER + timedelta(days=3), 1, "FR", []),
    ],
)
def test_silent_when_nothing_is_new_but_for_the_first_summary_of_the_week(
    as_of: date, number: int, holidays: str, readers: list[str]
) -> None:
    review = replace(sample_review(), as_of=as_of)
    known = {finding.identity: Status("ongoing", 1) for finding in review.shown}
    done, _ = all_mails(Night(review, known, first=False), NightlyConfig(holidays=holidays), number=number)
    assert [letter.name for letter in done] == readers
