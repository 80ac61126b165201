"""What a user installs: a wheel with its templates, its sample data and its pictures, away from the sources."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program installed from a wheel in an environment of its own; its libraries are those of the tests."""
    folder = tmp_path_factory.mktemp("installed")
    _run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(folder), str(_copy(folder))], folder)
    venv.create(folder / "env", with_pip=True)
    scripts = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    (wheel,) = folder.glob("pacom_xl-*.whl")
    _run([str(scripts / "python"), "-m", "pip", "install", "--quiet", "--no-deps", str(wheel)], folder)
    _lend_libraries(scripts / "python", folder)
    return scripts / "pacom-xl"


def _copy(folder: Path) -> Path:
    """The sources as git would give them: building leaves nothing beside the real ones."""
    files = subprocess.run(["git", "ls-files", "-z"], cwd=_ROOT, capture_output=True, check=True).stdout.split(b"\0")
    for name in filter(None, map(os.fsdecode, files)):
        source, target = _ROOT / name, folder / "sources" / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    return folder / "sources"


def _lend_libraries(python: Path, folder: Path) -> None:
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(_run([str(python), "-c", ask], folder).stdout.strip())
    ours = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout.strip()
    (site / "lent.pth").write_text(f"{ours}\n", encoding="utf-8")


def _run(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run away from the sources, which must not be found by chance."""
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.mark.long
def test_the_installed_program_has_its_templates(program: Path, tmp_path: Path) -> None:
    listed = _run([str(program), "template", "list"], tmp_path).stdout
    assert "standard" in listed
    assert "example_company" in listed


@pytest.mark.long
def test_the_installed_program_runs_the_demonstration(program: Path, tmp_path: Path) -> None:
    _run([str(program), "demo", str(tmp_path / "demo")], tmp_path)
    assert len(list((tmp_path / "demo" / "classeurs").glob("*.xlsx"))) == 5


@pytest.mark.long
def test_the_installed_program_draws_the_logo_of_a_company(program: Path, tmp_path: Path) -> None:
    book = tmp_path / "NO.xlsx"
    words = ["new", "-o", str(book), "--team", "NO", "--year", "2026", "--template", "example_company"]
    _run([str(program), *words], tmp_path)
    import zipfile

    assert any(name.startswith("xl/media/") for name in zipfile.ZipFile(book).namelist())
