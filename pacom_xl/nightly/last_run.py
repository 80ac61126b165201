"""A night done again: the same program, day and settings, over the same files, from the history it left itself.

Such a night finds what the last one found. Nobody has news and no file would say anything else, so nothing is made
anew. What a night leaves for the next of its day to know that is one small file, good for this very content only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pacom_xl.model.text import Text
from pacom_xl.nightly.mails import write_whole
from pacom_xl.nightly.recipients import Unsent


@dataclass(frozen=True)
class Left:
    """What a night left."""

    #: Mark of the content of its files, settings and program; of all it was made from, the day too; uid of its run.
    content: str
    mark: str
    run: str
    #: The files it wrote and what tells that nobody touched them.
    outputs: Mapping[str, Sequence[int]]
    #: Exit code, when no mail waits.
    code: int
    #: What the log of a night that finds all of it again says.
    log: Sequence[Text]
    unsent: Sequence[Unsent]

    def holds(self, mark: str, run: str) -> bool:
        """Whether a night made from ``mark`` after ``run`` would find all as it is."""
        return (self.mark, self.run) == (mark, run) and outputs_now(map(Path, self.outputs)) == self.outputs


def mark_of(parts: Iterable[str | None]) -> str | None:
    """Of a night made from ``parts`` by this program; ``None`` when one of them is not known."""
    digest = hashlib.sha256(program_mark().encode())
    for part in parts:
        if part is None:
            return None
        digest.update(hashlib.sha256(part.encode("utf-8", "surrogateescape")).digest())
    return digest.hexdigest()


def content_marks(files: Sequence[Path]) -> list[str | None]:
    """That of each, several looked at together: they may be far away."""
    with ThreadPoolExecutor() as pool:
        return list(pool.map(content_mark, files))


def content_mark(file: Path) -> str | None:
    """Of the content of a file; ``None`` when it cannot be read now."""
    try:
        with file.open("rb") as data:
            return hashlib.file_digest(data, "sha256").hexdigest()
    except OSError:
        return None


def outputs_now(paths: Iterable[Path]) -> dict[str, list[int]]:
    """Size and time of each file that is there."""
    stats = {str(path): path.stat() for path in paths if path.is_file()}
    return {path: [stat.st_size, stat.st_mtime_ns] for path, stat in stats.items()}


def keep(file: Path, left: Left | None) -> None:
    """Note what a night left, or that nothing is known. Raises ``OSError``."""
    file.unlink(missing_ok=True)
    if left:
        write_whole(file, json.dumps(asdict(left), ensure_ascii=False).encode("utf-8"))


def kept(file: Path) -> Left | None:
    """What the last night left; ``None`` when nothing is known or the file is damaged."""
    try:
        data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        log = [Text(**line) for line in data.pop("log")]
        unsent = [Unsent(entry["name"], Text(**entry["reason"])) for entry in data.pop("unsent")]
        return Left(**data, log=log, unsent=unsent)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


@lru_cache(maxsize=1)
def program_mark() -> str:
    """The program itself: a version number does not follow every edit."""
    package = Path(__file__).resolve().parent.parent
    files = sorted(file for file in package.rglob("*") if file.is_file() and file.suffix != ".pyc")
    return "\n".join(f"{file.relative_to(package)} {content_mark(file)}" for file in files)
