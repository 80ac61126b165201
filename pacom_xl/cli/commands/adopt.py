"""``pacom-xl adopt``: a new workbook from an action list people already have."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from pacom_xl.adoption.adoption_steps import Adoption, AdoptionError
from pacom_xl.adoption.mapping import mapping_file
from pacom_xl.adoption.mapping.column_mapping import Mapping
from pacom_xl.adoption.report_json import adoption_report
from pacom_xl.adoption.report_text import mapping_lines, summary_lines
from pacom_xl.cli import bilingual, options
from pacom_xl.cli.bilingual import localised, option
from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.cli.outputs import keep_copy, refuse_existing, write_text, written
from pacom_xl.cli.pipeline import template_named
from pacom_xl.model.text import Lang, Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.reporting.json_reports import dump
from pacom_xl.storage.toml_files import TomlError, read_text
from pacom_xl.values.codecs import Context
from pacom_xl.writing.team_workbook import write_workbook

_MAPPING_SUFFIX = ".mapping.toml"
#: Answers that agree; Enter alone does.
_YES = ("", "o", "oui", "y", "yes")


@click.command(
    "adopt",
    cls=bilingual.Command,
    about=sentence(
        (
            "Écrire un classeur à partir d’une liste d’actions existante (.xlsx, .xls, .ods, .csv). Les colonnes "
            "sont reconnues, la correspondance est montrée et gardée, et ce qui n’a pas de place va sur l’onglet "
            "« À replacer »."
        ),
        (
            "Write a workbook from an action list people already have (.xlsx, .xls, .ods, .csv). Columns are "
            'recognised, the mapping is shown and kept, and what has no place goes to the tab "To be placed".'
        ),
    ),
    example="pacom-xl adopt actions.xlsx -o PAC_2026_NO.xlsx --team NO --year 2026",
)
@bilingual.argument("path", Text("LISTE", "LIST"), type=click.Path(path_type=Path))
@options.output_option()
@option(
    "--mapping",
    "mapping_path",
    type=click.Path(path_type=Path),
    about=sentence(
        ("Correspondance des colonnes : lue si le fichier existe, sinon écrite là (par défaut : à côté du classeur)."),
        ("Mapping of the columns: read when the file exists, else written there (default: beside the workbook)."),
    ),
)
@option("--team", value=Text("CODE", "CODE"), about=Text("Code de l’équipe, par exemple NO.", "Team code, such as NO."))
@option("--label", default="", value=Text("NOM", "NAME"), about=Text("Nom de l’équipe.", "Team name."))
@options.year_option(
    sentence(
        "Année du plan (par défaut : celle des dates de la liste).", "Plan year (default: that of the list’s dates)."
    )
)
@option(
    "--template",
    default="standard",
    show_default=True,
    about=Text("Modèle, par nom ou dossier.", "Template, by name or folder."),
)
@option(
    "--list-lang",
    type=bilingual.Choice(["fr", "en"]),
    about=sentence(
        "Langue de la liste, pour ses nombres et ses dates (par défaut : celle de --lang, qui est celle du classeur).",
        "Language of the list, for its numbers and dates (default: that of --lang, which is the workbook’s).",
    ),
)
@option("--yes", is_flag=True, about=Text("Ne pas demander de confirmation.", "Do not ask for confirmation."))
@options.report_format_option
@options.as_of_option
@options.force_option
@options.speaking
def command(
    path: Path,
    output: Path,
    mapping_path: Path | None,
    team: str | None,
    label: str,
    year: int | None,
    template: str,
    list_lang: Lang | None,
    yes: bool,
    form: str,
    as_of: date | None,
    force: bool,
    voice: options.Voice,
) -> None:
    """Map the list, show the mapping, write the workbook and say what became of every cell."""
    _check_call(path, output, mapping_path, team, force)
    shape = template_named(template)
    adoption = Adoption(path, shape, Context.build(shape, list_lang or voice.lang), voice.lang)
    day = as_of or options.today()
    try:
        mapping = adoption.mapping(Mapping([], team.upper() if team else None, label, year), mapping_path)
        adopted = adoption.adopted(mapping, day)
    except AdoptionError as error:
        raise RefusedError(*error.problems) from error
    if form == "text":
        _show(mapping_lines(mapping.tables, voice.lang))
    saved = _keep_mapping(adoption.mapping_text(adopted), mapping_path, output, voice)
    _confirm(yes, form, saved)
    with written(output, force) as out:
        write_workbook(adopted.plan, shape, out, as_of=day, frozen=as_of is not None)
        keep_copy(output, out, voice.say)
    if form == "json":
        paths: dict[str, Path | None] = {"list": path, "output": output, "mapping": saved or mapping_path}
        click.echo(dump(adoption_report(adopted, paths, voice.lang)), nl=False)
    else:
        _show(summary_lines(adopted, shape, voice.lang, voice.verbose))
    voice.say(sentence("{output} : écrit.", "{output}: written.", output=path_text(output)))


def _check_call(path: Path, output: Path, mapping_path: Path | None, team: str | None, force: bool) -> None:
    problems = []
    if output.suffix.lower() != ".xlsx":
        problems.append(Text("le nom du classeur doit finir par .xlsx.", "the workbook’s name must end in .xlsx."))
    if _is_same(path, output):
        problems.append(
            sentence(
                "-o désigne la liste elle-même ; donnez un autre nom, la liste n’est jamais modifiée.",
                "-o is the list itself; give another name, the list is never changed.",
            )
        )
    if mapping_path and (_is_same(path, mapping_path) or _is_same(output, mapping_path)):
        problems.append(
            Text("--mapping désigne un autre des fichiers donnés.", "--mapping is another of the files given.")
        )
    if team is not None and not mapping_file.is_team_code(team):
        problems.append(
            sentence(
                "--team {team} : un code d’équipe a deux à quatre lettres, par exemple NO.",
                "--team {team}: a team code has two to four letters, for instance NO.",
                team=team,
            )
        )
    if problems:
        raise RefusedError(*problems)
    refuse_existing(output, force)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.resolve() == other.resolve() or (one.exists() and other.exists() and one.samefile(other))
    except OSError:
        return False


def _keep_mapping(text: str, mapping_path: Path | None, output: Path, voice: options.Voice) -> Path | None:
    """Write the mapping where none is yet; ``None`` when the caller's own file was used."""
    if mapping_path and mapping_path.exists():
        return None
    target = mapping_path or _free(output, text)
    if not target.exists():
        write_text(target, text)
    voice.say(
        sentence(
            "{target} : correspondance gardée ; corrigez-la et relancez avec --mapping {typed}",
            "{target}: mapping kept; edit it and run again with --mapping {typed}",
            target=path_text(target),
            typed=f'"{path_text(target)}"' if " " in str(target) else path_text(target),
        )
    )
    return target


def _free(output: Path, text: str) -> Path:
    """A name beside the workbook that no file has, or one with this very text: an edited mapping is never replaced."""
    names = (f"{output.stem}{f'-{n}' if n > 1 else ''}{_MAPPING_SUFFIX}" for n in range(1, 1000))
    return next(target for name in names if not (target := output.with_name(name)).exists() or _holds(target, text))


def _holds(path: Path, text: str) -> bool:
    try:
        return read_text(path) == text
    except TomlError:
        return False


def _confirm(yes: bool, form: str, saved: Path | None) -> None:
    """Ask whether the mapping is right, when a terminal is connected."""
    if yes or form == "json" or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return
    question = sentence(
        "Écrire le classeur avec cette correspondance ? [O/n]", "Write the workbook with this mapping? [Y/n]"
    )
    answer = click.prompt(localised(question), default="", show_default=False, prompt_suffix=" ")
    if answer.strip().lower() not in _YES:
        where = f" ({saved})" if saved else ""
        raise RefusedError(
            sentence(
                "rien n’a été écrit ; corrigez la correspondance{where} et relancez avec --mapping.",
                "nothing was written; edit the mapping{where} and run again with --mapping.",
                where=where,
            )
        )


def _show(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)
