"""Options several commands share, and what they mean."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from pacom_xl.cli import bilingual, language
from pacom_xl.cli.bilingual import localised
from pacom_xl.model.text import Lang, Text
from pacom_xl.model.typography import sentence

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

TIME_ZONE = "Europe/Paris"


class Day(click.ParamType[date]):
    """An ISO date."""

    name = "date"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The placeholder of the value in the help."""
        return localised(Text("AAAA-MM-JJ", "YYYY-MM-DD"))

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date; a clear sentence when it is none."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value.strip(), "%Y-%m-%d").date()
        except ValueError:
            refusal = sentence(
                "« {value} » n’est pas une date ; écrivez AAAA-MM-JJ, par exemple 2026-06-15.",
                '"{value}" is not a date; write YYYY-MM-DD, for instance 2026-06-15.',
                value=value,
            )
            self.fail(localised(refusal), param, ctx)


@dataclass(frozen=True)
class Voice:
    """The language and the verbosity of a run, and the two ways to print a line of progress."""

    lang: Lang
    quiet: bool = False
    verbose: bool = False

    def say(self, text: Text) -> None:
        """Print a line on standard error, unless ``--quiet``."""
        if not self.quiet:
            click.echo(text.in_(self.lang), err=True)

    def detail(self, text: Text) -> None:
        """Print a line on standard error with ``--verbose``."""
        if self.verbose:
            click.echo(text.in_(self.lang), err=True)


def speaking(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--lang``, ``-q`` and ``-v``; the command receives them as ``voice``.

    Without ``--lang``, a command with ``--config`` speaks the language of that file.
    """

    @bilingual.option(
        "--lang",
        type=bilingual.Choice(["fr", "en"]),
        about=bilingual.LANG_ABOUT,
    )
    @bilingual.option(
        "-q",
        "--quiet",
        is_flag=True,
        about=Text("N’afficher que les résultats et les erreurs.", "Say nothing but results and errors."),
    )
    @bilingual.option("-v", "--verbose", is_flag=True, about=Text("En dire plus.", "Say more."))
    @functools.wraps(function)
    def command(*args: Any, lang: str | None, quiet: bool, verbose: bool, **options: Any) -> Any:
        spoken = language.settle(lang, language.of_configuration(options.get("config")))
        return function(*args, voice=Voice(spoken, quiet, verbose), **options)

    return command


def teams_list(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...]:
    """``NO,IF`` → ``("NO", "IF")``."""
    return tuple(part.strip().upper() for part in (value or "").replace(";", ",").split(",") if part.strip())


expect_option = bilingual.option(
    "--expect",
    callback=teams_list,
    value=Text("CODES", "CODES"),
    about=sentence("Équipes attendues : NO,IF.", "Teams that should be there: NO,IF."),
)
as_of_option = bilingual.option(
    "--as-of",
    type=Day(),
    about=sentence(
        "Date à laquelle tout est calculé (par défaut : aujourd’hui).",
        "Date every figure is computed at (default: today).",
    ),
)
force_option = bilingual.option(
    "--force", is_flag=True, about=Text("Remplacer un résultat existant.", "Replace an existing output.")
)
jobs_option = bilingual.option(
    "--jobs", type=bilingual.WholeNumber(1), about=Text("Nombre de processus.", "Number of processes.")
)
scheduler_option = bilingual.option(
    "--scheduler",
    value=Text("ADRESSE", "ADDRESS"),
    about=sentence(
        "Lire sur les machines d’un ordonnanceur Dask : tcp://serveur:8786.",
        "Read on the machines of a Dask scheduler: tcp://server:8786.",
    ),
)


def template_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Completion of the name or the folder of a template."""
    from pacom_xl.template.load import shipped_templates

    return bilingual.names_or_files(shipped_templates(), incomplete)


template_option = bilingual.option(
    "--template",
    shell_complete=template_names,
    about=sentence(
        "Modèle, par nom ou dossier (par défaut : celui que les classeurs nomment).",
        "Template, by name or folder (default: the one the workbooks name).",
    ),
)
reference_option = bilingual.option(
    "--reference", type=click.Path(), about=Text("Le classeur du groupe.", "The group’s workbook.")
)
config_option = bilingual.option(
    "--config",
    type=click.Path(path_type=Path),
    about=sentence("pacom.toml : gravités et seuils.", "pacom.toml: severities and thresholds."),
)
report_format_option = bilingual.option(
    "--format",
    "form",
    type=bilingual.Choice(["text", "json"]),
    default="text",
    about=Text("Forme du compte rendu.", "Form of the report."),
)
result_file_option = bilingual.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    about=Text("Fichier à écrire au lieu de l’écran.", "File to write instead of the screen."),
)
WORKBOOK_TO_WRITE = Text("Le classeur à écrire.", "The workbook to write.")
_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def output_option(*, required: bool = True) -> _Decorator:
    """``-o FILE`` of a command that writes one file; the command receives it as ``output``."""
    kind = click.Path(path_type=Path)
    return bilingual.option("-o", "--output", type=kind, required=required, about=WORKBOOK_TO_WRITE)


def directory_option(about: Text, *, required: bool = False) -> _Decorator:
    """``-d FOLDER`` of a command that writes several files; the command receives it as ``directory``."""
    kind = click.Path(path_type=Path)
    return bilingual.option("-d", "--directory", type=kind, required=required, about=about)


def year_option(about: Text, *, required: bool = False) -> _Decorator:
    """``--year YYYY``."""
    value, kind = Text("AAAA", "YYYY"), bilingual.WholeNumber(2000, 2100)
    return bilingual.option("--year", type=kind, required=required, value=value, about=about)


paths_argument = bilingual.argument(
    "paths", Text("CHEMIN...", "PATH..."), nargs=-1, required=True, shell_complete=bilingual.files
)


def result_format_option(forms: Iterable[str]) -> _Decorator:
    """``--format`` of a result that may be written to a file: one of ``forms``."""
    return bilingual.option(
        "--format",
        "form",
        type=bilingual.Choice(list(forms)),
        about=sentence(
            "Forme du résultat (par défaut : celle du fichier de -o, sinon text).",
            "Form of the result (default: that of the file of -o, else text).",
        ),
    )


def codes_list(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """``PAC4,PAC501`` once or several times → code prefixes."""
    parts = ",".join(values).replace(";", ",").split(",")
    return tuple(part.strip().upper() for part in parts if part.strip())


def today(zone: str = TIME_ZONE) -> date:
    """The date in the configured time zone. Raises ``ZoneInfoNotFoundError`` without a time zone database."""
    return datetime.now(ZoneInfo(zone)).date()
