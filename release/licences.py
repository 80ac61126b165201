"""Write ``docs/licences.md``: the libraries of the program with their licences, as the installed ones state them.

python -m release.licences
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pacom_xl.browser import pyodide_files
from pacom_xl.browser.program_archive import licence_of

FILE = Path(__file__).resolve().parent.parent / "docs" / "licences.md"
#: The optional parts of the program that its users may install.
_EXTRAS = ("cluster", "duckdb", "encrypted", "keyring", "parquet")
_HEAD = """# Licences · Licences of the libraries

pacom_xl : MIT.

`make docs` écrit cette page d’après ce que déclarent les bibliothèques installées ; `make sbom` donne les versions
(CycloneDX). · Written by `make docs` from what the installed libraries state; `make sbom` gives the versions.

| bibliothèque · library | licence | quand · when |
|---|---|---|
"""


def main() -> None:
    """Write the page."""
    FILE.write_text(page(), encoding="utf-8", newline="\n")


def page() -> str:
    """The page, one line a library."""
    found: dict[str, str] = {}
    _add("pacom_xl", "", found)
    lines = [f"| {name} | {_licence(name)} | {when or '–'} |" for name, when in sorted(found.items(), key=_order)]
    lines += [f"| Pyodide {pyodide_files.VERSION} | MPL-2.0 | page |", "| CPython | PSF-2.0 | page |"]
    return _HEAD + "\n".join(lines) + "\n"


def _order(entry: tuple[str, str]) -> tuple[bool, str, str]:
    return bool(entry[1]), entry[1], entry[0].lower()


def _add(name: str, extra: str, found: dict[str, str]) -> None:
    """The requirements of a library and theirs."""
    for requirement in map(Requirement, _requirements(name)):
        for asked in ("", *_EXTRAS) if name == "pacom_xl" else ("",):
            if requirement.marker and not requirement.marker.evaluate({"extra": asked}):
                continue
            library, when = canonicalize_name(requirement.name), asked or extra
            if library not in found or (found[library] and not when):
                found[library] = when
                _add(library, when, found)


def _requirements(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return []


def _licence(name: str) -> str:
    try:
        return licence_of(name)
    except PackageNotFoundError:
        return "?"


if __name__ == "__main__":
    main()
