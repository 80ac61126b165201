"""Every rule has its texts, its manual and its tests."""

import re
from pathlib import Path

import pytest

from pacom_xl.model.text import Text
from pacom_xl.rules.all_rules import catalogue
from pacom_xl.rules.manuals import french_manuals, manual
from pacom_xl.rules.rule_registry import FAMILIES, Rule, declare

RULES = catalogue()
TESTED = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
#: A space that should not break, an apostrophe of typewriters.
UNTYPOGRAPHIC = re.compile(r"« | »|'|[^\u00a0]: |[^\u202f][;?!]|\d %")


def each() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])


def test_codes_stand_in_families() -> None:
    assert len(RULES) == 110
    assert {rule.family for rule in RULES} == set(FAMILIES)
    assert all(re.fullmatch(r"PAC[1-8]\d\d", rule.code) for rule in RULES)


@each()
def test_a_rule_has_a_manual(rule: Rule) -> None:
    assert "Passes:" in rule.doc
    assert "Fails:" in rule.doc


@each()
def test_a_rule_has_a_french_manual(rule: Rule) -> None:
    assert set(french_manuals()[rule.code]) == {"about", "passes", "fails"}
    text = manual(rule, "fr").replace("#REF!", "")
    assert not UNTYPOGRAPHIC.search(text), text
    assert "'" not in text


def test_no_french_manual_is_of_an_unknown_rule() -> None:
    assert set(french_manuals()) == {rule.code for rule in RULES}


@each()
def test_a_rule_is_checked_or_found_by_the_reader(rule: Rule) -> None:
    checked = rule.check or rule.group_check
    assert (checked is None) is (rule.scope == "reader")


@each()
def test_a_checked_rule_is_tested(rule: Rule) -> None:
    if rule.scope != "reader":
        assert f'"{rule.code}"' in TESTED


@each()
def test_french_typography(rule: Rule) -> None:
    for text in (rule.title, rule.message, rule.fix, *rule.cases.values()):
        bare = re.sub(r"\{[^}]*\}", "X", text.fr)
        assert not UNTYPOGRAPHIC.search(bare), text.fr
        assert "'" not in text.en


def test_a_code_is_declared_once() -> None:
    text = Text("", "")
    with pytest.raises(ValueError, match="PAC101"):
        declare("PAC101", "error", title=text, message=text, fix=text, doc="Passes: Fails:")
