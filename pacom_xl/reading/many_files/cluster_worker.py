"""What a worker of a cluster does: reads a batch of files, under the limits of a run on one machine."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from pacom_xl.reading.many_files.read_pool import read_in_process
from pacom_xl.reading.many_files.reading_codec import Packed, pack
from pacom_xl.storage.file_places import url_of
from pacom_xl.storage.program import program_digest
from pacom_xl.template.schema import Template


class Batch(NamedTuple):
    """Files to read. Plain values: a worker of another program can take them."""

    #: Digest of the program that asks.
    program: str
    #: The template, pickled.
    template: bytes
    #: The folder relative paths begin at.
    folder: str
    paths: tuple[str, ...]


#: One packed reading per file, ``None`` where the worker does not see the file; ``None`` from another program.
Answer = list[Packed | None] | None


def read_batch(batch: Batch) -> Answer:
    """Read the files of a batch."""
    if batch.program != program_digest():
        return None
    template = pickle.loads(batch.template)
    assert isinstance(template, Template)
    paths, folder = [Path(path) for path in batch.paths], Path(batch.folder)
    seen = [path for path in paths if url_of(path) or (folder / path).is_file()]
    read = dict(zip(seen, _packed(seen, template, folder), strict=True))
    return [read.get(path) for path in paths]


def _packed(paths: Sequence[Path], template: Template, folder: Path) -> Iterator[Packed]:
    """Packed readings, in order; a part that went with one before does not go again."""
    sent: set[bytes] = set()
    for reading in read_in_process(paths, template, folder):
        packed = pack(reading)
        yield replace(packed, parts={key: part for key, part in packed.parts.items() if key not in sent})
        sent.update(packed.parts)
