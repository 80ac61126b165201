"""The mails, parsed back as a mail program would."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from email.headerregistry import Address
from email.message import EmailMessage
from html import unescape
from itertools import groupby
from pathlib import Path

import pytest

from pacom_xl.consolidation.review import Review, review
from pacom_xl.core.findings import Finding
from pacom_xl.core.plan import Plan
from pacom_xl.core.text import Lang, Text
from pacom_xl.figures.book import Row
from pacom_xl.nightly.config import Limits, NightlyConfig, Role
from pacom_xl.nightly.letters import Enclosure, Letter, letters, write_letters
from pacom_xl.nightly.people import Duty, Unsent
from pacom_xl.reporting.changes import Status, key_of
from pacom_xl.reporting.digest import for_director, for_manager
from pacom_xl.reporting.digest_rows import OVER
from pacom_xl.reporting.mail import address, one_line
from pacom_xl.reporting.night import Night
from pacom_xl.reporting.text import named_message
from tests.consolidation.readings import AS_OF, TEAMS, TEMPLATE, reading, sample_review


def _parsed(letter: Letter) -> EmailMessage:
    message = email.message_from_bytes(letter.message.as_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def _written(review: Review, config: NightlyConfig | None = None) -> tuple[list[Letter], list[Unsent]]:
    return letters(Night(review), config)


def _letters(lang: Lang = "fr") -> dict[str, Letter]:
    """The mails of the director and of the managers, whatever their own languages."""

    def speak(plan: Plan) -> None:
        for record in plan.table("team"):
            record.values["language"] = lang

    done, left = _written(sample_review(lang, change=speak))
    assert not left
    return {letter.name: letter for letter in done if letter.digest.role != "owner"}


def test_one_mail_for_the_director_and_one_per_manager() -> None:
    found = {name: str(_parsed(letter)["To"]) for name, letter in _letters().items()}
    assert list(found) == ["direction", "NO", "IF", "SE", "SO"]
    assert "helene.carpentier@valmorane.example" in found["direction"]
    assert "Gwenaëlle Le Floc'h <gwenaelle.le-floch@valmorane.example>" in found["NO"]


@pytest.mark.parametrize(
    ("lang", "name", "subject"),
    [
        ("fr", "direction", "[PAC 2026] Synthèse nationale 15/06 – 4 en retard, 3 dépassements"),
        ("en", "direction", "[PAC 2026] National summary 15 Jun – 4 overdue, 3 over budget"),
        ("fr", "NO", "[PAC 2026][NO] 15/06 – 1 en retard, 2 dépassements"),
        ("en", "NO", "[PAC 2026][NO] 15 Jun – 1 overdue, 2 over budget"),
    ],
)
def test_subjects(lang: Lang, name: str, subject: str) -> None:
    assert str(_parsed(_letters(lang)[name])["Subject"]).replace("\u00a0", " ") == subject


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_counts_of_the_subject_are_rows_of_both_bodies(lang: Lang) -> None:
    for letter in _letters(lang).values():
        message = _parsed(letter)
        late, over = map(int, re.findall(r"(\d+)\u00a0", str(message["Subject"])))
        page = _body(message, "html")
        assert page.count('data-row="late"') == late
        assert page.count('data-row="over"') == over
        assert len(_rows(_body(message, "plain"), ("En retard (", "Overdue ("))) == late


def _rows(text: str, heads: tuple[str, ...]) -> list[str]:
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if line.startswith(heads)), None)
    if start is None:
        return []
    end = lines.index("", start)
    return [line for line in lines[start:end] if line.startswith("- ")]


def test_headers_that_keep_robots_quiet_and_threads_stable() -> None:
    first, again = _letters()["NO"], _letters()["NO"]
    message = _parsed(first)
    assert message["Auto-Submitted"] == "auto-generated"
    assert "<pacom." in message["List-Id"]
    assert first.message.as_bytes() == again.message.as_bytes()
    ids = {_parsed(letter)["Message-ID"] for letter in _letters().values()}
    assert len(ids) == 5


def test_sender_and_reply_to_are_those_of_the_configuration() -> None:
    config = NightlyConfig(sender="pac@valmorane.example", reply_to="pilotage@valmorane.example")
    for letter in _written(sample_review(), config)[0]:
        message = _parsed(letter)
        assert message["From"].addresses[0].addr_spec == config.sender
        assert message["Reply-To"].addresses[0].addr_spec == config.reply_to
        assert str(message["Message-ID"]).endswith("@valmorane.example>")
        assert message["List-Id"] == "Plan d'action commercial <pacom.valmorane.example>"


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


def _inject(plan: Plan) -> None:
    for record in plan.table("team"):
        record.values["full_name"] = "Eve\r\nBcc: victim@example.org"
    for record in plan.table("actions"):
        record.values["title"] = "<script>alert(1)</script>\r\nBcc: victim@example.org"


def test_no_cell_can_add_a_header_or_a_script() -> None:
    done, _ = _written(sample_review(change=_inject))
    assert done
    for letter in done:
        message = _parsed(letter)
        assert message["Bcc"] is None
        assert "<script" not in _body(message, "html")


def test_a_draft_plan_sends_nothing() -> None:
    def draft(plan: Plan) -> None:
        if plan.team == "NO":
            plan.form("plan").values["plan_status"] = "draft"

    done, left = _written(sample_review(change=draft))
    assert "NO" not in [letter.name for letter in done]
    assert [unsent.name for unsent in left] == ["NO"]
    assert all(item.team != "NO" for section in done[0].digest.sections for item in section.items)
    assert all("ACT-NO-" not in _body(_parsed(letter), "plain") for letter in done if letter.digest.role == "owner")


def test_an_unknown_manager_is_said_not_skipped() -> None:
    def nobody(plan: Plan) -> None:
        plan.form("plan").values["manager"] = "ZZZ"

    _, left = _written(sample_review(change=nobody))
    assert [unsent.name for unsent in left] == ["NO", "IF", "SE", "SO"]


def _person(trigram: str, **values: object) -> Callable[[Plan], None]:
    def change(plan: Plan) -> None:
        for record in plan.table("team"):
            if record.key == trigram:
                record.values.update(values)  # type: ignore[arg-type]

    return change


def test_a_manager_away_is_replaced_by_the_deputy_in_one_mail() -> None:
    change = _person("GLF", absent_until=date(2026, 6, 20), deputy="TQU")
    done, _ = _written(sample_review(change=change))
    names = [letter.name for letter in done]
    assert names.count("NO") == 1
    assert "TQU" not in names
    found = next(letter for letter in done if letter.name == "NO")
    assert "gwenaelle" not in str(found.message["To"])
    assert [digest.role for digest in found.digests] == ["NO", "owner"]


def test_someone_back_today_reads_their_own_mail() -> None:
    done, _ = _written(sample_review(change=_person("GLF", absent_until=date(2026, 6, 14), deputy="TQU")))
    assert "gwenaelle" in str(next(letter for letter in done if letter.name == "NO").message["To"])


def test_two_roles_make_one_mail() -> None:
    def both(plan: Plan) -> None:
        plan.form("plan").values["sponsor"] = "GLF"

    done, _ = _written(sample_review(change=both))
    to_her = [letter for letter in done if "gwenaelle" in str(letter.message["To"])]
    assert [digest.role for digest in to_her[0].digests] == ["direction", "NO"]
    assert len(to_her) == 1
    page = _body(_parsed(to_her[0]), "html")
    assert page.count('data-row="late"') == 4
    assert page.count('data-row="NO:late"') == 1


def test_nobody_gets_two_mails() -> None:
    done, _ = _written(sample_review())
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
    owners = [letter for letter in letters(night)[0] if letter.digest.role == "owner"]
    assert owners
    for letter in owners:
        read_for = {letter.trigram, *_away_and_replaced_by(letter.trigram, night)}
        mine = {row.key for who, rows in night.facts.owned.items() if who.trigram in read_for for row in rows}
        helped = {row.key for who, rows in night.facts.helped.items() if who.trigram in read_for for row in rows}
        for kind in ("plain", "html"):
            named = set(re.findall(r"ACT-[A-Z]+-\d+", _body(_parsed(letter), kind)))
            assert named <= mine | helped


def test_the_subject_of_an_owner_counts_their_rows() -> None:
    done, _ = _written(sample_review())
    letter = next(letter for letter in done if letter.name == "TQU")
    message = _parsed(letter)
    assert re.match(r"\[PAC 2026\] \w+\xa0: \d+\xa0actions? en retard, \d+\xa0échéances?", str(message["Subject"]))
    late, week = map(int, re.findall(r"(\d+)\xa0", str(message["Subject"]).split(":")[1]))
    page = _body(message, "html")
    assert (page.count('data-row="late"'), page.count('data-row="week"')) == (late, week)


def test_deadlines_come_as_a_calendar() -> None:
    done, _ = _written(sample_review())
    found = {letter.name: list(_parsed(letter).iter_attachments()) for letter in done}
    calendars = {name: parts[0].get_content() for name, parts in found.items() if parts}
    assert "direction" not in calendars
    assert calendars
    for text in calendars.values():
        assert text.startswith(("BEGIN:VCALENDAR\r\n", "BEGIN:VCALENDAR\n"))
        assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") >= 1
        assert all(len(line.encode()) <= 75 for line in text.splitlines())


def test_each_reads_their_own_language() -> None:
    done, _ = _written(sample_review(change=_person("GLF", language="en")))
    subjects = {letter.name: str(letter.message["Subject"]) for letter in done}
    assert "overdue" in subjects["NO"]
    assert "en retard" in subjects["IF"]


def test_readers_named_in_the_configuration_replace_those_of_the_sheet() -> None:
    roles = (Role("manager", "chef@valmorane.example", team="NO", lang="en"), Role("director", "dg@valmorane.example"))
    done, _ = _written(sample_review(), NightlyConfig(roles=roles, recipients=("comite@valmorane.example",)))
    to = {letter.name: str(letter.message["To"]) for letter in done}
    assert to["NO"] == "chef@valmorane.example"
    assert to["direction"] == "dg@valmorane.example"
    assert to["direction-1"] == "comite@valmorane.example"


@pytest.fixture
def files(tmp_path: Path) -> Callable[[Duty, Lang], list[Enclosure]]:
    """A light workbook, a heavy one and a page for the director; one of their own for managers."""

    def enclose(duty: Duty, lang: Lang) -> list[Enclosure]:
        names = {"director": ("groupe.xlsx", "lourd.xlsx", "page.html"), "manager": (f"{duty.name}-{lang}.xlsx",)}
        made = []
        for name in names.get(duty.role, ()):
            path = tmp_path / name
            path.write_bytes(b"x" * (2_000_000 if name == "lourd.xlsx" else 10))
            kind = "" if name == "page.html" else "application/octet-stream"
            made.append(Enclosure(Text("Fichier", "File"), path, kind))
        return made

    return enclose


def _names(letter: Letter) -> list[str | None]:
    return [part.get_filename() for part in _parsed(letter).iter_attachments() if part.get_content_type() != CALENDAR]


CALENDAR = "text/calendar"


def test_each_part_brings_its_own_files_under_the_limit_else_their_place(
    files: Callable[[Duty, Lang], list[Enclosure]], tmp_path: Path
) -> None:
    config = NightlyConfig(limits=Limits(attachment_mb=1))
    done, _ = letters(Night(sample_review(change=_person("GLF", language="en"))), config, enclose=files)
    joined = {letter.name: _names(letter) for letter in done}
    assert {name: found for name, found in joined.items() if found} == {
        "direction": ["groupe.xlsx"], "NO": ["NO-en.xlsx"], "IF": ["IF-fr.xlsx"], "SE": ["SE-fr.xlsx"],
        "SO": ["SO-fr.xlsx"],
    }  # fmt: skip
    director = next(letter for letter in done if letter.name == "direction")
    for kind in ("plain", "html"):
        for name in ("groupe.xlsx", "lourd.xlsx", "page.html"):
            assert f"Fichier\xa0: {tmp_path / name}" in _body(_parsed(director), kind)
    manager = _body(_parsed(next(letter for letter in done if letter.name == "NO")), "plain")
    assert f"File: {tmp_path / 'NO-en.xlsx'}" in manager
    assert "groupe.xlsx" not in manager


def test_two_parts_of_one_mail_share_the_limit(files: Callable[[Duty, Lang], list[Enclosure]]) -> None:
    def both(plan: Plan) -> None:
        plan.form("plan").values["sponsor"] = "GLF"

    for limit, names in ((0, []), (1, ["groupe.xlsx", "NO-fr.xlsx"]), (3, ["groupe.xlsx", "lourd.xlsx", "NO-fr.xlsx"])):
        config = NightlyConfig(limits=Limits(attachment_mb=limit))
        done, _ = letters(Night(sample_review(change=both)), config, enclose=files)
        assert _names(done[0]) == names


def test_late_rows_are_told_person_by_person() -> None:
    def late(plan: Plan) -> None:
        for number, action in enumerate(plan.table("actions")):
            if action.get("status") == "in_progress":
                owner = ("TQU", "GLF", "MTA")[number % 3]
                action.values.update(due=date(2026, 6, 1 + number), progress=Decimal("0.5"), owner=owner)

    review = sample_review(change=late)
    (found,) = [letter for letter in letters(Night(review))[0] if letter.name == "NO"]
    (section,) = [section for section in found.digest.sections if section.key == "late"]
    owners = [item.owner for item in section.items]
    assert len(set(owners)) >= 2
    assert [name for name, _ in groupby(owners)] == list(dict.fromkeys(owners)), "nobody twice"
    names = {row.key: review_name(review, row) for row in Night(review).facts.books["NO"].rows("actions")}
    for item in section.items:
        (code,) = re.findall(r"ACT-NO-\d+", item.text)[:1]
        assert item.owner == names[code]
    for kind in ("plain", "html"):
        body = unescape(_body(_parsed(found), kind)).replace("\r\n", "\n")
        heads = [f"\n{name}\xa0:\n" if kind == "plain" else f">{name}<" for name in set(owners)]
        assert all(head in body for head in heads)


def review_name(review: Review, row: Row) -> str:
    """Full name of an action's owner."""
    return Night(review).facts.name(row.team, row["owner"])


