"""Every command that README and docs show does what a reader expects: it exists, takes these options, and works.

On each push: names, options, targets of make, extras, scripts of completion, and the commands that write nothing.
All others run in ``make test-long``, page by page, in a folder with what a reader would have.
"""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pacom_xl import __version__
from pacom_xl.cli import COMMANDS
from tests.support.command_line import AS_OF, Ran, run
from tests.support.document_commands import PAGES, ShownCommand, commands_of
from tests.support.document_steps import ROOT
from tests.support.mail_server import mail_server
from tests.support.reader_folder import fill, first_night

SHOWN = [command for page in PAGES for command in commands_of(page)]
#: Names of commands in a sentence, without what they need to run.
MENTIONS = {("diff", "--since"), ("outbox", "list"), ("--help",)} | {(name,) for name in COMMANDS}
#: Commands that need no words.
_WHOLE = {("demo",), ("doctor",), ("rules",)}
#: Commands that need no files.
_ALONE = ("rules", "template show", "template list", "--help")
#: Exit code 1: findings, or something `doctor` would repair on this machine. 3: mails wait, a team is missing.
_DONE = (0, 1, 3)
#: Places and machines of the reader's, and what stands for them here.
_HERE = {"/partage/plans": "plans", "/shared/plans": "plans", "/etc/systemd/system": "systemd", "ABC": "TQU"}
#: Subcommands of programs of others that pages name.
_OTHERS = {
    "pipx": ("install", "uninstall"), "dask": ("scheduler", "worker"), "keyring": ("set",),
    "crontab": ("FILE", "FICHIER"), "systemctl": ("enable",), "schtasks": ("/Create",),
}  # fmt: skip


def _of(program: str) -> list[ShownCommand]:
    return [command for command in SHOWN if command.words[0] == program]


def _words(command: ShownCommand) -> tuple[str, ...]:
    """The words after ``pacom-xl``."""
    return command.words[1:]


def _is_cheap(command: ShownCommand) -> bool:
    return shlex.join(_words(command)).startswith(_ALONE)


def test_commands_are_found() -> None:
    assert len(_of("pacom-xl")) > 60
    assert {command.words[1] for command in _of("pacom-xl")} >= {"new", "check", "merge", "nightly", "page", "diff"}


@pytest.mark.parametrize("words", sorted({_words(command) for command in _of("pacom-xl")}), ids=shlex.join)
def test_options_exist(words: tuple[str, ...]) -> None:
    """``--help`` is shown only when all other options are known and have a value."""
    words = words[:-1] if words[-1] == "--since" else words
    ran = run(*words, "--help")
    assert ran.code == 0 and "pacom-xl" in ran.out, ran.err


@pytest.mark.parametrize("words", sorted({_words(c) for c in _of("pacom-xl") if _is_cheap(c)}), ids=shlex.join)
def test_commands_without_files_work(words: tuple[str, ...]) -> None:
    ran = run(*words)
    assert ran.code == 0 and ran.out, ran.err


def test_targets_of_make_exist() -> None:
    defined = set(re.findall(r"^([\w-]+)(?: [\w-]+)*:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    defined |= {"programs-page"}
    assert {word for command in _of("make") for word in command.words[1:] if "=" not in word} <= defined


def test_extras_and_the_wheel_have_their_names() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    extras = set(config["options.extras_require"])
    words = [word for program in ("pip", "uv", "pipx") for command in _of(program) for word in command.words]
    named = {name for word in words for found in re.findall(r"pacom_xl\[(.+)\]", word) for name in found.split(",")}
    assert named and named <= extras
    assert {word for word in words if word.endswith(".whl")} == {f"./pacom_xl-{__version__}-py3-none-any.whl"}


def test_programs_of_others_are_called_as_they_are() -> None:
    named = [command for program in _OTHERS for command in _of(program)]
    assert [str(command) for command in named if command.words[1] not in _OTHERS[command.words[0]]] == []


def test_modules_to_run_exist() -> None:
    modules = {command.words[2] for command in _of("python") if command.words[1] == "-m"}
    assert modules and all((ROOT / f"{name.replace('.', '/')}.py").exists() for name in modules)


@pytest.mark.skipif(os.name != "posix", reason="a shell of Unix")
@pytest.mark.parametrize("page", ["README.md", "README.fr.md"])
def test_the_line_for_bash_completes(page: str) -> None:
    (line,) = re.findall(r"`(eval [^`]+)`", (ROOT / page).read_text(encoding="utf-8"))
    folder = Path(sys.executable).parent
    env = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    command = ["bash", "-c", f"{line}; complete -p pacom-xl"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    assert "_pacom_xl_completion" in done.stdout


# -- all of them, page by page -----------------------------------------------------------------------------------------


def _to_run(page: Path) -> list[ShownCommand]:
    return [c for c in commands_of(page) if c.words[0] == "pacom-xl" and _words(c) not in MENTIONS - _WHOLE]


#: Pages by their commands: those of the other language often show the same.
_PAGES_TO_RUN = list({frozenset(c.words for c in _to_run(page)): page for page in PAGES if _to_run(page)}.values())


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a scheduler with one worker."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None) as machines:
        yield machines.scheduler_address


@pytest.mark.long
@pytest.mark.parametrize("page", _PAGES_TO_RUN, ids=lambda page: page.name)
def test_all_commands_of_a_page_work(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    to_run = _to_run(page)
    if any("--scheduler" in command.words for command in to_run):
        monkeypatch.setitem(_HERE, "tcp://serveur:8786", request.getfixturevalue("scheduler"))
        monkeypatch.setitem(_HERE, "tcp://server:8786", request.getfixturevalue("scheduler"))
    folder = tmp_path / "reader"
    with mail_server(tmp_path, tls=False) as room:
        fill(folder, room.port)
        monkeypatch.chdir(folder)
        if any({"--since", "status"} & set(command.words) for command in to_run):
            first_night(folder)
        failed = {str(command): ran for command in to_run if (ran := _ran(command)).code not in _DONE}
    assert failed == {}


def _ran(command: ShownCommand) -> Ran:
    """Run a command as it is written, but for places of the reader's and, where it asks, the date."""
    words = [_HERE.get(word, word) for word in _words(command)]
    if "--as-of" in run(*words, "--help").out and words[0] != "doctor":
        words += ["--as-of", AS_OF]
    if words[0] == "page":
        words += ["--runtime", str(ROOT / "page" / "node_modules" / "pyodide")]
    # `new --teams` writes what is missing in the folder of the workbooks.
    for option in ("-o", "-d"):
        if option in words and "--teams" not in words[:2]:
            _clear(Path(words[words.index(option) + 1]))
    return run(*words)


def _clear(output: Path) -> None:
    """Remove what an earlier command of the page wrote there; a reader would name another file, or add --force."""
    if output.is_file():
        output.unlink()
    elif output.is_dir() and output.resolve() != Path.cwd():
        shutil.rmtree(output)
