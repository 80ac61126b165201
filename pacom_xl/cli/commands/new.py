"""``pacom-xl new``: write a workbook, blank or filled in, or one per team of a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import click
from click.core import ParameterSource

from pacom_xl.cli import bilingual, new_plans, options
from pacom_xl.cli.bilingual import option
from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.cli.group_plan import group_plan, with_group_sections
from pacom_xl.cli.one_by_one import OneByOne
from pacom_xl.cli.outputs import keep_copy, make_folder, refuse_existing, refuse_same_file, written
from pacom_xl.cli.pipeline import template_named, template_of_file
from pacom_xl.cli.teams_file import TeamRow, read_teams
from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.template.schema import Template
from pacom_xl.writing.team_copies import TeamCopies

#: Options that mean nothing with another one: they are refused instead of ignored.
_USELESS_WITH = {"data": ("label", "actions"), "teams": ("team", "label")}


@click.command(
    "new",
    cls=bilingual.Command,
    about=sentence(
        "Écrire un classeur : vierge pour une équipe, rempli de données, ou un par équipe d’une liste.",
        "Write a workbook: blank for a team, filled in from data, or one per team of a list.",
    ),
    example="pacom-xl new -o NO.xlsx --team NO --label Nord-Ouest --year 2026",
)
@options.output_option(required=False)
@option(
    "--team",
    value=Text("CODE", "CODE"),
    about=Text("Code de l’équipe, par exemple NO.", "Team code, such as NO."),
)
@option(
    "--label",
    default="",
    value=Text("NOM", "NAME"),
    about=Text("Nom de l’équipe, par exemple Nord-Ouest.", "Team name, such as Nord-Ouest."),
)
@options.year_option(sentence("Année du plan (par défaut : cette année).", "Plan year (default: this year)."))
@option(
    "--template",
    about=sentence(
        "Modèle, par nom ou dossier (par défaut : celui du classeur du groupe, sinon standard).",
        "Template, by name or folder (default: that of the group’s workbook, else standard).",
    ),
)
@option(
    "--actions",
    type=bilingual.WholeNumber(0, 500),
    default=10,
    show_default=True,
    about=Text("Nombre de fiches d’action vides.", "Number of empty action cards."),
)
@option(
    "--without",
    multiple=True,
    metavar="KEY",
    about=sentence("Sans cette feuille facultative ; répétable.", "Leave an optional sheet out; may be repeated."),
)
@option(
    "--only",
    type=bilingual.Choice(["core"]),
    about=Text("Sans aucune feuille facultative.", "Leave every optional sheet out."),
)
@options.reference_option
@option(
    "--data",
    type=click.Path(path_type=Path),
    about=sentence("Données à reprendre : .json ou .yaml.", "Data to fill in: .json or .yaml."),
)
@option(
    "--teams",
    type=click.Path(path_type=Path),
    about=sentence(
        "Liste des équipes (code, libellé), .csv ou classeur : un classeur pour chacune.",
        "List of teams (code, label), .csv or a workbook: one workbook each.",
    ),
)
@options.directory_option(Text("Dossier où les écrire.", "Folder to write them to."))
@options.as_of_option
@options.force_option
@options.speaking
@click.pass_context
def command(
    ctx: click.Context,
    output: Path | None,
    team: str | None,
    label: str,
    year: int | None,
    template: str | None,
    actions: int,
    without: tuple[str, ...],
    only: str | None,
    reference: str | None,
    data: Path | None,
    teams: Path | None,
    directory: Path | None,
    as_of: date | None,
    force: bool,
    voice: options.Voice,
) -> None:
    """Write one workbook, or one per team."""
    _check_call(ctx, output, data, teams, directory, reference)
    if output:
        refuse_existing(output, force)
        refuse_same_file(output, [data, reference])
    shape = _trimmed(_template(template, reference, data), without, only)
    group = group_plan(reference, shape, voice)
    day = as_of or options.today()
    blank = new_plans.Blank(shape, year or day.year, actions, voice.lang)
    if teams and directory:
        rows = read_teams(teams, voice.say)
        paths = {directory / f"PAC_{blank.year}_{row.code}.xlsx": row for row in rows}
        plans = {path: blank.plan(row, rows) for path, row in _paths_to_write(paths, force, voice).items()}
        make_folder(directory)
    elif data and output:
        plans = {output: new_plans.from_data(data, shape, team, year)}
    elif output:
        row = TeamRow(new_plans.team_code(team), label)
        plans = {output: blank.plan(row, [row])}
    if group:
        plans = {path: with_group_sections(plan, group, shape) for path, plan in plans.items()}
    copies = TeamCopies(list(plans.values()), shape, as_of=day, frozen=as_of is not None)
    each = OneByOne(voice)
    for path, plan in plans.items():
        with each.attempt(path):
            workbook_id = new_plans.workbook_id_of(data, plan.team) if data else None
            with written(path, force) as out:
                copies.write(plan, out, workbook_id)
                keep_copy(path, out, voice.say)
            voice.say(sentence("{path} : écrit.", "{path}: written.", path=path_text(path)))
    if plans:
        ctx.exit(each.finish())


def _check_call(
    ctx: click.Context,
    output: Path | None,
    data: Path | None,
    teams: Path | None,
    directory: Path | None,
    reference: str | None,
) -> None:
    problems = []
    if teams is None and output is None:
        problems.append(Text("donnez le classeur à écrire avec -o.", "give the workbook to write with -o."))
    if (teams is None) != (directory is None):
        problems.append(Text("--teams et -d vont ensemble.", "--teams and -d go together."))
    if teams and (output or data):
        problems.append(
            Text("--teams ne va ni avec -o ni avec --data.", "--teams goes neither with -o nor with --data.")
        )
    if reference and data:
        problems.append(
            sentence(
                "--reference ne va pas avec --data ; les données disent déjà tout.",
                "--reference does not go with --data: the data already say everything.",
            )
        )
    if output and output.suffix.lower() != ".xlsx":
        problems.append(Text("le nom du classeur doit finir par .xlsx.", "the workbook’s name must end in .xlsx."))
    for name, useless in _USELESS_WITH.items():
        for other in useless:
            if ctx.params[name] is not None and ctx.get_parameter_source(other) is ParameterSource.COMMANDLINE:
                problems.append(
                    sentence(
                        "--{other} ne va pas avec --{name}, qui le dit déjà.",
                        "--{other} does not go with --{name}, which already says it.",
                        other=other,
                        name=name,
                    )
                )
    if problems:
        raise RefusedError(*problems)


def _template(template: str | None, reference: str | None, data: Path | None) -> Template:
    """The template asked for, else that of the group's workbook or of the data, else the standard one."""
    if template:
        return template_named(template)
    if reference:
        return template_of_file(reference)
    return new_plans.template_of_data(data) if data else template_named()


def _trimmed(template: Template, without: Sequence[str], only: str | None) -> Template:
    """The template without some of its optional sheets. Exit code 2 naming those that are not."""
    optional = [sheet.key for sheet in template.sheets if sheet.level == "optional"]
    wrong = [key for key in without if key not in optional]
    if wrong:
        raise RefusedError(
            sentence(
                "--without {wrong} : ce n’est pas une feuille facultative. Feuilles facultatives : {optional}.",
                "--without {wrong}: not an optional sheet. Optional sheets: {optional}.",
                wrong=", ".join(wrong),
                optional=", ".join(optional),
            )
        )
    return replace(template, left_out=template.left_out | set(optional if only else without))


def _paths_to_write(paths: Mapping[Path, TeamRow], force: bool, voice: options.Voice) -> dict[Path, TeamRow]:
    """The workbooks to write: those that do not exist yet, all with ``force``."""
    if force:
        for path in paths:
            refuse_existing(path, force)
        return dict(paths)
    for path in paths:
        if path.exists():
            voice.say(
                sentence(
                    "{path} : existe déjà, conservé.", "{path}: exists already, left as it is.", path=path_text(path)
                )
            )
    return {path: row for path, row in paths.items() if not path.exists()}