def test_a_manager_and_an_owner_are_told_of_every_finding_of_theirs() -> None:
    def every(plan: Plan) -> None:
        """Also what no section names: an action completed late, one due on a holiday."""
        if plan.team != "NO":
            return
        done, open_ = plan.table("actions")[0], plan.table("actions")[1]
        done.values.update(status="done", progress=Decimal(1), due=date(2026, 4, 30), done_on=date(2026, 5, 11))
        open_.values.update(due=date(2026, 8, 15))

    review = sample_review(change=every)
    night = Night(review)
    done = {letter.name: "\n".join(_texts(letter)) for letter in letters(night, everything=True)[0]}
    told = {finding.code for finding in night.facts.by_team["NO"]}
    assert {"PAC407", "PAC408"} <= told
    for finding in night.facts.by_team["NO"]:
        assert _said(review, finding) in done["NO"].casefold()
    own = [row.key for row in night.facts.owned[night.facts.who("NO", "TQU")]]
    fills = ("PAC1", "PAC2", "PAC3", "PAC6", "PAC7", "PAC402")
    for finding in night.facts.by_team["NO"]:
        if finding.subject in own and not finding.code.startswith(fills):
            assert _said(review, finding) in done["TQU"].casefold()


def _said(review: Review, finding: Finding) -> str:
    """What is said of a finding after the name of its action: rows about one action name it once."""
    said = named_message(review, finding)
    return said.split("»\xa0: ")[-1].casefold() if finding.code in OVER else said.casefold()


