"""The collection of the workbooks: states, days of reminders, who is reminded, what mails, page and workbook say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from pacom_xl.consolidation.review import Review, review
from pacom_xl.model.text import Lang, Text
from pacom_xl.nightly.collection.collection_page import collection_section
from pacom_xl.nightly.collection.collection_state import days_left, reminder_day, with_collection
from pacom_xl.nightly.configuration.config import CollectionSettings, NightlyConfig, Role
from pacom_xl.nightly.mails.night_mails import Mail
from pacom_xl.nightly.night_facts import Night
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.reporting.consolidated_workbook import write_consolidated
from tests.nightly.mails_read import all_mails, body_of, parsed
from tests.support.command_line import run
from tests.support.drafts import Change, Draft
from tests.support.nightly_company import Company
from tests.support.opened_workbook import open_workbook
from tests.support.sample_company import AS_OF, TEMPLATE, reading

DUE = date(2026, 6, 22)
TEAMS = ("GR", "NO", "IF", "SE")
EXPECTED = ["NO", "IF", "SE", "SO"]


def config(due: date = DUE, remind: tuple[int, ...] = (5, 1, -1), **more: object) -> NightlyConfig:
    return NightlyConfig(collection=CollectionSettings(due, remind), **more)  # type: ignore[arg-type]


def company(
    as_of: date = AS_OF, teams: Iterable[str] = TEAMS, change: Change | None = None, others: Iterable[Reading] = ()
) -> Review:
    readings = [*(reading(team, change=change) for team in teams), *others]
    return review(readings, TEMPLATE, as_of, expect=EXPECTED)


def night(
    found: Review, settings: NightlyConfig | None = None, reminders: Mapping[str, Sequence[date]] | None = None
) -> Night:
    one = Night(found)
    with_collection(one, settings or config(), reminders or {})
    return one


def states(one: Night) -> dict[str, str]:
    assert one.collection is not None
    return {entry.team: entry.state for entry in one.collection.returns}


def reminded(one: Night) -> set[str]:
    assert one.collection is not None
    return {entry.team for entry in one.collection.reminded}


def reminders_of(mails: Iterable[Mail]) -> dict[str, Mail]:
    return {str(mail.message["To"]): mail for mail in mails if any(d.role == "reminder" for d in mail.digests)}


# -- days ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "days", "expected"),
    [
        (date(2026, 6, 22), 5, date(2026, 6, 15)),
        (date(2026, 6, 22), 1, date(2026, 6, 19)),
        (date(2026, 6, 22), 0, date(2026, 6, 22)),
        (date(2026, 6, 22), -1, date(2026, 6, 23)),
        # A Sunday: the Friday before, the Monday after.
        (date(2026, 6, 21), 1, date(2026, 6, 19)),
        (date(2026, 6, 21), 0, date(2026, 6, 19)),
        (date(2026, 6, 21), -1, date(2026, 6, 22)),
        # 14 July is a holiday.
        (date(2026, 7, 15), 1, date(2026, 7, 13)),
    ],
)
def test_reminders_go_on_working_days(due: date, days: int, expected: date) -> None:
    assert reminder_day(days, config(due)) == expected


@pytest.mark.parametrize(
    ("as_of", "left"),
    [(date(2026, 6, 15), 5), (date(2026, 6, 22), 0), (date(2026, 6, 23), -1), (date(2026, 6, 20), 1)],
)
def test_working_days_are_counted(as_of: date, left: int) -> None:
    assert days_left(as_of, config()) == left


@pytest.mark.parametrize(
    ("as_of", "before", "expected"),
    [
        (date(2026, 6, 12), [], False),
        (date(2026, 6, 15), [], True),
        (date(2026, 6, 15), [date(2026, 6, 15)], False),
        # The night of the 15th was not done.
        (date(2026, 6, 16), [], True),
        (date(2026, 6, 16), [date(2026, 6, 15)], False),
        (date(2026, 6, 19), [date(2026, 6, 16)], True),
        (date(2026, 6, 23), [date(2026, 6, 15), date(2026, 6, 19)], True),
        (date(2026, 6, 24), [date(2026, 6, 15), date(2026, 6, 19), date(2026, 6, 23)], False),
        # A setting added long after.
        (date(2026, 9, 1), [], False),
    ],
)
def test_a_team_is_reminded_once_for_each_day(as_of: date, before: list[date], expected: bool) -> None:
    one = night(company(as_of, ("GR", "NO")), reminders={"SO": before})
    assert ("SO" in reminded(one)) is expected
    assert one.collection is not None
    entry = one.collection.of("SO")
    assert entry is not None and entry.reminders == len(before) + expected


# -- states -------------------------------------------------------------------------------------------------------


def test_every_state() -> None:
    def change(plan: Draft) -> None:
        if plan.team == "SE":
            plan.form("plan").values["plan_status"] = "draft"

    one = night(company(change=change))
    assert states(one) == {"SO": "not_received", "NO": "to_correct", "IF": "to_correct", "SE": "received"}
    assert next(iter(states(one))) == "SO"
    assert reminded(one) == {"SO", "NO", "IF"}
    assert states(night(company()))["SE"] == "accepted"


def test_a_file_that_cannot_be_read_is_to_correct_with_its_reason() -> None:
    why = Text("fichier endommagé", "damaged file")
    damaged = Reading(Path("PAC_2026_SO.xlsx"), "rejected", reason=why)
    one = night(company(others=[damaged]))
    assert states(one)["SO"] == "to_correct"
    mail = reminders_of(all_mails(one, config())[0])["Iban Etcheverry <iban.etcheverry@valmorane.example>"]
    assert "fichier endommagé" in body_of(parsed(mail), "plain")
    other = night(company(others=[Reading(Path("SOLDES.xlsx"), "rejected", reason=why)]))
    assert states(other)["SO"] == "not_received"


def test_a_late_action_makes_no_workbook_incomplete() -> None:
    def mended(plan: Draft) -> None:
        if plan.team == "NO":
            plan.action("ACT-NO-011").values["owner"] = "TQU"

    one = night(company(change=mended))
    assert any(finding.code == "PAC401" and finding.team == "NO" for finding in one.review.shown)
    assert states(one)["NO"] == "accepted"


def test_without_a_list_of_expected_teams_the_group_s_list_counts() -> None:
    found = review([reading(team) for team in TEAMS], TEMPLATE, AS_OF)
    assert states(night(found))["SO"] == "not_received"


# -- mails --------------------------------------------------------------------------------------------------------


def test_each_is_reminded_by_name_in_one_mail_of_the_day() -> None:
    settings = config(folders=("/srv/plans",))
    mails, unsent = all_mails(night(company(), settings), settings)
    assert not unsent
    found = reminders_of(mails)
    assert len(found) == 3
    sender = found["Iban Etcheverry <iban.etcheverry@valmorane.example>"]
    text = body_of(parsed(sender), "plain").replace("\xa0", " ")
    assert sender.digest.subject == "[PAC 2026][SO] classeur à rendre pour le 22/06/2026"
    assert "Iban Etcheverry, le plan de Sud-Ouest (SO) est attendu pour le 22/06/2026 (dans 5 jours ouvrés)." in text
    assert "/srv/plans" in text
    corrected = next(mail for to, mail in found.items() if "gwenaelle" in to)
    assert [digest.role for digest in corrected.digests] == ["reminder", "NO"]
    assert "1 point à corriger pour le 22/06/2026" in corrected.digest.subject.replace("\xa0", " ")
    assert corrected.digest.sections[0].count == 1
    to = [str(mail.message["To"]).casefold() for mail in mails]
    assert len(to) == len(set(to))


def test_a_reminder_goes_to_the_deputy_or_who_the_configuration_names() -> None:
    def away(plan: Draft) -> None:
        for record in plan.table("team"):
            if record.key == "IET":
                record.values.update(absent_until=date(2026, 6, 30), deputy="CLA")

    mails, _ = all_mails(night(company(change=away)), config())
    assert any("clemence.lagarde" in to for to in reminders_of(mails))
    named = config(roles=(Role("manager", "chef@valmorane.example", team="SO", lang="en"),))
    mails, _ = all_mails(night(company(), named), named)
    mail = reminders_of(mails)["chef@valmorane.example"]
    assert "workbook to send by 22 Jun 2026" in mail.digest.subject


def test_a_team_nobody_answers_for_is_told_and_not_counted_as_reminded() -> None:
    def nobody(plan: Draft) -> None:
        for record in plan.table("team"):
            if record.get("team_code") == "SO":
                record.values["email"] = None

    one = night(company(change=nobody))
    assert one.collection is not None
    entry = one.collection.of("SO")
    assert entry is not None and (entry.reminders, entry.reminded, entry.unreachable) == (0, False, True)
    _, unsent = all_mails(one, config())
    assert [left.name for left in unsent] == ["SO"]


def test_drafts_are_reminded_and_the_director_has_the_board() -> None:
    def draft(plan: Draft) -> None:
        plan.form("plan").values["plan_status"] = "draft"

    mails, _ = all_mails(night(company(change=draft)), config())
    assert {digest.role for mail in mails for digest in mail.digests} == {"board", "reminder"}
    board = next(mail for mail in mails if mail.digest.role == "board")
    assert "helene.carpentier" in str(board.message["To"])
    assert board.digest.sections[0].count == 3


def test_the_director_is_told_who_is_missing() -> None:
    mails, _ = all_mails(night(company(), reminders={"SO": [date(2026, 6, 1)]}), config())
    text = body_of(parsed(mails[0]), "plain").replace("\xa0", " ")
    assert "Collecte pour le 22/06/2026 (dans 5 jours ouvrés) : 1 non reçu, 2 à corriger, 1 accepté" in text
    assert "Sud-Ouest (SO) : état non reçu, à corriger –, relances 2 fois" in text
    assert "enveloppe dépassée" not in mails[0].digest.subject


# -- page and workbook --------------------------------------------------------------------------------------------


def test_the_page_has_a_row_per_team() -> None:
    one = night(company())
    assert one.collection is not None
    html = collection_section(one.collection, "fr")
    assert html.count("<tr>") == 5
    assert "▲ non reçu" in html and "✔ accepté" in html and "1\xa0fois" in html


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_board_of_the_workbook_is_no_note_when_it_is_read_back(tmp_path: Path, lang: Lang) -> None:
    found = review([reading(team) for team in ("GR", "NO")], TEMPLATE, AS_OF, expect=["NO", "SO"], lang=lang)
    path = tmp_path / "group.xlsx"
    write_consolidated(found, path, path, action_sheets=False, collection=night(found).collection)
    read = read_workbook(path, TEMPLATE)
    assert [finding.code for finding in read.findings] == []
    first = open_workbook(path, data_only=True).worksheets[0]
    shown = {str(cell.value) for row in first.iter_rows() for cell in row if cell.value}
    assert {"▲ non reçu", "● à corriger"} <= shown if lang == "fr" else {"▲ not received", "● to correct"} <= shown


@pytest.fixture
def collecting(whole_company: Company) -> Company:
    company = whole_company
    text = company.config.read_text(encoding="utf-8")
    text = text.replace('expect = ["NO", "IF"]', 'expect = ["NO", "IF", "SO"]\nconsolidated = "group.xlsx"')
    company.config.write_text(text + "[collection]\ndue = 2026-06-16\nremind = [1, -1]\n", encoding="utf-8")
    return company


def test_over_the_nights_of_the_command(collecting: Company) -> None:
    company = collecting
    company.night(0)
    assert _reminders(company) == {"SO": "classeur à rendre", "NO": "1 point à corriger", "IF": "1 point à corriger"}
    assert ["Sud-Ouest (SO)", "▲ non reçu", "–", "1 fois", "–"] in _board(company)
    page = (company.folder / "page" / "index.html").read_text(encoding="utf-8")
    assert '<section class="card" id="collection">' in page
    assert 'href="agenda/NO.ics"' in page and (company.folder / "page" / "agenda" / "NO.ics").is_file()
    company.night(0)
    assert _reminders(company) == {}
    company.edit("ACT-NO-011", owner="TQU")
    company.night(2)
    assert set(_reminders(company)) == {"SO", "IF"}
    assert ["Sud-Ouest (SO)", "▲ non reçu", "–", "2 fois", "–"] in _board(company)
    assert "✔ accepté" in next(row for row in _board(company) if "Nord-Ouest (NO)" in row and len(row) == 5)


def _reminders(company: Company) -> dict[str, str]:
    """What each team is reminded of, by the subjects of the mails received."""
    found = {}
    for subject in company.subjects():
        head, _, rest = subject.partition("] ")
        if "pour le 16/06" in rest or "depuis le 16/06" in rest:
            found[head.split("[")[-1]] = rest.split(" pour le ")[0].split(" depuis le ")[0]
    return found


def _board(company: Company) -> list[list[str]]:
    """The texts of each row of the first sheet of the consolidated workbook, without the hidden column of anchors."""
    book = open_workbook(company.folder / "group.xlsx", read_only=True, data_only=True)
    rows = book.worksheets[0].iter_rows(min_col=2, values_only=True)
    return [[str(value).replace("\xa0", " ") for value in row if value is not None] for row in rows]


def test_a_rehearsal_counts_the_reminders_of_the_night_without_recording_them(collecting: Company) -> None:
    for _ in range(2):
        folder = collecting.folder / "mails"
        ran = run("nightly", "--config", collecting.config, "--as-of", AS_OF.isoformat(), "--dry-run", folder)
        assert ran.code == 3, ran.err
        assert "classeur à rendre pour le 16/06/2026" in ran.err.replace("\xa0", " ")
    collecting.night(0)
    assert set(_reminders(collecting)) == {"SO", "NO", "IF"}
