"""Open a data file (JSON or YAML) without type guessing.

YAML readers usually turn ``NO`` into false, ``8:30`` into 510 and ``010`` into 8. Here a plain word is
text, except ``true``, ``false``, ``null`` and decimal numbers, which are read exactly.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.storage.atomic_files import is_pipe
from pacom_xl.storage.os_reasons import A_PIPE, os_reason

YAML_SUFFIXES = (".yaml", ".yml")


class DataFileError(Exception):
    """A data file that cannot be opened or parsed; ``problem`` says why."""

    def __init__(self, problem: Text) -> None:
        super().__init__(problem.en)
        self.problem = problem


class _WrongSyntaxError(ValueError):
    """What is wrong with the text of a data file, and the line when it is known."""

    def __init__(self, why: Text, line: int | None = None) -> None:
        super().__init__(why.en)
        self.why = why
        self.line = line


#: What ``json`` says, by its beginning, and what people understand.
_JSON_MISTAKES = {
    "Expecting value": Text("une valeur est attendue", "a value is expected"),
    "Expecting property name": Text("un nom entre guillemets est attendu", "a name in double quotes is expected"),
    "Illegal trailing comma": Text("une virgule est de trop", "there is one comma too many"),
    "Expecting ',' delimiter": Text("une virgule est attendue", "a comma is expected"),
    "Expecting ':' delimiter": Text("un deux-points est attendu après un nom", "a colon is expected after a name"),
    "Unterminated string": Text("des guillemets ne sont pas refermés", "quotes are not closed"),
    "Extra data": Text("il y a encore du texte après la fin des données", "there is more text after the data"),
    "Invalid control character": Text("un texte contient un retour à la ligne", "a text contains a line break"),
    "Invalid \\": Text("une barre \\ se double dans un texte", "a backslash is doubled in a text"),
}


def load_data_file(path: str | Path) -> object:
    """The content of a ``.json``, ``.yaml`` or ``.yml`` file as dicts, lists, text, int, Decimal, bool, None.

    Dates stay ISO text. Raises ``DataFileError`` when the file cannot be read, is malformed, or gives the
    same key twice in one object (one of the two values would be lost).
    """
    path = Path(path)
    if is_pipe(path):
        raise DataFileError(_unreadable(path, A_PIPE))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DataFileError(_unreadable(path, os_reason(error))) from error
    except UnicodeDecodeError as error:
        why = Text("n’est pas en UTF-8, enregistrez-le ainsi", "is not in UTF-8, save it so")
        raise DataFileError(_unreadable(path, why)) from error
    try:
        return _parse_yaml(text) if path.suffix.lower() in YAML_SUFFIXES else _parse_json(text)
    except _WrongSyntaxError as error:
        raise DataFileError(_unreadable(path, error.why, error.line)) from error
    except RecursionError as error:
        raise DataFileError(_unreadable(path, Text("trop de niveaux imbriqués", "nested too deep"))) from error
    except (ValueError, InvalidOperation) as error:
        why = Text("une valeur ne peut pas être lue", "a value cannot be read")
        raise DataFileError(_unreadable(path, why)) from error


def _unreadable(path: Path, why: Text, line: int | None = None) -> Text:
    if line:
        why = sentence("ligne {line} : {why}", "line {line}: {why}", line=line, why=why)
    return sentence(
        "{file} : fichier de données illisible ({why}).",
        "{file}: data file cannot be read ({why}).",
        file=path.name,
        why=why,
    )


def _parse_json(text: str) -> object:
    try:
        return json.loads(text, parse_float=Decimal, object_pairs_hook=_without_duplicates)
    except json.JSONDecodeError as error:
        known = (why for start, why in _JSON_MISTAKES.items() if error.msg.startswith(start))
        wrong = Text("écriture JSON incorrecte", f"not valid JSON: {error.msg}")
        raise _WrongSyntaxError(next(known, wrong), error.lineno) from error


def _without_duplicates(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for key, value in pairs:
        if key in found:
            twice = sentence("« {key} » deux fois dans un même objet", '"{key}" twice in one object', key=key)
            raise _WrongSyntaxError(twice)
        found[key] = value
    return found


def _parse_yaml(text: str) -> object:
    import yaml

    try:
        return yaml.load(text, Loader=_yaml_loader())
    except yaml.YAMLError as error:
        position = getattr(error, "problem_mark", None)
        problem = " ".join(str(getattr(error, "problem", None) or error).split())
        wrong = Text("écriture YAML incorrecte", f"not valid YAML: {problem}")
        raise _WrongSyntaxError(wrong, position.line + 1 if position else None) from error


@lru_cache(maxsize=1)
def _yaml_loader() -> Any:
    """A safe YAML loader with the scalar types of JSON only."""
    import yaml

    class Loader(yaml.SafeLoader):
        """PyYAML's safe loader without its implicit types."""

    Loader.yaml_implicit_resolvers = {}

    def mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
        # Before merge keys are resolved: a key that overrides one from « << » is not a duplicate.
        _without_duplicates((key.value, None) for key, _ in node.value if isinstance(key, yaml.ScalarNode))
        loader.flatten_mapping(node)
        return {str(loader.construct_object(k)): loader.construct_object(v, deep=True) for k, v in node.value}

    def decimal(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
        return Decimal(loader.construct_scalar(node))

    prefix = "tag:yaml.org,2002:"
    signs = list("-+.0123456789")
    for tag, pattern, starts in (
        ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
        ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
        ("int", r"[-+]?(0|[1-9][0-9]*)", signs),
        ("float", r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+([eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)", signs),
        ("merge", r"<<", ["<"]),
    ):
        Loader.add_implicit_resolver(prefix + tag, re.compile(rf"(?:{pattern})\Z"), starts)
    Loader.add_constructor(prefix + "map", mapping)
    Loader.add_constructor(prefix + "float", decimal)
    return Loader
