"""``pacom-xl merge``: consolidate into one workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import click

from pacom_xl.cli import bilingual, options
from pacom_xl.cli.bilingual import option
from pacom_xl.cli.commands.check import FAIL_ON, exit_code
from pacom_xl.cli.exit_codes import FOUND, RefusedError
from pacom_xl.cli.group_output import (
    ACTION_SHEETS,
    details_option,
    details_settings,
    max_rows_option,
    refuse_existing_details,
    write_group_workbook,
)
from pacom_xl.cli.outputs import refuse_existing, refuse_input
from pacom_xl.cli.pipeline import read_base, read_reference, read_with_template, refuse_without_plan, review_of
from pacom_xl.cli.rule_options import read_settings, rules_config
from pacom_xl.cli.split_by_parent import is_of, only_teams, output_of, parents_of
from pacom_xl.cli.team_files import check_output
from pacom_xl.consolidation.conflict_policy import POLICIES
from pacom_xl.consolidation.review import Review
from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import counted, sentence
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reporting import json_reports, merge_text
from pacom_xl.reporting.details_choice import Details, DetailsOption
from pacom_xl.rules.rule_settings import Config
from pacom_xl.template.schema import Template
from pacom_xl.template.sources import STANDARD


@click.command(
    "merge",
    cls=bilingual.Command,
    about=Text("Consolider les classeurs des équipes en un seul.", "Consolidate the teams’ workbooks into one."),
    example="pacom-xl merge plans/ -o group.xlsx --expect NO,IF,SE,SO",
)
@options.paths_argument
@options.output_option()
@options.reference_option
@option("--base", type=click.Path(), about=Text("La consolidation précédente.", "The previous consolidation."))
@options.expect_option
@option(
    "--on-conflict",
    default="report",
    show_default=True,
    metavar="report|newest|reference|TEAM",
    about=Text("Qui l’emporte quand des valeurs diffèrent.", "Who wins when values disagree."),
)
@option(
    "--strict",
    is_flag=True,
    about=Text("Ne rien écrire quand des valeurs sont en conflit.", "Write nothing when values are in conflict."),
)
@option(
    "--action-sheets",
    type=bilingual.Choice(list(ACTION_SHEETS)),
    default="auto",
    show_default=True,
    about=sentence(
        "Une feuille à imprimer par action ; auto : jusqu’à 150 actions.",
        "A sheet to print for each action; auto: up to 150 actions.",
    ),
)
@details_option
@max_rows_option
@option(
    "--split-by",
    type=bilingual.Choice(["parent"]),
    about=sentence(
        "Un classeur par région mère, nommé d’après -o : group-Ouest.xlsx.",
        "One workbook per parent region, named after -o: group-West.xlsx.",
    ),
)
@option(
    "--teams",
    "teams_file",
    type=click.Path(path_type=Path),
    about=sentence(
        "Liste des équipes (CSV ou classeur) avec une colonne « parent », pour --split-by.",
        'List of teams (CSV or workbook) with a column "parent", for --split-by.',
    ),
)
@options.as_of_option
@options.jobs_option
@options.scheduler_option
@options.report_format_option
@option(
    "--fail-on",
    type=FAIL_ON,
    default="never",
    show_default=True,
    about=Text("Gravité à partir de laquelle le code de sortie est 1.", "Gravity from which the exit code is 1."),
)
@options.config_option
@options.template_option
@options.force_option
@options.speaking
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    output: Path,
    reference: str | None,
    base: str | None,
    expect: tuple[str, ...],
    on_conflict: str,
    strict: bool,
    action_sheets: str,
    details: DetailsOption,
    max_rows: int,
    split_by: str | None,
    teams_file: Path | None,
    as_of: date | None,
    jobs: int | None,
    scheduler: str | None,
    form: str,
    fail_on: str,
    config: Path | None,
    template: str | None,
    force: bool,
    voice: options.Voice,
) -> None:
    """Read the workbooks, consolidate, write the group's workbook, show the totals."""
    check_output(output, (".xlsx",))
    if split_by is None:
        refuse_existing(output, force)
        refuse_existing_details(output, details, force)
    settings = read_settings(config)
    refuse_input(output, [*paths, reference, base, config, teams_file])
    named = template or (settings.template if settings.template != STANDARD else None)
    readings, shape = read_with_template(paths, named, voice, jobs, exclude=[output], scheduler=scheduler)
    choices = _MergeChoices(
        as_of or options.today(),
        read_reference(reference or settings.reference, shape),
        rules_config(settings, template=shape),
        on_conflict,
        read_base(base, shape),
        action_sheets=ACTION_SHEETS[action_sheets],
        force=force,
        details=details_settings(details, max_rows, force, voice.say),
    )
    found = _reviewed(readings, shape, choices, voice, expect)
    refuse_without_plan(found)
    if found.portfolio.base_problem:
        raise RefusedError(found.portfolio.base_problem)
    _refuse_unknown_team(on_conflict, found)
    if strict and found.portfolio.all_conflicts:
        _summarise(found, None, (), form, voice)
        ctx.exit(FOUND)
    outputs = {output: found} if split_by is None else _parts(found, readings, output, choices, voice, teams_file)
    files = list(_write(outputs, choices, details, voice))
    _summarise(found, None if split_by else output, files, form, voice)
    ctx.exit(exit_code(found, fail_on))


