"""``pacom-xl outbox``: mails that could not be delivered yet."""

from __future__ import annotations

from pathlib import Path

import click

from pacom_xl.cli import bilingual, options
from pacom_xl.cli.exit_codes import DONE, IN_PART
from pacom_xl.cli.nightly_jobs import config_option, in_sentences, local_time, locked_state
from pacom_xl.cli.nightly_messages import say_delivery
from pacom_xl.cli.rule_options import read_settings
from pacom_xl.model.text import Text, in_line
from pacom_xl.model.typography import sentence
from pacom_xl.nightly.configuration.config import NightlyConfig
from pacom_xl.nightly.delivery.outbox import Entry
from pacom_xl.nightly.state_folder import StateFolder


@click.group(
    "outbox",
    cls=bilingual.Group,
    about=Text("Courriels qui n’ont pas encore pu partir.", "Mails that could not be delivered yet."),
    example="pacom-xl outbox list --config pacom.toml",
)
def command() -> None:
    """The commands about waiting mails."""


@command.command(
    "list",
    about=sentence(
        "Lister les courriels en attente : date, essais, cause.",
        "List the waiting mails: date, attempts, why they wait.",
    ),
    example="pacom-xl outbox list --config pacom.toml",
)
@config_option
@options.speaking
def list_(config: Path, voice: options.Voice) -> None:
    """One line per waiting mail."""
    settings = read_settings(config)
    with in_sentences(settings):
        entries = StateFolder(Path(settings.state)).outbox.entries()
    for entry in entries:
        click.echo(_line(entry, settings).in_(voice.lang))
    count = len(entries)
    voice.say(sentence("en attente : {count}", "waiting: {count}", count=count))


def _line(entry: Entry, settings: NightlyConfig) -> Text:
    why = entry.error or Text("pas encore essayé", "not tried yet")
    to, subject = in_line(entry.header("To")), in_line(entry.header("Subject"))
    next_try = local_time(entry.next_try, settings) if entry.next_try and not entry.is_refused else Text("–", "–")
    return sentence(
        "{name}  {to}  {subject}  [essais : {attempts}, prochain : {next_try}, {why}]",
        "{name}  {to}  {subject}  [attempts: {attempts}, next: {next_try}, {why}]",
        name=entry.name,
        to=to,
        subject=subject,
        attempts=entry.attempts,
        next_try=next_try,
        why=why,
    )


@command.command(
    "send",
    about=Text(
        "Envoyer maintenant les courriels en attente. Code de sortie 3 s’il en reste.",
        "Try to deliver the waiting mails now. Exit code 3 when some still wait.",
    ),
    example="pacom-xl outbox send --config pacom.toml",
)
@config_option
@bilingual.option(
    "--due",
    is_flag=True,
    about=Text("Seulement ceux dont l’heure est venue.", "Only those whose time to try again has come."),
)
@options.speaking
@click.pass_context
def send_(ctx: click.Context, config: Path, due: bool, voice: options.Voice) -> None:
    """Try to deliver the waiting mails now."""
    from pacom_xl.nightly.history.history_access import open_history
    from pacom_xl.nightly.job import send

    settings = read_settings(config)
    with locked_state(settings) as state:
        outbox = state.outbox
        with open_history(state) as history:
            outbox.recover(history.has)
        delivery = send(outbox, settings, only_due=due)
    say_delivery(delivery, (), voice)
    ctx.exit(IN_PART if delivery.waiting else DONE)
