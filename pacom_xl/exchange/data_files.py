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

YAML_SUFFIXES = (".yaml", ".yml")


class DataFileError(Exception):
    """A data file that cannot be opened or parsed; ``problem`` says why."""

    def __init__(self, problem: Text) -> None:
        super().__init__(problem.en)
        self.problem = problem


def load_data_file(path: str | Path) -> object:
    """Content of a ``.json``, ``.yaml`` or ``.yml`` file: dicts, lists, text, int, Decimal, bool, None.

    Dates stay ISO text. Raises ``DataFileError`` when the file cannot be read, is malformed, or gives the
    same key twice in one object (one of the two values would be lost).
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "UTF-8"
        raise DataFileError(_unreadable(path, str(reason))) from error
    try:
        return _parse_yaml(text) if path.suffix.lower() in YAML_SUFFIXES else _parse_json(text)
    except (ValueError, RecursionError, InvalidOperation) as error:
        raise DataFileError(_unreadable(path, " ".join(str(error).split()))) from error


def _unreadable(path: Path, reason: str) -> Text:
    return sentence(
        "{name} : fichier de données illisible ({reason}).",
        "{name}: data file cannot be read ({reason}).",
        name=path.name,
        reason=reason,
    )


def _parse_json(text: str) -> object:
    return json.loads(text, parse_float=Decimal, object_pairs_hook=_without_duplicates)


def _without_duplicates(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"“{key}” twice in one object")
        found[key] = value
    return found


def _parse_yaml(text: str) -> object:
    import yaml

    try:
        return yaml.load(text, Loader=_yaml_loader())
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


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
