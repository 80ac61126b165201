"""Findings in words."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from string import Formatter
from typing import Any

import pytest

from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell
from pacom_xl.model.text import LANGS, Lang, Text
from pacom_xl.rules import messages
from pacom_xl.rules.all_rules import catalogue
from pacom_xl.rules.rule_registry import Rule
from tests.support.plan_text import TEMPLATE

NB, NN = "\u00a0", "\u202f"


def said(code: str, lang: Lang, cell: Any = None, **params: Any) -> str:
    return messages.message(Finding(code, "ACT-NO-002", cell=cell, params=params), lang, TEMPLATE)


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("fr", f"ACT-NO-002 «{NB}Tournée{NB}» en retard de 3{NB}j (échéance 12/06/2026)."),
        ("en", 'ACT-NO-002 "Tournée" is 3 d overdue (due 12 Jun 2026).'),
    ],
)
def test_dates(lang: Lang, expected: str) -> None:
    assert said("PAC401", lang, title="Tournée", days=3, due=date(2026, 6, 12)) == expected


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        ("SE1", "code", f"«{NB}SE1{NB}»"),
        ("mot " * 100, "text", f"«{NB}{'mot ' * 14}mot…{NB}»"),
        (Decimal("-0.1"), "percent", f"-10{NN}%"),
        ("2026-07", "month", "07/2026"),
    ],
)
def test_a_value_outside_its_limits_is_quoted_as_it_was_typed(value: Any, kind: str, shown: str) -> None:
    text = said("PAC122", "fr", Cell("Tab", 1, 1), shown=value, type=kind, case="form", field="actions.title")
    assert text == f"Tab!B2{NB}: {shown} dans «{NB}Intitulé{NB}», la forme n’est pas celle attendue."


def test_money_and_percentages() -> None:
    params = {"committed": Decimal(18900), "allocated": Decimal(16000), "pct": Decimal("0.18125")}
    french = f"ACT-NO-002{NB}: engagé 18{NN}900{NB}€ pour 16{NN}000{NB}€ alloués (+18,1{NN}%)."
    assert said("PAC501", "fr", **params) == french
    assert said("PAC501", "en", **params) == "ACT-NO-002: committed €18,900 versus €16,000 allocated (+18.1%)."
    assert "CHF" in said("PAC501", "fr", currency="CHF", **params)


def test_labels_come_from_the_template() -> None:
    text = said("PAC204", "fr", fields=("actions.what", "actions.why"), least=20)
    assert text.endswith("Quoi, Pourquoi, vide ou de moins de 20 caractères.")
    assert "«\u00a0Terminée\u00a0»" in said("PAC306", "fr", status="done", progress=Decimal("0.8"))
    assert said("PAC209", "en", sheet="swot", fields=("swot.threat",)) == 'Section "SWOT" incomplete: Threat.'


def test_words_are_kept_per_language_and_template_and_not_handed_on() -> None:
    finding = Finding("PAC305", "ACT-NO-002", params={"title": "Tournée"})
    french = messages.message(finding, "fr", TEMPLATE)
    assert finding.texts is None
    messages.cache_texts([finding], "fr", TEMPLATE)
    assert messages.message(finding, "fr", TEMPLATE) == french
    assert messages.message(finding, "fr", TEMPLATE) is messages.message(finding, "fr", TEMPLATE)
    assert messages.message(finding, "en", TEMPLATE) != french
    assert "…" in messages.message(Finding("PAC204", "X"), "fr", TEMPLATE)
    without = Finding("PAC204", "X", params={"fields": ("actions.what",)})
    messages.cache_texts([without], "fr", TEMPLATE)
    assert messages.message(without, "fr", TEMPLATE) != messages.message(without, "fr")
    renamed = replace(finding, subject="ACT-NO-003")
    assert "ACT-NO-003" in messages.message(renamed, "fr", TEMPLATE)
    assert finding == Finding("PAC305", "ACT-NO-002", params={"title": "Tournée"})


@pytest.mark.parametrize("rule", catalogue(), ids=lambda rule: rule.code)
def test_only_messages_that_name_a_cell_change_with_it(rule: Rule) -> None:
    pairs = [
        [said(rule.code, "fr", Cell("Fiche", row, 2), case=case) for row in (1, 2)] for case in [None, *rule.cases]
    ]
    assert any(here != there for here, there in pairs) is messages.names_its_cell(rule.code)


def test_a_cell_is_named_with_its_sheet() -> None:
    cell = Cell("Fiche 2", 17, 2)
    assert "Fiche 2!C18" in said("PAC105", "fr", cell, value="31/02/2026", type="date")


def test_bilingual_parameters() -> None:
    assert "protégé" in said("PAC118", "fr", file="NO.xlsx", reason=Text("protégé", "protected"))


def test_cases() -> None:
    dates = {"start": date(2026, 7, 1), "due": date(2026, 6, 1), "case": "start_after_due"}
    assert said("PAC307", "en", **dates) == (
        "Inconsistent dates for ACT-NO-002: start 1 Jul 2026 after due date 1 Jun 2026."
    )


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert said("PAC999", "fr") == messages.title("PAC999", "fr") == "PAC999"


@pytest.mark.parametrize("rule", catalogue(), ids=lambda rule: rule.code)
def test_a_missing_parameter_never_raises(rule: Rule) -> None:
    for lang in LANGS:
        for case in [*rule.cases, None]:
            finding = Finding(rule.code, "X", params={"case": case})
            for text in (messages.message(finding, lang), messages.fix(finding, lang, TEMPLATE)):
                assert text
                assert "{" not in text


@pytest.mark.parametrize("rule", catalogue(), ids=lambda rule: rule.code)
def test_both_languages_say_the_same_things(rule: Rule) -> None:
    for text in (rule.message, rule.fix, *rule.cases.values()):
        french, english = ({name for _, name, _, _ in Formatter().parse(t)} for t in (text.fr, text.en))
        assert french - {None} == english - {None}


def test_the_catalogue_shows_bare_names() -> None:
    assert messages.without_formats("{code} : {spent:money}.") == "{code} : {spent}."


def test_a_message_about_a_named_action_drops_its_code_at_the_beginning() -> None:
    def about(code: str, lang: Lang, **params: object) -> str:
        return messages.message_about(Finding(code, "ACT-NO-002", params=params), lang, TEMPLATE)

    late = {"progress": Decimal("0.2"), "expected": Decimal("0.62")}
    assert about("PAC403", "fr", **late) == "20\u202f% réalisés pour 62\u202f% attendus."
    assert about("PAC403", "en", **late) == "20% done versus 62% expected."
    assert about("PAC305", "fr") == said("PAC305", "fr")
    assert about("PAC999", "fr") == "PAC999"
