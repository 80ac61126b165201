"""Who may see what: one table over every part of every mail and every published file, hidden sheets and cells included.

Every action has a word of its own in its title, every SWOT row that of its team: a part shows an action when its word
is anywhere in it, compressed or encoded.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from pacom_xl.nightly.configuration.config import NightlyConfig
from pacom_xl.nightly.mails.night_mails import Mail
from pacom_xl.nightly.night_facts import Night
from pacom_xl.nightly.publishing.calendar_feeds import FOLDER
from pacom_xl.nightly.publishing.output_paths import OutputPaths
from pacom_xl.nightly.publishing.publish import Publisher
from pacom_xl.nightly.state_folder import StateFolder
from pacom_xl.storage.result_store import ResultStore
from tests.nightly.mails_read import all_mails, parsed
from tests.support.drafts import Draft
from tests.support.sample_company import sample_review

_ACTION, _SWOT = re.compile(r"zzact([a-z]+)(\d{3})zz"), re.compile(r"zzswot([a-z]+)zz")


def _marked(plan: Draft) -> None:
    team = (plan.team or "").lower()
    for action in plan.table("actions"):
        action.values["title"] = f"zzact{team}{action.key[-3:]}zz"
    for row in plan.table("swot"):
        row.values["statement"] = f"zzswot{team}zz"
    for person in plan.table("team"):
        # Away: a colleague reads their actions.
        if person.key == "MTA":
            person.values.update(deputy="SMA")


@dataclass(frozen=True)
class Part:
    """One part of a mail, or a published file, with all text in it."""

    reader: str
    kind: str
    text: str

    @property
    def actions(self) -> set[str]:
        return {f"ACT-{team.upper()}-{number}" for team, number in _ACTION.findall(self.text)}

    @property
    def swot(self) -> set[str]:
        return {team.upper() for team in _SWOT.findall(self.text)}


def _workbook_text(data: bytes) -> str:
    """Every XML part: values, hidden sheets, rows and columns, notes, names, properties."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def _parts_of(mail: Mail) -> Iterator[Part]:
    message = parsed(mail)
    yield Part(mail.name, "headers", str(dict(message.items())))
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        yield Part(mail.name, kind, str(body.get_content()))
    for part in message.iter_attachments():
        data = part.get_payload(decode=True)
        assert isinstance(data, bytes)
        if part.get_content_type() == "text/calendar":
            yield Part(mail.name, "calendar", data.decode().replace("\r\n ", ""))
        else:
            yield Part(mail.name, "workbook", _workbook_text(data))


@dataclass(frozen=True)
class Seen:
    night: Night
    mails: dict[str, Mail]
    parts: list[Part]

    def owned(self, trigram: str) -> set[str]:
        return {key.key for who, keys in self.night.facts.owned.items() if who.trigram == trigram for key in keys}

    def helped(self, trigram: str) -> set[str]:
        return {key.key for who, keys in self.night.facts.helped.items() if who.trigram == trigram for key in keys}

    def of_team(self, team: str) -> set[str]:
        return {f.key for f in self.night.facts.view(team).rows("actions")}

    @property
    def every(self) -> set[str]:
        return {code for team in ("NO", "IF", "SE", "SO") for code in self.of_team(team)}

    def allowed(self, reader: str) -> set[str]:
        """What the roles of a reader let them see: the table of ``docs/nightly.en.md``."""
        mail = self.mails[reader]
        codes = self.helped(mail.trigram) | self.owned(mail.trigram)
        for digest in mail.digests:
            if digest.role == "direction":
                codes |= self.every
            elif digest.role != "owner":
                codes |= self.of_team(digest.role)
            elif digest.absent:
                away = _away(self.night, mail.trigram)
                codes |= {code for trigram in away for code in self.owned(trigram) | self.helped(trigram)}
        return codes