def _texts(letter: Letter) -> list[str]:
    return [item.text for digest in letter.digests for section in digest.sections for item in section.items]


def test_axes_bear_their_names_and_regions_theirs() -> None:
    found = _letters()
    heads = [line[0] for line in found["NO"].digest.tables[0].rows]
    assert heads
    assert all(re.fullmatch(r"AX\d \w.+", head) for head in heads), heads
    assert found["direction"].digest.tables[1].rows[0][0] == "Nord-Ouest (NO)"


def test_people_of_two_regions_with_the_same_trigram_are_told_apart() -> None:
    """Each region's own list says who a trigram is."""

    def homonym(plan: Plan) -> None:
        if plan.team == "SE":
            known = {record.key: record for record in plan.table("team")}
            known["TQU"].values.update(full_name="Thérèse Quentin", email="therese@valmorane.example")
            for action in plan.table("actions"):
                action.values["owner"] = "TQU"

    done, left = _written(sample_review(change=homonym))
    assert not left
    mails = {str(letter.message["To"]).split("<")[-1]: letter for letter in done if letter.digest.role == "owner"}
    hers = _body(_parsed(mails["therese@valmorane.example>"]), "plain")
    assert set(re.findall(r"ACT-([A-Z]+)-", hers)) == {"SE"}
    his = next(letter for to, letter in mails.items() if "therese" not in to and letter.trigram == "TQU")
    assert set(re.findall(r"ACT-([A-Z]+)-", _body(_parsed(his), "plain"))) == {"NO"}
    assert "Thérèse" not in _body(_parsed(his), "plain")


