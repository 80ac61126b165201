"""Subjects of findings in words: nobody knows the keys of sheets, tables and choices."""

import pytest

from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell
from pacom_xl.model.text import Lang
from pacom_xl.rules import engine
from pacom_xl.rules.messages import message
from pacom_xl.rules.subject_words import subject_words
from tests.rules.checking import about, action, found, rows
from tests.support.plan_text import TEMPLATE, view_of

PLAN = "team_code | plan_year | plan_start | plan_end | plan_status | currency | company | sponsor"
NO_COMPANY = rows("plan", PLAN, "NO | 2026 | 2026-01-01 | 2026-12-31 | validated | EUR | | ZZZ")


@pytest.mark.parametrize(
    ("subject", "field", "fr", "en"),
    [
        ("ACT-NO-002", "actions.due", "ACT-NO-002", "ACT-NO-002"),
        ("plan", "plan.company", "Identité du plan", "Plan identity"),
        ("2026-03-31 | Animations", "reviews.subject", "31/03/2026 | Animations", "31 Mar 2026 | Animations"),
        ("2026-06", "cash.amount", "06/2026", "Jun 2026"),
        ("2026-99", "cash.amount", "2026-99", "2026-99"),
        ("total", "envelope.amount", "Total", "Total"),
        ("national", "holidays.date", "National (métropole)", "National (mainland)"),
        ("national", None, "national", "national"),
    ],
)
def test_the_subject_is_told_as_people_call_it(subject: str, field: str | None, fr: str, en: str) -> None:
    finding = Finding("PAC105", subject, field=field)
    assert [subject_words(finding, TEMPLATE, lang) for lang in ("fr", "en")] == [fr, en]


def test_a_row_without_a_name_is_told_by_its_line_and_never_by_its_hidden_key() -> None:
    finding = Finding("PAC105", "envelope#1", cell=Cell("Enveloppe", 11, 2), field="envelope.amount")
    assert subject_words(finding, TEMPLATE, "fr") == "Enveloppe budgétaire, ligne 12"
    assert subject_words(finding, TEMPLATE, "en") == "Budget, row 12"
    bare = Finding("PAC105", "holidays#3", field="holidays.date")
    assert subject_words(bare, TEMPLATE, "fr") == "Jours fériés, n° 3"
    assert subject_words(Finding("PAC105", "autre#3"), TEMPLATE, "fr") == "autre#3"


@pytest.mark.parametrize(
    ("lang", "empty", "unknown"),
    [
        ("fr", "« Identité du plan » : à renseigner, ", "Identité du plan renvoie à « ZZZ » qui n’existe pas."),
        ("en", '"Plan identity": to be filled in, ', 'Plan identity refers to unknown "ZZZ".'),
    ],
)
def test_messages_name_a_form_by_its_sheet(lang: Lang, empty: str, unknown: str) -> None:
    told = [message(f, lang, TEMPLATE) for code in ("PAC212", "PAC301") for f in found(NO_COMPANY, code)]
    assert [text.replace("\u00a0", " ").replace("\u202f", " ") for text in told][1:] == [unknown]
    assert told[0].replace("\u00a0", " ").replace("\u202f", " ").startswith(empty)


def test_an_objective_without_code_is_no_objective_without_action() -> None:
    text = rows("objectives", "code | label", " | Signer 260 clients")
    assert about(found(text, "PAC303")) == []
    assert ("Signer 260 clients", "objectives.code") in about(found(text, "PAC212"))


@pytest.mark.parametrize("subject", ["plan", "Identité du plan", "identité du plan", "Plan identity"])
def test_a_waiver_may_name_the_subject_as_reports_do(subject: str) -> None:
    waiver = f"PAC212 | {subject} | | KBE | 2026-06-01 | 2026-06-30"
    line = "rule | subject | detail | accepted_by | accepted_on | until"
    draft = NO_COMPANY.replace("validated", "draft").replace("ZZZ", "")
    view = view_of(draft + action() + rows("waivers", line, waiver))
    (finding,) = [
        f for f in engine.finish(engine.check(view), views=[view]) if (f.code, f.subject) == ("PAC212", "plan")
    ]
    assert (finding.severity, finding.waived_by) == ("warning", "KBE")
