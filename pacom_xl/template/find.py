"""Find a company template by the name a workbook gives: in the template folders, beside the file, or in the file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from pacom_xl.model.text import Text
from pacom_xl.storage.toml_files import TomlError, parse, read_text
from pacom_xl.template.load import TemplateError, carried_template, load_template, templates_folder
from pacom_xl.template.schema import SourceFile, Template
from pacom_xl.template.sources import HEAD

#: Environment variable: template folders, or folders of template folders, separated as in ``PATH``.
FOLDERS = "PACOM_TEMPLATES"


def find_on_disk(name: str, version: str, beside: Iterable[Path] = ()) -> Template | None:
    """The template of that name, not older than ``version``; ``None`` when no folder has it.

    Looked for in the folders of ``PACOM_TEMPLATES``, those ``beside`` and their parents, and among the templates
    shipped with the program. Raises ``TemplateError`` when the one found has mistakes.
    """
    for folder in _template_folders(beside):
        if _name_of(folder) == name:
            template = _loaded(folder)
            if not is_newer(version, template.version):
                return template
    return None


def _loaded(folder: Path) -> Template:
    """The template in a folder found by search: its mistakes are reported with the folder."""
    try:
        return load_template(folder)
    except TemplateError as error:
        problems = (Text(str(folder / problem.fr), str(folder / problem.en)) for problem in error.problems)
        raise TemplateError(list(problems)) from error


def find_carried(carried: Iterable[SourceFile]) -> Template | None:
    """The template a workbook carries; ``None`` when it carries none that can be used."""
    try:
        return carried_template(carried)
    except TemplateError:
        return None


def is_newer(version: str, other: str) -> bool:
    """Whether a version is a higher number than another; versions that are no numbers are not compared."""
    return version.isdigit() and other.isdigit() and int(version) > int(other)


def _template_folders(beside: Iterable[Path]) -> Iterator[Path]:
    """Folders with a ``template.toml``, each once, in the order they are looked at."""
    listed = [Path(name) for name in os.environ.get(FOLDERS, "").split(os.pathsep) if name]
    places = [*listed, *(place for folder in beside for place in (folder, folder.parent)), templates_folder()]
    for place in dict.fromkeys(places):
        for folder in _with_subfolders(place):
            if (folder / HEAD).is_file():
                yield folder


def _with_subfolders(place: Path) -> list[Path]:
    try:
        return [place, *sorted(folder for folder in place.iterdir() if folder.is_dir())]
    except OSError:
        return [place]


def _name_of(folder: Path) -> str | None:
    """The name in the ``template.toml`` of a folder, else the folder's; ``None`` when it cannot be read."""
    try:
        name = parse(read_text(folder / HEAD)).get("name", folder.name)
    except TomlError:
        return None
    return name if isinstance(name, str) else None
