"""The director's mail stays light, however many teams there are."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from pacom_xl.nightly.digest.digest_model import Digest, Item, Section, Table
from pacom_xl.nightly.digest.mail_weight import MOST_BYTES, fitted
from pacom_xl.nightly.mails import mail_message
from pacom_xl.nightly.night_facts import Night
from tests.nightly.mails_read import all_mails, parsed
from tests.support.many_regions import company
from tests.support.sixty_teams import small_company

#: Beyond this, mail programs show « message cut ».
LIMIT = 100_000


def digest(rows: int, teams: int = 0) -> Digest:
    text = "Élargissement de l’offre « été » à Évreux, en retard de 12 j"
    sections = [
        Section(key, key, [Item(f"{key} {n} {text}", "À régler", "fiche X", owner=f"P{n}") for n in range(rows)])
        for key in ("late", "over", "budget")
    ]
    table = Table(
        ["", "En retard", "Atterrissage"],
        [[f"Équipe {n}", str(n % 7), f"{n} 000 €"] for n in range(teams)] + [["Groupe", "9", "1 €"]],
        alarms=frozenset({1}),
        total=True,
        flagged=frozenset({(teams - 1, 2)}) if teams else frozenset(),
        note="▲ au-dessus",
    )
    lines = [f"PAC_{n}.xlsx : lu." for n in range(teams)]
    return Digest("s", "t", ["l"], sections, "fr", [table] if teams else [], [*lines, "X.xlsx : non pris en compte."])


def test_a_light_mail_stays_as_it_is() -> None:
    one = digest(30, 8)
    assert fitted([one], mail_message.body_bytes, []) == [one]


@pytest.mark.parametrize(("rows", "teams"), [(60, 60), (200, 20), (10, 200)])
def test_a_heavy_mail_keeps_its_counts_and_says_what_it_leaves_out(rows: int, teams: int) -> None:
    one = digest(rows, teams)
    read = one.closing[:-1]
    (short,) = fitted([one], mail_message.body_bytes, read)
    assert mail_message.body_bytes([short]) <= MOST_BYTES
    assert [section.count for section in short.sections] == [section.count for section in one.sections]
    for section in short.sections:
        left = int(m[1]) if (m := re.search(r"et (\d+)", section.note)) else 0
        assert len(section.items) + left == rows
    (table,) = short.tables
    assert table.rows[-1][0] == "Groupe"
    # The line above its limit stays, and its sign with it.
    assert [table.rows[row][0] for row, _ in table.flagged] == [f"Équipe {teams - 1}"]
    assert short.closing == [
        "X.xlsx : non pris en compte.",
        f"{teams}\xa0classeurs lus, listés dans le classeur consolidé.",
    ]


def test_two_parts_share_the_room() -> None:
    parts = [digest(80, 30), replace(digest(80), role="owner")]
    short = fitted(parts, mail_message.body_bytes, [])
    assert mail_message.body_bytes(short) <= MOST_BYTES
    assert all(section.items for part in short for section in part.sections)


def test_of_many_parts_the_least_urgent_are_brief() -> None:
    grave = Section("late", "En retard", [Item("x", severity="error")] * 30)
    parts = [replace(digest(60), role=f"T{n}", title=f"Équipe {n}") for n in range(16)]
    parts[9] = replace(parts[9], sections=[grave, *parts[9].sections])
    parts[12] = replace(parts[12], role="owner")
    short = fitted(parts, mail_message.body_bytes, [])
    assert mail_message.body_bytes(short) <= MOST_BYTES
    whole = [rank for rank, part in enumerate(short) if not part.brief]
    # The first part and one's own actions stay, then the gravest.
    assert {0, 12, 9} <= set(whole) and len(whole) < 16
    assert {part.note for part in short if part.brief} == {"180\xa0lignes, dans le classeur de cette équipe."}
    for text in (mail_message.html(short), mail_message.plain(short)):
        assert all(part.title in text for part in parts) and "Rien à signaler" not in text
    assert mail_message.plain(short).count("Message automatique") == 1
    assert mail_message.html(short).count("Message automatique") == 1


def test_the_subject_says_how_many_teams_its_reader_manages_beside_the_one_it_counts() -> None:
    mails, _ = all_mails(Night(company(5)))
    (mail,) = [mail for mail in mails if len(mail.digests) > 1 and mail.digest.role == "AA"]
    assert str(parsed(mail)["Subject"]).endswith(", et 1\xa0autre équipe")
    assert not any("autre équipe" in str(parsed(other)["Subject"]) for other in mails if other is not mail)


@pytest.mark.long
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_sixty_teams_that_differ(lang: str) -> None:
    night = Night(small_company(60, lang))  # type: ignore[arg-type]
    mails, _ = all_mails(night)
    titles = {
        row.text("title")
        for team in night.review.portfolio.plans
        for row in night.facts.view(team.team).rows("actions")
    }
    assert len(titles) > 200
    assert mails[0].digest.role == "direction"
    # In this company some people manage fifteen teams.
    assert max(len(mail.digests) for mail in mails) >= 15
    for mail in mails:
        message = parsed(mail)
        for part in [*message.iter_attachments()]:
            part.set_payload("")
        assert len(message.as_bytes()) < LIMIT, mail.name
        counted = sum(int(n) for n in re.findall(r"(\d+)\xa0(?:actions? )?(?:en retard|overdue)", mail.digest.subject))
        assert counted == sum(section.count for section in mail.digest.sections if section.key == "late")