@dataclass(frozen=True)
class _MergeChoices:
    """How plans are brought together and written, whichever workbook they are for."""

    as_of: date
    reference: Reading | None
    config: Config
    on_conflict: str
    base: Reading | None
    action_sheets: bool | None
    force: bool
    details: Details


def _reviewed(
    readings: Sequence[Reading],
    template: Template,
    choices: _MergeChoices,
    voice: options.Voice,
    expect: Iterable[str] = (),
) -> Review:
    return review_of(
        readings,
        template,
        choices.as_of,
        voice,
        reference=choices.reference,
        expect=expect,
        config=choices.config,
        on_conflict=choices.on_conflict,
        base=choices.base,
    )


def _parts(
    found: Review,
    readings: Sequence[Reading],
    output: Path,
    choices: _MergeChoices,
    voice: options.Voice,
    teams_file: Path | None,
) -> dict[Path, Review]:
    """The reviews of the plans of each parent region, by the workbook they go into."""
    parents = parents_of(found, teams_file, voice.say)
    reviews = {}
    for parent, teams in parents.items():
        part = output_of(output, parent)
        part_choices = replace(choices, base=only_teams(choices.base, teams) if choices.base else None)
        of_part = [only_teams(reading, teams) for reading in readings if is_of(reading, teams)]
        reviews[part] = _reviewed(of_part, found.template, part_choices, voice)
    for part in reviews:
        refuse_existing(part, choices.force)
        refuse_input(part, [reading.path for reading in readings])
    return reviews


def _write(
    outputs: Mapping[Path, Review], choices: _MergeChoices, option: DetailsOption, voice: options.Voice
) -> Iterator[Path]:
    """Write the workbooks; the files that were written."""
    for output in outputs:
        refuse_existing_details(output, option, choices.force)
    for output, found in outputs.items():
        details = write_group_workbook(
            found, output, choices.force, action_sheets=choices.action_sheets, details=choices.details, voice=voice
        )
        yield from filter(None, (output, details))


def _refuse_unknown_team(policy: str, found: Review) -> None:
    teams = [plan.team or "" for plan in found.portfolio.all_plans]
    if policy in POLICIES or policy in teams:
        return
    known = ", ".join((*POLICIES, *teams))
    raise RefusedError(
        sentence(
            "--on-conflict {policy} : ni une règle ni une équipe lue. Valeurs possibles : {known}.",
            "--on-conflict {policy}: neither a policy nor a team that was read. Possible values: {known}.",
            policy=policy,
            known=known,
        )
    )


def _summarise(found: Review, output: Path | None, files: Sequence[Path], form: str, voice: options.Voice) -> None:
    """Show the totals, and which ``files`` were written; ``output``: the workbook, unless there are several or none."""
    totals = found.portfolio.totals(found.as_of)
    if form == "json":
        click.echo(json_reports.dump(json_reports.merge_report(found, output, totals, files)), nl=False)
    else:
        click.echo(merge_text.merge_text(found, totals), nl=False)
    for path in files:
        voice.say(sentence("{path} : écrit.", "{path}: written.", path=path_text(path)))
    if not files:
        conflicts = Text("conflit", "conflict"), Text("conflits", "conflicts")
        voice.say(
            sentence(
                "{count} ; --strict : rien n’a été écrit.",
                "{count}; --strict: nothing was written.",
                count=counted(len(found.portfolio.all_conflicts), *conflicts),
            )
        )
