"""Checks of the installation: versions, libraries, templates, time zones, other programs, temporary files."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pacom_xl import __version__
from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.nightly.doctor.diagnosis import Diagnosis, same
from pacom_xl.storage.os_reasons import os_reason
from pacom_xl.template.find import FOLDERS
from pacom_xl.template.load import TemplateError, load_template, shipped_templates
from pacom_xl.template.sources import HEAD

#: Bytes below which a disk is about to be full.
_LITTLE = 500_000_000
_REQUIREMENT = re.compile(r"([\w.-]+)(?:\[[^]]*])?\s*(?:>=\s*([\d.]+))?")
#: What each optional library is for.
_EXTRAS = {
    "pyarrow": ("parquet", Text("export en .parquet", "export to .parquet")),
    "duckdb": ("duckdb", Text("détails en DuckDB", "details in DuckDB")),
    "msoffcrypto-tool": ("encrypted", Text("classeurs protégés à l’ouverture", "workbooks with a password to open")),
    "keyring": ("keyring", Text("mot de passe du courriel dans le trousseau", "mail password in the keyring")),
}
#: Office suites: where they are besides the search path.
_OFFICE = ("soffice", "libreoffice", "localc")
_OFFICE_FILES = (
    Path("C:/Program Files/LibreOffice/program/soffice.exe"),
    Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
)
_FULL = sentence("libérez de la place sur ce disque.", "free some space on this disk.")


def installation_checks() -> Iterator[Diagnosis]:
    """All checks that do not depend on a configuration."""
    yield Diagnosis(Text("Programme", "Program"), "ok", same(f"pacom-xl {__version__}"))
    yield Diagnosis(same("Python"), "ok", same(f"{platform.python_version()}, {platform.platform()}, {sys.executable}"))
    yield _libraries()
    yield from _extras()
    yield from _templates()
    yield zone_check("Europe/Paris")
    yield _office()
    yield _npm()
    yield disk_check(Text("Fichiers temporaires", "Temporary files"), Path(tempfile.gettempdir()))


def _libraries() -> Diagnosis:
    """The libraries the program needs, in the versions it needs at least."""
    about, wrong = Text("Bibliothèques", "Libraries"), list(_wrong_libraries())
    if wrong:
        fix = sentence("faites pip install --upgrade pacom_xl.", "run pip install --upgrade pacom_xl.")
        return Diagnosis(about, "error", same(", ".join(wrong)), fix)
    return Diagnosis(about, "ok", Text("toutes présentes, versions suffisantes", "all there, recent enough"))


def _wrong_libraries() -> Iterator[str]:
    for requirement in requires("pacom_xl") or ():
        found = _REQUIREMENT.match(requirement)
        if "extra ==" in requirement or found is None:
            continue
        name, least = found[1], found[2] or "0"
        try:
            installed = version(name)
        except PackageNotFoundError:
            yield f"{name}: –"
            continue
        if _numbers(installed) < _numbers(least):
            yield f"{name} {installed} < {least}"


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])


def _extras() -> Iterator[Diagnosis]:
    for name, (extra, use) in _EXTRAS.items():
        about = Text(f"{name}, facultatif", f"{name}, optional")
        try:
            yield Diagnosis(about, "ok", same(version(name)))
        except PackageNotFoundError:
            absent = sentence("absent ; sert à : {use}", "absent; for: {use}", use=use)
            fix = sentence(
                "si vous en avez besoin : pip install 'pacom_xl[{extra}]'",
                "if you need it: pip install 'pacom_xl[{extra}]'",
                extra=extra,
            )
            yield Diagnosis(about, "note", absent, fix)


def _templates() -> Iterator[Diagnosis]:
    """The templates shipped with the program, then those of ``PACOM_TEMPLATES``."""
    for name in shipped_templates():
        yield template_check(name)
    for place in filter(None, os.environ.get(FOLDERS, "").split(os.pathsep)):
        folder = Path(place)
        found = [path.parent for path in (folder / HEAD, *sorted(folder.glob(f"*/{HEAD}"))) if path.is_file()]
        if not found:
            yield Diagnosis(
                sentence("Modèles de {folders}", "Templates of {folders}", folders=FOLDERS),
                "error",
                sentence("{place} : aucun modèle", "{place}: no template", place=path_text(place)),
                sentence("corrigez la variable {folders}.", "correct the variable {folders}.", folders=FOLDERS),
            )
        for template in found:
            yield template_check(template)


def template_check(name: str | Path) -> Diagnosis:
    """Whether a template can be used."""
    about = sentence("Modèle {name}", "Template {name}", name=path_text(name))
    try:
        template = load_template(name)
    except TemplateError as error:
        more = len(error.problems) - 1
        found = sentence(
            "{first} (+ {more})", "{first} (+ {more})", first=error.problems[0], more=more
        ) if more else error.problems[0]  # fmt: skip
        fix = sentence(
            "toutes ses fautes : pacom-xl template check {name}",
            "all its mistakes: pacom-xl template check {name}",
            name=path_text(name),
        )
        return Diagnosis(about, "error", found, fix)
    fields = sentence("{count} champs", "{count} fields", count=len(template.by_name))
    return Diagnosis(about, "ok", sentence("{version} {fields}", "{version} {fields}",
                                           version=f"{template.version}," if template.version else "",
                                           fields=fields))  # fmt: skip


def zone_check(name: str) -> Diagnosis:
    """Whether a time zone is known: the program and the system bring the list of zones along."""
    about = sentence("Fuseau {name}", "Time zone {name}", name=name)
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        fix = sentence(
            "corrigez time_zone (par exemple Europe/Paris), ou faites pip install --upgrade tzdata.",
            "correct time_zone (for instance Europe/Paris), or run pip install --upgrade tzdata.",
        )
        return Diagnosis(about, "error", Text("inconnu", "unknown"), fix)
    return Diagnosis(about, "ok", Text("connu", "known"))


def _office() -> Diagnosis:
    about = Text("Suite bureautique", "Office suite")
    found = next((path for name in _OFFICE if (path := shutil.which(name))), None)
    found = found or next((str(path) for path in _OFFICE_FILES if path.is_file()), None)
    if found:
        return Diagnosis(about, "ok", same(found))
    return Diagnosis(
        about,
        "note",
        Text("LibreOffice absent ; le programme s’en passe", "no LibreOffice; the program does without"),
        sentence(
            "il sert à remplir les classeurs là où il n’y a pas Excel.",
            "it is for filling in workbooks where there is no Excel.",
        ),
    )


def _npm() -> Diagnosis:
    about = Text("npm, pour pacom-xl page", "npm, for pacom-xl page")
    found = shutil.which("npm")
    if found:
        return Diagnosis(about, "ok", same(found))
    fix = sentence(
        "installez Node.js, ou reprenez une page déjà faite avec --runtime.",
        "install Node.js, or take a page already made with --runtime.",
    )
    return Diagnosis(about, "note", Text("absent", "absent"), fix)


def disk_check(about: Text, folder: Path) -> Diagnosis:
    """Whether files can be written to a folder, and how much room its disk has."""
    place = path_text(folder)
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x" * 4096)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        found = sentence("{place} : {why}", "{place}: {why}", place=place, why=os_reason(error))
        fix = sentence("donnez le droit d’y écrire, ou changez de dossier.", "give the right to write there, or change the folder.")  # fmt: skip  # noqa: E501
        return Diagnosis(about, "error", found, fix)
    room = sentence("{place}, {free} Mo libres", "{place}, {free} MB free", place=place, free=free // 1_000_000)
    return Diagnosis(about, "warning", room, _FULL) if free < _LITTLE else Diagnosis(about, "ok", room)
