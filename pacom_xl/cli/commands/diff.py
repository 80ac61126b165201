"""``pacom-xl diff``: what changed between two versions of workbooks, in business terms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from pacom_xl.cli import bilingual, options
from pacom_xl.cli.bilingual import option
from pacom_xl.cli.diff_since import States, states_since
from pacom_xl.cli.exit_codes import DONE, FOUND, IN_PART, RefusedError
from pacom_xl.cli.one_by_one import OneByOne
from pacom_xl.cli.outputs import refuse_existing, refuse_input, refuse_same_file, write_text, written
from pacom_xl.cli.pipeline import read_paths, read_with_template
from pacom_xl.cli.result_form import form_of
from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import counted, sentence
from pacom_xl.reporting.diff.diff_json import diff_report
from pacom_xl.reporting.diff.diff_model import Diff, diff_of, file_states
from pacom_xl.reporting.diff.diff_sides import not_comparable, order_notes
from pacom_xl.reporting.diff.diff_text import diff_text
from pacom_xl.reporting.json_reports import dump
from pacom_xl.reporting.words.unusable_inputs import foreign_files, why_not_read

_SUFFIXES = {".txt": "text", ".json": "json", ".xlsx": "xlsx"}


@click.command(
    "diff",
    cls=bilingual.Command,
    about=sentence(
        "Dire ce qui a changé entre deux versions d’un classeur (ou de deux dossiers), par personne et par action, "
        "avec les conséquences. Les lignes et les onglets déplacés ne comptent pas.",
        "Say what changed between two versions of a workbook (or of two folders), by person and action, with the "
        "consequences. Moved rows and tabs do not count.",
    ),
    example="pacom-xl diff lundi/PAC_2026_NO.xlsx PAC_2026_NO.xlsx",
)
@bilingual.argument("paths", Text("ANCIEN NOUVEAU", "OLD NEW"), nargs=-1, shell_complete=bilingual.files)
@option(
    "--since",
    type=options.Day(),
    about=sentence(
        "Comparer les classeurs d’aujourd’hui à ceux de cette date, que le contrôle de nuit a conservés.",
        "Compare the workbooks of today with those of this date, which the nightly check has kept.",
    ),
)
@option(
    "--config",
    type=click.Path(path_type=Path),
    about=sentence(
        "Avec --since : le pacom.toml du contrôle de nuit.", "With --since: pacom.toml of the nightly check."
    ),
)
@options.result_format_option(_SUFFIXES.values())
@options.result_file_option
@option(
    "--exit-code",
    is_flag=True,
    about=Text("Finir avec le code 1 si quelque chose a changé.", "End with exit code 1 when something changed."),
)
@options.as_of_option
@options.template_option
@options.force_option
@options.speaking
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    since: date | None,
    config: Path | None,
    form: str | None,
    output: Path | None,
    exit_code: bool,
    as_of: date | None,
    template: str | None,
    force: bool,
    voice: options.Voice,
) -> None:
    """Read both versions, compare them, print the changes."""
    form = form_of(form, output, _SUFFIXES)
    _check_call(paths, since, config, form, output)
    if output:
        refuse_same_file(output, [*paths, config])
        refuse_existing(output, force)
        refuse_input(output, [])
    day = as_of or options.today()
    if since:
        old, new, shape, rejected = states_since(since, config, paths, voice)
    else:
        old, new, shape, rejected = _both(paths, template, voice)
    each = OneByOne(voice, map(why_not_read, rejected))
    diff = diff_of(old, new, shape, day, voice.lang, lambda state: each.attempt(Path(state.plan.file or "?")))
    is_partial = bool(diff.only_old or diff.only_new)
    is_compared = bool(diff.teams) or is_partial
    if is_compared:
        _output(diff, form, output, force)
    if output and is_compared:
        _say_written(output, diff.count, voice)
    code = each.finish(is_done=is_partial) or (IN_PART if is_partial else DONE)
    ctx.exit(code or (FOUND if exit_code and diff.count else DONE))


def _check_call(paths: Sequence[str], since: date | None, config: Path | None, form: str, output: Path | None) -> None:
    problems = []
    if since is None and len(paths) != 2:
        problems.append(
            sentence(
                "donnez deux versions : pacom-xl diff ANCIEN NOUVEAU, ou --since avec une date.",
                "give two versions: pacom-xl diff OLD NEW, or --since with a date.",
            )
        )
    if since and config is None:
        problems.append(Text("--since demande --config pacom.toml.", "--since needs --config pacom.toml."))
    if config and since is None:
        problems.append(Text("--config ne va qu’avec --since.", "--config goes with --since only."))
    if len(paths) == 2 and since is None and Path(paths[0]).resolve() == Path(paths[1]).resolve():
        problems.append(
            sentence(
                "{path} : les deux versions sont le même fichier ; donnez l’ancien, puis le nouveau.",
                "{path}: both versions are the same file; give the old one, then the new one.",
                path=path_text(paths[0]),
            )
        )
    if form == "xlsx" and output is None:
        problems.append(
            sentence(
                "un classeur s’écrit dans un fichier ; ajoutez -o changements.xlsx.",
                "a workbook goes to a file; add -o changes.xlsx.",
            )
        )
    if problems:
        raise RefusedError(*problems)


def _both(paths: Sequence[str], template: str | None, voice: options.Voice) -> States:
    """The plans of both versions. Exit code 2 when one of them has none, or they cannot be compared."""
    old_path, new_path = paths
    readings, shape = read_with_template([new_path], template, voice)
    former = read_paths([old_path], shape, voice)
    old, new = file_states(former), file_states(readings)
    rejected = [reading for reading in (*former, *readings) if reading.status == "rejected"]
    if not old or not new:
        problems = [why_not_read(reading) for reading in (*former, *readings) if not reading.plans and reading.reason]
        raise RefusedError(
            *problems,
            Text("il faut un plan de chaque côté pour comparer.", "a plan on each side is needed to compare."),
        )
    if problem := not_comparable(old, new):
        raise RefusedError(problem)
    for note in [*foreign_files([*former, *readings]), *order_notes(former, readings)]:
        voice.say(note)
    return States(old, new, shape, rejected)


def _say_written(output: Path, changes: int, voice: options.Voice) -> None:
    counted_changes = counted(changes, Text("changement", "change"), Text("changements", "changes"))
    voice.say(
        sentence("{output} : {changes}.", "{output}: {changes}.", output=path_text(output), changes=counted_changes)
    )


def _output(diff: Diff, form: str, output: Path | None, force: bool) -> None:
    if output is None:
        click.echo(dump(diff_report(diff)) if form == "json" else diff_text(diff), nl=False)
    elif form == "xlsx":
        from pacom_xl.reporting.diff.diff_workbook import write_diff

        with written(output, force) as temporary:
            write_diff(diff, temporary)
    else:
        write_text(output, dump(diff_report(diff)) if form == "json" else diff_text(diff), force)
