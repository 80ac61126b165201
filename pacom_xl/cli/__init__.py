"""The command line: parse, call one function, print, exit code. Commands are imported when called."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import Any

import click

from pacom_xl import __version__
from pacom_xl.cli import language
from pacom_xl.model.text import Text

#: New objects between two searches for cycles: those of a hundred workbooks, or what a few written ones leave.
_OBJECTS = 300_000
#: Name, module of the command, and what it does; here so that ``--help`` imports none of them.
COMMANDS: dict[str, Text] = {
    "new": Text("Écrire un classeur, vierge ou rempli.", "Write a workbook, blank or filled in."),
    "check": Text("Lire, contrôler et signaler.", "Read, validate and flag."),
    "merge": Text("Consolider en un seul classeur.", "Consolidate into one workbook."),
    "export": Text("Sortir les données.", "Take the data out."),
    "nightly": Text("Contrôle et courriels de la nuit.", "Nightly check and mails."),
    "outbox": Text("Courriels en attente d’envoi.", "Mails waiting to be sent."),
    "rules": Text("Le catalogue des contrôles.", "The rule catalogue."),
    "template": Text("Les modèles de classeur.", "The workbook templates."),
    "demo": Text("Toute la chaîne sur une société fictive.", "The whole chain on a sample company."),
}


class Program(click.Group):
    """A group that imports a command only to run it, and speaks the reader's language."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Commands in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of the command."""
        if cmd_name not in COMMANDS:
            return None
        import importlib

        command = importlib.import_module(f"pacom_xl.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing them."""
        with formatter.section(Text("Commandes", "Commands").in_(language.current())):
            formatter.write_dl([(name, does.in_(language.current())) for name, does in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """An unknown command is told with those that look like it."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(_unknown_command(args[0]), ctx)
        return super().resolve_command(ctx, args)

    def main(self, args: Sequence[str] | None = None, *rest: Any, **options: Any) -> Any:
        """Run, and leave with an exit code of the contract."""
        words = list(sys.argv[1:] if args is None else args)
        language.choose(words)
        from pacom_xl.cli.exit_codes import run

        return run(lambda: super(Program, self).main(words, "pacom-xl", standalone_mode=False))


def _unknown_command(name: str) -> str:
    import difflib

    near = difflib.get_close_matches(name, COMMANDS, 1)
    known = ", ".join(COMMANDS)
    if near:
        return Text(
            f"commande inconnue\u00a0: «\u00a0{name}\u00a0». Vouliez-vous dire «\u00a0{near[0]}\u00a0»\u202f?",
            f'unknown command: "{name}". Did you mean "{near[0]}"?',
        ).in_(language.current())
    return Text(
        f"commande inconnue\u00a0: «\u00a0{name}\u00a0». Commandes\u00a0: {known}.",
        f'unknown command: "{name}". Commands: {known}.',
    ).in_(language.current())


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pacom-xl")
def cli() -> None:
    """Sales action plans (PAC) in Excel workbooks: generate, read back, check, consolidate.

    Example: pacom-xl demo
    """


def main() -> None:
    """Entry point of ``pacom-xl`` and ``python -m pacom_xl``."""
    # Plans are many small objects without cycles: looking for some as often as Python does is lost time.
    gc.set_threshold(_OBJECTS, *gc.get_threshold()[1:])
    try:
        cli.main()
    finally:
        # The system takes all memory back at once; Python would first look for cycles among millions of objects.
        gc.freeze()
