"""The program and its libraries as one archive of Python source files, for the Python in the page.

The libraries are those installed here, so that the page computes with the same versions as the program that made it.
Modules compiled for this machine are left out: each library has the same functions in Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from importlib.metadata import distribution, metadata, version
from importlib.util import find_spec
from pathlib import Path

from pacom_xl.browser.settings_archive import zipped
from pacom_xl.template.load import templates_folder

_Wanted = Callable[[Path], bool]
#: Rooms that have nothing to do in the page.
_LEFT_OUT = ("cli", "nightly", "renewal")
_SUFFIXES = (".py", ".toml", ".j2")


@dataclass(frozen=True)
class Library:
    """A library in the page, for its list of licences."""

    name: str
    version: str
    licence: str


def program_archive(samples: Path) -> bytes:
    """The zip archive. ``samples``: the folder of the sample company's plans."""
    files = {path: data for package, wanted in _LIBRARIES.items() for path, data in _package(package, wanted)}
    files |= {f"{name}-{version(name)}.dist-info/METADATA": _metadata_text(name) for name in _DISTRIBUTIONS}
    files |= {path: text.encode() for path, text in _REPLACED.items()}
    files["six.py"] = Path(_spec("six").origin or "").read_bytes()
    files |= dict(_package("pacom_xl", _of_program))
    # lxml is not built for browsers.
    files |= {"lxml/__init__.py": b"", "lxml/etree.py": files["pacom_xl/browser/lxml_etree.py"]}
    files |= _folder(templates_folder(), "pacom_xl/workbook_templates", (*_SUFFIXES, ".png"))
    files |= _folder(samples, f"pacom_xl/samples/{samples.name}", (".json",))
    return zipped(files)


def libraries() -> list[Library]:
    """The libraries in the archive, with the versions installed here."""
    return [Library(name, version(name), licence_of(name)) for name in _DISTRIBUTIONS]


def _metadata_text(name: str) -> bytes:
    """Libraries ask for their own version; the text also holds author and licence."""
    return (distribution(name).read_text("METADATA") or "").encode()


def licence_of(name: str) -> str:
    """The licence that an installed distribution states, in one line."""
    data = metadata(name)
    classifiers = [c.rpartition(" :: ")[2] for c in data.get_all("Classifier") or [] if c.startswith("License ::")]
    stated = [*(data.get_all("License-Expression") or []), " / ".join(classifiers), *(data.get_all("License") or [])]
    return next((text for text in stated if text and "\n" not in text), "?")


def _package(name: str, wanted: _Wanted) -> Iterator[tuple[str, bytes]]:
    places = _spec(name).submodule_search_locations
    assert places
    folder = Path(places[0])
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder)
        if path.is_file() and "__pycache__" not in place.parts and wanted(place):
            yield f"{name}/{place.as_posix()}", path.read_bytes()


def _spec(name: str) -> ModuleSpec:
    spec = find_spec(name)
    assert spec is not None, name
    return spec


def _folder(folder: Path, place: str, suffixes: tuple[str, ...]) -> dict[str, bytes]:
    found = (path for path in sorted(folder.rglob("*")) if path.suffix in suffixes)
    return {f"{place}/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in found}


def _of_program(place: Path) -> bool:
    return place.suffix in _SUFFIXES and place.parts[0] not in (*_LEFT_OUT, "workbook_templates", "samples")


def _python(place: Path) -> bool:
    return place.suffix == ".py"


def _of_holidays(place: Path) -> bool:
    """The holidays of France alone, with their names in other languages."""
    if place.parts[0] == "locale":
        return place.name == "FR.mo"
    countries = place.parts[0] in ("countries", "financial")
    return _python(place) and (not countries or place.name in ("__init__.py", "france.py"))


def _of_zones(place: Path) -> bool:
    return place.suffix not in (".pyc", ".pyo")


#: The package without what it imports at once: the program needs its formulas often, its reader for lists alone.
_OPENPYXL = f"""DEBUG = DEFUSEDXML = LXML = False
__version__ = {version("openpyxl")!r}


def __getattr__(name):
    if name != "load_workbook":
        raise AttributeError(name)
    import openpyxl.workbook
    from openpyxl.reader.excel import load_workbook

    return load_workbook
"""
#: Modules that import others at once which are left out or are rarely used.
_REPLACED = {
    "holidays/countries/__init__.py": "",
    "holidays/financial/__init__.py": "",
    "openpyxl/__init__.py": _OPENPYXL,
}
#: Packages and which of their files are needed.
_LIBRARIES: dict[str, _Wanted] = {
    "dateutil": _python,
    "et_xmlfile": _python,
    "holidays": _of_holidays,
    "jinja2": _python,
    "markupsafe": _python,
    "openpyxl": _python,
    "rapidfuzz": _python,
    "tzdata": _of_zones,
    "xlsxwriter": _python,
}
#: Their names as distributions.
_DISTRIBUTIONS = (
    "holidays",
    "Jinja2",
    "MarkupSafe",
    "openpyxl",
    "et-xmlfile",
    "python-dateutil",
    "RapidFuzz",
    "six",
    "tzdata",
    "XlsxWriter",
)
