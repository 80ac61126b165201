"""Servers that keep files: one of S3 (moto), and OpenSSH's sshd, with what a user of theirs has at home."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import Request, urlopen

# Imported where they are used: collecting the tests of a push costs nothing for them.
if TYPE_CHECKING:
    from moto.server import ThreadedMotoServer

_BUCKET = "plans"


@dataclass
class S3Store:
    """A bucket of a server that runs in this process."""

    server: ThreadedMotoServer
    address: str = f"s3://{_BUCKET}"

    def put(self, name: str, data: bytes) -> None:
        """Put a file into the bucket."""
        import s3fs

        s3fs.S3FileSystem().pipe(f"{_BUCKET}/{name}", data)

    def get(self, name: str) -> bytes:
        """The bytes of a file."""
        import s3fs

        data: bytes = s3fs.S3FileSystem(use_listings_cache=False).cat(f"{_BUCKET}/{name}")
        return data

    def stop(self) -> None:
        """No answer from now on."""
        self.server.stop()


@dataclass
class SftpStore:
    """A folder of this machine, behind an sshd of this user."""

    address: str
    folder: Path
    daemon: subprocess.Popen[bytes]

    def put(self, name: str, data: bytes) -> None:
        """Write a file into the folder."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)

    def get(self, name: str) -> bytes:
        """The bytes of a file."""
        return (self.folder / name).read_bytes()

    def stop(self) -> None:
        """No answer from now on, also to connections that are open."""
        subprocess.run(["kill", "-9", *_descendants(self.daemon.pid)], check=True)
        self.daemon.wait()


@contextmanager
def s3_store() -> Iterator[tuple[S3Store, Mapping[str, str]]]:
    """A server with a bucket, and the environment of its user."""
    import s3fs
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    environment = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "user",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    # What other servers of this process held is still there.
    urlopen(Request(f"{environment['AWS_ENDPOINT_URL']}/moto-api/reset", method="POST")).close()
    s3fs.S3FileSystem(
        endpoint_url=environment["AWS_ENDPOINT_URL"], key="user", secret="secret", skip_instance_cache=True
    ).mkdir(_BUCKET)
    try:
        yield S3Store(server), environment
    finally:
        server.stop()


@contextmanager
def sftp_store(folder: Path) -> Iterator[tuple[SftpStore, Mapping[str, str]]]:
    """An sshd with a folder, and the environment of its user, whose home has a key and knows the server."""
    home, files = folder / "home" / ".ssh", folder / "files"
    home.mkdir(parents=True)
    files.mkdir()
    for key in (home / "id_ed25519", folder / "host"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    port = _free_port()
    host_key = " ".join((folder / "host.pub").read_text(encoding="ascii").split()[:2])
    (home / "known_hosts").write_text(f"[127.0.0.1]:{port} {host_key}\n", encoding="ascii")
    configuration = folder / "sshd_config"
    configuration.write_text(
        f"ListenAddress 127.0.0.1\nPort {port}\nHostKey {folder / 'host'}\nPidFile none\n"
        f"AuthorizedKeysFile {home / 'id_ed25519.pub'}\nPasswordAuthentication no\nUsePAM no\nStrictModes no\n"
        "Subsystem sftp internal-sftp\n",
        encoding="utf-8",
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    program = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program is not None
    daemon = subprocess.Popen([program, "-D", "-f", configuration], stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        address = f"sftp://{getpass.getuser()}@127.0.0.1:{port}{files}"
        yield SftpStore(address, files, daemon), {"HOME": str(home.parent)}
    finally:
        daemon.kill()
        daemon.wait()


def _descendants(process: int) -> list[str]:
    """The process and those it started, at any depth."""
    found = subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True).stdout.split()
    return [str(process), *(one for child in found for one in _descendants(int(child)))]


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    until = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
