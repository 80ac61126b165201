"""``pacom-xl export``: data out, format by extension."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from pacom_xl.cli import bilingual, options
from pacom_xl.cli.bilingual import option
from pacom_xl.cli.exit_codes import DONE, FOUND, IN_PART, RefusedError
from pacom_xl.cli.outputs import (
    refuse_existing,
    refuse_folder_at_address,
    refusing,
    write_text,
    written,
)
from pacom_xl.cli.pipeline import read_with_template
from pacom_xl.cli.result_form import unknown_ending
from pacom_xl.exchange.deadlines_ics import deadlines
from pacom_xl.exchange.plan_json import plans_to_json
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Plan
from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.reading.workbook_facts import REFUSED_CODES
from pacom_xl.reporting.json_reports import dump
from pacom_xl.reporting.words.unusable_inputs import foreign_files, why_not_read
from pacom_xl.rules import messages
from pacom_xl.storage.atomic_files import replacing_folder
from pacom_xl.storage.file_places import on_disk
from pacom_xl.template.schema import Template

#: Most cells named one by one.
_SHOWN = 20
#: Formats that are a folder of tables, then those that are one file.
_FOLDERS = (".csv", ".parquet")
_FILES = (".json", ".sqlite", ".ics")


@click.command(
    "export",
    cls=bilingual.Command,
    about=Text(
        "Sortir les données de classeurs, avec la cellule de chaque valeur.",
        "Take the data of workbooks out, with the cell of every value.",
    ),
    example="pacom-xl export plans/ -o plans.json",
)
@options.paths_argument
@option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    about=Text(
        "data.json, data.csv ou .parquet (un dossier de tables), data.sqlite, deadlines.ics (échéances).",
        "data.json, data.csv or .parquet (a folder of tables), data.sqlite, deadlines.ics.",
    ),
)
@option(
    "--headings",
    type=bilingual.Choice(["keys", "labels"]),
    default="keys",
    show_default=True,
    about=sentence(
        "Têtes de colonnes et choix d’un .csv : clés stables, ou libellés.",
        "Headings and choices of a .csv: stable keys, or labels.",
    ),
)
@options.jobs_option
@options.scheduler_option
@options.template_option
@options.force_option
@options.speaking
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    output: Path,
    headings: str,
    jobs: int | None,
    scheduler: str | None,
    template: str | None,
    force: bool,
    voice: options.Voice,
) -> None:
    """Read the workbooks and write their data."""
    _check_format(output)
    if force and output.suffix.lower() in _FOLDERS and output.is_dir():
        _refuse_other_files(output)
    else:
        refuse_existing(output, force)
    readings, shape = read_with_template(paths, template, voice, jobs, exclude=[output], scheduler=scheduler)
    plans = [plan for reading in readings for plan in reading.plans]
    rejected = [reading for reading in readings if reading.status == "rejected"]
    if not plans:
        nothing = Text("aucun classeur utilisable parmi les fichiers donnés.", "no usable workbook was given.")
        raise RefusedError(*map(why_not_read, rejected), *foreign_files(readings), nothing)
    _write(plans, shape, output, force, voice, labels=headings == "labels")
    for problem in (*map(why_not_read, rejected), *foreign_files(readings)):
        voice.say(problem)
    refused = [finding for reading in readings for finding in reading.findings if finding.code in REFUSED_CODES]
    _list_refused(refused, shape, voice)
    voice.say(_summary(output, len(plans), len(refused)))
    if rejected:
        ctx.exit(IN_PART)
    ctx.exit(FOUND if refused else DONE)


def _list_refused(refused: Sequence[Finding], template: Template, voice: options.Voice) -> None:
    """The cells whose values are not in the data, the first ones one by one."""
    for finding in refused[:_SHOWN]:
        place = f"{finding.cell.sheet}!{finding.cell.a1}" if finding.cell else ""
        where = ", ".join(filter(None, (path_text(Path(finding.file or "").name), place)))
        message = messages.message(finding, voice.lang, template)
        voice.say(sentence("{where} : {message}", "{where}: {message}", where=where, message=message))
    if len(refused) > _SHOWN:
        voice.say(
            sentence(
                "… et {count} autres ; liste complète : pacom-xl check --select {codes}",
                "… and {count} more; full list: pacom-xl check --select {codes}",
                count=len(refused) - _SHOWN,
                codes=",".join(sorted({finding.code for finding in refused})),
            )
        )


def _summary(output: Path, plans: int, refused: int) -> Text:
    fr, en = ("plan" if plans == 1 else "plans",) * 2
    if refused:
        fr += f", {refused} valeur{'s' if refused > 1 else ''} non reprise{'s' if refused > 1 else ''}"
        en += f", {refused} value{'s' if refused > 1 else ''} left out"
    return sentence(
        f"{{output}} : {{plans}} {fr}.", f"{{output}}: {{plans}} {en}.", output=path_text(output), plans=plans
    )


def _refuse_other_files(folder: Path) -> None:
    """Exit code 2 when a folder that would be replaced holds anything but exported tables."""
    others = sorted(path.name for path in folder.iterdir() if path.suffix.lower() != folder.suffix.lower())
    if others:
        raise RefusedError(
            sentence(
                "{folder} contient autre chose que des tables exportées ({names}) : ce dossier n’est pas remplacé. "
                "Donnez un autre nom avec -o.",
                "{folder} holds something else than exported tables ({names}): this folder is not replaced. Give "
                "another name with -o.",
                folder=path_text(folder),
                names=", ".join(map(path_text, others[:3])),
            )
        )


def _check_format(output: Path) -> None:
    suffix = output.suffix.lower()
    if suffix not in (*_FILES, *_FOLDERS):
        raise RefusedError(unknown_ending(output, (*_FILES, *_FOLDERS)))
    if suffix in _FOLDERS:
        refuse_folder_at_address(output)


def _write(
    plans: Sequence[Plan], template: Template, output: Path, force: bool, voice: options.Voice, *, labels: bool
) -> None:
    from pacom_xl.exchange import table_files

    suffix = output.suffix.lower()
    if suffix == ".json":
        write_text(output, dump(plans_to_json(plans, template)), force)
    elif suffix in _FILES:
        with written(output, force) as out:
            if suffix == ".ics":
                out.write_bytes(deadlines(plans, options.today(), voice.lang))
            else:
                out.unlink()
                table_files.write_sqlite(plans, template, out)
    else:
        with refusing(), replacing_folder(on_disk(output)) as folder:
            if suffix == ".csv":
                table_files.write_csv(plans, template, folder, voice.lang, labels=labels)
            else:
                _parquet(plans, template, folder)


def _parquet(plans: Sequence[Plan], template: Template, folder: Path) -> None:
    from pacom_xl.exchange import table_files

    try:
        table_files.write_parquet(plans, template, folder)
    except ImportError as error:
        raise RefusedError(
            sentence(
                (
                    "l’export .parquet demande pyarrow, qui n’est pas installé : faites pip install "
                    "'pacom_xl[parquet]', ou exportez en .csv ou .sqlite."
                ),
                (
                    "export to .parquet needs pyarrow, which is not installed: run pip install 'pacom_xl[parquet]', or "
                    "export to .csv or .sqlite."
                ),
            )
        ) from error
