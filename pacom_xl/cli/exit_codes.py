"""Exit codes 0 to 4, usage errors in the reader's language, faults written to a log file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfoNotFoundError

import click

from pacom_xl.cli import console, language
from pacom_xl.cli.bilingual import nearest
from pacom_xl.model.text import Text
from pacom_xl.model.typography import colon, sentence
from pacom_xl.storage.os_reasons import os_reason

DONE, FOUND, WRONG_CALL, IN_PART, FAULT = range(5)
_INTERRUPTED = 130


class RefusedError(click.ClickException):
    """The call or the configuration is wrong, or nothing can be done; exit code 2. One or more sentences."""

    exit_code = WRONG_CALL

    def __init__(self, *problems: Text) -> None:
        super().__init__("\n".join(problem.in_(language.current()) for problem in problems))
        self.problems = problems


def run(program: Callable[[], Any]) -> NoReturn:
    """Call ``program`` and leave the process with the code it deserves."""
    if not console.prepare_streams():
        _report(
            sentence(
                "la sortie standard est fermée, les résultats ne s’affichent pas ; utilisez -o.",
                "standard output is closed, results are not shown; use -o.",
            )
        )
    try:
        code = program()
        console.flush()
        sys.exit(code if isinstance(code, int) else DONE)
    except SystemExit as ended:
        # Click ends the program in this way after completion and after --help.
        _exit_as(ended)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(WRONG_CALL)
    except click.UsageError as error:
        _report_usage(error)
        sys.exit(WRONG_CALL)
    except click.ClickException as error:
        _report_lines(error.format_message())
        sys.exit(WRONG_CALL)
    except (click.Abort, KeyboardInterrupt):
        _report(Text("interrompu", "interrupted"))
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        # The program that reads our output (``| head``) has ended: print nothing more, also when the stream is closed.
        console.abandon_output()
        sys.exit(DONE)
    except Exception as error:
        _exit_after(error)


def _exit_as(ended: SystemExit) -> NoReturn:
    """Exit with the code of ``ended``; with another one when the output could not be written."""
    try:
        console.flush()
    except BrokenPipeError:
        console.abandon_output()
    except OSError as error:
        _exit_after(error)
    raise ended


def _exit_after(error: Exception) -> NoReturn:
    if isinstance(error, OSError) and is_of_output(error):
        console.abandon_output()
        why = os_reason(error)
        _report(
            sentence(
                "impossible d’écrire sur la sortie standard : {why}. Écrivez dans un fichier avec -o.",
                "cannot write to standard output: {why}. Write to a file with -o.",
                why=why,
            )
        )
        sys.exit(WRONG_CALL)
    if isinstance(error, ZoneInfoNotFoundError):
        _report(
            sentence(
                "les fuseaux horaires de ce système sont introuvables ; installez-les avec pip install tzdata.",
                "this system’s time zones cannot be found; install them with pip install tzdata.",
            )
        )
        sys.exit(WRONG_CALL)
    _report_lines(_fault(error))
    sys.exit(FAULT)


def is_of_output(error: OSError) -> bool:
    """Whether the error is of standard output: it names no file, and printing again raises an error too."""
    if error.filename is not None:
        return False
    try:
        sys.stdout.write("\n")
        sys.stdout.flush()
    except OSError:
        return True
    return False


def _report(text: Text) -> None:
    _report_lines(text.in_(language.current()))


def _report_lines(message: str) -> None:
    separator = colon(language.current())
    for line in message.splitlines():
        click.echo(f"pacom-xl{separator}{line}", err=True)


def _report_usage(error: click.UsageError) -> None:
    _report_lines(_usage(error).in_(language.current()))
    if error.ctx:
        name = error.ctx.command_path
        help_ = sentence("Aide : {name} --help", "Help: {name} --help", name=name)
        click.echo(help_.in_(language.current()), err=True)


def _usage(error: click.UsageError) -> Text:
    """The sentence for a mistake of the call. Click has it in English only, so it is built from the exception."""
    message = error.format_message()
    if isinstance(error, click.MissingParameter):
        return Text(f"il manque {_name(error).fr}.", f"{_name(error).en} is missing.")
    if isinstance(error, click.BadParameter):
        name = _name(error)
        return sentence(
            "valeur incorrecte pour {name} : {message}",
            "wrong value for {name}: {message}",
            name=name,
            message=error.message,
        )
    if isinstance(error, click.NoSuchOption):
        return _no_such_option(error)
    if isinstance(error, click.BadOptionUsage):
        return Text(f"l’option {error.option_name} est mal employée (valeur absente ou en trop).", message)
    return Text(message, message)


def _no_such_option(error: click.NoSuchOption) -> Text:
    near = None
    if error.ctx:
        known = [name for param in error.ctx.command.get_params(error.ctx) for name in param.opts]
        near = nearest(error.option_name, [name for name in known if name.startswith("-")])
    ask = sentence(" Vouliez-vous dire {near} ?", " Did you mean {near}?", near=near) if near else ""
    return sentence("option inconnue : {name}.{ask}", "unknown option: {name}.{ask}", name=error.option_name, ask=ask)


def _name(error: click.BadParameter) -> Text:
    """``« -o »`` for an option, the name of an argument."""
    param = error.param
    if param is None:
        spelled = str(error.param_hint or "?")
    else:
        context = error.ctx or click.Context(click.Command("pacom-xl"))
        spelled = " / ".join(param.opts) if isinstance(param, click.Option) else param.make_metavar(context)
    return sentence("« {spelled} »", '"{spelled}"', spelled=spelled)


def _fault(error: Exception) -> str:
    log = write_log(error)
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


def write_log(error: Exception) -> Path | None:
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
