"""``pacom-xl check``: read, validate, flag."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from pacom_xl.cli import bilingual, options
from pacom_xl.cli.bilingual import option
from pacom_xl.cli.exit_codes import DONE, FOUND, IN_PART, WRONG_CALL, RefusedError
from pacom_xl.cli.outputs import refuse_existing, refuse_input, write_text, written
from pacom_xl.cli.pipeline import read_reference, read_with_template, refuse_without_plan, review_of
from pacom_xl.cli.result_form import form_of
from pacom_xl.cli.rule_options import read_settings, rules_config
from pacom_xl.consolidation.review import Review
from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.reporting import check_text, json_reports
from pacom_xl.reporting.cell_counts import cells_text
from pacom_xl.template.sources import STANDARD

#: Form of a result by the suffix of its file.
_SUFFIXES = {".txt": "text", ".json": "json", ".html": "html", ".xlsx": "xlsx"}
#: Most lines of findings on a terminal.
_SCREEN = 500
FAIL_ON = bilingual.Choice(["error", "warning", "info", "never"])


@click.command(
    "check",
    cls=bilingual.Command,
    about=Text(
        "Lire des classeurs, les contrôler et signaler ce qui demande attention.",
        "Read workbooks, validate them and flag what needs attention.",
    ),
    example="pacom-xl check plans/ --as-of 2026-06-15 -o check.json",
)
@options.paths_argument
@options.as_of_option
@options.result_format_option(_SUFFIXES.values())
@options.result_file_option
@option(
    "--fail-on",
    type=FAIL_ON,
    about=sentence(
        "Gravité à partir de laquelle le code de sortie est 1 (par défaut : error).",
        "Gravity from which the exit code is 1 (default: error).",
    ),
)
@option(
    "--select",
    multiple=True,
    callback=options.codes_list,
    value=Text("CODES", "CODES"),
    about=Text("Seulement ces codes (PAC4,PAC501).", "Only these codes (PAC4,PAC501)."),
)
@option(
    "--ignore",
    multiple=True,
    callback=options.codes_list,
    value=Text("CODES", "CODES"),
    about=Text("Pas ces codes.", "Not these codes."),
)
@options.reference_option
@options.expect_option
@options.jobs_option
@options.scheduler_option
@options.config_option
@options.template_option
@options.force_option
@options.speaking
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    as_of: date | None,
    form: str | None,
    output: Path | None,
    fail_on: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    reference: str | None,
    expect: tuple[str, ...],
    jobs: int | None,
    scheduler: str | None,
    config: Path | None,
    template: str | None,
    force: bool,
    voice: options.Voice,
) -> None:
    """Read the workbooks, run the rules, give the findings."""
    form = form_of(form, output, _SUFFIXES)
    if form == "xlsx" and output is None:
        raise RefusedError(
            sentence(
                "un classeur s’écrit dans un fichier ; ajoutez -o constats.xlsx.",
                "a workbook goes to a file; add -o findings.xlsx.",
            )
        )
    settings = read_settings(config)
    if output:
        refuse_existing(output, force)
        refuse_input(output, [*paths, config, reference, settings.reference])
    named = template or (settings.template if settings.template != STANDARD else None)
    readings, shape = read_with_template(
        paths, named, voice, jobs, exclude=[output] if output else [], scheduler=scheduler
    )
    wanted = rules_config(settings, select, ignore, shape)
    found = review_of(
        readings,
        shape,
        as_of or options.today(),
        voice,
        reference=read_reference(reference or settings.reference, shape),
        expect=expect,
        config=wanted,
    )
    if voice.verbose:
        click.echo(cells_text(found.readings, voice.lang), err=True)
    _output(found, form, output, force)
    ctx.exit(exit_code(found, fail_on or "error"))


def exit_code(found: Review, fail_on: str) -> int:
    """The exit code of a reading command."""
    if not found.portfolio.all_plans:
        return WRONG_CALL
    if found.incomplete:
        return IN_PART
    return FOUND if found.at_least(fail_on) else DONE


def _output(found: Review, form: str, output: Path | None, force: bool) -> None:
    if output is None:
        click.echo(_rendered(found, form, _SCREEN if sys.stdout.isatty() else None), nl=False)
        return
    refuse_without_plan(found)
    if form == "xlsx":
        from pacom_xl.reporting.findings_workbook import write_findings

        with written(output, force) as temporary:
            write_findings(found, temporary, output)
    else:
        write_text(output, _rendered(found, form, seen_at=output), force)
    if form != "text":
        click.echo(check_text.summary_line(found), err=True)


def _rendered(found: Review, form: str, most: int | None = None, seen_at: Path | None = None) -> str:
    if form == "html":
        from pacom_xl.reporting.page.html_page import page

        return page(found, seen_at)
    return json_reports.dump(json_reports.check_report(found)) if form == "json" else check_text.check_text(found, most)
