"""How a run ends: exit codes 0 to 4, usage errors in the reader's language, faults in a log file."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from pacom_xl.cli import language
from pacom_xl.model.text import NARROW_NBSP, NBSP, Text

DONE, FOUND, WRONG_CALL, IN_PART, FAULT = range(5)
_INTERRUPTED = 130


class RefusedError(click.ClickException):
    """The call or the configuration is wrong, or nothing can be done; exit code 2. One or more sentences."""

    exit_code = WRONG_CALL

    def __init__(self, *problems: Text) -> None:
        super().__init__("\n".join(problem.in_(language.current()) for problem in problems))


def run(program: Callable[[], Any]) -> NoReturn:
    """Call ``program`` and leave the process with the code it deserves."""
    _never_fail_on_a_character()
    try:
        code = program()
        sys.exit(code if isinstance(code, int) else DONE)
    except click.UsageError as error:
        _tell(_usage(error), error.ctx)
        sys.exit(WRONG_CALL)
    except click.ClickException as error:
        _tell(error.format_message())
        sys.exit(WRONG_CALL)
    except (click.Abort, KeyboardInterrupt):
        _tell(Text("interrompu", "interrupted").in_(language.current()))
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        # The reader (``| head``) left: nothing more to say, not even when Python closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)
    except Exception as error:
        _tell(_fault(error))
        sys.exit(FAULT)


def _never_fail_on_a_character() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")


def _tell(message: str, ctx: click.Context | None = None) -> None:
    name = ctx.command_path if ctx else "pacom-xl"
    separator = f"{NBSP}: " if language.current() == "fr" else ": "
    for line in message.splitlines():
        click.echo(f"pacom-xl{separator}{line}", err=True)
    if ctx:
        click.echo(Text(f"Aide{NBSP}: {name} --help", f"Help: {name} --help").in_(language.current()), err=True)


def _usage(error: click.UsageError) -> str:
    """Click's own sentences exist in English only: said again from what the exception holds."""
    if language.current() == "en":
        return error.format_message()
    if isinstance(error, click.MissingParameter):
        return f"il manque {_name(error)}."
    if isinstance(error, click.BadParameter):
        return f"valeur incorrecte pour {_name(error)}{NBSP}: {error.message}"
    if isinstance(error, click.NoSuchOption):
        near = f" Vouliez-vous dire {error.possibilities[0]}{NARROW_NBSP}?" if error.possibilities else ""
        return f"option inconnue{NBSP}: {error.option_name}.{near}"
    if isinstance(error, click.BadOptionUsage):
        return f"l’option {error.option_name} est mal employée (valeur absente ou en trop)."
    return error.format_message()


def _name(error: click.BadParameter) -> str:
    """``« -o »`` for an option, the name of an argument."""
    param = error.param
    if param is None:
        return f"«{NBSP}{error.param_hint or '?'}{NBSP}»"
    spelled = " / ".join(param.opts) if isinstance(param, click.Option) else param.make_metavar(_context(error))
    return f"«{NBSP}{spelled}{NBSP}»"


def _context(error: click.UsageError) -> click.Context:
    return error.ctx or click.Context(click.Command("pacom-xl"))


def _fault(error: Exception) -> str:
    log = _write_log(error)
    where = Text(
        f"Les détails sont dans {log}. Merci de les joindre à votre signalement.",
        f"The details are in {log}. Please join them to your report.",
    )
    if log is None:
        where = Text(f"{type(error).__name__}: {error}", f"{type(error).__name__}: {error}")
    head = Text(
        "erreur interne du programme, vos fichiers n’y sont pour rien.",
        "internal fault of the program, your files are not the cause.",
    )
    return f"{head.in_(language.current())}\n{where.in_(language.current())}"


def _write_log(error: Exception) -> Path | None:
    """The traceback in the user's log folder; ``None`` when even that cannot be written."""
    import platform
    import traceback

    import platformdirs

    from pacom_xl import __version__

    text = "".join(traceback.format_exception(error))
    head = f"pacom_xl {__version__}, Python {platform.python_version()}, {platform.system()}\n"
    try:
        folder = Path(platformdirs.user_log_dir("pacom-xl", appauthor=False))
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "fault.log"
        file.write_text(head + text, encoding="utf-8", errors="backslashreplace")
    except OSError:
        return None
    return file
