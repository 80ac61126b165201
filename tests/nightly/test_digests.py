"""What the mails say: counts, rows person by person, every finding, what changed."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from itertools import groupby

import pytest

from pacom_xl.consolidation.review import Review, review
from pacom_xl.figures.plan_view import Row
from pacom_xl.model.findings import Finding
from pacom_xl.model.text import LANGS, Lang
from pacom_xl.nightly.digest.digest_counts import TO_DO
from pacom_xl.nightly.digest.digest_rows import OVER
from pacom_xl.nightly.digest.director_digest import for_director
from pacom_xl.nightly.digest.manager_digest import for_manager
from pacom_xl.nightly.night_facts import Night
from pacom_xl.reporting.words.finding_status import Status
from pacom_xl.rules import messages
from tests.nightly.mails_read import all_mails, body_of, letters_of_managers, parsed, texts, written
from tests.support.drafts import Draft
from tests.support.sample_company import AS_OF, TEAMS, TEMPLATE, reading, sample_review


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_counts_of_the_subject_are_rows_of_both_bodies(lang: Lang) -> None:
    for letter in letters_of_managers(lang).values():
        message = parsed(letter)
        page, told = body_of(message, "html"), _told(str(message["Subject"]))
        assert told and 0 not in told.values()
        assert len(_rows(body_of(message, "plain"), ("En retard (", "Overdue ("))) == told.get("late", 0)
        for key in {"late", "over", *told}:
            assert page.count(f'data-row="{key}"') == told.get(key, 0), key


def _told(subject: str) -> dict[str, int]:
    """The counts of a subject, by section."""
    return {
        key: int(number)
        for number, words in re.findall(r"(\d+)[\xa0 ]([^,(\d]+?) *(?:\(.*?\))?(?=,|$)", subject.split("]")[-1])
        for key, forms in TO_DO.items()
        if key in ("late", "over", "legal", "soon") and words in {text.in_(lang) for text in forms for lang in LANGS}
    }


def test_no_subject_says_zero_over_a_mail_that_asks_for_something() -> None:
    """Visual review B17: eleven of fourteen subjects said zero although their mail listed points."""
    done, _ = written(sample_review())
    subjects = {letter.name: str(parsed(letter)["Subject"]).replace("\xa0", " ") for letter in done}
    assert [subject for subject in subjects.values() if re.search(r"\b0 ", subject.split("]")[-1])] == []
    assert subjects["ACH"] == "[PAC 2026] Aurélie : 3 points à compléter sur Plan hôtels Côte d'Azur"
    assert subjects["FCO"] == "[PAC 2026] Fanny : 2 points juridiques, 2 points à compléter"
    assert "d’un collègue – Offre sur mesure multisite" in subjects["BRO"]


def test_rows_left_out_are_counted() -> None:
    def empty(plan: Draft) -> None:
        for action in plan.table("actions"):
            action.values.update(owner="ACH", objectives=(), channels=())

    done = {letter.name: letter for letter in written(sample_review(change=empty))[0]}
    (section,) = [section for section in done["ACH"].digest.sections if section.key == "fill"]
    assert section.left_out and section.count > len(section.items) == 5
    assert f"{section.count}\xa0points à compléter" in done["ACH"].digest.lead[0]
    assert f"À compléter ({section.count})" in body_of(parsed(done["ACH"]), "plain")


def _rows(text: str, heads: tuple[str, ...]) -> list[str]:
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if line.startswith(heads)), None)
    if start is None:
        return []
    end = lines.index("", start)
    return [line for line in lines[start:end] if line.startswith("- ")]


def test_long_sections_are_cut_and_say_so_but_never_those_the_subject_counts() -> None:
    review = sample_review()
    whole = for_director(Night(review))
    cut = for_director(Night(review, rows=1))
    assert [section.key for section in cut.sections] == [section.key for section in whole.sections]
    for long, short in zip(whole.sections, cut.sections, strict=True):
        if long.key in ("late", "over"):
            assert (len(short.items), short.note) == (len(long.items), "")
        elif (left := len(long.items) - 1) > 0:
            assert len(short.items) == 1
            assert short.note.startswith(f"… et {left}\xa0autre{'s' * (left > 1)}, ")
    assert cut.subject == whole.subject


def test_the_subject_of_an_owner_counts_their_rows() -> None:
    done, _ = written(sample_review())
    letter = next(letter for letter in done if letter.name == "TQU")
    message = parsed(letter)
    subject = re.match(
        r"\[PAC 2026\] \w+\xa0: (\d+)\xa0actions? en retard, (\d+)\xa0dépassements?", str(message["Subject"])
    )
    assert subject
    page = body_of(message, "html")
    assert (page.count('data-row="late"'), page.count('data-row="over"')) == tuple(map(int, subject.groups()))


def test_late_rows_are_told_person_by_person() -> None:
    def late(plan: Draft) -> None:
        for number, action in enumerate(plan.table("actions")):
            if action.get("status") == "in_progress":
                owner = ("TQU", "GLF", "MTA")[number % 3]
                action.values.update(due=date(2026, 6, 1 + number), progress=Decimal("0.5"), owner=owner)

    review = sample_review(change=late)
    (found,) = [letter for letter in all_mails(Night(review))[0] if letter.name == "NO"]
    (section,) = [section for section in found.digest.sections if section.key == "late"]
    owners = [item.owner for item in section.items]
    assert len(set(owners)) >= 2
    assert [name for name, _ in groupby(owners)] == list(dict.fromkeys(owners)), "nobody twice"
    names = {row.key: review_name(review, row) for row in Night(review).facts.view("NO").rows("actions")}
    for item in section.items:
        (code,) = re.findall(r"ACT-NO-\d+", item.text)[:1]
        assert item.owner == names[code]
    for kind in ("plain", "html"):
        body = unescape(body_of(parsed(found), kind)).replace("\r\n", "\n")
        heads = [f"\n{name}\xa0:\n" if kind == "plain" else f">{name}<" for name in set(owners)]
        assert all(head in body for head in heads)


def test_an_unknown_progress_is_not_zero() -> None:
    def unread(plan: Draft) -> None:
        for action in plan.table("actions"):
            if action.get("status") == "in_progress":
                action.values.update(progress=None, priority="P1", due=date(2026, 6, 18))

    done = {letter.name: letter for letter in all_mails(Night(sample_review(change=unread)))[0]}
    sections = [section for section in done["direction"].digest.sections if section.key == "ahead"]
    told = [item.text for section in sections for item in section.items]
    assert told and all("avancement inconnu" in text for text in told)
    cells = [cell for table in done["TQU"].digest.tables for row in table.rows for cell in row]
    assert "avancement inconnu" in cells
    assert not [text for text in [*told, *cells] if re.search(r"\b0\u202f%", text)]


def review_name(review: Review, row: Row) -> str:
    """Full name of an action's owner."""
    return Night(review).facts.name(row.team, row["owner"])


