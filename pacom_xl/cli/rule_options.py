"""Convert ``--config``, ``--select`` and ``--ignore`` to settings of the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.nightly.configuration.config import ConfigError, NightlyConfig, read_config
from pacom_xl.rules.rule_settings import Config, read_rules
from pacom_xl.template.load import load_template
from pacom_xl.template.schema import Template


def read_settings(path: Path | None) -> NightlyConfig:
    """The configuration, the default one without a file. Exit code 2 with every mistake of the file."""
    if path is None:
        return NightlyConfig()
    try:
        return read_config(path)
    except ConfigError as error:
        raise RefusedError(*error.problems) from error


def rules_config(
    settings: NightlyConfig,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    template: Template | None = None,
) -> Config:
    """What the rules should say, and how gravely: the command line over the configuration over the company's
    template. Exit code 2 with every mistake.

    With another ``template`` than the configuration's, only the thresholds it has are kept.
    """
    template = template or load_template(settings.template)
    company, problems = read_rules(template.rules, template)
    requested, more = read_rules({"select": select, "ignore": ignore}, template)
    if problems or more:
        raise RefusedError(*(problem.sentence() for problem in (*problems, *more)))
    config = requested.over(settings.rules).over(company)
    known = template.tables["parameters"].by_key
    return replace(config, thresholds={key: value for key, value in config.thresholds.items() if key in known})
