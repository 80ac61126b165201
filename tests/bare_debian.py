"""The commands of the README on a bare Debian 12: ``python -m tests.bare_debian [FOLDER]``.

debootstrap makes a Debian with git, make and its own Python 3.11.2 in a folder. The last commit is cloned into it; the
demonstration must run; a user without rights must read which programs the tests need and why; as root the programs
must be installed, and tests that use each of them must pass. Needs root and debootstrap; says so and ends with 0 where
they are missing. FOLDER: a root that debootstrap made before; it is kept. Takes some ten minutes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_PROJECT = Path(__file__).parents[1]
_SUITE = "bookworm"
_PACKAGES = "git,make,python3,ca-certificates"
#: Where the clone is, seen from inside.
_CLONE = "/opt/pacom_xl"
#: Settings of this machine for its network, pip and npm, where it has them: the bare machine is on the same network.
_NETWORK_FILES = (
    *("/etc/resolv.conf", "/etc/hosts", "/etc/pip.conf", "/etc/npmrc", "/etc/ssl/certs/ca-certificates.crt"),
    *("/root/.npmrc", "/root/.config/pip/pip.conf"),
)
_NETWORK_VARIABLES = ("PIP_", "NPM_CONFIG_", "npm_config_", "SSL_", "NODE_EXTRA_", "http_proxy", "https_proxy")
#: Tests that use what make programs installs: LibreOffice and uno, Chromium and Pyodide, Gnumeric, Node, Poppler.
_TESTS = (
    "tests/office/test_growing_tables.py",
    "tests/writing/test_printing.py",
    "tests/rewriting",
    "tests/browser/test_tool_page.py",
    "tests/nightly/test_schedule.py",
)


def main(arguments: list[str]) -> int:
    """Run all steps; the exit code."""
    if os.geteuid() != 0 or not (arguments or shutil.which("debootstrap")):
        print("not run: a bare Debian needs root and debootstrap")
        return 0
    if arguments:
        return _steps(Path(arguments[0]))
    folder = Path(tempfile.mkdtemp(prefix="pacom-bare-"))
    folder.chmod(0o755)  # the root of that machine, which every user of it must enter
    try:
        subprocess.run(
            ["debootstrap", "--variant=minbase", f"--include={_PACKAGES}", _SUITE, folder],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return _steps(folder)
    finally:
        shutil.rmtree(folder)


def _steps(root: Path) -> int:
    clone = root / _CLONE.lstrip("/")
    shutil.rmtree(clone, ignore_errors=True)
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", _PROJECT, clone], check=True)
    _hand_over_network(root)
    with _mounted(root):
        steps = [
            _step(root, "demo, as root", f"make -C {_CLONE} demo"),
            _step(root, "the demonstration is there", f"ls {_CLONE}/demo/classeurs/*.xlsx"),
            _step(root, "missing programs are named to a user without rights", _unprivileged()),
            _step(root, "make programs, as root", f"make -C {_CLONE} programs"),
            _step(root, "tests that use them", f"make -C {_CLONE} .venv/tested && {_pytest()}"),
        ]
    print(f"{sum(steps)} passed, {len(steps) - sum(steps)} failed")
    return 0 if all(steps) else 1


def _unprivileged() -> str:
    """A command that ends with 0 when a user without rights is refused with the names of programs."""
    refused = "! python3 -m release.system_programs test 2>/tmp/missing && cat /tmp/missing"
    named = " && ".join(f"grep -q '{word}' /tmp/missing" for word in ("LibreOffice Calc: ", "Chromium: ", "Node.js"))
    return f'su nobody -s /bin/sh -c "cd {_CLONE} && {refused} && {named}" && rm /tmp/missing'


def _pytest() -> str:
    return f"cd {_CLONE} && .venv/bin/python -m pytest -q -n 1 {' '.join(_TESTS)}"


def _step(root: Path, name: str, command: str) -> bool:
    started = time.monotonic()
    print(f"== {name}", flush=True)
    code = subprocess.run(["chroot", root, "/bin/sh", "-c", command], env=_environment(os.environ)).returncode
    took = time.monotonic() - started
    print(f"== {name}: {'passed' if code == 0 else f'failed ({code})'} in {took:.0f} s", flush=True)
    return code == 0


def _environment(ours: Mapping[str, str]) -> dict[str, str]:
    network = {name: value for name, value in ours.items() if name.startswith(_NETWORK_VARIABLES)}
    return network | {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8"}


def _hand_over_network(root: Path) -> None:
    for name in _NETWORK_FILES:
        source, target = Path(name), root / name.lstrip("/")
        if source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


@contextmanager
def _mounted(root: Path) -> Iterator[None]:
    """``/proc`` in the root, as on a machine that runs."""
    proc = root / "proc"
    subprocess.run(["mount", "-t", "proc", "proc", proc], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", proc], check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