def test_a_manager_who_owns_actions_reads_them_once_and_has_their_deadlines() -> None:
    def hers(plan: Plan) -> None:
        for action in plan.table("actions"):
            action.values["owner"] = "GLF" if plan.team == "NO" else action.get("owner")

    for config in (None, NightlyConfig(roles=(Role("manager", "gwenaelle.le-floch@valmorane.example", team="NO"),))):
        done, _ = _written(sample_review(change=hers), config)
        found = next(letter for letter in done if letter.name == "NO")
        assert [digest.role for digest in found.digests] == ["NO"]
        kinds = [part.get_content_type() for part in _parsed(found).iter_attachments()]
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
    review = sample_review()
    review.as_of = as_of
    known = {key_of(finding): Status("ongoing", 1) for finding in review.shown}
    done, _ = letters(Night(review, known, first=False), NightlyConfig(holidays=holidays), number=number)
    assert [letter.name for letter in done] == readers


def test_reports_of_a_team_make_one_thread_and_every_run_another_message() -> None:
    first, later = sample_review(), sample_review()
    later.as_of = date(2026, 6, 16)
    nights = [letters(Night(review), number=number)[0] for review, number in ((first, 1), (first, 2), (later, 1))]
    threads: dict[str, set[str]] = {}
    for letter in (letter for night in nights for letter in night):
        message = _parsed(letter)
        assert message["In-Reply-To"] == message["References"] != message["Message-ID"]
        threads.setdefault(letter.name, set()).add(str(message["References"]))
    assert {len(marks) for marks in threads.values()} == {1}
    assert len({mark for marks in threads.values() for mark in marks}) == len(threads)
    ids = [str(letter.message["Message-ID"]) for night in nights for letter in night]
    assert len(set(ids)) == len(ids)
    again, _ = letters(Night(sample_review()))
    assert [str(letter.message["Message-ID"]) for letter in again] == ids[: len(again)]


