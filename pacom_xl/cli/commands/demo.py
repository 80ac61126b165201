"""``pacom-xl demo``: the whole chain on the sample company."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path

import click

from pacom_xl.cli import bilingual, demo_text, options
from pacom_xl.cli.commands.nightly import write_mails
from pacom_xl.cli.exit_codes import DONE, IN_PART
from pacom_xl.cli.group_output import write_group_workbook
from pacom_xl.cli.outputs import keep_copy, make_folder, refuse_existing, refuse_input, written
from pacom_xl.cli.pipeline import refuse_without_plan, review_of, template_named
from pacom_xl.cli.samples import sample_plans
from pacom_xl.model.plan import Plan
from pacom_xl.model.text import Text
from pacom_xl.nightly.configuration.config import NightlyConfig
from pacom_xl.nightly.mails.night_mails import mails_of
from pacom_xl.nightly.night_facts import Night
from pacom_xl.reading.many_files.discover import expand
from pacom_xl.reading.many_files.read_many import read_all
from pacom_xl.reporting.words.unusable_inputs import why_not_read
from pacom_xl.template.schema import Template
from pacom_xl.writing.team_workbook import write_workbook

AS_OF = date(2026, 6, 15)
_NAMESPACE = uuid.UUID("3c1f8f0e-7a55-4f0a-8f4e-2f6f0f7f9d10")


@click.command(
    "demo",
    cls=bilingual.Command,
    about=Text(
        "Écrire les classeurs de la société fictive, les contrôler, les consolider, préparer les courriels.",
        "Write the sample company’s workbooks, check them, merge them, prepare the mails.",
    ),
    example="pacom-xl demo my-demo",
)
@bilingual.argument(
    "folder", Text("[DOSSIER]", "[DIR]"), required=False, default="pacom-demo", type=click.Path(path_type=Path)
)
@bilingual.option(
    "--as-of",
    type=options.Day(),
    default=AS_OF,
    show_default=str(AS_OF),
    about=Text("Date à laquelle tout est calculé.", "Date every figure is computed at."),
)
@options.force_option
@options.speaking
@click.pass_context
def command(ctx: click.Context, folder: Path, as_of: date, force: bool, voice: options.Voice) -> None:
    """Run the whole chain, then say what was found and which files to open."""
    shape = template_named()
    mails = folder / Text("courriels", "mails").in_(voice.lang)
    group = folder / Text("PAC_2026_Groupe.xlsx", "PAC_2026_Group.xlsx").in_(voice.lang)
    plans = sample_plans(shape)
    files = {folder / Text("classeurs", "workbooks").in_(voice.lang) / _name(plan): plan for plan in plans}
    for target in (*files, group):
        refuse_existing(target, force)
    refuse_input(group, [])
    _write_teams(files, shape, as_of, voice)
    found = review_of(read_all(expand(list(files)), shape), shape, as_of, voice)
    refuse_without_plan(found)
    write_group_workbook(found, group, force, voice=voice)
    written_mails = write_mails(mails_of(Night(found), NightlyConfig())[0], mails)
    if not voice.quiet:
        pages = [mails / f"{mail.name}.html" for mail in written_mails]
        click.echo(demo_text.demo_text(found, list(files), group, pages), nl=False)
    unread = [reading for reading in found.readings if reading.status != "read"]
    for reading in unread:
        click.echo(why_not_read(reading).in_(voice.lang), err=True)
    ctx.exit(IN_PART if unread else DONE)


def _name(plan: Plan) -> str:
    return f"PAC_{plan.year}_{plan.team}.xlsx"


def _write_teams(files: dict[Path, Plan], template: Template, as_of: date, voice: options.Voice) -> None:
    for file, plan in files.items():
        make_folder(file.parent)
        own_id = str(uuid.uuid5(_NAMESPACE, f"{plan.team} {plan.year}"))
        with written(file, force=True) as out:
            write_workbook(plan, template, out, as_of=as_of, frozen=True, workbook_id=own_id, lang=voice.lang)
            keep_copy(file, out, voice.say)
