"""``--config``, ``--select`` and ``--ignore`` as the rules want them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from pacom_xl.cli.ending import RefusedError
from pacom_xl.core.findings import Severity
from pacom_xl.nightly.config import ConfigError, NightlyConfig, read_config
from pacom_xl.rules.engine import Config


def read_settings(path: Path | None) -> NightlyConfig:
    """The configuration, the default one without a file. Exit code 2 with every mistake of the file."""
    if path is None:
        return NightlyConfig()
    try:
        return read_config(path)
    except ConfigError as error:
        raise RefusedError(*error.problems) from error


def rules_config(settings: NightlyConfig, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Config:
    """What the rules should say, and how gravely: the command line adds to the configuration."""
    off = tuple(code for code, severity in settings.severity.items() if severity == "off")
    severities = {code: cast(Severity, s) for code, s in settings.severity.items() if s != "off"}
    return Config(
        select=tuple(select) or settings.select,
        ignore=(*settings.ignore, *ignore, *off),
        severities=severities,
    )
