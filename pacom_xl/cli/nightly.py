"""``pacom-xl nightly``: check and consolidate, compare with the last run, write to each reader what concerns them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import click

from pacom_xl.cli import bilingual, language, nightly_jobs, options
from pacom_xl.cli.check import FAIL_ON, exit_code
from pacom_xl.cli.exit_codes import DONE, IN_PART, RefusedError
from pacom_xl.cli.nightly_again import basis, done_again
from pacom_xl.cli.nightly_history import history_of, open_history, put_aside
from pacom_xl.cli.nightly_messages import tell, tell_delivery
from pacom_xl.cli.nightly_output import Publisher, delivery_lines, mail_fault, outcome_lines, write_log
from pacom_xl.cli.outputs import make_folder, refusal, unwritable
from pacom_xl.cli.pipeline import read_paths, read_reference, refuse_without_plan, template_named, without_collection
from pacom_xl.cli.rule_options import read_settings, rules_config
from pacom_xl.consolidation.portfolio import Portfolio
from pacom_xl.consolidation.review import Review, review
from pacom_xl.model.text import NBSP, Lang, Text
from pacom_xl.nightly.action_history import Memory
from pacom_xl.nightly.config import NightlyConfig
from pacom_xl.nightly.history import History
from pacom_xl.nightly.last_run import content_marks
from pacom_xl.nightly.made import Made
from pacom_xl.nightly.mails import Letter, letters, write_letters
from pacom_xl.nightly.night_facts import Night
from pacom_xl.nightly.night_run import Outcome, State, compared, remembered, send, spend
from pacom_xl.nightly.sending_days import is_day_off
from pacom_xl.reading.discover import Input, expand
from pacom_xl.reading.reading_result import Reading
from pacom_xl.storage.derived_cache import Memo
from pacom_xl.template.schema import Template


class Nightly(bilingual.Command):
    """The nightly run; its first word may name one of the jobs around it."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The context of ``status``, ``schedule``, ``forget``, or of the run itself."""
        job = nightly_jobs.JOBS.get(args[0]) if args else None
        if job is None:
            return super().make_context(info_name, args, parent, **extra)
        return job.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The jobs, after the options."""
        with formatter.section(Text(f"Autour{NBSP}", "Around it").in_(language.current())):
            formatter.write_dl([(name, job.get_short_help_str(90)) for name, job in nightly_jobs.JOBS.items()])


@click.command(
    "nightly",
    cls=Nightly,
    about=Text(
        "Contrôler et consolider un dossier, et écrire à chacun ce qui est nouveau pour lui.",
        "Check and consolidate a folder, and write to each reader what is new for them.",
    ),
    example="pacom-xl nightly --config pacom.toml --dry-run mails/",
)
@bilingual.argument("paths", Text("[CHEMIN]...", "[PATH]..."), nargs=-1, required=False)
@bilingual.option("--config", type=click.Path(path_type=Path), about=Text("Le fichier pacom.toml.", "pacom.toml"))
@options.as_of_option
@bilingual.option(
    "--dry-run",
    type=click.Path(path_type=Path),
    about=Text(
        "Écrire les courriels dans ce dossier, n’en envoyer aucun.", "Write the mails to this folder, send none."
    ),
)
@bilingual.option(
    "--fail-on",
    type=FAIL_ON,
    default="never",
    show_default=True,
    about=Text("Gravité à partir de laquelle le code de sortie est 1.", "Gravity from which the exit code is 1."),
)
@options.speaking
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    config: Path | None,
    as_of: date | None,
    dry_run: Path | None,
    fail_on: str,
    voice: options.Voice,
) -> None:
    """One night, or its rehearsal."""
    settings = read_settings(config)
    voice = options.Voice(_language(settings), voice.quiet, voice.verbose)
    folders = paths or settings.folders
    _check_call(folders, config, dry_run)
    day = as_of or options.today(settings.time_zone)
    if dry_run:
        ctx.exit(_rehearse(folders, settings, day, dry_run, fail_on, voice))
    with nightly_jobs.alone(settings):
        ctx.exit(_run(folders, settings, day, fail_on, voice))


def _rehearse(
    folders: Sequence[str], settings: NightlyConfig, day: date, folder: Path, fail_on: str, voice: options.Voice
) -> int:
    """Everything but sending and remembering."""
    shape = template_named(settings.template)
    readings, reference = read_paths(folders, shape, voice), read_reference(settings.reference, shape)
    with history_of(settings) as history:
        memory = remembered(history, settings)
        found = _looked_over(readings, reference, shape, settings, day, voice, memory)
        night, _ = compared(found, history, settings, memory)
    write_mails(night, folder, voice, settings)
    return exit_code(found, fail_on)


def _looked_over(
    readings: Sequence[Reading],
    reference: Reading | None,
    shape: Template,
    settings: NightlyConfig,
    day: date,
    voice: options.Voice,
    memory: Memory,
    memo: Memo | None = None,
    begun: Callable[[Portfolio], object] | None = None,
) -> Review:
    """The review of a night, with what only earlier nights can tell. Exit code 2 when no input remains."""
    with without_collection():
        found = review(
            readings,
            shape,
            day,
            reference=reference,
            expect=settings.expect,
            lang=voice.lang,
            config=rules_config(settings),
            earlier_due=memory.due_dates(readings),
            also=memory.disappeared,
            memo=memo,
            begun=begun,
        )
    refuse_without_plan(found)
    return found


def _run(folders: Sequence[str], settings: NightlyConfig, day: date, fail_on: str, voice: options.Voice) -> int:
    """A real night. A fault of the program is told to the administrator and to nobody else."""
    state = State(Path(settings.state))
    history = open_history(state)
    try:
        if is_day_off(day, settings):
            return _rest(settings, day, state, history, voice)
        return _night(folders, settings, day, state, history, fail_on, voice)
    except click.ClickException:
        raise
    except Exception as error:
        if refused := refusal(error, state.folder):
            raise refused from error
        mail_fault(error, settings, state)
        raise
    finally:
        history.close()


def _night(
    folders: Sequence[str],
    settings: NightlyConfig,
    day: date,
    state: State,
    history: History,
    fail_on: str,
    voice: options.Voice,
) -> int:
    publisher = Publisher(settings, state)
    inputs = expand(folders, exclude=publisher.outputs(day))
    marks = content_marks([entry.path for entry in inputs])
    of = basis(inputs, marks, settings, state, history, day, [*folders, fail_on, voice.lang])
    if (code := done_again(of, settings, history, voice)) is not None:
        return code
    of.begin()
    publisher.changed = of.changed
    with without_collection():
        readings, reference, shape = _read(inputs, marks, settings, state, voice)
        memory = remembered(history, settings)
        with Made(state.made("rules"), shape) as memo:
            begun = partial(publisher.begin, day=day)
            found = _looked_over(readings, reference, shape, settings, day, voice, memory, memo, begun)
        # Plans and findings stay to the end of the night: no collection has to look at them again.
        gc.freeze()
    outcome = spend(found, settings, state, history, memory, publisher)
    problems = [*publisher.problems, *put_aside(history)]
    code = exit_code(found, fail_on)
    if not problems:
        of.end(outcome, publisher.written(day, voice.lang), code)
    _tell_all(outcome, problems, state, history, voice)
    return IN_PART if outcome.delivery.waiting or publisher.problems else code


def _read(
    inputs: Sequence[Input], marks: Sequence[str | None], settings: NightlyConfig, state: State, voice: options.Voice
) -> tuple[list[Reading], Reading | None, Template]:
    from pacom_xl.nightly.reading_cache import ReadingCache, read_incrementally, said

    shape = template_named(settings.template)
    cache = ReadingCache(state.cache, shape)
    try:
        readings = read_incrementally(inputs, shape, cache, marks=marks)
        reference = read_reference(settings.reference, shape)
        voice.detail(said(cache))
    finally:
        cache.close()
    return readings, reference, shape


def _tell_all(outcome: Outcome, problems: Sequence[Text], state: State, history: History, voice: options.Voice) -> None:
    """What came of the night: its log, its beat, a few lines on the screen."""
    delivery, day = outcome.delivery, outcome.review.as_of
    write_log(state, day, [*outcome_lines(outcome), *delivery_lines(delivery, problems)], voice.lang)
    history.beat(day, nightly_jobs.now_text(), "waiting" if delivery.waiting else "done")
    tell(outcome.done, outcome.left, voice)
    tell_delivery(delivery, problems, voice)


def _rest(settings: NightlyConfig, day: date, state: State, history: History, voice: options.Voice) -> int:
    """A day off: what waits is tried again, nothing else."""
    voice.say(
        Text(
            f"{day:%d/%m/%Y}{NBSP}: jour non ouvré, ni contrôle ni courriel (voir working_days et holidays).",
            f"{day}: day off, no check and no mail (see working_days and holidays).",
        )
    )
    outbox = state.outbox
    outbox.recover(history.has)
    delivery = send(outbox, settings, only_due=True)
    history.beat(day, nightly_jobs.now_text(), "off")
    return IN_PART if delivery.waiting else DONE


def write_mails(night: Night, folder: Path, voice: options.Voice, settings: NightlyConfig) -> list[Letter]:
    """Write every mail to ``folder``, say which were not made. Exit code 2 when it cannot be written."""
    make_folder(folder)
    done, left = letters(night, settings, everything=True)
    try:
        write_letters(done, folder)
    except OSError as error:
        raise unwritable(folder, error) from error
    tell(done, left, voice, names=True)
    return done


def _language(settings: NightlyConfig) -> Lang:
    asked = click.get_current_context().params.get("lang")
    return language.settle(asked if isinstance(asked, str) else None, settings.lang)


def _check_call(folders: Sequence[str], config: Path | None, dry_run: Path | None) -> None:
    problems = []
    if not folders:
        problems.append(
            Text(
                f"aucun dossier à lire{NBSP}: donnez --config (folders) ou un PATH.",
                "no folder to read: give --config (folders) or a PATH.",
            )
        )
    if config is None and dry_run is None:
        problems.append(
            Text(
                "envoyer demande --config pacom.toml, sinon ajoutez --dry-run DOSSIER.",
                "sending needs --config pacom.toml, else add --dry-run FOLDER.",
            )
        )
    if problems:
        raise RefusedError(*problems)
