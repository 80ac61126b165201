"""``pacom-xl merge``: consolidate into one workbook."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pacom_xl.cli import bilingual, options
from pacom_xl.cli.bilingual import option
from pacom_xl.cli.check import FAIL_ON, exit_code
from pacom_xl.cli.exit_codes import FOUND, RefusedError
from pacom_xl.cli.group_output import ACTION_SHEETS, write_group_workbook
from pacom_xl.cli.outputs import refuse_existing, refuse_input
from pacom_xl.cli.pipeline import look_over, read_base, read_reference, read_with_template, refuse_without_plan
from pacom_xl.cli.rule_options import read_settings, rules_config
from pacom_xl.consolidation.conflict_policy import POLICIES
from pacom_xl.consolidation.review import Review
from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import counted, sentence
from pacom_xl.reporting import json_reports, merge_text
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
@options.as_of_option
@options.jobs_option
@option(
    "--scheduler",
    value=Text("ADRESSE", "ADDRESS"),
    about=Text("Adresse d’un ordonnanceur (pas encore disponible).", "Address of a scheduler (not available yet)."),
)
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
    _not_yet(("--scheduler", scheduler))
    refuse_existing(output, force)
    settings = read_settings(config)
    refuse_input(output, [*paths, reference, base, config])
    named = template or (settings.template if settings.template != STANDARD else None)
    readings, shape = read_with_template(paths, named, voice, jobs, exclude=[output])
    wanted = rules_config(settings, template=shape)
    day = as_of or options.today()
    found = look_over(
        readings,
        shape,
        day,
        voice,
        reference=read_reference(reference or settings.reference, shape),
        expect=expect,
        config=wanted,
        on_conflict=on_conflict,
        base=read_base(base, shape),
    )
    refuse_without_plan(found)
    if found.portfolio.base_problem:
        raise RefusedError(found.portfolio.base_problem)
    _refuse_unknown_team(on_conflict, found)
    refused = strict and bool(found.portfolio.all_conflicts)
    if not refused:
        sheets = ACTION_SHEETS[action_sheets]
        write_group_workbook(found, output, force, action_sheets=sheets)
    _summarise(found, None if refused else output, form, voice)
    ctx.exit(FOUND if refused else exit_code(found, fail_on))


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


def _not_yet(*asked: tuple[str, str | None]) -> None:
    problems = [
        Text(f"l’option {name} n’est pas encore disponible.", f"option {name} is not available yet.")
        for name, value in asked
        if value
    ]
    if problems:
        raise RefusedError(*problems)


def _summarise(found: Review, output: Path | None, form: str, voice: options.Voice) -> None:
    totals = found.portfolio.totals(found.as_of)
    if form == "json":
        click.echo(json_reports.dump(json_reports.merge_report(found, output, totals)), nl=False)
    else:
        click.echo(merge_text.merge_text(found, totals), nl=False)
    if output is not None:
        voice.say(sentence("{path} : écrit.", "{path}: written.", path=path_text(output)))
    else:
        conflicts = Text("conflit", "conflict"), Text("conflits", "conflicts")
        voice.say(
            sentence(
                "{count} ; --strict : rien n’a été écrit.",
                "{count}; --strict: nothing was written.",
                count=counted(len(found.portfolio.all_conflicts), *conflicts),
            )
        )
