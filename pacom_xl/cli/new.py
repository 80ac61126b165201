"""``pacom-xl new``: write a workbook, blank or filled in, or one per team of a list."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from pacom_xl.cli import bilingual, options
from pacom_xl.cli.bilingual import option
from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.cli.group_plan import group_plan, led
from pacom_xl.cli.outputs import make_folder, refuse_existing, written
from pacom_xl.cli.pipeline import template_named, template_of_file
from pacom_xl.cli.teams_file import TeamRow, read_teams
from pacom_xl.exchange.plan_json import DataFileError, load_data_file, plans_from_data
from pacom_xl.model.plan import Plan, Record
from pacom_xl.model.text import NBSP, Text
from pacom_xl.template.schema import Template
from pacom_xl.writing.blank_plan import blank_plan
from pacom_xl.writing.team_workbook import write_workbook

_NAMESPACE = uuid.UUID("0b6f7f3a-6f0a-4d6e-9d0f-53a6a4a55d21")


@click.command(
    "new",
    cls=bilingual.Command,
    about=Text(
        "Écrire un classeur\u00a0: vierge pour une équipe, rempli de données, ou un par équipe d’une liste.",
        "Write a workbook: blank for a team, filled in from data, or one per team of a list.",
    ),
    example="pacom-xl new -o NO.xlsx --team NO --label Nord-Ouest --year 2026",
)
@option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    about=Text("Le classeur à écrire.", "The workbook to write."),
)
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
@option(
    "--year",
    type=bilingual.WholeNumber(2000, 2100),
    value=Text("AAAA", "YYYY"),
    about=Text("Année du plan (par défaut\u00a0: cette année).", "Plan year (default: this year)."),
)
@option(
    "--template",
    about=Text(
        "Modèle, par nom ou dossier (par défaut\u00a0: celui du classeur du groupe, sinon standard).",
        "Template, by name or folder (default: that of the group’s workbook, else standard).",
    ),
)
@option(
    "--actions",
    type=bilingual.WholeNumber(0, 500),
    default=10,
    show_default=True,
    about=Text("Nombre de fiches d’action vides.", "Number of empty action sheets."),
)
@option(
    "--without",
    multiple=True,
    metavar="KEY",
    about=Text("Sans cette feuille facultative\u202f; répétable.", "Leave an optional sheet out; may be repeated."),
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
    about=Text("Données à reprendre\u00a0: .json ou .yaml.", "Data to fill in: .json or .yaml."),
)
@option(
    "--teams",
    type=click.Path(path_type=Path),
    about=Text(
        "Liste des équipes (code, libellé), .csv ou .xlsx\u00a0: un classeur pour chacune.",
        "List of teams (code, label), .csv or .xlsx: one workbook each.",
    ),
)
@option(
    "-d",
    "--directory",
    type=click.Path(path_type=Path),
    about=Text("Dossier où les écrire.", "Folder to write them to."),
)
@options.as_of_option
@options.force_option
@options.speaking
def command(
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
    _check_call(output, data, teams, directory, reference)
    shape = _trimmed(
        template_named(template) if template or not reference else template_of_file(reference), without, only
    )
    group = group_plan(reference, shape, voice)
    day = as_of or options.today()
    plan_year = year or day.year
    if teams and directory:
        rows = read_teams(teams)
        plans = {
            directory / f"PAC_{plan_year}_{r.code}.xlsx": _blank(shape, r, plan_year, actions, rows, voice)
            for r in rows
        }
    elif data and output:
        plans = {output: _from_data(data, shape, team)}
    elif output:
        row = TeamRow(_team_code(team), label)
        plans = {output: _blank(shape, row, plan_year, actions, [row], voice)}
    if group:
        plans = {path: led(plan, group, shape) for path, plan in plans.items()}
    for path in plans:
        refuse_existing(path, force)
    if directory and teams:
        make_folder(directory)
    own_id = _id_of(data) if data else None
    for path, plan in plans.items():
        _write(path, plan, shape, day, as_of is not None, force, own_id, voice)


def _check_call(
    output: Path | None, data: Path | None, teams: Path | None, directory: Path | None, reference: str | None
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
            Text(
                "--reference ne va pas avec --data\u202f: les données disent déjà tout.",
                "--reference does not go with --data: the data already say everything.",
            )
        )
    if output and output.suffix.lower() != ".xlsx":
        problems.append(Text("le nom du classeur doit finir par .xlsx.", "the workbook's name must end in .xlsx."))
    if problems:
        raise RefusedError(*problems)


def _trimmed(template: Template, without: Sequence[str], only: str | None) -> Template:
    """The template without some of its optional sheets. Exit code 2 naming those that are not."""
    optional = [sheet.key for sheet in template.sheets if sheet.level == "optional"]
    wrong = [key for key in without if key not in optional]
    if wrong:
        raise RefusedError(
            Text(
                f"--without {', '.join(wrong)}{NBSP}: ce n’est pas une feuille facultative. "
                f"Feuilles facultatives{NBSP}: {', '.join(optional)}.",
                f"--without {', '.join(wrong)}: not an optional sheet. Optional sheets: {', '.join(optional)}.",
            )
        )
    return replace(template, left_out=template.left_out | set(optional if only else without))


def _team_code(team: str | None) -> str:
    code = (team or "").strip().upper()
    if not (2 <= len(code) <= 4 and code.isascii() and code.isalpha()):
        raise RefusedError(
            Text(
                "donnez le code de l’équipe avec --team, deux à quatre lettres, par exemple NO.",
                "give the team code with --team, two to four letters, for instance NO.",
            )
        )
    return code


def _blank(
    template: Template, row: TeamRow, year: int, actions: int, rows: Sequence[TeamRow], voice: options.Voice
) -> Plan:
    names = [(other.code, other.label or other.code) for other in rows]
    plan = blank_plan(
        template, team=row.code, label=row.label, year=year, lang=voice.lang, actions=actions, teams=names
    )
    if row.manager:
        trigram = _trigram(row.manager)
        values = {"full_name": row.manager, "email": row.email or None, "role": "regional_manager"}
        own = {"trigram": trigram, "team_code": row.code, "active": "yes", "language": voice.lang}
        person = Record("team", trigram, {**own, **values})
        records = [r.with_values({"manager": trigram}) if r.table == "plan" else r for r in plan.records]
        plan = plan.with_records([*records, person])
    return plan


def _trigram(name: str) -> str:
    """First letter of the first name, first two of the last: Gaël Le Floc'h → GLF."""
    from pacom_xl.model.text import fold

    words = ["".join(c for c in word if "a" <= c <= "z") for word in fold(name).replace("-", " ").split()]
    words = [word for word in words if word] or ["x"]
    letters = "".join(word[0] for word in words[:3]) if len(words) > 2 else words[0][0] + words[-1][:2]
    return letters.upper().ljust(3, "X")[:3]


