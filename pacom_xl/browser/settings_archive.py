"""The settings of a company as an archive for its page.

Of ``pacom.toml`` the page holds what the rules need, never mail servers, addresses or folders.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from os.path import commonpath
from pathlib import Path
from typing import Any

from pacom_xl.browser.company_settings import SETTINGS
from pacom_xl.model.text import Lang
from pacom_xl.nightly.configuration.config import NightlyConfig
from pacom_xl.storage.toml_files import parse, read_text
from pacom_xl.template.load import load_template, template_folder, templates_folder
from pacom_xl.template.sources import STANDARD, chain, read_folder

_TEMPLATES, _REFERENCE = "templates", "reference"
#: Keys of ``pacom.toml`` that the rules read.
_RULE_KEYS = ("select", "ignore", "severity", "thresholds")


def packed_settings(config: NightlyConfig, template: str | None, reference: Path | None, lang: Lang | None) -> bytes:
    """A zip archive of the settings. ``template`` and ``reference`` go before those of ``config``.

    Raises ``TemplateError`` for a template that cannot be used.
    """
    name = template or (config.template if config.template != STANDARD else None)
    group = reference or (Path(config.reference) if config.reference else None)
    files: dict[str, bytes] = {}
    if name is not None:
        load_template(name)
        files |= _template_files(name)
    data = {
        "lang": lang or config.lang,
        "time_zone": config.time_zone,
        "expect": list(config.expect),
        "rules": _rules_of(config),
        "template": (next(iter(files)).rpartition("/")[0] if files else name),
        "reference": f"{_REFERENCE}/{group.name}" if group else None,
    }
    if group:
        files[f"{_REFERENCE}/{group.name}"] = group.read_bytes()
    files[SETTINGS] = json.dumps(data, ensure_ascii=False, indent=1).encode()
    return zipped(files)


def _rules_of(config: NightlyConfig) -> dict[str, Any]:
    if config.file is None:
        return {}
    data = parse(read_text(Path(config.file)))
    return {key: data[key] for key in _RULE_KEYS if key in data}


def _template_files(name: str) -> dict[str, bytes]:
    """The files of a company's template and of those it extends, by their place in the page; its own come first.

    Empty for a template that the program brings along.
    """
    levels = chain(read_folder(template_folder(name)), templates_folder())
    folders = [level.folder for level in levels if level.folder and level.folder.parent != templates_folder()]
    if not folders:
        return {}
    root = Path(commonpath([folder.parent for folder in folders]))
    return {
        f"{_TEMPLATES}/{path.relative_to(root).as_posix()}": path.read_bytes()
        for folder in folders
        for path in _folder_files(folder)
    }


def _folder_files(folder: Path) -> Iterator[Path]:
    """The settings and the pictures of a template."""
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix.lower() in (".toml", ".png", ".jpg", ".jpeg"):
            yield path


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip archive without compression (the page is compressed as a whole). The same files give the same bytes."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()
