"""A workbook closed by a password, opened with the one of the environment, when the library for it is installed."""

from __future__ import annotations

import io
import os

from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.xlsx.archive import PROTECTED

#: Environment variable with the password. It is not a command-line option: other users could see it.
VARIABLE = "PACOM_PASSWORD"
#: Most rounds of the key's derivation: offices make 100,000, a hostile file asks for hours.
_MOST_ROUNDS = 1_000_000

WRONG = sentence(
    ("protégé : le mot de passe de {variable} n’ouvre pas ce fichier, ou une étiquette de confidentialité le ferme"),
    "protected: the password in {variable} does not open this file, or a sensitivity label closes it",
    variable=VARIABLE,
)
NO_LIBRARY = sentence(
    (
        "protégé par un mot de passe ou une étiquette de confidentialité ; {variable} ne sert qu’avec le "
        "complément « pacom_xl[encrypted] », qui n’est pas installé"
    ),
    (
        "protected by a password or a sensitivity label; {variable} needs the extra pacom_xl[encrypted], "
        "which is not installed"
    ),
    variable=VARIABLE,
)


#: First bytes of a file closed by a password, as of any other compound file.
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")


def is_closed(data: bytes) -> bool:
    """Whether the bytes of a workbook that could be read are closed by a password."""
    return data.startswith(_COMPOUND)


def unlocked(data: bytes) -> bytes | Text:
    """The archive inside an encrypted file, or why it stays closed. Never raises on what the file holds."""
    password = os.environ.get(VARIABLE, "")
    if not password:
        return PROTECTED
    try:
        import msoffcrypto
    except ImportError:
        return NO_LIBRARY
    out = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        if file.format != "ooxml" or _rounds(file.info) > _MOST_ROUNDS:
            return WRONG
        file.load_key(password=password, verify_password=True)
        file.decrypt(out)
    except Exception:  # the library has many, and lets those of others through: none is a fault of the program
        return WRONG
    return out.getvalue()


def _rounds(info: object) -> int:
    """How often the password is to be hashed; older schemes have it fixed."""
    return int(info.get("spinValue", 0)) if isinstance(info, dict) else 0
