"""The lowest versions setup.cfg allows, as requirements for pip: ``python -m tests.lowest_versions``."""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterator
from pathlib import Path

_SETUP = Path(__file__).parents[1] / "setup.cfg"
#: Extras that users install; those of the tests are of any version.
_EXTRAS = ("parquet", "encrypted", "keyring")


def lowest_versions() -> Iterator[str]:
    """``click==8.4`` for ``click>=8.4``. Raises ``ValueError`` for a requirement without a lowest version."""
    config = configparser.ConfigParser()
    config.read(_SETUP, encoding="utf-8")
    blocks = [config["options"]["install_requires"], *(config["options.extras_require"][name] for name in _EXTRAS)]
    for line in "\n".join(blocks).split("\n"):
        if not line.strip():
            continue
        found = re.match(r"([\w.-]+)>=([\d.]+)", line)
        if found is None:
            raise ValueError(f"{line}: no lowest version")
        yield f"{found[1]}=={found[2]}"


if __name__ == "__main__":
    print("\n".join(lowest_versions()))
