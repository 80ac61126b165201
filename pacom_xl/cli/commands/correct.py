"""``pacom-xl correct``: the team's own workbook with every finding marked at its cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from pacom_xl.cli import bilingual, options
from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.cli.one_by_one import OneByOne
from pacom_xl.cli.outputs import keep_copy, make_folder, refuse_existing, refuse_same_file, say_unprotected, written
from pacom_xl.cli.pipeline import read_reference, review_of
from pacom_xl.cli.rule_options import read_settings, rules_config
from pacom_xl.cli.team_files import TeamFile, check_output, find_team_files, opened
from pacom_xl.consolidation.review import Review
from pacom_xl.correction.correct import Corrected, correct
from pacom_xl.correction.reports import corrected_data, corrected_lines, report
from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reporting.json_reports import dump
from pacom_xl.template.schema import Template
from pacom_xl.template.sources import STANDARD

_SUFFIXES = (".xlsx", ".xlsm")


@click.command(
    "correct",
    cls=bilingual.Command,
    about=sentence(
        (
            "Rendre à une équipe son classeur, chaque constat marqué dans sa cellule (couleur et commentaire), avec "
            "un onglet « Corrections ». Le classeur donné n’est pas modifié."
        ),
        (
            "Give a team its workbook back, each finding marked at its cell (colour and note), with a tab "
            '"Corrections". The workbook given is not changed.'
        ),
    ),
    example="pacom-xl correct PAC_2026_NO.xlsx -o PAC_2026_NO_a_corriger.xlsx",
)
@options.paths_argument
@options.output_option(required=False)
@options.directory_option(
    sentence(
        "Dossier où écrire, sous leur nom, les classeurs corrigés.",
        "Folder to write the corrected workbooks to, under their names.",
    )
)
@options.report_format_option
@options.as_of_option
@options.reference_option
@options.config_option
@options.template_option
@options.force_option
@options.speaking
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    output: Path | None,
    directory: Path | None,
    form: str,
    as_of: date | None,
    reference: str | None,
    config: Path | None,
    template: str | None,
    force: bool,
    voice: options.Voice,
) -> None:
    """Read the workbooks, check each by itself, write them with their marks."""
    _check_call(paths, output, directory, force)
    settings = read_settings(config)
    named = template or (settings.template if settings.template != STANDARD else None)
    files, problems, shape = find_team_files(paths, named, voice)
    outputs = _outputs(files, output, directory, problems, [*paths, config, reference, settings.reference], force)
    day = as_of or options.today()
    group = read_reference(reference or settings.reference, shape)
    rules = rules_config(settings, template=shape)

    def check(reading: Reading) -> Review:
        return review_of([reading], shape, day, voice, reference=group, config=rules)

    if directory:
        make_folder(directory)
    reports: list[dict[str, Any]] = []
    each = OneByOne(voice, problems)
    for reading, target in zip(files, outputs, strict=True):
        with each.attempt(reading.path):
            file = opened(reading, shape)
            corrected = correct(file.found, file.data, shape, day, check, frozen=as_of is not None)
            target = _target(corrected, file.path, target, is_named=output is not None)
            _write(corrected, file, target, force, voice)
            reports.append(_report(corrected, file, target, shape, form, voice))
    code = each.finish()
    if form == "json":
        reasons = [problem.in_(voice.lang) for problem in each.problems]
        click.echo(dump(report("pacom-correct/1", as_of=day.isoformat(), files=reports, problems=reasons)), nl=False)
    ctx.exit(code)


def _write(corrected: Corrected, file: TeamFile, target: Path, force: bool, voice: options.Voice) -> None:
    with written(target, force) as out:
        out.write_bytes(corrected.data)
        keep_copy(target, out, voice.say)
    say_unprotected(file.data, target, voice.say)


def _check_call(paths: Sequence[str], output: Path | None, directory: Path | None, force: bool) -> None:
    if (output is None) == (directory is None):
        raise RefusedError(
            sentence(
                "donnez où écrire : -o pour un classeur, -d pour un dossier (l’un des deux).",
                "say where to write: -o for one workbook, -d for a folder (one of both).",
            )
        )
    check_output(output, _SUFFIXES)
    if output:
        refuse_same_file(output, paths)
        refuse_existing(output, force)


def _outputs(
    files: Sequence[Reading],
    output: Path | None,
    directory: Path | None,
    problems: Sequence[Text],
    inputs: Sequence[Path | str | None],
    force: bool,
) -> list[Path]:
    """Where each workbook is written. Exit code 2 when nothing can be, or two would have one name."""
    if not files:
        raise RefusedError(*problems, Text("aucun classeur d’équipe à corriger.", "no workbook of a team to correct."))
    if output and len(files) > 1:
        raise RefusedError(
            sentence(
                "{n} classeurs pour un seul -o ; donnez un dossier avec -d.",
                "{n} workbooks for one -o; give a folder with -d.",
                n=len(files),
            )
        )
    found = [output or (directory or Path()) / file.path.name for file in files]
    names = [path.with_suffix("").name.casefold() for path in found]
    if twice := sorted({path.name for path, name in zip(found, names, strict=True) if names.count(name) > 1}):
        raise RefusedError(
            sentence(
                "plusieurs classeurs du même nom : {names} ; corrigez-les un par un avec -o.",
                "several workbooks of the same name: {names}; correct them one by one with -o.",
                names=", ".join(twice),
            )
        )
    for path in found:
        refuse_same_file(path, [*inputs, *(file.path for file in files)])
        refuse_existing(path, force)
    return found


def _target(corrected: Corrected, source: Path, target: Path, *, is_named: bool) -> Path:
    """The output with the ending its content needs. Exit code 2 when ``-o`` has another one."""
    suffix = source.suffix.lower() if corrected.way == "own" else ".xlsx"
    if not is_named:
        return target.with_suffix(suffix)
    if target.suffix.lower() != suffix:
        raise RefusedError(
            sentence(
                "-o {output} : ce classeur s’écrit en {suffix} ; donnez un nom qui finit ainsi.",
                "-o {output}: this workbook is written as {suffix}; give a name that ends so.",
                output=path_text(target),
                suffix=suffix,
            )
        )
    return target


def _report(
    corrected: Corrected, file: TeamFile, target: Path, template: Template, form: str, voice: options.Voice
) -> dict[str, Any]:
    if form == "text" and not voice.quiet:
        for line in corrected_lines(corrected, file.path, target, template, voice.lang):
            click.echo(line)
    return corrected_data(corrected, file.path, target, template, voice.lang)
