"""``diff --since``: the workbooks of today compared with the versions that the nightly check has stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.cli.options import Voice
from pacom_xl.cli.pipeline import read_with_template
from pacom_xl.cli.rule_options import read_settings
from pacom_xl.consolidation.portfolio import consolidate
from pacom_xl.model.formats import day
from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.nightly.history.plan_versions import PlanVersions
from pacom_xl.nightly.state_folder import StateFolder
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reporting.diff.diff_model import FileState, file_states
from pacom_xl.reporting.words.unusable_inputs import why_not_read
from pacom_xl.template.schema import Template
from pacom_xl.template.sources import STANDARD


class States(NamedTuple):
    """The plans of both sides, the template they were read with, and the files that could not be read."""

    old: list[FileState]
    new: list[FileState]
    template: Template
    rejected: list[Reading]


def states_since(since: date, config: Path | None, paths: Sequence[str], voice: Voice) -> States:
    """Plans of ``since`` and of today, of the teams among the workbooks of ``paths`` (else of the configuration).

    Exit code 2 when no version is old enough, or no workbook can be read.
    """
    settings = read_settings(config)
    folders = list(paths or settings.folders)
    if settings.reference and not paths:
        folders.append(settings.reference)
    if not folders:
        raise RefusedError(
            Text(
                "indiquez les classeurs à comparer : « folders » dans pacom.toml, ou leurs chemins.",
                'name the workbooks to compare: "folders" in pacom.toml, or their paths.',
            )
        )
    named = settings.template if settings.template != STANDARD else None
    readings, shape = read_with_template(folders, named, voice)
    portfolio = consolidate(readings, shape)
    counted = {id(plan) for plan in portfolio.plans_read}
    new = [state for state in file_states(portfolio.readings) if id(state.plan) in counted]
    rejected = [reading for reading in readings if reading.status == "rejected"]
    if not new:
        raise RefusedError(
            *(why_not_read(reading) for reading in rejected),
            Text("aucun classeur utilisable.", "no usable workbook."),
        )
    versions = PlanVersions(StateFolder(Path(settings.state)).versions)
    teams = {(state.plan.team, state.plan.year) for state in new}
    old = [state for state in versions.at(since, shape) if (state.plan.team, state.plan.year) in teams or not paths]
    if not old:
        raise RefusedError(_no_version(since, versions.first_day()))
    return States(old, new, shape, rejected)


def _no_version(since: date, first: date | None) -> Text:
    wanted = Text(day(since, "fr"), day(since, "en"))
    if first is None:
        return sentence(
            "le contrôle de nuit n’a encore conservé aucune version des classeurs ; il commence à la prochaine nuit. "
            "Comparez deux fichiers : pacom-xl diff ANCIEN NOUVEAU.",
            "the nightly check has kept no version of the workbooks yet; it begins with the next night. Compare two "
            "files: pacom-xl diff OLD NEW.",
        )
    return sentence(
        "aucune version de ces classeurs au {since} ; la plus ancienne conservée est du {first}.",
        "no version of these workbooks on {since}; the oldest one kept is of {first}.",
        since=wanted,
        first=Text(day(first, "fr"), day(first, "en")),
    )
