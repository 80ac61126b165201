"""The command line: parse, call one function, print, exit code. Commands are imported when called."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from pacom_xl import __version__
from pacom_xl.cli import bilingual, language
from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

#: New objects between two searches for cycles: those of a hundred workbooks, or what a few written ones leave.
OBJECTS_BETWEEN_COLLECTIONS = 300_000
#: Name, module of the command, and what it does; here so that ``--help`` imports none of them.
COMMANDS: dict[str, Text] = {
    "new": Text("Écrire un classeur, vierge ou rempli.", "Write a workbook, blank or filled in."),
    "check": Text("Lire, contrôler et signaler.", "Read, validate and flag."),
    "merge": Text("Consolider en un seul classeur.", "Consolidate into one workbook."),
    "correct": Text(
        "Rendre à une équipe son classeur, constats marqués.", "Give a team its workbook back, findings marked."
    ),
    "repair": Text("Reprendre un classeur abîmé ou ancien.", "Take over a damaged or older workbook."),
    "diff": Text("Dire ce qui a changé entre deux versions.", "Say what changed between two versions."),
    "update": Text("Porter les décisions du groupe.", "Push the group’s decisions."),
    "renew": Text("Préparer l’exercice suivant.", "Prepare the next year."),
    "adopt": Text("Commencer à partir d’une liste existante.", "Start from a list people already have."),
    "export": Text("Sortir les données.", "Take the data out."),
    "nightly": Text("Contrôle et courriels de la nuit.", "Nightly check and mails."),
    "outbox": Text("Courriels en attente d’envoi.", "Mails waiting to be sent."),
    "page": Text("L’outil entier en une page HTML.", "The whole tool as one HTML page."),
    "doctor": Text("Ce qui ne va pas ici, et quoi faire.", "What is wrong here, and what to do."),
    "rules": Text("Le catalogue des contrôles.", "The rule catalogue."),
    "template": Text("Les modèles de classeur.", "The workbook templates."),
    "demo": Text("Toute la chaîne sur une société fictive.", "The whole chain on a sample company."),
}


class Program(bilingual.Group):
    """The group of all commands. It imports a command only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Commands in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of the command."""
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"pacom_xl.cli.commands.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing them."""
        with formatter.section(bilingual.localised(Text("Commandes\u00a0", "Commands"))):
            formatter.write_dl([(name, bilingual.localised(about)) for name, about in COMMANDS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Names of commands without importing them: each TAB is a run of the program."""
        if incomplete.startswith("-"):
            return click.Command.shell_complete(self, ctx, incomplete)
        from click.shell_completion import CompletionItem

        names = [name for name in COMMANDS if name.startswith(incomplete)]
        return [CompletionItem(name, help=bilingual.localised(COMMANDS[name])) for name in names]

    def main(self, args: Sequence[str] | None = None, *rest: Any, **options: Any) -> Any:
        """Run, and leave with an exit code of the contract."""
        words = list(sys.argv[1:] if args is None else args)
        language.choose(words)
        from pacom_xl.cli.exit_codes import run

        def program() -> Any:
            return super(Program, self).main(words, "pacom-xl", standalone_mode=False)

        if not os.environ.get("_PACOM_XL_COMPLETE"):
            return run(program)
        from pacom_xl.cli.completion import without_messages

        return run(lambda: without_messages(program))


@click.group(
    cls=Program,
    about=sentence(
        "Plans d’action commerciaux (PAC) en classeurs Excel : écrire, relire, contrôler, consolider.",
        "Sales action plans (PAC) in Excel workbooks: generate, read back, check, consolidate.",
    ),
    example="pacom-xl demo",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@bilingual.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=lambda ctx, param, value: _show_version(ctx, value),
    about=Text("Afficher la version.", "Show the version."),
)
def cli() -> None:
    """All commands."""


def _show_version(ctx: click.Context, requested: bool) -> None:
    if requested and not ctx.resilient_parsing:
        click.echo(f"pacom-xl, version {__version__}")
        ctx.exit()


def main() -> None:
    """Entry point of ``pacom-xl`` and ``python -m pacom_xl``."""
    # Plans are many small objects without cycles: looking for some as often as Python does is lost time.
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])
    try:
        cli.main()
    finally:
        # The system takes all memory back at once; Python would first look for cycles among millions of objects.
        gc.freeze()
