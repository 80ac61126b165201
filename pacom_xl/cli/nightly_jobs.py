"""Around the nightly run: ``status``, ``schedule``, ``forget``."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from pacom_xl.cli import bilingual, language, options
from pacom_xl.cli.exit_codes import DONE, FOUND, RefusedError
from pacom_xl.cli.rule_options import read_settings
from pacom_xl.model.text import Text
from pacom_xl.model.typography import counted, sentence
from pacom_xl.nightly.configuration.config import NightlyConfig
from pacom_xl.nightly.state_folder import StateFolder
from pacom_xl.reporting.words.disk_messages import cannot_write
from pacom_xl.storage.atomic_files import CannotWriteError
from pacom_xl.storage.run_lock import BusyError, only_run

#: What came of a night, by the words of the history.
_OUTCOMES = {
    "done": Text("terminé", "done"),
    "waiting": Text("des courriels attendent", "mails waiting"),
}
config_option = bilingual.option(
    "--config",
    type=click.Path(path_type=Path),
    required=True,
    about=Text("pacom.toml du contrôle de nuit.", "pacom.toml of the nightly check."),
)


class Age(click.ParamType[timedelta]):
    """``26h``, ``90m``, ``2d``."""

    name = "age"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """The duration; a clear sentence when it is none."""
        if isinstance(value, timedelta):
            return value
        found = re.fullmatch(r"(\d{1,5})\s*([mhdj])", str(value).strip().lower())
        if not found:
            text = sentence(
                "« {value} » n’est pas une durée, ex. 26h", '"{value}" is not a duration, e.g. 26h', value=value
            )
            self.fail(text.in_(language.current()), param, ctx)
        minutes = {"m": 1, "h": 60, "d": 1440, "j": 1440}[found[2]]
        return timedelta(minutes=int(found[1]) * minutes)


@contextmanager
def in_sentences(settings: NightlyConfig) -> Iterator[None]:
    """Exit code 2, with a sentence, for what keeps a nightly job from being done."""
    from pacom_xl.nightly.night_review import NightRefusedError

    try:
        yield
    except BusyError as error:
        raise RefusedError(
            Text(
                f"un autre passage est en cours sur {settings.state}, attendez sa fin.",
                f"another run is under way on {settings.state}, wait for its end.",
            )
        ) from error
    except NightRefusedError as error:
        raise RefusedError(*error.problems) from error
    except CannotWriteError as error:
        raise RefusedError(cannot_write(error)) from error


@contextmanager
def locked_state(settings: NightlyConfig) -> Iterator[StateFolder]:
    """The state folder while no other run may use it. Exit code 2 when one does, or the folder cannot be used."""
    state = StateFolder(Path(settings.state))
    with in_sentences(settings), only_run(state.lock):
        yield state


@click.command(
    "status",
    cls=bilingual.Command,
    about=sentence(
        "Dire quand le dernier passage a eu lieu ; code de sortie 1 s’il est trop ancien.",
        "Tell when the job last ran; exit code 1 when that is too long ago.",
    ),
    example="pacom-xl nightly status --config pacom.toml --max-age 26h",
)
@config_option
@bilingual.option(
    "--max-age",
    type=Age(),
    default="26h",
    show_default=True,
    value=Text("DURÉE", "AGE"),
    about=Text("Au-delà, le passage est considéré comme arrêté.", "Older than this, the job is dead."),
)
@options.speaking
@click.pass_context
def status(ctx: click.Context, config: Path, max_age: timedelta, voice: options.Voice) -> None:
    """Tell when the job last ran."""
    settings = read_settings(config)
    with in_sentences(settings):
        beat, waiting = _last_beat(StateFolder(Path(settings.state)))
    if beat is None:
        click.echo(Text("aucun passage enregistré", "no run recorded").in_(voice.lang))
        ctx.exit(FOUND)
    at, outcome = beat
    moment = datetime.fromisoformat(at)
    age = datetime.now(UTC) - moment
    # A last run in the future means a clock that moved: nothing can be concluded from it.
    alive = timedelta(hours=-1) <= age <= max_age
    hours, when = f"{age.total_seconds() / 3600:.1f}", local_time(moment, settings)
    click.echo(
        sentence(
            "dernier passage : {when} ({outcome}), il y a {hours} h ; courriels en attente : {waiting}",
            "last run: {when} ({outcome}), {hours} h ago; mails waiting: {waiting}",
            when=when,
            outcome=_OUTCOMES.get(outcome, Text(outcome, outcome)),
            hours=Text(hours.replace(".", ","), hours),
            waiting=waiting,
        ).in_(voice.lang)
    )
    ctx.exit(DONE if alive else FOUND)


def _last_beat(state: StateFolder) -> tuple[tuple[str, str] | None, int]:
    """When the job last ran and what came of it, and how many mails wait."""
    from pacom_xl.nightly.history.run_history import read_only

    if not state.history.is_file():
        return None, 0
    with read_only(state.history) as history:
        return history.last_beat(), len(state.outbox.waiting())


def local_time(moment: datetime, settings: NightlyConfig) -> Text:
    """A moment as the clocks of the configuration's time zone show it."""
    zone = settings.time_zone
    local = moment.astimezone(ZoneInfo(zone))
    return Text(f"{local:%d/%m/%Y à %H:%M} ({zone})", f"{local:%Y-%m-%d %H:%M} ({zone})")


