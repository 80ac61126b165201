"""One word has one meaning: names and docstrings use the terms of ``docs/glossary.md``."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "pacom_xl"
ROOMS = sorted(path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists())
#: Names that say nothing of what they hold, and what to say instead.
NAMES = {
    "said": "text, message, value: what it is",
    "told": "reported, listed, or the name of what is reported",
    "given": "value, settings: what was given",
    "kept": "remaining, used, cached: why it stays",
    "made": "created, written, or the name of the product",
    "own": "whose it is: team_plans, default_key",
    "past": "base, history, earlier",
    "again": "retry, repeated",
    "mark": "anchor (hidden cell), digest (hash), fingerprint (row) or key (identity)",
    "marks": "anchors, digests, fingerprints or keys",
    "met": "seen, found",
    "taker": "reader, receiver: what it does",
    "interpreter": "decoder, builder: what it builds",
    "memo": "cache",
    "shelf": "store",
}
#: Expressions of docstrings and comments, and what to say instead.
EXPRESSIONS = {
    r"\btold\b": "reported, shown, listed",
    r"\bhea(?:r|rs|rd)\b": "is informed of",
    r"\banew\b": "again",
    r"\blet go\b": "released",
    r"\bwho(?:s)?ever\b": "the caller, any team",
    r"\bhangs? (?:from|on)\b": "belongs to",
    r"\bof ours\b": "of this program, of pacom_xl",
}


def _modules(room: str) -> Iterator[tuple[str, str]]:
    for path in sorted((PACKAGE / room).rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def _defined(text: str) -> Iterator[tuple[int, str]]:
    """Line and name of everything a module defines."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id if isinstance(node, ast.Name) else node.attr


def _prose(text: str) -> Iterator[tuple[int, str]]:
    """Line and text of every docstring and comment of a module."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and (doc := ast.get_docstring(node)):
            yield getattr(node, "lineno", 1), doc
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


@pytest.mark.parametrize("room", ROOMS)
def test_names_say_what_they_hold(room: str) -> None:
    found = [
        f"{module}:{line} {name}: {NAMES[word]}"
        for module, text in _modules(room)
        for line, name in _defined(text)
        if (word := name.strip("_").lower()) in NAMES
    ]
    assert not found


@pytest.mark.parametrize("room", ROOMS)
def test_docstrings_and_comments_are_plain(room: str) -> None:
    found = [
        f"{module}:{line} {expression}: {instead}"
        for module, text in _modules(room)
        for line, prose in _prose(text)
        for expression, instead in EXPRESSIONS.items()
        if re.search(expression, prose, re.IGNORECASE)
    ]
    assert not found


def test_the_terms_are_in_the_glossary() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    terms = {term.strip() for row in re.findall(r"^\| ([^|]+) \|", glossary, re.MULTILINE) for term in row.split(",")}
    assert terms >= {
        "action", "action sheet", "block", "tab", "anchor", "fingerprint", "index", "audit", "plan view", "figure",
        "finding", "leaf", "aggregate", "base", "digest", "key", "envelope", "waiver", "outbox", "cache",
    }  # fmt: skip
