"""Workbooks of teams that a command writes again: found, opened one at a time, or refused with a sentence."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.cli.options import Voice
from pacom_xl.cli.pipeline import read_with_template
from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reading.workbook_reader import OpenReading, read_open
from pacom_xl.reporting.words.unusable_inputs import foreign_files, why_not_read
from pacom_xl.storage.file_places import at_hand, placed
from pacom_xl.storage.os_reasons import os_reason
from pacom_xl.storage.remote_files import RemoteFileError
from pacom_xl.template.schema import Template


@dataclass(frozen=True)
class TeamFile:
    """One workbook: its bytes, and what was read from them."""

    path: Path
    data: bytes
    found: OpenReading


def find_team_files(
    paths: Sequence[str], template: str | None, voice: Voice
) -> tuple[list[Reading], list[Text], Template]:
    """The workbooks of the paths, the reasons why others cannot be used, the template they are read with.

    A file of somebody else in a folder is only listed, unless no workbook remains.
    """
    readings, shape = read_with_template(paths, template, voice, jobs=1)
    files: list[Reading] = []
    problems: list[Text] = []
    for reading in readings:
        if reading.status == "foreign":
            continue
        problem = _problem(reading)
        if problem is None:
            files.append(reading)
        else:
            problems.append(problem)
    foreign = foreign_files(readings)
    if not files:
        return files, [*problems, *foreign], shape
    for note in foreign:
        voice.say(note)
    return files, problems, shape


def opened(reading: Reading, template: Template) -> TeamFile:
    """The cells of a workbook that was read. Refused when the file is not the one that was read any more."""
    try:
        with at_hand(reading.path) as place, placed(reading.path, place):
            data, found = place.read_bytes(), read_open(reading.path, template)
    except (OSError, RemoteFileError) as error:
        why = os_reason(error) if isinstance(error, OSError) else error.reason
        name = path_text(reading.path)
        raise RefusedError(sentence("{name} : {why}.", "{name}: {why}.", name=name, why=why)) from error
    if found.workbook is None or {hashlib.sha256(data).hexdigest(), found.reading.sha256} != {reading.sha256}:
        raise RefusedError(
            sentence(
                "{name} : le fichier a changé pendant la lecture ; relancez la commande pour lui.",
                "{name}: the file changed while it was read; run the command again for it.",
                name=path_text(reading.path),
            )
        )
    return TeamFile(reading.path, data, found)


def _problem(reading: Reading) -> Text | None:
    """Why a file is no workbook of one team; ``None`` when it is."""
    path = path_text(reading.path)
    if reading.leaves or len(reading.plans) > 1:
        return sentence(
            "{path} : classeur consolidé ; donnez les classeurs des équipes, un par un ou par leur dossier.",
            "{path}: a consolidated workbook; give the workbooks of the teams, one by one or by their folder.",
            path=path,
        )
    return why_not_read(reading) if reading.plan is None else None


def no_year(path: Path) -> Text:
    """That the plan of a workbook has no year, and where to write it."""
    return sentence(
        "{name} : le plan ne dit pas son exercice ; remplissez « Exercice » de la feuille Identité.",
        '{name}: the plan does not say its year; fill in "Plan year" of the identity sheet.',
        name=path_text(path),
    )


def check_output(output: Path | None, suffixes: Sequence[str]) -> None:
    """Exit code 2 when the name of the output does not end as it must."""
    if output is not None and output.suffix.lower() not in suffixes:
        listed = Text(" ou ".join(suffixes), " or ".join(suffixes))
        raise RefusedError(
            sentence(
                "-o {output} : le nom du classeur doit finir par {listed}.",
                "-o {output}: the workbook’s name must end in {listed}.",
                output=path_text(output),
                listed=listed,
            )
        )