def test_when_a_workbook_was_saved_is_told_by_the_clock_of_its_readers() -> None:
    saved = datetime(2026, 6, 12, 22, 30)
    review_ = review([reading(team, saved_on=saved) for team in TEAMS], TEMPLATE, AS_OF)
    done = {letter.name: letter for letter in letters(Night(review_))[0]}
    for name in ("direction", "NO", "TQU"):
        assert "NO.xlsx\xa0: lu, enregistré le 13/06/2026 à 00\xa0h\xa030." in _body(_parsed(done[name]), "plain")
    assert done["direction"].digest.tables[0].rows[0][-1] == "13/06"
    (closing, *_) = for_manager(Night(review_, zone="America/Martinique"), review_.portfolio.plans[0]).closing
    assert "12/06/2026 à 18\xa0h\xa030" in closing


def test_what_changed_is_said_and_counted() -> None:
    review = sample_review()
    known = {key_of(finding): Status("ongoing", 4) for finding in review.shown}
    known[("PAC401", "NO", "ACT-NO-002", "")] = Status("new")
    known[("PAC401", "NO", "ACT-NO-001", "")] = Status("resolved", 9)
    done = {letter.name: letter for letter in letters(Night(review, known, first=False))[0]}
    assert set(done) == {"direction", "NO", "TQU", "MTA"}, "the owner, and one who contributes"
    subject = str(done["direction"].message["Subject"]).replace("\u00a0", " ")
    assert subject.endswith("4 en retard (+1), 3 dépassements, 1 résolu")
    assert str(done["NO"].message["Subject"]).replace("\u00a0", " ").endswith("2 dépassements, 1 nouveauté")
    page = _body(_parsed(done["NO"]), "html")
    assert page.count('data-row="news"') == page.count('data-row="resolved"') == 1
    assert ">nouveau<" in page
    assert "depuis 4\u00a0j" in page


def test_files_are_written_beside_one_another(tmp_path: Path) -> None:
    done, _ = _written(sample_review())
    write_letters(done, tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted(f"{letter.name}.{suffix}" for letter in done for suffix in ("eml", "html"))
    assert "Rien à signaler" not in (tmp_path / "NO.html").read_text(encoding="utf-8")


def test_nothing_is_fetched_and_nothing_runs_when_a_mail_is_opened() -> None:
    for letter in _written(sample_review())[0]:
        page = _body(_parsed(letter), "html")
        assert not re.search(r"<(script|img|link|iframe|form)|https?://|url\(|@import", page)


@pytest.mark.parametrize("text", ["", "nobody", "a@", "a@b\r\nBcc: c@d", "é@valmorane.example", "a b@c"])
def test_addresses_that_cannot_be_written_to(text: str) -> None:
    assert address("x", text) is None


def test_a_good_address() -> None:
    assert address("Élodie", "e@valmorane.example") == Address("Élodie", addr_spec="e@valmorane.example")


def test_a_header_is_one_line() -> None:
    assert one_line("a\r\nBcc: b\x00") == "a  Bcc: b"
