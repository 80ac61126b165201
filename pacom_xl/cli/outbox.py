"""``pacom-xl outbox``: mails that could not be delivered yet."""

from __future__ import annotations

from pathlib import Path

import click

from pacom_xl.cli import bilingual, options
from pacom_xl.cli.exit_codes import DONE, IN_PART
from pacom_xl.cli.nightly_jobs import alone, config_option
from pacom_xl.cli.rule_options import read_settings
from pacom_xl.model.text import NBSP, Text
from pacom_xl.nightly.night_run import State
from pacom_xl.nightly.outbox import Entry


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
    about=Text(
        "Lister les courriels en attente\u00a0: date, essais, cause.",
        "List the waiting mails: date, attempts, why they wait.",
    ),
    example="pacom-xl outbox list --config pacom.toml",
)
@config_option
@options.speaking
def list_(config: Path, voice: options.Voice) -> None:
    """One line per waiting mail."""
    settings = read_settings(config)
    entries = State(Path(settings.state)).outbox.entries()
    for entry in entries:
        click.echo(_line(entry).in_(voice.lang))
    count = len(entries)
    voice.say(Text(f"en attente{NBSP}: {count}", f"waiting: {count}"))


def _line(entry: Entry) -> Text:
    why = entry.error or Text("pas encore essayé", "not tried yet")
    to, subject = entry.header("To"), entry.header("Subject")
    next_try = f"{entry.next_try:%Y-%m-%d %H:%M} UTC" if entry.next_try else "–"
    return Text(
        f"{entry.name}  {to}  {subject}  [essais{NBSP}: {entry.attempts}, prochain{NBSP}: {next_try}, {why.fr}]",
        f"{entry.name}  {to}  {subject}  [attempts: {entry.attempts}, next: {next_try}, {why.en}]",
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
    from pacom_xl.cli.nightly_history import open_history
    from pacom_xl.nightly.night_run import send

    settings = read_settings(config)
    state = State(Path(settings.state))
    with alone(settings):
        outbox = state.outbox
        history = open_history(state)
        try:
            outbox.recover(history.has)
        finally:
            history.close()
        delivery = send(outbox, settings, only_due=due)
    for problem in delivery.problems:
        voice.say(problem)
    sent, waiting = delivery.sent, delivery.waiting
    voice.say(Text(f"envoyés{NBSP}: {sent}, en attente{NBSP}: {waiting}", f"sent: {sent}, waiting: {waiting}"))
    ctx.exit(IN_PART if waiting else DONE)
