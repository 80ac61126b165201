"""The files of Pyodide (CPython compiled to WebAssembly) that go into the page: one version, checked by its hashes."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.storage import atomic_files

VERSION = "314.0.7"
#: What its list of packages says of it; the page has no packages of that list.
LOCK = {
    "abi_version": "2026_0",
    "arch": "wasm32",
    "platform": "emscripten_5_0_3",
    "python": "3.14.2",
    "version": VERSION,
}
#: SHA-256 of each file of the npm package ``pyodide`` that the page needs.
HASHES = {
    "pyodide.asm.mjs": "f7cdc8ece80678ceb712f8e65ebe6d3a83203a180c399865f49612a051693635",
    "pyodide.asm.wasm": "cc36e3cab04fdfc9a63ff13eb52eae2b911bf46c025cc7b281f394bd3de1d5e6",
    "pyodide.mjs": "6f1d60f7bf529beb300f0f47983c921d3982363640ba20af0e38efdddbc66109",
    "python_stdlib.zip": "fa1957e5777068fc4f7437f96d860ae2fbe9c19732ba06c84e004ec16dd7dd7a",
}
#: Seconds the download may take.
_PATIENCE = 300


class PyodideError(Exception):
    """The files of Pyodide cannot be had; ``problem`` says why and what to do."""

    def __init__(self, problem: Text) -> None:
        super().__init__(problem.en)
        self.problem = problem


def read_folder(folder: Path) -> dict[str, bytes]:
    """The files in the folder of the npm package. Raises ``PyodideError`` unless each is that of ``VERSION``."""
    files: dict[str, bytes] = {}
    for name in HASHES:
        try:
            files[name] = (folder / name).read_bytes()
        except OSError as error:
            raise PyodideError(_missing(folder, name)) from error
    return checked(files, folder)


def checked(files: Mapping[str, bytes], source: Path) -> dict[str, bytes]:
    """The files, when each has the hash of ``VERSION``. Raises ``PyodideError``."""
    for name, digest in HASHES.items():
        if hashlib.sha256(files[name]).hexdigest() != digest:
            raise PyodideError(
                sentence(
                    "{source} : {name} n’est pas celui de Pyodide {version}, que cette version attend.",
                    "{source}: {name} is not that of Pyodide {version}, which this version expects.",
                    source=path_text(source),
                    name=name,
                    version=VERSION,
                )
            )
    return {name: files[name] for name in HASHES}


def cached_or_downloaded(cache: Path, notice: Callable[[Text], None]) -> dict[str, bytes]:
    """The files in the folder ``cache``; downloaded with npm the first time. Raises ``PyodideError``."""
    folder = cache / f"pyodide-{VERSION}"
    if not folder.is_dir():
        notice(sentence("téléchargement de Pyodide {version} par npm…", "downloading Pyodide {version} with npm…",
                        version=VERSION))  # fmt: skip
        files = _downloaded()
        for name, data in files.items():
            atomic_files.make_folder(folder)
            atomic_files.write_bytes(folder / name, data)
    return read_folder(folder)


def _downloaded() -> dict[str, bytes]:
    npm = shutil.which("npm")
    if npm is None:
        raise PyodideError(_NO_NPM)
    with tempfile.TemporaryDirectory() as name:
        command = [npm, "pack", f"pyodide@{VERSION}", "--pack-destination", name, "--silent"]
        try:
            subprocess.run(command, cwd=name, check=True, capture_output=True, timeout=_PATIENCE)
        except (OSError, subprocess.SubprocessError) as error:
            raise PyodideError(_not_downloaded(error)) from error
        (package,) = Path(name).glob("*.tgz")
        with tarfile.open(package) as archive:
            members = {member: archive.extractfile(f"package/{member}") for member in HASHES}
            return checked({member: data.read() for member, data in members.items() if data}, package)


_NO_NPM = sentence(
    "Pyodide n’est pas sur cet ordinateur et npm est introuvable. Installez Node.js (qui apporte npm), ou donnez une "
    "page déjà faite : --runtime pacom-xl.html.",
    "Pyodide is not on this computer and npm cannot be found. Install Node.js (it brings npm), or give a page already "
    "made: --runtime pacom-xl.html.",
)


def _not_downloaded(error: Exception) -> Text:
    message = error.stderr if isinstance(error, subprocess.CalledProcessError) else str(error)
    text = message.decode("utf-8", "replace") if isinstance(message, bytes) else str(message)
    return sentence(
        "npm n’a pas pu télécharger Pyodide {version} ({why}). Vérifiez la connexion, ou donnez une page déjà faite : "
        "--runtime pacom-xl.html.",
        "npm could not download Pyodide {version} ({why}). Check the connection, or give a page already made: "
        "--runtime pacom-xl.html.",
        version=VERSION,
        why=" ".join(text.split())[:200],
    )


def _missing(folder: Path, name: str) -> Text:
    return sentence(
        "{folder} : {name} manque ; donnez le dossier du paquet npm « pyodide » {version}, ou une page déjà faite.",
        '{folder}: {name} is missing; give the folder of the npm package "pyodide" {version}, or a page already made.',
        folder=path_text(folder),
        name=name,
        version=VERSION,
    )
