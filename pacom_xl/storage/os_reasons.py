"""Why the system refused a file, in both languages: Python gives the system's English sentence only."""

from __future__ import annotations

import errno
import socket

from pacom_xl.model.text import Text

#: Why a named pipe is not read.
A_PIPE = Text("un tube, pas un fichier", "a pipe, not a file")
_REASONS = {
    errno.EPERM: Text("opération interdite", "operation not permitted"),
    errno.ENOENT: Text("le fichier ou le dossier n’existe pas", "no such file or folder"),
    errno.EIO: Text("erreur du disque", "disk error"),
    errno.ENXIO: Text("ce périphérique ne répond pas", "no such device"),
    errno.EBADF: Text("le fichier est fermé", "the file is closed"),
    errno.EACCES: Text("accès refusé", "access denied"),
    errno.EBUSY: Text("le fichier est utilisé par un autre programme", "the file is in use by another program"),
    errno.EEXIST: Text("un fichier porte ce nom", "a file has this name"),
    errno.ENOTDIR: Text("ce n’est pas un dossier", "not a folder"),
    errno.EISDIR: Text("c’est un dossier, pas un fichier", "this is a folder, not a file"),
    errno.EINVAL: Text("nom ou contenu refusé par le système", "name or content refused by the system"),
    errno.EMFILE: Text("trop de fichiers ouverts", "too many open files"),
    errno.EFBIG: Text("fichier trop gros pour ce disque", "file too large for this disk"),
    errno.ENOSPC: Text("disque plein", "disk full"),
    errno.EROFS: Text("support en lecture seule", "read-only disk"),
    errno.ENAMETOOLONG: Text("nom trop long", "name too long"),
    errno.ENOTEMPTY: Text("le dossier n’est pas vide", "folder is not empty"),
    errno.ELOOP: Text("trop de liens à suivre", "too many links to follow"),
    errno.EDQUOT: Text("quota dépassé", "quota exceeded"),
    errno.ETIMEDOUT: Text("pas de réponse à temps", "timed out"),
    errno.ECONNREFUSED: Text("connexion refusée", "connection refused"),
    errno.ECONNRESET: Text("connexion coupée", "connection cut"),
    errno.EHOSTUNREACH: Text("machine injoignable", "host unreachable"),
    errno.ENETUNREACH: Text("réseau injoignable", "network unreachable"),
    errno.EPIPE: Text("connexion coupée", "connection cut"),
    errno.ECONNABORTED: Text("connexion coupée", "connection cut"),
    errno.EADDRNOTAVAIL: Text("adresse indisponible", "address not available"),
}
#: Names of machines that lead nowhere; their numbers are not those of ``errno``.
_NAMES = {
    socket.EAI_NONAME: Text("machine inconnue", "unknown host"),
    socket.EAI_AGAIN: Text("annuaire des machines (DNS) injoignable", "name server (DNS) unreachable"),
}


def os_reason(error: OSError) -> Text:
    """The system's message for ``error``; in French only its number when it is not one of the usual ones."""
    known = _known(error)
    if known:
        return known
    english = error.strerror or type(error).__name__
    return Text(f"erreur {error.errno} du système" if error.errno else english, english)


def has_os_reason(error: OSError) -> bool:
    """Whether ``os_reason`` knows ``error`` in both languages."""
    return _known(error) is not None


def _known(error: OSError) -> Text | None:
    reasons = _NAMES if isinstance(error, socket.gaierror) else _REASONS
    return reasons.get(error.errno or 0)