def _away(night: Night, deputy: str) -> set[str]:
    return {
        person.key
        for plan in night.review.portfolio.all_plans
        for person in plan.table("team")
        if person.get("deputy") == deputy and person.get("absent_until")
    }


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    folder = tmp_path_factory.mktemp("night")
    config = NightlyConfig(state=str(folder / "state"), publish=str(folder / "page"), attach="findings")
    night = Night(sample_review(change=_marked))
    state = StateFolder(folder / "state")
    publisher = Publisher(OutputPaths(config, state), ResultStore(state.results, b""))
    mails, unsent = all_mails(night, config, enclose=publisher.publish(night, []))
    assert not unsent and not publisher.problems
    parts = [part for mail in mails for part in _parts_of(mail)]
    for file in (folder / "page" / FOLDER).glob("*.ics"):
        parts.append(Part(file.stem, "feed", file.read_text(encoding="utf-8").replace("\n ", "")))
    parts.append(Part("page", "page", (folder / "page" / "index.html").read_text(encoding="utf-8")))
    return Seen(night, {mail.name: mail for mail in mails}, parts)


KINDS = ("headers", "plain", "html", "calendar", "workbook")
#: Reader of the sample company: regions whose actions any part of their mail may show, and whether their own only.
TABLE = [
    ("direction", {"GR", "NO", "IF", "SE", "SO"}),
    ("NO", {"NO"}),
    ("IF", {"IF"}),
    ("SE", {"SE"}),
    ("SO", {"SO"}),
    ("TQU", {"NO"}),
    ("JVA", {"NO"}),
    ("NCH", {"IF"}),
    ("FCO", {"SE"}),
]


@pytest.mark.parametrize("kind", KINDS)
def test_no_part_of_a_mail_shows_more_than_its_reader_may_see(seen: Seen, kind: str) -> None:
    some = [part for part in seen.parts if part.kind == kind]
    assert some
    for part in some:
        assert part.actions <= seen.allowed(part.reader), (part.reader, kind)


@pytest.mark.parametrize(("reader", "regions"), TABLE)
def test_regions_of_a_reader(seen: Seen, reader: str, regions: set[str]) -> None:
    assert reader in seen.mails
    for part in (part for part in seen.parts if part.reader == reader and part.kind in KINDS):
        assert {code.split("-")[1] for code in part.actions} <= regions
        if reader != "direction":
            # A manager's workbook of findings holds findings, an owner has no workbook.
            assert part.swot <= (regions if reader in regions else set())
    assert any(part.actions for part in seen.parts if part.reader == reader)


def test_the_words_are_found_in_compressed_and_hidden_places(seen: Seen) -> None:
    """The director's workbooks hold every action: the table above would see a leak."""
    whole = [part for part in seen.parts if part.reader == "direction" and part.kind == "workbook"]
    assert max(len(part.actions) for part in whole) == len(seen.every)
    assert max(len(part.swot) for part in whole) >= 4


def test_only_managers_and_the_director_have_workbooks(seen: Seen) -> None:
    readers = {part.reader for part in seen.parts if part.kind == "workbook"}
    assert readers == {"direction", "NO", "IF", "SE", "SO"}


def test_calendars_hold_the_actions_of_their_team_or_person(seen: Seen) -> None:
    feeds = [part for part in seen.parts if part.kind == "feed"]
    assert len(feeds) > 10
    for part in feeds:
        team, _, trigram = part.reader.partition("-")
        assert part.actions <= (seen.owned(trigram) if trigram else seen.of_team(team)), part.reader


def test_the_page_names_every_action_with_a_finding_and_no_address_of_a_person(seen: Seen) -> None:
    page = next(part for part in seen.parts if part.kind == "page")
    assert {code.split("-")[1] for code in page.actions} == {"NO", "IF", "SE", "SO"}
    assert not re.findall(r"[\w.-]+@valmorane\.example", page.text)


def test_addresses_of_colleagues_are_in_no_other_mail(seen: Seen) -> None:
    for part in seen.parts:
        if part.kind in ("plain", "html", "calendar", "feed"):
            assert not re.findall(r"[\w.-]+@valmorane\.example", part.text), (part.reader, part.kind)
