"""Commands and options that pages and messages name exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from pacom_xl.cli import COMMANDS, cli
from pacom_xl.cli.nightly_jobs import JOBS
from pacom_xl.rules.all_rules import catalogue

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
#: A command in a page: between back quotes, or a line of its own.
COMMAND = re.compile(r"`(pacom-xl [^`]+)`|^ {4}(pacom-xl .+)$", re.MULTILINE)
#: The command CONTRIBUTING tells to add.
ADDED = "teams"


def _commands(text: str) -> list[list[str]]:
    lines = [found[1] or found[2] for found in COMMAND.finditer(text)]
    return [
        _words(part) for line in lines for part in re.split(r"&&|\||;", line) if part.strip().startswith("pacom-xl")
    ]


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line, comments=True)[1:]
    except ValueError:
        return line.split()[1:]


def _wrong(words: list[str]) -> str | None:
    """What does not exist in a command, or ``None``."""
    command: click.Command = cli
    with click.Context(cli) as context:
        rest = list(words)
        while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
            found = command.get_command(context, rest.pop(0))
            if found is None:
                return f"no command {words}"
            command = found
    if words[0] == "nightly" and rest[:1] and rest[0] in JOBS:
        command = JOBS[rest.pop(0)]
    known = {name for param in command.params for name in (*param.opts, *param.secondary_opts)} | {"-h", "--help"}
    unknown = [word.split("=")[0] for word in rest if re.match(r"--?[a-z]", word) and word.split("=")[0] not in known]
    return f"{words}: no option {', '.join(unknown)}" if unknown else None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_of_a_page_exist(page: Path) -> None:
    commands = [words for words in _commands(page.read_text(encoding="utf-8")) if words[:1] != [ADDED]]
    assert [problem for words in commands if (problem := _wrong(words))] == []


def test_every_command_is_in_a_page() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert {name for name in COMMANDS if not re.search(rf"pacom-xl {name}\b", text)} == set()


@pytest.mark.parametrize("rule", catalogue(), ids=lambda rule: rule.code)
def test_commands_a_fix_names_exist(rule: object) -> None:
    from pacom_xl.rules.rule_registry import Rule

    assert isinstance(rule, Rule)
    for text in (rule.fix, rule.message, *rule.cases.values()):
        for part in (text.fr, text.en):
            for name in re.findall(r"pacom-xl ([a-z]+)", part):
                assert name in COMMANDS
            assert not re.search(r"commande de réparation|repair command", part)
