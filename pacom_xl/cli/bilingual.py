"""Click's commands, options and types in the reader's language: help, usage and the sentences of the option parser.

Click's own sentences go through ``gettext`` with a catalogue per process; here they are rendered from ``Text``.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pacom_xl.cli import language
from pacom_xl.model.text import NBSP, Text, fold
from pacom_xl.model.typography import sentence

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

F = TypeVar("F", bound=Callable[..., Any])
LANG_ABOUT = Text("Langue de ce qui s’affiche et s’écrit.", "Language of what people read.")
_HELP = Text("Afficher cette aide.", "Show this message and exit.")
#: How alike two names must be (``difflib`` ratio) for one to be suggested for the other.
_ALIKE = 0.7


def localised(text: Text) -> str:
    """The text in the language of this run."""
    return text.in_(language.current())


# -- types ---------------------------------------------------------------------------------------------------------


class Choice(click.Choice[str]):
    """One of a few words."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """The sentence about a wrong choice: the word found and the words expected."""
        known = ", ".join(map(str, self.choices))
        return localised(
            sentence(
                "« {value} » n’est pas l’un de : {known}.", '"{value}" is none of: {known}.', value=value, known=known
            )
        )


class WholeNumber(click.IntRange):
    """A whole number between two bounds."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number; a sentence with the bounds when it is none."""
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            low, high = self.min, self.max
            fr = f"un nombre entier de {low} à {high}" if high is not None else f"un nombre entier à partir de {low}"
            en = f"a whole number from {low} to {high}" if high is not None else f"a whole number from {low} up"
            refusal = sentence(
                "« {value} » n’est pas {text}.", '"{value}" is not {text_2}.', value=value, text=fr, text_2=en
            )
            self.fail(localised(refusal), param, ctx)


def _metavar(kind: click.ParamType[Any]) -> Text:
    if isinstance(kind, click.IntRange):
        return Text("N", "N")
    return Text("CHEMIN", "PATH") if isinstance(kind, click.Path) else Text("TEXTE", "TEXT")


# -- options and arguments -----------------------------------------------------------------------------------------


