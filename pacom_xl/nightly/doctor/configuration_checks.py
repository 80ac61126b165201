"""Checks of a configuration (``pacom.toml``): folders, group's workbook, state, mail server, waiting mails."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import counted, sentence
from pacom_xl.nightly.configuration.config import SENDER, ConfigError, NightlyConfig, read_config
from pacom_xl.nightly.delivery.smtp_connection import UnavailableError, connect
from pacom_xl.nightly.doctor.diagnosis import Diagnosis, same
from pacom_xl.nightly.doctor.installation_checks import disk_check, template_check, zone_check
from pacom_xl.nightly.history.history_database import HistoryBusyError, NewerHistoryError
from pacom_xl.nightly.history.run_history import read_only
from pacom_xl.nightly.replies.imap import check_folder
from pacom_xl.nightly.state_folder import StateFolder
from pacom_xl.reading.many_files.discover import expand
from pacom_xl.storage.atomic_files import CannotWriteError
from pacom_xl.storage.os_reasons import os_reason
from pacom_xl.storage.run_lock import BusyError, only_run
from pacom_xl.template.sources import STANDARD

_ABOUT = Text("Configuration", "Configuration")
_HISTORY = Text("Historique", "History")
_SMTP = Text("Serveur de courriel", "Mail server")
_REPLIES = Text("Réponses par courriel", "Replies by mail")
_OUTBOX = Text("Courriels en attente", "Waiting mails")
_RIGHTS = sentence("donnez le droit d’écrire dans ce dossier.", "give the right to write to this folder.")
#: Days without a night after which something is wrong with the schedule.
_SILENT_DAYS = 4


def configuration_checks(file: Path, today: date) -> Iterator[Diagnosis]:
    """Every check of a configuration; only its mistakes when it has some."""
    try:
        config = read_config(file)
    except ConfigError as error:
        for problem in error.problems:
            yield Diagnosis(_ABOUT, "error", problem, _correct(file))
        return
    yield Diagnosis(_ABOUT, "ok", same(path_text(file)))
    yield zone_check(config.time_zone)
    if config.template != STANDARD:
        yield template_check(config.template)
    yield from _inputs(config)
    yield from _outputs(config)
    yield from _state(config, today)
    yield from _mail(config)
    yield from reply_checks(config)


def _correct(file: Path) -> Text:
    return sentence(
        "corrigez {file} ; chaque réglage est expliqué dans docs/nightly.fr.md.",
        "correct {file}; each setting is explained in docs/nightly.en.md.",
        file=path_text(file.name),
    )


def _inputs(config: NightlyConfig) -> Iterator[Diagnosis]:
    """The folders of workbooks and the group's workbook."""
    for folder in config.folders:
        about = sentence("Dossier {folder}", "Folder {folder}", folder=path_text(Path(folder).name))
        entries = expand([folder])
        problem = next((entry.problem for entry in entries if entry.problem), None)
        count = counted(len(entries), Text("classeur", "workbook"), Text("classeurs", "workbooks"))
        if problem:
            yield Diagnosis(about, "error", problem, _correct(Path(config.file or "pacom.toml")))
        elif not entries:
            fix = sentence(
                "mettez-y les classeurs, ou corrigez folders.", "put the workbooks there, or correct folders."
            )
            yield Diagnosis(about, "error", count, fix)
        else:
            yield Diagnosis(about, "ok", count)
    if config.reference:
        yield _reference(config.reference)


def _reference(path: str) -> Diagnosis:
    about, name = Text("Classeur du groupe", "Group’s workbook"), path_text(path)
    if Path(path).is_file():
        return Diagnosis(about, "ok", same(name))
    absent = sentence("{name} : introuvable", "{name}: not found", name=name)
    return Diagnosis(about, "error", absent, sentence("corrigez reference.", "correct reference."))


def _outputs(config: NightlyConfig) -> Iterator[Diagnosis]:
    """The folders that each night writes to."""
    folders: dict[Path, list[str]] = {}
    for name in ("state", "publish", "findings"):
        if path := getattr(config, name):
            folders.setdefault(_existing(Path(path)), []).append(name)
    if config.consolidated:
        folders.setdefault(_existing(Path(config.consolidated).parent), []).append("consolidated")
    for folder, names in folders.items():
        about = sentence("Écriture ({names})", "Writing ({names})", names=", ".join(names))
        yield disk_check(about, folder)


def _existing(folder: Path) -> Path:
    """The nearest folder that exists: the night makes the others."""
    return next((place for place in (folder, *folder.parents) if place.is_dir()), folder)


def _state(config: NightlyConfig, today: date) -> Iterator[Diagnosis]:
    """The lock and the history of earlier nights; nothing before the first one."""
    state = StateFolder(Path(config.state))
    if not state.folder.is_dir():
        fix = sentence("elle aura lieu avec pacom-xl nightly --config …", "pacom-xl nightly --config … will run it.")
        yield Diagnosis(_HISTORY, "note", Text("aucune nuit encore", "no night yet"), fix)
        return
    yield _lock(state.lock)
    yield _history(state.history, today)
    yield _waiting(state)


