"""System programs that goals of the Makefile need: their purposes, packages, and whether they are there."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

GOALS = ("demo", "page", "test", "test-long")
#: The oldest Node.js that the npm packages of ``page`` and ``tests/rewriting`` run on.
NODE_MAJOR = 18
#: Commands of browsers that DevTools' protocol controls.
BROWSERS = (
    *("chromium", "chromium-browser", "google-chrome", "chrome"),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
FIREFOXES = ("firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox")
#: Interpreters that have LibreOffice's module ``uno``: Debian's own, that inside the application of macOS.
BRIDGE_PYTHONS = ("/usr/bin/python3", "/Applications/LibreOffice.app/Contents/Resources/python")


@dataclass(frozen=True)
class Program:
    """A program, what it is for, where it comes from.

    ``goals``: the goals that need it. ``debian`` and ``homebrew``: packages. ``systems``: prefixes of ``sys.platform``
    where it exists.
    """

    name: str
    purpose: str
    present: Callable[[], bool]
    goals: tuple[str, ...]
    debian: tuple[str, ...]
    homebrew: tuple[str, ...] = ()
    systems: tuple[str, ...] = ("linux", "darwin")


def programs_for(goal: str) -> Iterator[Program]:
    """The programs that a goal needs on this system."""
    return (
        program
        for program in PROGRAMS
        if goal in program.goals and any(sys.platform.startswith(system) for system in program.systems)
    )


def command(*names: str) -> Callable[[], bool]:
    """Whether one of the commands is found."""
    # Debian keeps commands of administrators where only root looks.
    return lambda: any(shutil.which(name, path=path) for name in names for path in (None, "/usr/sbin:/sbin"))


def font(family: str) -> Callable[[], bool]:
    """Whether fontconfig knows a family."""

    def present() -> bool:
        if not shutil.which("fc-list"):
            return False
        found = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True)
        return family in found.stdout

    return present


def _has_venv() -> bool:
    """Debian's own Python has the module ``ensurepip`` only with the package python3-venv."""
    importlib.invalidate_caches()
    return importlib.util.find_spec("ensurepip") is not None


def _has_uno() -> bool:
    """The tests drive LibreOffice from a Python it is made for, not from that of .venv."""
    return any(
        Path(python).exists() and subprocess.run([python, "-c", "import uno"], capture_output=True).returncode == 0
        for python in BRIDGE_PYTHONS
    )


def _has_node() -> bool:
    if not shutil.which("node") or not shutil.which("npm"):
        return False
    said = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout
    found = re.match(r"v(\d+)", said)
    return found is not None and int(found[1]) >= NODE_MAJOR


_EVERY_TEST = ("test", "test-long")
_LONG = ("test-long",)
_FONTS = {
    "Liberation Sans": ("fonts-liberation", "font-liberation"),
    "Carlito": ("fonts-crosextra-carlito", "font-carlito"),
    "Caladea": ("fonts-crosextra-caladea", "font-caladea"),
    "DejaVu Sans": ("fonts-dejavu-core", "font-dejavu"),
}
PROGRAMS = (
    Program(
        "venv of Python (python3-venv)",
        "to make .venv, where everything of Python is installed",
        _has_venv,
        GOALS,
        (f"python3.{sys.version_info.minor}-venv",),
    ),
    Program(
        f"Node.js {NODE_MAJOR} or later with npm",
        "npm packages: Python for the browser page, and libraries that write workbooks in other ways than ours",
        _has_node,
        ("page", *_EVERY_TEST),
        ("nodejs", "npm"),
        ("node",),
    ),
    Program(
        "LibreOffice Calc",
        "recalculates, edits, saves and prints the workbooks of the tests",
        command("soffice", "libreoffice"),
        _EVERY_TEST,
        ("libreoffice-calc-nogui",),
        ("libreoffice",),
    ),
    Program(
        "LibreOffice’s interface for Python (python3-uno)",
        "edits workbooks in LibreOffice as people do",
        _has_uno,
        _EVERY_TEST,
        ("python3-uno",),
        (),
    ),
    Program(
        "Chromium",
        "opens the HTML pages and the tool in one page",
        command(*BROWSERS),
        _EVERY_TEST,
        ("chromium",),
        ("google-chrome",),
    ),
    Program(
        "Gnumeric (ssconvert)",
        "saves workbooks again in another way than Excel and LibreOffice",
        command("ssconvert"),
        _EVERY_TEST,
        ("gnumeric",),
        ("gnumeric",),
    ),
    Program(
        "pdftotext and pdftoppm (Poppler)",
        "read printed pages, and make the pictures of make look",
        command("pdftotext"),
        _EVERY_TEST,
        ("poppler-utils",),
        ("poppler",),
    ),
    Program(
        "systemd-analyze (systemd)",
        "verifies the units that nightly schedule writes",
        command("systemd-analyze"),
        _EVERY_TEST,
        ("systemd",),
        systems=("linux",),
    ),
    *(
        Program(
            f"the font {family}",
            "columns and printed pages have the widths people see",
            font(family),
            _EVERY_TEST,
            ("fontconfig", debian),
            ("fontconfig", homebrew),
        )
        for family, (debian, homebrew) in _FONTS.items()
    ),
    Program(
        "Postfix",
        "the mail server that tests of mails start (as root)",
        command("postfix"),
        _LONG,
        ("postfix",),
    ),
    Program(
        "Dovecot (IMAP)",
        "the mailbox that tests of replies read (as root)",
        command("dovecot"),
        _LONG,
        ("dovecot-imapd",),
        systems=("linux",),
    ),
    Program(
        "cron (crontab -n)",
        "verifies the lines that nightly schedule writes for cron",
        command("crontab"),
        _LONG,
        ("cron",),
        systems=("linux",),
    ),
    Program(
        "Firefox",
        "opens the tool in one page in a second browser",
        command(*FIREFOXES),
        _LONG,
        ("firefox-esr",),
        ("firefox",),
    ),
    Program(
        "OpenSSH server (sshd)",
        "the server that tests of sftp:// start",
        command("sshd"),
        _LONG,
        ("openssh-server",),
        systems=("linux",),
    ),
    Program(
        "ip and unshare (iproute2, util-linux)",
        "two machines with networks and folders of their own, where tests of clusters run (as root)",
        lambda: command("ip")() and command("unshare")(),
        _LONG,
        ("iproute2", "util-linux"),
        systems=("linux",),
    ),
    Program(
        "debootstrap",
        "makes a bare Debian in a folder, where the commands of the README are run (as root)",
        command("debootstrap"),
        _LONG,
        ("debootstrap",),
        systems=("linux",),
    ),
)
