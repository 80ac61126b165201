"""The rule catalogue, as text, JSON or Markdown."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from pacom_xl.core.text import Lang, Text
from pacom_xl.rules.catalogue import catalogue
from pacom_xl.rules.messages import bare
from pacom_xl.rules.registry import Rule

_WHEN = Text("Ce qu’il faut faire", "What to do")
_SEVERITY = {
    "error": Text("erreur", "error"),
    "warning": Text("alerte", "warning"),
    "info": Text("info", "info"),
}


def select(code: str | None) -> list[Rule]:
    """Rules whose code begins with ``code``, in the order of codes; all of them without one."""
    prefix = (code or "").strip().upper()
    return [entry for entry in sorted(catalogue(), key=lambda r: r.code) if entry.code.startswith(prefix)]


def render(chosen: Sequence[Rule], form: str, lang: Lang) -> str:
    """The rules in ``form``: ``text``, ``json`` or ``md``. One rule alone is told in full."""
    writers: dict[str, Callable[[Sequence[Rule], Lang], str]] = {
        "text": _text,
        "json": _json,
        "md": _markdown,
    }
    return writers[form](chosen, lang)


def _text(chosen: Sequence[Rule], lang: Lang) -> str:
    if len(chosen) == 1:
        return _manual(chosen[0], lang)
    return "".join(f"{r.code}  {_SEVERITY[r.severity].in_(lang):<7}  {r.title.in_(lang)}\n" for r in chosen)


def _manual(entry: Rule, lang: Lang) -> str:
    head = f"{entry.code}  {entry.title.in_(lang)} ({_SEVERITY[entry.severity].in_(lang)})"
    return f"{head}\n\n{bare(entry.message.in_(lang))}\n→ {bare(entry.fix.in_(lang))}\n\n{entry.doc}\n"


def _markdown(chosen: Sequence[Rule], lang: Lang) -> str:
    return "\n".join(
        f"## {r.code} – {r.title.in_(lang)}\n\n*{_SEVERITY[r.severity].in_(lang)}*\n\n"
        f"> {bare(r.message.in_(lang))}\n\n{_WHEN.in_(lang)}: {bare(r.fix.in_(lang))}\n\n{r.doc}\n"
        for r in chosen
    )


def _json(chosen: Sequence[Rule], lang: Lang) -> str:
    return json.dumps([_data(entry, lang) for entry in chosen], ensure_ascii=False, indent=2) + "\n"


def _data(entry: Rule, lang: Lang) -> dict[str, Any]:
    return {
        "code": entry.code,
        "severity": entry.severity,
        "levels": dict(entry.levels),
        "family": entry.family,
        "scope": entry.scope,
        "title": entry.title.in_(lang),
        "message": bare(entry.message.in_(lang)),
        "fix": bare(entry.fix.in_(lang)),
        "doc": entry.doc,
    }
