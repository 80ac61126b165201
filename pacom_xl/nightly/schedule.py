"""Run the nightly check every day: units for systemd, a crontab block, a task for Windows.

The job runs every day; on a day off it only sends what waits and records that it ran.
"""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Sequence
from html import escape
from pathlib import Path

from pacom_xl.model.text import Lang, Text
from pacom_xl.model.typography import sentence
from pacom_xl.nightly.configuration.config import NightlyConfig

_ABOUT = Text("Contrôle de nuit des plans d’action commerciaux", "Nightly check of the sales action plans")
_EXIT_CODES = sentence(
    "1 : constats demandés par --fail-on. 3 : fait en partie (un classeur laissé, un courriel en attente). "
    "Le passage a dit l’un et l’autre.",
    "1: findings asked for with --fail-on. 3: done in part (a workbook left out, a mail waiting). The run reported "
    "both.",
)
_PASSWORD = Text(
    "PACOM_SMTP_PASSWORD=... dans un fichier que seul ce service peut lire.",
    "PACOM_SMTP_PASSWORD=... in a file only this service can read.",
)
_INSTALL = sentence(
    "Pour installer : enregistrer ce bloc sous pacom-nightly.cron, puis, sans toucher au reste de la table :",
    "To install: save this block as pacom-nightly.cron, then, keeping every other job of the crontab:",
)


def systemd(command: Sequence[str], config: NightlyConfig, lang: Lang) -> dict[str, str]:
    """``pacom-nightly.service`` and ``pacom-nightly.timer``."""
    line = " ".join(_systemd_word(word) for word in command)
    folder = _systemd_text(str(_folder(config)))
    service = f"""[Unit]
Description={_ABOUT.in_(lang)}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory={folder}
ExecStart={line}
# {_EXIT_CODES.in_(lang)}
SuccessExitStatus=1 3
# {_PASSWORD.in_(lang)}
EnvironmentFile=-/etc/pacom-nightly.env
TimeoutStartSec=1h
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=full
"""
    timer = f"""[Unit]
Description={_ABOUT.in_(lang)}

[Timer]
OnCalendar=*-*-* {config.hour}:00 {config.time_zone}
Persistent=yes
RandomizedDelaySec=60

[Install]
WantedBy=timers.target
"""
    return {"pacom-nightly.service": service, "pacom-nightly.timer": timer}


def _systemd_word(word: str) -> str:
    """A word of a command line: ``%`` and ``$`` mean something to systemd."""
    text = _systemd_text(word).replace("$", "$$")
    return text if text and all(c.isalnum() or c in "/._-=%@:+," for c in text) else '"' + _backslashed(text) + '"'


def _backslashed(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _systemd_text(text: str) -> str:
    return text.replace("%", "%%")


def cron(command: Sequence[str], config: NightlyConfig, lang: Lang) -> str:
    """A block for a crontab: one line between two markers, with the command that puts it there.

    ``crontab FILE`` replaces the whole crontab, so the block says how to replace only itself. Debian's cron knows no
    time zone but the machine's: the line runs once an hour and asks for the hour itself, so once a day whatever the
    zones; a zone half an hour aside moves the minute, never the hour.
    """
    hour, minute = config.hour.split(":")
    words = [f"TZ={shlex.quote(config.time_zone)}", "date", "+%H"]
    is_time = f'[ "$({" ".join(words)})" = {hour} ]'
    line = f"cd {shlex.quote(str(_folder(config)))} && {shlex.join(command)}"
    name = f"pacom-nightly {_block_id(config)}"
    return "\n".join([
        f"# BEGIN {name}",
        f"# {_INSTALL.in_(lang)}",
        f"#   (crontab -l | sed '/^# BEGIN {name}/,/^# END {name}/d'; cat pacom-nightly.cron) | crontab -",
        f"{int(minute)} * * * * {is_time} && {line}".replace("%", "\\%"),
        f"# END {name}",
        "",
    ])  # fmt: skip


def _block_id(config: NightlyConfig) -> str:
    """The same for the same configuration file, so that its block is found again."""
    return hashlib.sha256(str(config.file or _folder(config)).encode("utf-8", "surrogateescape")).hexdigest()[:8]


def windows(command: Sequence[str], config: NightlyConfig, lang: Lang) -> str:
    """A task to import: ``schtasks /Create /TN pacom-nightly /XML pacom-nightly.xml``."""
    words = " ".join(_windows_word(word) for word in command[1:])
    return f"""<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>{escape(_ABOUT.in_(lang))}</Description></RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2026-01-01T{config.hour}:00</StartBoundary>
      <Enabled>true</Enabled>
      <ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>true</RunOnlyIfNetworkAvailable>
    <ExecutionTimeLimit>PT1H</ExecutionTimeLimit>
    <Enabled>true</Enabled>
  </Settings>
  <Actions>
    <Exec>
      <Command>{escape(command[0], quote=False)}</Command>
      <Arguments>{escape(words, quote=False)}</Arguments>
      <WorkingDirectory>{escape(str(_folder(config)), quote=False)}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""


def _windows_word(word: str) -> str:
    return f'"{word}"' if " " in word or not word else word


def _folder(config: NightlyConfig) -> Path:
    return Path(config.file).parent if config.file else Path.cwd()
