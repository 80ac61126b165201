"""The mails, parsed back as a mail program would."""

from __future__ import annotations

import email
import email.policy
import re
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

import pytest

from pacom_xl.core.plan import Plan
from pacom_xl.core.text import Lang
from pacom_xl.nightly.run import Letter, letters, write_letters
from pacom_xl.reporting.mail import address, one_line
from tests.consolidation.readings import sample_review


def _parsed(letter: Letter) -> EmailMessage:
    message = email.message_from_bytes(letter.message.as_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def _letters(lang: Lang = "fr") -> dict[str, Letter]:
    done, left = letters(sample_review(lang))
    assert not left
    return {letter.name: letter for letter in done}


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


def _inject(plan: Plan) -> None:
    for record in plan.table("team"):
        record.values["full_name"] = "Eve\r\nBcc: victim@example.org"
    for record in plan.table("actions"):
        record.values["title"] = "<script>alert(1)</script>\r\nBcc: victim@example.org"


def test_no_cell_can_add_a_header_or_a_script() -> None:
    done, _ = letters(sample_review(change=_inject))
    assert done
    for letter in done:
        message = _parsed(letter)
        assert message["Bcc"] is None
        assert "<script" not in _body(message, "html")


def test_a_draft_plan_sends_nothing() -> None:
    def draft(plan: Plan) -> None:
        if plan.team == "NO":
            plan.form("plan").values["plan_status"] = "draft"

    done, left = letters(sample_review(change=draft))
    assert "NO" not in [letter.name for letter in done]
    assert [unsent.name for unsent in left] == ["NO"]
    assert all(item.team != "NO" for section in done[0].digest.sections for item in section.items)


def test_an_unknown_manager_is_said_not_skipped() -> None:
    def nobody(plan: Plan) -> None:
        plan.form("plan").values["manager"] = "ZZZ"

    _, left = letters(sample_review(change=nobody))
    assert [unsent.name for unsent in left] == ["NO", "IF", "SE", "SO"]


def test_a_manager_away_is_replaced_by_the_deputy() -> None:
    def away(plan: Plan) -> None:
        from datetime import date

        for record in plan.table("team"):
            if record.key == "GLF":
                record.values.update(absent_until=date(2026, 6, 20), deputy="TQU")

    done, _ = letters(sample_review(change=away))
    recipient = next(letter for letter in done if letter.name == "NO").message["To"]
    assert "gwenaelle" not in str(recipient)


def test_files_are_written_beside_one_another(tmp_path: Path) -> None:
    done, _ = letters(sample_review())
    write_letters(done, tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir())[:4] == ["IF.eml", "IF.html", "NO.eml", "NO.html"]
    assert "Rien à signaler" not in (tmp_path / "NO.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["", "nobody", "a@", "a@b\r\nBcc: c@d", "é@valmorane.example", "a b@c"])
def test_addresses_that_cannot_be_written_to(text: str) -> None:
    assert address("x", text) is None


def test_a_good_address() -> None:
    assert address("Élodie", "e@valmorane.example") == Address("Élodie", addr_spec="e@valmorane.example")


def test_a_header_is_one_line() -> None:
    assert one_line("a\r\nBcc: b\x00") == "a  Bcc: b"
