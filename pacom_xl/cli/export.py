"""``pacom-xl export``: data out, format by extension."""

from __future__ import annotations

from pathlib import Path

import click

from pacom_xl.cli import options
from pacom_xl.cli.ending import DONE, IN_PART, RefusedError
from pacom_xl.cli.outputs import refuse_existing, write_text
from pacom_xl.cli.work import read_paths, template_named
from pacom_xl.core.text import NBSP, Text
from pacom_xl.reporting.json import dump
from pacom_xl.reporting.values import path_text
from pacom_xl.template.exchange import plans_to_json
from pacom_xl.workbook.reading import Reading

_LATER = (".csv", ".parquet", ".sqlite", ".ics")


@click.command("export")
@options.paths_argument
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="data.json")
@click.option("--jobs", type=click.IntRange(1), help="Number of processes.")
@click.option("--template", default="standard", help="Template, by name or folder.")
@options.force_option
@options.speaking
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    output: Path,
    jobs: int | None,
    template: str,
    force: bool,
    voice: options.Voice,
) -> None:
    """Take the data of workbooks out, with the cell of every value.

    Example: pacom-xl export plans/ -o plans.json
    """
    _check_format(output)
    refuse_existing(output, force)
    shape = template_named(template)
    readings = read_paths(paths, shape, voice, jobs, exclude=[output])
    plans = [plan for reading in readings for plan in reading.plans]
    rejected = [reading for reading in readings if reading.status == "rejected"]
    if not plans:
        nothing = Text("aucun classeur utilisable parmi les fichiers donnés.", "no usable workbook was given.")
        raise RefusedError(*map(_why, rejected), nothing)
    write_text(output, dump(plans_to_json(plans, shape)), force)
    for reading in rejected:
        voice.say(_why(reading))
    voice.say(Text(f"{output}{NBSP}: {len(plans)} plan(s).", f"{output}: {len(plans)} plan(s)."))
    ctx.exit(IN_PART if rejected else DONE)


def _check_format(output: Path) -> None:
    suffix = output.suffix.lower()
    if suffix == ".json":
        return
    if suffix in _LATER:
        raise RefusedError(
            Text(f"l’export {suffix} n’est pas encore disponible.", f"export to {suffix} is not available yet.")
        )
    raise RefusedError(
        Text(
            f"format inconnu «{NBSP}{suffix}{NBSP}»\u202f; donnez un nom en .json.",
            f'unknown format "{suffix}"; give a name in .json.',
        )
    )


def _why(reading: Reading) -> Text:
    path = path_text(reading.path)
    reason = reading.reason or Text("illisible", "cannot be read")
    return Text(f"{path}{NBSP}: {reason.fr}", f"{path}: {reason.en}")
