"""The readings of a night: files that did not change come from the store, the others are read."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from pacom_xl.model.text import Text
from pacom_xl.nightly.team_results import TeamResults
from pacom_xl.reading.findings.unreadable import unreadable
from pacom_xl.reading.many_files.cluster import Cluster
from pacom_xl.reading.many_files.discover import Input
from pacom_xl.reading.many_files.read_many import read_all
from pacom_xl.reading.reading_result import Reading
from pacom_xl.storage.digests import file_digest
from pacom_xl.template.schema import Template

#: How often a file that changes while it is read is read again, and the seconds between.
_TRIES = 3
_PAUSE = 0.5
_BEING_SAVED = Text(
    "fichier modifié pendant la lecture, sans doute en cours d’enregistrement",
    "file changed while it was read, probably being saved",
)


def file_digests(inputs: Sequence[Input]) -> list[str | None]:
    """The digest of each file, ``None`` where it cannot be read; several files at once, because they may be on a slow
    network.
    """
    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda entry: None if entry.problem else file_digest(entry.path), inputs))


def read_incrementally(
    inputs: Sequence[Input],
    digests: Sequence[str | None],
    template: Template,
    results: TeamResults,
    executor: Cluster | None = None,
) -> list[Reading]:
    """One reading per input, in the same order. ``digests``: of the files, ``None`` where one cannot be read.

    A file saved while it is read is read again; when it still changes after a few tries, it is rejected.
    """
    found = [_found(entry, digest, results) for entry, digest in zip(inputs, digests, strict=True)]
    missing = [n for n, reading in enumerate(found) if reading is None]
    # Child processes that read must not inherit an open database.
    results.store.release()
    read = read_all([inputs[n] for n in missing], template, None, None, executor)
    settled = [_settled(inputs[n], one, digests[n], template) for n, one in zip(missing, read, strict=True)]
    results.add(settled)
    by_place = dict(zip(missing, settled, strict=True))
    return [by_place[n] if reading is None else reading for n, reading in enumerate(found)]


def _found(entry: Input, digest: str | None, results: TeamResults) -> Reading | None:
    reading = results.find(entry.path, digest) if digest else None
    # A file that the caller names must be a workbook of pacom_xl: reading it says so.
    return None if reading and reading.status == "foreign" and entry.named else reading


def _settled(entry: Input, reading: Reading, digest: str | None, template: Template) -> Reading:
    """The reading, made again while the file's bytes before and after differ."""
    for _ in range(_TRIES):
        after = None if entry.problem else file_digest(entry.path)
        if digest is None or (digest == after and reading.sha256 in ("", digest)):
            return reading
        time.sleep(_PAUSE)
        digest = file_digest(entry.path)
        reading = read_all([entry], template)[0]
    finding = unreadable(entry.path, _BEING_SAVED, "busy")
    return replace(reading, status="rejected", reason=_BEING_SAVED, plans=[], findings=[finding])
