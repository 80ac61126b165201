"""Every command that writes, run in a process whose disk refuses: ``python -m tests.cli.refused FOLDER MODE GIVEN``.

``closed``: FOLDER may not be written; ``full``: no file may be longer than a page of memory. Root writes wherever it
likes, but for a process without the capability to.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

from pacom_xl.cli.samples import samples_folder
from tests.support.command_line import AS_OF, run

_PAGE = 4096
_ROOT = Path(__file__).parents[2]
#: The last word of each is what it should write.
COMMANDS = {
    "new": ("new", "--data", samples_folder() / "NO.json", "-o", "new.xlsx"),
    "new-teams": ("new", "--teams", "teams.csv", "--year", "2026", "--actions", "1", "-d", "teams"),
    "check-html": ("check", "NO.xlsx", "--as-of", AS_OF, "--format", "html", "-o", "page.html"),
    "check-xlsx": ("check", "NO.xlsx", "--as-of", AS_OF, "--format", "xlsx", "-o", "findings.xlsx"),
    "merge": ("merge", "NO.xlsx", "--as-of", AS_OF, "-o", "group.xlsx"),
    **{f"export-{kind}": ("export", "NO.xlsx", "-o", f"out.{kind}") for kind in ("json", "csv", "parquet", "sqlite")},
    "export-ics": ("export", "NO.xlsx", "-o", "out.ics"),
    "rehearsal": ("nightly", "NO.xlsx", "--config", "pacom.toml", "--as-of", AS_OF, "--dry-run", "mails"),
    "demo": ("demo", "demo"),
    "nightly": ("nightly", "NO.xlsx", "--as-of", AS_OF, "--config", "pacom.toml"),
}


def refused(folder: Path, mode: str, given: Path) -> dict[str, tuple[int, str]]:
    """Exit code and standard error of each command."""
    command = [sys.executable, "-m", "tests.cli.refused", str(folder), mode, str(given)]
    if mode == "closed" and os.geteuid() == 0:
        command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    # A library that fails while it is thrown away tells the standard error, whoever catches what it raised.
    assert "Exception ignored" not in done.stderr
    return {name: (code, said) for name, (code, said) in json.loads(done.stdout).items()}


def _told(folder: Path, given: Path) -> dict[str, tuple[int, str]]:
    read = {"NO.xlsx": given / "NO.xlsx", **{name: given / name for name in ("teams.csv", "pacom.toml")}}
    told = {}
    for name, (*words, last) in COMMANDS.items():
        target = given / last if name == "nightly" else folder / last
        ran = run(*(read.get(str(word), word) for word in words), target)
        told[name] = (ran.code, ran.err)
    return told


if __name__ == "__main__":
    if sys.argv[2] == "full":
        resource.setrlimit(resource.RLIMIT_FSIZE, (_PAGE, _PAGE))
    print(json.dumps(_told(Path(sys.argv[1]), Path(sys.argv[3]))))
