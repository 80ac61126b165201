"""``--config``, ``--select`` and ``--ignore`` as the rules want them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pacom_xl.rules.engine import Config


def load_config(path: Path | None, *, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Config:
    """The configuration of the rules. Exit code 2 with every mistake of the file."""
    raise NotImplementedError
