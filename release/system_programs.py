"""Install the system programs that a goal of the Makefile needs: ``python -m release.system_programs test``.

Programs come from apt (Debian, Ubuntu; as root or with sudo) or from Homebrew. Where neither may be used, or a program
is still missing afterwards, each missing program is printed with its purpose, and the exit code is 1. Runs on a bare
machine: imports the standard library only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from release.programs import GOALS, Program, programs_for

Manager = Literal["apt", "homebrew"]


@dataclass(frozen=True)
class Installer:
    """A package manager and the commands before its own: none, or ``sudo``."""

    manager: Manager
    prefix: tuple[str, ...] = ()

    def packages(self, programs: Iterable[Program]) -> list[str]:
        """The packages of the programs, each once."""
        wanted = (program.debian if self.manager == "apt" else program.homebrew for program in programs)
        return list(dict.fromkeys(package for packages in wanted for package in packages))

    def commands(self, packages: Sequence[str]) -> list[list[str]]:
        """The commands that install the packages."""
        if self.manager == "apt":
            install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
            return [[*self.prefix, "apt-get", "update", "-qq"], [*self.prefix, *_QUIET_APT, *install]]
        return [["brew", "install", *packages]]


#: Packages ask nothing while they are set up (Postfix would).
_QUIET_APT = ("env", "DEBIAN_FRONTEND=noninteractive")


def installer() -> Installer | None:
    """How programs may be installed on this machine; ``None`` when they may not."""
    if shutil.which("apt-get"):
        if os.geteuid() == 0:
            return Installer("apt")
        return Installer("apt", ("sudo",)) if _may_use_sudo() else None
    return Installer("homebrew") if shutil.which("brew") else None


def _may_use_sudo() -> bool:
    """Whether sudo works without a password, or somebody is there to type it."""
    if not shutil.which("sudo"):
        return False
    return sys.stdin.isatty() or subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0


def ensure(goal: str) -> int:
    """Install what is missing for a goal; the exit code: 1 when something is missing afterwards."""
    missing = [program for program in programs_for(goal) if not program.present()]
    found = installer() if missing else None
    if found and (packages := found.packages(missing)):
        for command in found.commands(packages):
            print("+", " ".join(command), flush=True)
            if subprocess.run(command, stdout=subprocess.DEVNULL).returncode:
                break
        missing = [program for program in missing if not program.present()]
    if missing:
        print("\n".join(advice(goal, missing, shutil.which("apt-get") is not None)), file=sys.stderr)
    return 1 if missing else 0


def advice(goal: str, missing: Sequence[Program], debian: bool) -> list[str]:
    """Each missing program with its purpose, and what to do."""
    lines = [f"make {goal} needs programs that are missing here and could not be installed:"]
    lines += [f"  {program.name}: {program.purpose}" for program in missing]
    packages = Installer("apt").packages(missing)
    if debian and packages:
        lines.append(f"An administrator installs them with: apt-get install {' '.join(packages)}")
    else:
        lines.append("Install them, then run the command again.")
    if goal != "demo":
        lines.append(
            "Tests that need none of them run without: "
            f"{Path('.venv', 'bin', 'python')} -m pytest tests/FOLDER; the demonstration: make demo."
        )
    return lines


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in GOALS:
        sys.exit(f"usage: python -m release.system_programs {'|'.join(GOALS)}")
    sys.exit(ensure(sys.argv[1]))
