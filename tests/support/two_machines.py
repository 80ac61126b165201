"""Two machines on this one: networks, process numbers and private folders of their own, a cable between them.

Needs root, ``ip`` (iproute2) and ``unshare`` (util-linux).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

#: Both ends of the cable.
_ADDRESSES = ("10.213.77.1", "10.213.77.2")
_PORT = 8786


@dataclass
class Machine:
    """One of the two. ``private``: a folder the other one has none of."""

    name: str
    address: str
    private: Path
    other_private: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def words(self, *command: str | Path) -> list[str]:
        """The words of a command on this machine."""
        hidden = f'mount -t tmpfs none "{self.other_private}" && hostname {self.name} && cd "{self.private}"'
        apart = ["unshare", "--mount", "--uts", "--ipc", "--pid", "--fork", "--kill-child", "--mount-proc"]
        shell = ["sh", "-c", f'{hidden} && exec "$@"', "sh"]
        return ["ip", "netns", "exec", self.name, *apart, *shell, *map(str, command)]

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Run ``pacom-xl words`` to its end."""
        return subprocess.run(self.words(sys.executable, "-m", "pacom_xl", *words), capture_output=True, text=True)

    def begin(self, *command: str | Path, environment: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start a command that stays."""
        silent = subprocess.DEVNULL
        one = subprocess.Popen(
            self.words(*command), stdout=silent, stderr=silent, env={**os.environ, **(environment or {})}
        )
        self.running.append(one)
        return one

    def cut(self) -> None:
        """Pull the cable."""
        subprocess.run(["ip", "-n", self.name, "link", "set", "cable", "down"], check=True)


@contextmanager
def two_machines(folder: Path) -> Iterator[tuple[Machine, Machine]]:
    """Two machines that see ``folder``, save each other's private folders in it."""
    names = [f"pacom-{end}-{os.getpid()}" for end in "ab"]
    private = [folder / f"private-{end}" for end in "ab"]
    machines = [
        Machine(name, address, here, there)
        for name, address, here, there in zip(names, _ADDRESSES, private, reversed(private), strict=True)
    ]
    for path in private:
        path.mkdir()
    try:
        for name in names:
            _ip("netns", "add", name)
        _ip(*f"link add cable netns {names[0]} type veth peer name cable netns {names[1]}".split())
        for machine in machines:
            _ip("-n", machine.name, "addr", "add", f"{machine.address}/24", "dev", "cable")
            for link in ("cable", "lo"):
                _ip("-n", machine.name, "link", "set", link, "up")
        yield machines[0], machines[1]
    finally:
        for machine in machines:
            for one in machine.running:
                one.kill()
                one.wait()
            subprocess.run(["ip", "netns", "del", machine.name], check=False)


@contextmanager
def cluster(machines: tuple[Machine, Machine]) -> Iterator[str]:
    """A scheduler on the first machine, a worker on each; the address of the scheduler."""
    address = f"tcp://{machines[0].address}:{_PORT}"
    machines[0].begin(*_dask("scheduler", "--port", str(_PORT), "--dashboard-address", ":0"))
    workers = _dask("worker", address, "--nworkers", "1", "--nthreads", "1")
    for machine in machines:
        machine.begin(*workers)
    count = f"from distributed import Client; Client('{address}', timeout=60).wait_for_workers(2, timeout=60)"
    subprocess.run(machines[0].words(sys.executable, "-c", count), check=True, capture_output=True)
    yield address


def idle(machine: Machine, seconds: float = 60) -> bool:
    """Whether the workers of a machine have nothing to do, within some seconds: half a second of them costs nothing."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        before = _ticks(machine)
        time.sleep(2)
        if _ticks(machine) - before < 0.3 * os.sysconf("SC_CLK_TCK"):
            return True
    return False


def _ticks(machine: Machine) -> int:
    """Processor time of all processes of the machine."""
    found = subprocess.run(["ip", "netns", "pids", machine.name], capture_output=True, text=True, check=True)
    stats = [Path(f"/proc/{process}/stat") for process in found.stdout.split()]
    fields = [stat.read_text(encoding="utf-8").rpartition(")")[2].split() for stat in stats if stat.exists()]
    return sum(int(one[11]) + int(one[12]) for one in fields)


def _dask(*words: str) -> list[str]:
    return [sys.executable, "-m", "dask", *words]


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