def _lock(file: Path) -> Diagnosis:
    about = Text("Verrou", "Lock")
    try:
        with only_run(file):
            return Diagnosis(about, "ok", Text("libre", "free"))
    except BusyError:
        fix = sentence(
            "attendez la fin de cette exécution ; si elle dure depuis des heures, arrêtez ce processus.",
            "wait for the end of that run; if it has lasted for hours, end that process.",
        )
        return Diagnosis(about, "warning", Text("une nuit est en cours", "a night is running"), fix)
    except CannotWriteError as error:
        found = sentence("{file} : {why}", "{file}: {why}", file=path_text(file), why=os_reason(error.error))
        return Diagnosis(about, "error", found, _RIGHTS)


def _history(file: Path, today: date) -> Diagnosis:
    if not file.is_file():
        return Diagnosis(_HISTORY, "note", Text("aucune nuit encore", "no night yet"))
    try:
        with read_only(file) as history:
            beat, damaged = history.last_beat(), history.damaged
    except NewerHistoryError:
        fix = sentence("installez la version la plus récente.", "install the latest version.")
        return Diagnosis(_HISTORY, "error", Text("d’une version plus récente", "of a later version"), fix)
    except HistoryBusyError:
        fix = sentence("attendez la fin de cette exécution.", "wait for the end of that run.")
        return Diagnosis(_HISTORY, "warning", Text("en cours d’utilisation", "in use"), fix)
    except CannotWriteError as error:
        return Diagnosis(_HISTORY, "error", os_reason(error.error), _RIGHTS)
    if damaged:
        fix = sentence(
            "rien à faire : la prochaine nuit met ce fichier de côté et en commence un autre.",
            "nothing: the next night puts this file aside and begins another.",
        )
        return Diagnosis(_HISTORY, "warning", Text("endommagé", "damaged"), fix)
    if beat is None:
        return Diagnosis(_HISTORY, "note", Text("aucune nuit encore", "no night yet"))
    found = sentence("dernière nuit : {day}", "last night: {day}", day=beat[0][:10])
    if date.fromisoformat(beat[0][:10]) < today - timedelta(days=_SILENT_DAYS):
        fix = sentence(
            "vérifiez la tâche planifiée : pacom-xl nightly schedule.",
            "check the scheduled task: pacom-xl nightly schedule.",
        )
        return Diagnosis(_HISTORY, "warning", found, fix)
    return Diagnosis(_HISTORY, "ok", found)


def _waiting(state: StateFolder) -> Diagnosis:
    try:
        entries = state.outbox.entries()
    except (CannotWriteError, OSError):
        entries = []
    count = counted(len(entries), Text("courriel", "mail"), Text("courriels", "mails"))
    if not entries:
        return Diagnosis(_OUTBOX, "ok", count)
    fix = sentence(
        "leurs causes : pacom-xl outbox list ; les envoyer : pacom-xl outbox send",
        "why: pacom-xl outbox list; to send them: pacom-xl outbox send",
    )
    return Diagnosis(_OUTBOX, "warning", count, fix)


def _mail(config: NightlyConfig) -> Iterator[Diagnosis]:
    """The mail server, as a night would use it, without any mail."""
    if config.smtp is None:
        fix = sentence("ajoutez une section [smtp] à la configuration.", "add a section [smtp] to the configuration.")
        yield Diagnosis(_SMTP, "note", Text("aucun : les courriels attendent", "none: mails wait"), fix)
        return
    where = f"{config.smtp.host}:{config.smtp.port}"
    try:
        server = connect(config.smtp)
    except UnavailableError as error:
        fix = sentence(
            "vérifiez host, port, security et user de [smtp], le mot de passe et le pare-feu.",
            "check host, port, security and user of [smtp], the password and the firewall.",
        )
        yield Diagnosis(_SMTP, "error", error.problem, fix)
    else:
        _disconnect(server)
        yield Diagnosis(_SMTP, "ok", same(where))
    if config.sender == SENDER:
        fix = sentence("donnez sender, une adresse de votre société.", "give sender, an address of your company.")
        yield Diagnosis(Text("Expéditeur", "Sender"), "warning", same(SENDER), fix)


def reply_checks(config: NightlyConfig) -> Iterator[Diagnosis]:
    """Check the mailbox of replies as a night would read it; no check when the configuration has none."""
    if config.replies is None:
        return
    if config.imap is None:
        fix = sentence("ajoutez une section [imap] à la configuration.", "add a section [imap] to the configuration.")
        yield Diagnosis(
            _REPLIES, "note", Text("aucune boîte, personne ne les lit", "no mailbox, nobody reads them"), fix
        )
        return
    try:
        check_folder(config.imap, config.replies.folder)
    except UnavailableError as error:
        fix = sentence(
            "vérifiez host, port, security et user de [imap], folder de [replies], le mot de passe et le pare-feu.",
            "check host, port, security and user of [imap], folder of [replies], the password and the firewall.",
        )
        yield Diagnosis(_REPLIES, "error", error.problem, fix)
    else:
        yield Diagnosis(_REPLIES, "ok", same(f"{config.imap.host}:{config.imap.port}, {config.replies.folder}"))


def _disconnect(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()