def test_a_manager_and_an_owner_are_told_of_every_finding_of_theirs() -> None:
    def every(plan: Draft) -> None:
        """Also what no section names: an action completed late, one due on a holiday."""
        if plan.team != "NO":
            return
        done, open_ = plan.table("actions")[0], plan.table("actions")[1]
        done.values.update(status="done", progress=Decimal(1), due=date(2026, 4, 30), done_on=date(2026, 5, 11))
        open_.values.update(due=date(2026, 8, 15))

    review = sample_review(change=every)
    night = Night(review)
    done = {letter.name: "\n".join(texts(letter)) for letter in all_mails(night)[0]}
    told = {finding.code for finding in night.facts.by_team["NO"]}
    assert {"PAC407", "PAC408"} <= told
    for finding in night.facts.by_team["NO"]:
        assert _said(night, finding) in done["NO"].casefold()
    own = [row.key for row in night.facts.owned[night.facts.who("NO", "TQU")]]
    fills = ("PAC1", "PAC2", "PAC3", "PAC6", "PAC7", "PAC402")
    for finding in night.facts.by_team["NO"]:
        if finding.subject in own and not finding.code.startswith(fills):
            assert _said(night, finding) in done["TQU"].casefold()


def _said(night: Night, finding: Finding) -> str:
    """What is said of a finding after the name of its action: rows about one action name it once."""
    action = night.facts.action_of(finding)
    title = action.text("title") if action else ""
    said = messages.message(finding, night.lang, night.review.template, title)
    return said.split("»\xa0: ")[-1].casefold() if finding.code in OVER else said.casefold()


def test_axes_bear_their_names_and_regions_theirs() -> None:
    found = letters_of_managers()
    heads = [line[0] for line in found["NO"].digest.tables[0].rows]
    assert heads
    assert all(re.fullmatch(r"AX\d \w.+", head) for head in heads), heads
    assert found["direction"].digest.tables[1].rows[0][0] == "Nord-Ouest (NO)"


def test_when_a_workbook_was_saved_is_told_by_the_clock_of_its_readers() -> None:
    saved = datetime(2026, 6, 12, 22, 30)
    review_ = review([reading(team, saved_on=saved) for team in TEAMS], TEMPLATE, AS_OF)
    done = {letter.name: letter for letter in all_mails(Night(review_))[0]}
    for name in ("direction", "NO", "TQU"):
        assert "NO.xlsx\xa0: lu, enregistré le 13/06/2026 à 00\xa0h\xa030." in body_of(parsed(done[name]), "plain")
    assert done["direction"].digest.tables[0].rows[0][-1] == "13/06"
    (closing, *_) = for_manager(Night(review_, zone="America/Martinique"), review_.portfolio.plans[0]).closing
    assert "12/06/2026 à 18\xa0h\xa030" in closing


def test_what_changed_is_said_and_counted() -> None:
    review = sample_review()
    known = {finding.identity: Status("ongoing", 4) for finding in review.shown}
    known[("PAC401", "NO", "ACT-NO-002", "")] = Status("new")
    known[("PAC401", "NO", "ACT-NO-001", "")] = Status("resolved", 9)
    done = {letter.name: letter for letter in all_mails(Night(review, known, first=False))[0]}
    assert set(done) == {"direction", "NO", "TQU", "MTA"}, "the owner, and one who contributes"
    subject = str(done["direction"].message["Subject"]).replace("\u00a0", " ")
    assert subject.endswith("4 en retard (+1), 3 dépassements, 5 objectifs hors trajectoire, 1 résolu")
    assert (
        str(done["NO"].message["Subject"])
        .replace("\u00a0", " ")
        .endswith("2 dépassements, 2 enveloppes dépassées, 1 nouveauté")
    )
    page = body_of(parsed(done["NO"]), "html")
    assert page.count('data-row="news"') == page.count('data-row="resolved"') == 1
    assert ">nouveau<" in page
    assert "depuis 4\u00a0j" in page
