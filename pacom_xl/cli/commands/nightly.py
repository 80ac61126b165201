"""``pacom-xl nightly``: check and consolidate, compare with the last run, write to each reader what concerns them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pacom_xl.cli import bilingual, language, nightly_jobs, options
from pacom_xl.cli.commands.check import FAIL_ON, exit_code
from pacom_xl.cli.exit_codes import DONE, IN_PART, RefusedError
from pacom_xl.cli.nightly_messages import say_day_off, say_delivery, say_mails, say_read
from pacom_xl.cli.outputs import make_folder, refusing
from pacom_xl.cli.pipeline import cluster_at
from pacom_xl.cli.rule_options import read_settings
from pacom_xl.model.text import NBSP, Lang, Text
from pacom_xl.model.typography import sentence
from pacom_xl.nightly.configuration.config import NightlyConfig
from pacom_xl.nightly.mails.night_mails import Mail, MailSummary, write_mail

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from pacom_xl.nightly.job import NightRequest


class Nightly(bilingual.Command):
    """The nightly run; its first word may name one of the jobs around it."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The context of ``status``, ``schedule``, ``forget``, or of the run itself."""
        job = nightly_jobs.JOBS.get(args[0]) if args else None
        if job is None:
            if not extra.get("resilient_parsing"):
                _refuse_misspelt_job(args)
            return super().make_context(info_name, args, parent, **extra)
        return job.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The jobs, after the options."""
        with formatter.section(Text(f"Autour{NBSP}", "Around it").in_(language.current())):
            formatter.write_dl([(name, job.get_short_help_str(90)) for name, job in nightly_jobs.JOBS.items()])


def _refuse_misspelt_job(words: Sequence[str]) -> None:
    """Exit code 2 for ``nightly stauts``: read as a folder, the word would start a real night."""
    near = bilingual.nearest(words[0], tuple(nightly_jobs.JOBS)) if words else None
    if near is None or Path(words[0]).exists():
        return
    raise RefusedError(
        sentence(
            "« {word} » n’est ni un dossier ni un fichier. Vouliez-vous dire « nightly {near} » ?",
            '"{word}" is neither a folder nor a file. Did you mean "nightly {near}"?',
            word=words[0],
            near=near,
        )
    )


def _jobs_or_files(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Completion of the first word: a job or a folder; of those after it: folders."""
    return bilingual.names_or_files(() if ctx.params.get("paths") else nightly_jobs.JOBS, incomplete)


@click.command(
    "nightly",
    cls=Nightly,
    about=Text(
        "Contrôler et consolider un dossier, et écrire à chacun ce qui est nouveau pour lui.",
        "Check and consolidate a folder, and write to each reader what is new for them.",
    ),
    example="pacom-xl nightly --config pacom.toml --dry-run mails/",
)
@bilingual.argument("paths", Text("[CHEMIN]...", "[PATH]..."), nargs=-1, required=False, shell_complete=_jobs_or_files)
@bilingual.option("--config", type=click.Path(path_type=Path), about=Text("Le fichier pacom.toml.", "pacom.toml"))
@options.as_of_option
@options.scheduler_option
@bilingual.option(
    "--dry-run",
    type=click.Path(path_type=Path),
    about=Text(
        "Écrire les courriels dans ce dossier, n’en envoyer aucun.", "Write the mails to this folder, send none."
    ),
)
@bilingual.option(
    "--fresh",
    is_flag=True,
    about=Text(
        "Avec --dry-run, les courriels d’une première nuit, quel que soit le jour.",
        "With --dry-run, the mails of a first night, on any day.",
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
    scheduler: str | None,
    dry_run: Path | None,
    fresh: bool,
    fail_on: str,
    voice: options.Voice,
) -> None:
    """One night, or its rehearsal."""
    settings = read_settings(config)
    voice = replace(voice, lang=_language(settings))
    folders = paths or settings.folders
    _check_call(folders, config, dry_run, fresh)
    from pacom_xl.nightly.job import NightRequest

    with cluster_at(scheduler, voice) as cluster, nightly_jobs.in_sentences(settings):
        day = as_of or options.today(settings.time_zone)
        request = NightRequest(tuple(folders), settings, day, voice.lang, cluster)
        if dry_run:
            ctx.exit(_rehearse(request, dry_run, fresh, fail_on, voice))
        ctx.exit(_run(request, fail_on, voice))


def _run(request: NightRequest, fail_on: str, voice: options.Voice) -> int:
    """A real night, and its exit code."""
    from pacom_xl.nightly.job import run_night
    from pacom_xl.nightly.unread_files import unread_files

    result = run_night(request)
    if result.review is None:
        say_day_off(request.day, voice)
    else:
        say_read(result, voice)
        for unread in unread_files(result.review):
            if unread not in result.problems:
                voice.say(unread)
        say_mails(result.mails, result.unsent, voice)
    say_delivery(result.delivery, result.problems, voice)
    if result.delivery.waiting or result.output_failed:
        return IN_PART
    return exit_code(result.review, fail_on) if result.review else DONE


def _rehearse(request: NightRequest, folder: Path, fresh: bool, fail_on: str, voice: options.Voice) -> int:
    """The mails of a night, written to a folder."""
    from pacom_xl.nightly.rehearsal import rehearse

    with rehearse(request, fresh=fresh) as rehearsal:
        if rehearsal.review is None:
            say_day_off(request.day, voice)
            return DONE
        written = write_mails(rehearsal.mails, folder)
        for problem in rehearsal.problems:
            voice.say(problem)
        say_mails(written, rehearsal.unsent, voice, names=True)
        return exit_code(rehearsal.review, fail_on)


def write_mails(mails: Iterable[Mail], folder: Path) -> list[MailSummary]:
    """Write every mail to ``folder``. Exit code 2 when it cannot be written."""
    make_folder(folder)
    written = []
    with refusing():
        for mail in mails:
            write_mail(mail, folder)
            written.append(mail.summary)
    return written


def _language(settings: NightlyConfig) -> Lang:
    requested = click.get_current_context().params.get("lang")
    return language.settle(requested if isinstance(requested, str) else None, settings.lang)


def _check_call(folders: Iterable[str], config: Path | None, dry_run: Path | None, fresh: bool) -> None:
    problems = []
    if not folders:
        problems.append(
            sentence(
                "aucun dossier à lire : donnez --config (folders) ou un PATH.",
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
    if fresh and dry_run is None:
        problems.append(Text("--fresh demande --dry-run DOSSIER.", "--fresh needs --dry-run FOLDER."))
    if problems:
        raise RefusedError(*problems)
