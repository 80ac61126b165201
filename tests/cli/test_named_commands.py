"""Every command and option named in a message, a fix or a page of documentation exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from pacom_xl.cli import COMMANDS, cli
from pacom_xl.rules.all_rules import catalogue

_ROOT = Path(__file__).parents[2]
#: Words of a command line: the command, perhaps that of a group, and its options.
_CALL = re.compile(r"pacom-xl((?: +(?:[\w./=~«»<>{}\[\]*,-]+|\"[^\"]*\"))*)")
#: What fixes say of commands without naming them.
_VAGUE = re.compile(r"commande de |lancer la |the \w+ command|run the (?!demo)", re.IGNORECASE)


def _texts(path: Path) -> Iterator[str]:
    """The strings of a module that are no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def _command(words: list[str]) -> tuple[click.Command | None, list[str]]:
    """The command a line names, and the words after it."""
    context = click.Context(cli)
    command: click.Command | None = cli.get_command(context, words[0])
    rest = words[1:]
    if words[0] == "nightly" and rest and rest[0] in ("status", "schedule", "forget"):
        from pacom_xl.cli.nightly_jobs import JOBS

        return JOBS[rest[0]], rest[1:]
    if isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        return command.get_command(context, rest[0]), rest[1:]
    return command, rest


def _mistakes(text: str) -> Iterator[str]:
    for call in _CALL.findall(text):
        # A sentence goes on after punctuation: « pacom-xl export, puis … ».
        whole = re.split(r"[.,;:)](?= |$)", call, maxsplit=1)[0]
        words = whole.split()
        if not words or not re.fullmatch(r"[a-z]+", words[0]):
            continue
        command, rest = _command(words)
        if command is None:
            yield f"pacom-xl{call}"
            continue
        known = {name for param in command.params for name in param.opts} | {"--help", "-h"}
        for word in rest:
            if re.fullmatch(r"--?[a-z][\w-]*(=.*)?", word) and word.partition("=")[0] not in known:
                yield f"pacom-xl{call}: {word}"


#: Words that follow the name of the program in a sentence about it.
_PROSE = {"est", "is", "et", "and", "version", "the", "on", "in"}


@pytest.mark.parametrize("room", sorted(path.name for path in (_ROOT / "pacom_xl").iterdir() if path.is_dir()))
def test_commands_named_by_the_program_exist(room: str) -> None:
    wrong = {
        mistake
        for path in (_ROOT / "pacom_xl" / room).rglob("*.py")
        for text in _texts(path)
        for mistake in _mistakes(text)
        if mistake.split()[1] not in _PROSE
    }
    assert not wrong


def test_commands_named_by_rules_exist_and_none_is_hinted_at() -> None:
    for rule in catalogue():
        for text in (rule.message, rule.fix, *rule.cases.values()):
            for words in (text.fr, text.en):
                assert not list(_mistakes(words)), rule.code
                assert not _VAGUE.search(words), (rule.code, words)


@pytest.mark.parametrize("page", ["README.md", *sorted(path.name for path in (_ROOT / "docs").glob("*.md"))])
def test_commands_named_in_the_documentation_exist(page: str) -> None:
    path = _ROOT / page if page == "README.md" else _ROOT / "docs" / page
    fragments = re.findall(r"`([^`\n]*pacom-xl[^`\n]*)`", path.read_text(encoding="utf-8"))
    assert not [mistake for fragment in fragments for mistake in _mistakes(fragment)]


def test_what_is_not_there_would_be_found() -> None:
    assert list(_mistakes("pacom-xl mend x.xlsx")) and list(_mistakes("pacom-xl check --repair"))
    assert not list(_mistakes(f"pacom-xl {next(iter(COMMANDS))} -o x.xlsx, puis pacom-xl template check x"))
