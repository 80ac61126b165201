"""What somebody reads who stands in for an absent colleague: their own actions first, nothing said of them that is
true of the other only.
"""

from __future__ import annotations

import pytest

from pacom_xl.model.text import Lang
from pacom_xl.model.typography import of_person
from tests.nightly.mails_read import body_of, parsed, written
from tests.support.drafts import Draft
from tests.support.sample_company import sample_review


def test_own_actions_come_before_those_of_an_absent_colleague() -> None:
    """Visual review B17: Solène's mail bore Maëlle's name and hid Solène's overspent action in its second half."""
    done, _ = written(sample_review())
    (letter,) = [letter for letter in done if "solene" in str(letter.message["To"])]
    subject = str(parsed(letter)["Subject"]).replace("\xa0", " ")
    assert subject.startswith("[PAC 2026] Solène : 1 dépassement, 1 point juridique")
    assert subject.endswith(", et les actions de Maëlle en son absence")
    assert "Maëlle" not in letter.summary.subject, "shown on the screen and in logs"
    assert [digest.absent for digest in letter.digests] == ["", "Maëlle"]
    own, absent = body_of(parsed(letter), "plain").split("En l’absence de Maëlle Tanguy")
    assert "ACT-NO-009" in own and "ACT-NO-008" not in own
    assert "Vous ne recevez ici que vos actions." in own
    assert "Vous " not in absent and "vos actions" not in absent and "Votre " not in absent
    assert "Maëlle Tanguy y contribue, en retard (1)" in absent
    assert "Cette partie ne concerne que les actions de Maëlle Tanguy" in absent


@pytest.mark.parametrize(("lang", "said"), [("fr", "En l’absence de Maëlle"), ("en", "In the absence of Maëlle")])
def test_a_mail_about_an_absent_colleague_only_says_so_in_its_subject(lang: Lang, said: str) -> None:
    def speak(plan: Draft) -> None:
        for record in plan.table("team"):
            record.values["language"] = lang

    done, _ = written(sample_review(change=speak))
    about = [digest for letter in done for digest in letter.digests if digest.absent == "Maëlle"]
    assert about and all(digest.subject.startswith(f"[PAC 2026] {said}") for digest in about)


def test_only_who_contributes_is_told_so() -> None:
    done = {letter.name: letter for letter in written(sample_review())[0]}
    closing = "Vous ne recevez ici que vos actions et celles auxquelles vous contribuez."
    for letter in done.values():
        for digest in letter.digests:
            helping = any(section.key == "contributions" for section in digest.sections)
            assert (closing in digest.closing) is (helping and not digest.absent)
    assert closing in done["BRO"].digest.closing


@pytest.mark.parametrize(
    ("name", "said"),
    [("Maëlle", "de Maëlle"), ("Élodie", "d’Élodie"), ("Hélène", "d’Hélène"), ("Yannick", "de Yannick"), ("", "de ")],
)
def test_names_are_elided(name: str, said: str) -> None:
    assert of_person(name) == said
