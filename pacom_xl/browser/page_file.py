"""The page as one HTML file: texts, styles and scripts, and the parts that the worker needs as base64 of gzip."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from pacom_xl import __version__
from pacom_xl.browser import pyodide_files
from pacom_xl.browser.new_workbooks import SAMPLE_DATE
from pacom_xl.browser.page_texts import TEXTS
from pacom_xl.browser.program_archive import Library
from pacom_xl.browser.pyodide_files import PyodideError
from pacom_xl.model.text import Lang, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.storage.os_reasons import os_reason

_ASSETS = Path(__file__).parent / "assets"
_PART = re.compile(r'<script type="application/octet-stream" id="part-(\w+)">([^<]*)</script>')
#: Files of Pyodide by the part of the page that holds them; the two scripts are put before the worker's.
_PYODIDE_PARTS = {
    "asm": "pyodide.asm.mjs",
    "loader": "pyodide.mjs",
    "wasm": "pyodide.asm.wasm",
    "stdlib": "python_stdlib.zip",
}
_RUNTIME = (
    Library("Pyodide", pyodide_files.VERSION, "MPL-2.0"),
    Library("CPython", pyodide_files.LOCK["python"], "PSF-2.0"),
)


def page_html(
    pyodide: Mapping[str, bytes],
    program: bytes,
    settings: bytes,
    libraries: Sequence[Library],
    lang: Lang,
    *,
    fixed_lang: bool,
    time_zone: str,
) -> str:
    """The page. ``lang``: its first language, else that of the browser unless ``fixed_lang``.

    The same arguments give the same text.
    """
    contents = {part: pyodide[name] for part, name in _PYODIDE_PARTS.items()}
    contents |= {"program": program, "settings": settings, "worker": _asset("worker.js").encode()}
    options = {
        "lang": lang if fixed_lang else None,
        "time_zone": time_zone,
        "sample_date": SAMPLE_DATE.isoformat(),
        "lock": pyodide_files.LOCK,
    }
    texts = {key: {"fr": text.fr, "en": text.en} for key, text in TEXTS.items()}
    blocks = [_json_block("texts", texts), _json_block("options", options)]
    blocks += [_part(name, data) for name, data in contents.items()]
    replacements = {
        "lang": lang,
        "title": escape(TEXTS["title"].in_(lang)),
        "version": escape(__version__),
        "no_script": escape(TEXTS["no_script"].in_(lang)),
        "css": _asset("page.css"),
        "js": _asset("page.js"),
        "licences": "\n".join(_licence_line(library) for library in (*_RUNTIME, *libraries)),
        "parts": "\n".join(blocks),
    }
    return re.sub(r"@(\w+)@", lambda found: replacements[found[1]], _asset("page.html"))


def pyodide_of_page(path: Path) -> dict[str, bytes]:
    """The files of Pyodide in a page made before. Raises ``PyodideError`` when it holds none, or another version."""
    try:
        found = dict(_PART.findall(path.read_text(encoding="utf-8", errors="replace")))
        files = {name: gzip.decompress(base64.b64decode(found[part])) for part, name in _PYODIDE_PARTS.items()}
    except OSError as error:
        raise PyodideError(
            sentence(
                "{path} : illisible ({reason}).",
                "{path}: cannot be read ({reason}).",
                path=path_text(path),
                reason=os_reason(error),
            )
        ) from error
    except (KeyError, ValueError, EOFError) as error:
        raise PyodideError(
            sentence(
                "{path} : ce n’est pas une page écrite par « pacom-xl page ».",
                '{path}: not a page written by "pacom-xl page".',
                path=path_text(path),
            )
        ) from error
    return pyodide_files.checked(files, path)


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8").rstrip("\n")


def _part(name: str, data: bytes) -> str:
    text = base64.b64encode(gzip.compress(data, 9, mtime=0)).decode("ascii")
    return f'<script type="application/octet-stream" id="part-{name}">{text}</script>'


def _json_block(name: str, data: object) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    return f'<script type="application/json" id="{name}">{text}</script>'


def _licence_line(library: Library) -> str:
    return f"<li>{escape(library.name)} {escape(library.version)} – {escape(library.licence)}</li>"
