"""The catalogue shown: one rule, a family, the document of all rules."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pacom_xl.model.text import LANGS, Lang
from pacom_xl.reporting.rule_catalogue import render, select
from pacom_xl.rules.all_rules import catalogue
from pacom_xl.rules.manuals import manual

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "rules.md"


def test_the_document_is_true_to_the_code() -> None:
    """When it is not: ``python -m pacom_xl rules --format md --lang fr > docs/rules.md``."""
    assert DOCUMENT.read_text(encoding="utf-8") == render(select(None), "md", "fr")


def test_the_document_has_every_rule_in_both_languages() -> None:
    text = render(select(None), "md", "en")
    assert re.findall(r"^### (PAC\d{3})$", text, re.MULTILINE) == [rule.code for rule in catalogue()]
    for rule in catalogue():
        assert rule.title.fr in text and rule.title.en in text
        assert rule.doc in text and manual(rule, "fr") in text


@pytest.mark.parametrize("lang", LANGS)
def test_one_rule_in_full(lang: Lang) -> None:
    text = render(select("pac401"), "text", lang)
    (rule,) = select("PAC401")
    assert rule.title.in_(lang) in text and manual(rule, lang) in text
    assert ("Conforme" in text, "Passes" in text) == (lang == "fr", lang == "en")
    assert "{" not in text, "names of parameters are English"


def test_a_family_is_a_list() -> None:
    lines = render(select("PAC4"), "text", "fr").splitlines()
    assert len(lines) == 10 and all(line.startswith("PAC4") for line in lines)


def test_unknown_code() -> None:
    assert select("PAC9") == []


def test_json() -> None:
    (data,) = json.loads(render(select("PAC401"), "json", "en"))
    assert data["levels"] == {"normal": "error", "critical": "error"}
    assert (data["code"], data["family"], data["title"]) == ("PAC401", "deadline", "Action overdue")


def test_who_hides_whom_is_told() -> None:
    assert "Masqué par PAC203, PAC307, PAC401." in render(select("PAC402"), "md", "fr")
