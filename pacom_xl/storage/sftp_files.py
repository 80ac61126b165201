"""SFTP as ``ssh`` does it: only servers of ``known_hosts`` are talked to, and one that falls silent is given up."""

from __future__ import annotations

import fsspec
import paramiko
from fsspec.implementations.sftp import SFTPFileSystem

#: Seconds to reach the server, and those it may be silent.
_CONNECT, _SILENT = 20, 60


class KnownHostsSFTP(SFTPFileSystem):  # type: ignore[misc]
    """fsspec's file system. By itself it trusts every server and waits for ever."""

    def _connect(self) -> None:
        self.client = paramiko.SSHClient()
        self.client.load_system_host_keys()
        self.client.connect(self.host, **{"timeout": _CONNECT, **self.ssh_kwargs})
        self.ftp = self.client.open_sftp()
        channel = self.ftp.get_channel()
        if channel:
            channel.settimeout(_SILENT)


def use_known_hosts() -> None:
    """Have ``sftp://`` and ``ssh://`` opened so, unless another library has taken them (sshfs checks by itself)."""
    for protocol in ("sftp", "ssh"):
        if fsspec.get_filesystem_class(protocol) is SFTPFileSystem:
            fsspec.register_implementation(protocol, KnownHostsSFTP, clobber=True)
