"""What the reader knows of the texts the tool writes by itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from pacom_xl.reading import vocabulary
from pacom_xl.writing import group, sheets


def _parsed() -> Iterator[tuple[str, str]]:
    """The texts of the sheets' modules, as Python reads them."""
    for module in (m for package in (group, sheets) for m in Path(package.__path__[0]).glob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
                given = [*node.args, *(keyword.value for keyword in node.keywords)]
                words = [a.value for a in given if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                if len(words) == 2:
                    yield words[0], words[1]


def test_the_texts_of_the_sheets_are_known_without_parsing_them() -> None:
    expected = sorted(_parsed())
    assert len(expected) > 40
    assert sorted((text.fr, text.en) for text in vocabulary.writers_texts()) == expected
