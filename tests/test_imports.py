"""Tests share helpers through ``tests/support`` and their own folder, never through one another's test modules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
MODULES = sorted(TESTS.rglob("*.py"))


def _imported(path: Path) -> Iterator[str]:
    """Names that a file imports, each with its module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(TESTS)))
def test_a_module_imports_helpers_of_its_folder_or_of_support(path: Path) -> None:
    folder = path.relative_to(TESTS).parts[0]
    for name in _imported(path):
        package, *rest = name.split(".")
        if package != "tests" or not rest:
            continue
        assert not any(part.startswith("test_") for part in rest[:-1]), f"{name} is a test module"
        assert rest[0] in (folder, "support", "mutation"), f"{name} belongs to another folder: move it to tests/support"
