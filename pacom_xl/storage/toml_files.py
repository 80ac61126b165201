"""TOML files people write, read with mistakes of TOML itself as sentences in both languages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.storage.atomic_files import is_pipe
from pacom_xl.storage.os_reasons import A_PIPE, os_reason

_ENCODING = Text("n’est pas en UTF-8, enregistrez-le ainsi", "is not in UTF-8, save it so")
#: What ``tomllib`` says, by its beginning, and what people understand.
_SENTENCES = {
    "Unclosed array": Text("un crochet [ n’est pas refermé", "a bracket [ is not closed"),
    "Unclosed inline table": Text("une accolade { n’est pas refermée", "a brace { is not closed"),
    "Expected \"'''\"": Text("un texte n’est pas refermé", "a text is not closed"),
    "Unterminated string": Text("des guillemets ne sont pas refermés", "quotes are not closed"),
    "Illegal character": Text("caractère interdit ici, ou guillemets oubliés", "a character not allowed here"),
    "Expected '=' after a key": Text("un signe = est attendu après un nom", "a sign = is expected after a name"),
    "Expected ']'": Text("un crochet ] manque", "a bracket ] is missing"),
    "Invalid value": Text("valeur incorrecte (un texte s’écrit entre guillemets)", "wrong value (a text is quoted)"),
    "Invalid statement": Text("ligne incompréhensible", "a line that means nothing"),
    "Cannot overwrite": Text("la même chose est écrite deux fois", "the same thing is written twice"),
    "Cannot mutate": Text("la même section est écrite deux fois", "the same section is written twice"),
    "Invalid initial character for a key": Text("un nom de réglage est attendu", "a setting’s name is expected"),
    "Invalid date": Text("date incorrecte, ex. 2026-06-15", "wrong date, e.g. 2026-06-15"),
    "Cannot declare": Text("la même section est écrite deux fois", "the same section is written twice"),
    "Duplicate inline table key": Text("le même nom est écrit deux fois", "the same name is written twice"),
    "Unescaped '\\\\' in a string": Text(
        "une barre \\ se double dans un texte (ou s’écrit entre apostrophes)",
        "a backslash is doubled in a text (or written between apostrophes)",
    ),
    "Expected newline or end of document": Text(
        "il y a quelque chose de trop sur cette ligne", "there is something more than expected on this line"
    ),
}  # fmt: skip
_PLACE = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)")


class TomlError(Exception):
    """A file that cannot be read or is not TOML: the line, when it is known, and why."""

    def __init__(self, line: int | None, why: Text) -> None:
        super().__init__(why.en)
        self.line = line
        self.why = why


def read_text(path: Path) -> str:
    """The text of a file, with or without a byte order mark. Raises ``TomlError``."""
    if is_pipe(path):
        # Reading would wait for a program that may never write to it.
        raise TomlError(None, Text(f"illisible ({A_PIPE.fr})", f"cannot be read ({A_PIPE.en})"))
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        why = os_reason(error)
        raise TomlError(None, Text(f"illisible ({why.fr})", f"cannot be read ({why.en})")) from error
    except UnicodeDecodeError as error:
        raise TomlError(None, _ENCODING) from error


def parse(text: str) -> dict[str, Any]:
    """The settings in a text. Raises ``TomlError``."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TomlError(*_syntax(str(error))) from error
    except ValueError as error:
        # A number of thousands of digits, for instance: Python refuses it, not the parser.
        raise TomlError(
            None, Text("valeur impossible à lire, trop longue", "a value that cannot be read, too long")
        ) from error
    except RecursionError as error:
        raise TomlError(None, Text("trop de niveaux imbriqués", "nested too deep")) from error


def _syntax(message: str) -> tuple[int | None, Text]:
    """Line and sentence of a mistake of TOML itself."""
    place = _PLACE.search(message)
    bare = message[: place.start()].strip() if place else message
    known = next(
        (text for start, text in _SENTENCES.items() if bare.startswith(start)), Text("ligne incompréhensible", bare)
    )
    line = int(place[1]) if place and place[1] else None
    return line, sentence("écriture TOML incorrecte : {known}", "not valid TOML: {known}", known=known)