def _from_data(data: Path, template: Template, team: str | None) -> Plan:
    """The one plan of the file, or that of ``team``. Exit code 2 with every mistake of the file."""
    try:
        plans, problems = plans_from_data(load_data_file(data), template, data.name)
    except DataFileError as error:
        raise RefusedError(error.problem) from error
    if problems:
        raise RefusedError(*problems)
    wanted = [plan for plan in plans if team is None or plan.team == team.upper()]
    if len(wanted) != 1:
        codes = ", ".join(str(plan.team) for plan in plans) or "–"
        raise RefusedError(
            Text(
                f"{data.name}{NBSP}: choisissez un plan avec --team parmi {codes}.",
                f"{data.name}: choose one plan with --team among {codes}.",
            )
        )
    return wanted[0]


def _id_of(data: Path) -> str:
    """The same data give the same workbook."""
    return str(uuid.uuid5(_NAMESPACE, hashlib.sha256(data.read_bytes()).hexdigest()))


def _write(
    path: Path,
    plan: Plan,
    template: Template,
    day: date,
    frozen: bool,
    force: bool,
    own_id: str | None,
    voice: options.Voice,
) -> None:
    with written(path, force) as out:
        write_workbook(plan, template, out, as_of=day, frozen=frozen, workbook_id=own_id)
    voice.say(Text(f"{path}{NBSP}: écrit.", f"{path}: written."))
