"""``pacom-xl repair``: a damaged or older workbook written again with the current template."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pacom_xl.cli import bilingual, options
from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.cli.outputs import keep_copy, refuse_existing, refuse_same_file, say_unprotected, written
from pacom_xl.cli.team_files import check_output, find_team_files, opened
from pacom_xl.correction.repair import repair
from pacom_xl.correction.reports import repaired_data, repaired_lines, report
from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.reporting.json_reports import dump


@click.command(
    "repair",
    cls=bilingual.Command,
    about=sentence(
        (
            "Reprendre le contenu d’un classeur abîmé, réorganisé ou plus ancien dans le modèle actuel. Ce qui n’a pas "
            "de place va sur l’onglet « À replacer » ; rien n’est perdu, et le classeur donné n’est pas modifié."
        ),
        (
            "Move the contents of a damaged, reorganised or older workbook into the current template. What has no "
            'place goes to the tab "To be placed"; nothing is lost, and the workbook given is not changed.'
        ),
    ),
    example="pacom-xl repair PAC_2026_NO.xlsx -o PAC_2026_NO_repare.xlsx",
)
@bilingual.argument("path", Text("CLASSEUR", "WORKBOOK"), shell_complete=bilingual.files)
@options.output_option()
@options.report_format_option
@options.as_of_option
@options.template_option
@options.force_option
@options.speaking
def command(
    path: str,
    output: Path,
    form: str,
    as_of: date | None,
    template: str | None,
    force: bool,
    voice: options.Voice,
) -> None:
    """Read the workbook, write it again, say what became of everything."""
    check_output(output, (".xlsx",))
    refuse_same_file(output, [path])
    refuse_existing(output, force)
    files, problems, shape = find_team_files([path], template, voice)
    if not files:
        raise RefusedError(*problems)
    if len(files) > 1 or problems:
        raise RefusedError(sentence("« {path} » : donnez un seul classeur.", '"{path}": give one workbook.', path=path))
    file = opened(files[0], shape)
    refuse_same_file(output, [file.path])
    repaired = repair(file.found, file.data, shape, as_of or options.today(), frozen=as_of is not None)
    with written(output, force) as out:
        out.write_bytes(repaired.data)
        keep_copy(output, out, voice.say)
    say_unprotected(file.data, output, voice.say)
    if form == "json":
        data = repaired_data(repaired, file.path, output, shape, voice.lang)
        click.echo(dump(report("pacom-repair/1", **data)), nl=False)
    elif not voice.quiet:
        for line in repaired_lines(repaired, file.path, output, shape, voice.lang):
            click.echo(line)
