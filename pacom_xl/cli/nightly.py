"""``pacom-xl nightly``: check and consolidate, then write the mails."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pacom_xl.cli import language, options
from pacom_xl.cli.check import FAIL_ON, exit_code
from pacom_xl.cli.ending import RefusedError
from pacom_xl.cli.outputs import make_folder
from pacom_xl.cli.settings import read_settings, rules_config
from pacom_xl.cli.work import look_over, read_paths, read_reference, refuse_without_plan, template_named
from pacom_xl.consolidation.review import Review
from pacom_xl.core.text import NBSP, Lang, Text
from pacom_xl.nightly.config import NightlyConfig
from pacom_xl.nightly.run import Letter, letters, write_letters


@click.command("nightly")
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option("--config", type=click.Path(path_type=Path), help="pacom.toml")
@options.as_of_option
@click.option("--dry-run", type=click.Path(path_type=Path), help="Write the mails to this folder, send none.")
@click.option("--fail-on", type=FAIL_ON, default="never", show_default=True)
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
    """Check and consolidate a folder, and write to each reader what concerns them.

    Example: pacom-xl nightly --config pacom.toml --dry-run mails/
    """
    settings = read_settings(config)
    voice = options.Voice(_language(settings), voice.quiet, voice.verbose)
    folders = paths or settings.folders
    _check_call(folders, dry_run)
    shape = template_named(settings.template)
    found = look_over(
        read_paths(folders, shape, voice),
        shape,
        as_of or options.today(settings.time_zone),
        voice,
        reference=read_reference(settings.reference, shape),
        expect=settings.expect,
        config=rules_config(settings),
    )
    refuse_without_plan(found)
    if dry_run:
        write_mails(found, dry_run, voice, settings)
    ctx.exit(exit_code(found, fail_on))


def write_mails(found: Review, folder: Path, voice: options.Voice, settings: NightlyConfig) -> list[Letter]:
    """Write every mail to ``folder``, say which were not made. Exit code 2 when it cannot be written."""
    make_folder(folder)
    done, left = letters(found, settings.sender, settings.recipients)
    try:
        write_letters(done, folder)
    except OSError as error:
        why = error.strerror or ""
        raise RefusedError(
            Text(f"impossible d’écrire dans {folder}{NBSP}: {why}", f"cannot write to {folder}: {why}")
        ) from error
    for unsent in left:
        voice.say(Text(f"{unsent.name}{NBSP}: {unsent.reason.fr}", f"{unsent.name}: {unsent.reason.en}"))
    for letter in done:
        voice.say(Text(f"{letter.name}{NBSP}: {letter.digest.subject}", f"{letter.name}: {letter.digest.subject}"))
    return done


def _language(settings: NightlyConfig) -> Lang:
    asked = click.get_current_context().params.get("lang")
    return language.settle(asked if isinstance(asked, str) else None, settings.lang)


def _check_call(folders: tuple[str, ...], dry_run: Path | None) -> None:
    problems = []
    if not folders:
        problems.append(
            Text(
                f"aucun dossier à lire{NBSP}: donnez --config (folders) ou un PATH.",
                "no folder to read: give --config (folders) or a PATH.",
            )
        )
    if dry_run is None:
        problems.append(
            Text(
                "l’envoi n’est pas encore disponible\u202f; ajoutez --dry-run DOSSIER.",
                "sending is not available yet; add --dry-run FOLDER.",
            )
        )
    if problems:
        raise RefusedError(*problems)
