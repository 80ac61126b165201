"""Write the wheel and the source archive of the program to ``dist``; the same commit gives the same bytes.

python -m release.build_packages [FOLDER]
"""

from __future__ import annotations

import gzip
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Tracked files that are of no use outside the repository.
_LEFT_OUT = (".ci/", ".gitignore")


def main() -> None:
    """Build both into the folder named on the command line, by default ``dist``."""
    for path in build(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "dist")):
        print(path)


def build(folder: Path) -> list[Path]:
    """The wheel, then the source archive, written to ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    moment = int(_git("log", "-1", "--format=%ct"))
    with tempfile.TemporaryDirectory() as name:
        sources = Path(name) / "sources"
        for file in _tracked():
            (sources / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / file, sources / file)
        wheel = _wheel(sources, Path(name) / "wheel", moment)
        copy = folder / wheel.name
        shutil.copyfile(wheel, copy)
        return [copy, _source_archive(wheel, folder, moment)]


def _git(*words: str) -> str:
    return subprocess.run(["git", "-C", str(ROOT), *words], check=True, capture_output=True, text=True).stdout.strip()


def _tracked() -> list[str]:
    """Files of the repository, as they are in the working copy."""
    names = _git("ls-files", "-z").split("\0")
    return sorted(name for name in names if name and not name.startswith(_LEFT_OUT) and (ROOT / name).is_file())


def _wheel(sources: Path, folder: Path, moment: int) -> Path:
    """The wheel; the times of its files are ``moment``, seconds since 1970."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(sources)]
    subprocess.run(command, check=True, env=os.environ | {"SOURCE_DATE_EPOCH": str(moment)})
    (wheel,) = folder.glob("*.whl")
    return wheel


def _source_archive(wheel: Path, folder: Path, moment: int) -> Path:
    """A tar archive of the tracked files and of the metadata, without owners, all of the same time."""
    name, version = wheel.name.split("-")[:2]
    target = folder / f"{name}-{version}.tar.gz"
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, data in [("PKG-INFO", _metadata(wheel)), *_contents()]:
            entry = tarfile.TarInfo(f"{name}-{version}/{path}")
            entry.size, entry.mtime, entry.mode = len(data), moment, 0o644
            archive.addfile(entry, io.BytesIO(data))
    target.write_bytes(gzip.compress(buffer.getvalue(), 9, mtime=moment))
    return target


def _contents() -> Iterator[tuple[str, bytes]]:
    for name in _tracked():
        yield name, (ROOT / name).read_bytes()


def _metadata(wheel: Path) -> bytes:
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA")))


if __name__ == "__main__":
    main()
