"""What the reader knows of the texts the program writes on sheets."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from pacom_xl import writing
from pacom_xl.layout.sheet_texts import CELL_TEXTS
from pacom_xl.model.text import LANGS, Lang
from pacom_xl.reading.recognition.vocabulary import vocabulary_of
from tests.support.sample_company import TEMPLATE


@pytest.mark.parametrize("lang", LANGS)
def test_the_reader_knows_every_text_of_the_writers(lang: Lang) -> None:
    assert len(CELL_TEXTS) > 40
    assert [text for text in CELL_TEXTS if not vocabulary_of(TEMPLATE).is_template_text(text.in_(lang))] == []


def test_writers_have_no_text_of_their_own() -> None:
    """A text written elsewhere would be unknown to the reader."""
    found = [
        f"{module.name}:{node.lineno}"
        for module in Path(writing.__path__[0]).rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text"
    ]
    assert found == []