@click.command(
    "schedule",
    cls=bilingual.Command,
    about=Text(
        "Afficher de quoi lancer le contrôle chaque nuit, prêt à installer.",
        "Print what runs the check every night, ready to install.",
    ),
    example="pacom-xl nightly schedule --config pacom.toml --systemd",
)
@config_option
@bilingual.option(
    "--systemd", "kind", flag_value="systemd", about=Text("Un service et un minuteur.", "A service and a timer.")
)
@bilingual.option("--cron", "kind", flag_value="cron", about=Text("Une table cron.", "A crontab."))
@bilingual.option(
    "--windows",
    "kind",
    flag_value="windows",
    about=Text("Une tâche du Planificateur de tâches.", "A task for the Task Scheduler."),
)
@bilingual.option(
    "-d",
    "--directory",
    type=click.Path(path_type=Path),
    about=Text("Écrire les fichiers dans ce dossier au lieu de l’écran.", "Write the files here, not on the screen."),
)
@options.speaking
def schedule(config: Path, kind: str | None, directory: Path | None, voice: options.Voice) -> None:
    """Print what runs the check every night."""
    from pacom_xl.nightly import schedule

    if kind is None:
        raise RefusedError(Text("choisissez --systemd, --cron ou --windows.", "choose --systemd, --cron or --windows."))
    settings = read_settings(config)
    command = [*_program(), "nightly", "--config", str(config.resolve()), "--quiet"]
    files = {
        "systemd": lambda: schedule.systemd(command, settings, voice.lang),
        "cron": lambda: {"pacom-nightly.cron": schedule.cron(command, settings, voice.lang)},
        "windows": lambda: {"pacom-nightly.xml": schedule.windows(command, settings, voice.lang)},
    }[kind]()
    if directory is None:
        _print(files)
    else:
        _write(files, directory, voice)


def _program() -> list[str]:
    """How this very program was started, with absolute paths."""
    script = Path(sys.argv[0])
    if script.stem == "pacom-xl" and script.is_file():
        return [str(script.resolve())]
    return [sys.executable, "-m", "pacom_xl"]


def _print(files: dict[str, str]) -> None:
    for name, text in files.items():
        if len(files) > 1:
            click.echo(f"# {name}")
        click.echo(text)


def _write(files: dict[str, str], directory: Path, voice: options.Voice) -> None:
    from pacom_xl.cli.outputs import make_folder, written

    make_folder(directory)
    for name, text in files.items():
        with written(directory / name, force=True) as out:
            # The Task Scheduler reads UTF-16, as its declaration says.
            out.write_text(text, encoding="utf-16" if name.endswith(".xml") else "utf-8", newline="\n")
        voice.say(Text(f"{directory / name}", f"{directory / name}"))


@click.command(
    "forget",
    cls=bilingual.Command,
    about=Text(
        "Effacer ce que l’historique, les versions des plans, les courriels en attente et le cache gardent d’une "
        "personne.",
        "Drop what the history, the versions of the plans, the outbox and the cache hold of a person.",
    ),
    example="pacom-xl nightly forget ABC --config pacom.toml",
)
@bilingual.argument("trigram", Text("TRIGRAMME", "TRIGRAM"))
@config_option
@options.speaking
def forget(trigram: str, config: Path, voice: options.Voice) -> None:
    """Delete the personal data of a person."""
    from pacom_xl.cli.outputs import refusing
    from pacom_xl.nightly.history.history_access import open_history
    from pacom_xl.nightly.history.plan_versions import PlanVersions
    from pacom_xl.nightly.publishing.calendar_feeds import forget_feeds
    from pacom_xl.nightly.replies.reply_store import forget_replies

    settings = read_settings(config)
    code = trigram.strip().upper()
    with locked_state(settings) as state:
        state.clean()
        with open_history(state) as history:
            findings = history.forget(code)
        mails = state.outbox.forget(code)
        with refusing():
            PlanVersions(state.versions).forget(code)
            forget_replies(state.replies, code)
        if settings.publish:
            forget_feeds(Path(settings.publish), code)
        for file in state.folder.glob(f"{state.results.name}*"):
            file.unlink(missing_ok=True)
    voice.say(
        sentence(
            "{code} : effacés, {findings} et {mails} en attente ; cache vidé.",
            "{code}: dropped, {findings} and {mails} waiting; cache emptied.",
            code=code,
            findings=counted(findings, Text("constat", "finding"), Text("constats", "findings")),
            mails=counted(mails, Text("courriel", "mail"), Text("courriels", "mails")),
        )
    )


JOBS: dict[str, click.Command] = {"status": status, "schedule": schedule, "forget": forget}