class Option(click.Option):
    """An option whose help and value name are ``Text``."""

    def __init__(self, *args: Any, about: Text | None = None, value: Text | None = None, **attrs: Any) -> None:
        super().__init__(*args, **attrs)
        self.about = about
        self.value_name = value

    def make_metavar(self, ctx: click.Context) -> str:
        """The name of the value, in the language of the run."""
        if self.value_name:
            return localised(self.value_name)
        if self.metavar or isinstance(self.type, click.Choice) or not isinstance(self.type, _NAMED):
            return super().make_metavar(ctx)
        return localised(_metavar(self.type))

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The spelling of the option, its help and its default."""
        if self.hidden:
            return None
        names, _ = click.formatting.join_options(self.opts)
        if not self.is_flag:
            names += f" {self.make_metavar(ctx)}"
        return names, "  ".join(filter(None, (localised(self.about) if self.about else self.help, self._notes())))

    def _notes(self) -> str:
        notes = [localised(Text("obligatoire", "required"))] if self.required else []
        if self.show_default:
            shown = self.show_default if isinstance(self.show_default, str) else self.default
            notes.append(localised(sentence("par défaut : {shown}", "default: {shown}", shown=shown)))
        return f"[{', '.join(notes)}]" if notes else ""


#: Types whose click names (``INTEGER RANGE``) are replaced.
_NAMED = (click.IntRange, click.Path, click.types.StringParamType)


class Argument(click.Argument):
    """An argument whose name is ``Text``."""

    def __init__(self, *args: Any, value: Text, **attrs: Any) -> None:
        super().__init__(*args, **attrs)
        self.value_name = value

    def make_metavar(self, ctx: click.Context) -> str:
        """Its name, in the language of the run."""
        return localised(self.value_name)


def option(*names: str, about: Text | None = None, value: Text | None = None, **attrs: Any) -> Callable[[F], F]:
    """A decorator that adds an option; ``about`` is its help, ``value`` the name of its value."""
    return click.option(*names, cls=Option, about=about, value=value, **attrs)


def argument(name: str, value: Text, **attrs: Any) -> Callable[[F], F]:
    """A decorator that adds an argument named ``value`` for people."""
    return click.argument(name, cls=Argument, value=value, **attrs)


# -- commands ------------------------------------------------------------------------------------------------------


class Command(click.Command):
    """A command whose help is ``about`` and an example."""

    def __init__(self, *args: Any, about: Text, example: str, **attrs: Any) -> None:
        super().__init__(*args, **attrs)
        self.about = about
        self.example = example

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence of the help."""
        return localised(self.about)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """``Utilisation : pacom-xl check [OPTIONS] CHEMIN...``"""
        prefix = localised(sentence("Utilisation : ", "Usage: "))
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does, then an example that can be copied."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(localised(self.about))
        # On one line of any length: a command broken in two cannot be copied.
        formatter.write(f"\n  {localised(sentence('Exemple :', 'Example:'))} {self.example}\n")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, with their help in the language of the run."""
        records = [record for param in self.get_params(ctx) if (record := param.get_help_record(ctx)) and record[0]]
        options = [record for record in records if record[0].startswith("-")]
        with formatter.section(localised(Text(f"Options{NBSP}", "Options"))):
            formatter.write_dl(options)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``-h, --help``."""
        found = super().get_help_option(ctx)
        if found:
            found.help = localised(_HELP)
        return found

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The words that are left; a command takes none."""
        ctx.allow_extra_args = True
        remaining = super().parse_args(ctx, args)
        if remaining and not ctx.resilient_parsing and not isinstance(self, click.Group):
            words = " ".join(remaining)
            raise click.UsageError(localised(sentence("en trop : {words}", "unexpected: {words}", words=words)), ctx)
        return remaining


@click.pass_context
def _show_help(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        raise click.exceptions.NoArgsIsHelpError(ctx)


#: How every group is called without a command.
_WITHOUT_COMMAND = {"callback": _show_help, "no_args_is_help": True, "invoke_without_command": True}


class Group(Command, click.Group):
    """A command with commands of its own, and ``--lang`` before them. Without a command it shows its help."""

    command_class = Command

    def __init__(self, *args: Any, **attrs: Any) -> None:
        super().__init__(*args, **{**attrs, **_WITHOUT_COMMAND})
        self.params.append(Option(["--lang"], type=Choice(["fr", "en"]), expose_value=False, about=LANG_ABOUT))

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The words after the name of the program."""
        return ["[OPTIONS]", localised(Text("COMMANDE [ARGUMENTS]...", "COMMAND [ARGS]..."))]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then the commands."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands and what each does."""
        rows = [(name, command.get_short_help_str()) for name, command in self.commands.items()]
        with formatter.section(localised(Text(f"Commandes{NBSP}", "Commands"))):
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command the first word names. A word that names none is refused with the nearest names.

        Completion by TAB (``resilient_parsing``) refuses nothing.
        """
        known = self.list_commands(ctx)
        if not ctx.resilient_parsing and args and args[0] not in known and not args[0].startswith("-"):
            raise click.UsageError(localised(_unknown_command(args[0], known)), ctx)
        return super().resolve_command(ctx, args)


def files(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Completion by TAB of a path: the shell lists the files."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def names_or_files(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    """Completion of a word that is one of ``names`` or a path: the names that fit, else the files.

    Not both: bash drops names beside a request for files.
    """
    from click.shell_completion import CompletionItem

    fitting = [CompletionItem(name) for name in names if name.startswith(incomplete)]
    return fitting or [CompletionItem(incomplete, type="file")]


def _unknown_command(name: str, known: Sequence[str]) -> Text:
    if near := nearest(name, known):
        return sentence(
            "commande inconnue : « {name} ». Vouliez-vous dire « {near} » ?",
            'unknown command: "{name}". Did you mean "{near}"?',
            name=name,
            near=near,
        )
    names = ", ".join(known)
    return sentence(
        "commande inconnue : « {name} ». Commandes : {names}.",
        'unknown command: "{name}". Commands: {names}.',
        name=name,
        names=names,
    )


#: French words people try, and the name of what they mean.
_MEANT = {
    "annee": "year", "equipe": "team", "equipes": "teams", "langue": "lang", "modele": "template", "sortie": "output",
    "dossier": "directory", "donnees": "data", "forcer": "force", "aide": "help", "controler": "check",
    "verifier": "check", "nouveau": "new", "consolider": "merge", "fusionner": "merge", "exporter": "export",
    "regles": "rules", "nuit": "nightly", "exemple": "demo", "statut": "status", "etat": "status",
    "planifier": "schedule", "oublier": "forget", "effacer": "forget", "liste": "list", "lister": "list",
    "envoyer": "send", "montrer": "show", "afficher": "show", "corriger": "correct", "reparer": "repair",
    "comparer": "diff",
}  # fmt: skip


def nearest(name: str, known: Sequence[str]) -> str | None:
    """The one of ``known`` that ``name`` resembles or translates; ``None`` when there is none."""
    bare = fold(name.lstrip("-"))
    meant = name[: len(name) - len(name.lstrip("-"))] + _MEANT.get(bare, "")
    if meant in known:
        return meant
    return next(iter(difflib.get_close_matches(name, known, 1, _ALIKE)), None)
