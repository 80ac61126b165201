"""Write the rule catalogue as text, JSON or Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from pacom_xl.model.text import Lang, Text
from pacom_xl.model.typography import sentence
from pacom_xl.rules.all_rules import catalogue
from pacom_xl.rules.manuals import manual
from pacom_xl.rules.messages import without_formats
from pacom_xl.rules.rule_registry import Rule
from pacom_xl.rules.subsumption import hiders_of

_ABOUT = sentence(
    "Écrit par `pacom-xl rules --format md` d’après le code ; un test vérifie que cette page lui correspond. "
    "Chaque contrôle, en français et en anglais : son message et l’action à mener, puis son manuel avec un "
    "exemple conforme et un exemple signalé. Gravités, seuils et désactivation : "
    "sections `[severity]` et `[thresholds]` de `pacom.toml`, ou `[rules]` d’un modèle d’entreprise.",
    "Written by `pacom-xl rules --format md` from the code; a test keeps this page true to it. Each rule, in French "
    "and English: its message and what to do, then its manual with an example that passes and one that fails. "
    "Severities, thresholds and switching off: sections `[severity]` and `[thresholds]` of `pacom.toml`, or "
    "`[rules]` of a company template.",
)
FAMILY_NAMES = {
    "structure": Text("1xx Structure", "1xx Structure"),
    "completeness": Text("2xx Complétude", "2xx Completeness"),
    "coherence": Text("3xx Cohérence", "3xx Coherence"),
    "deadline": Text("4xx Échéances", "4xx Deadlines"),
    "budget": Text("5xx Budget", "5xx Budget"),
    "performance": Text("6xx Performance", "6xx Performance"),
    "consolidation": Text("7xx Consolidation", "7xx Consolidation"),
    "legal": Text("8xx Juridique", "8xx Legal"),
}
_SEVERITY = {
    "error": Text("erreur", "error"),
    "warning": Text("alerte", "warning"),
    "info": Text("info", "info"),
}


#: Stands for what differs from finding to finding.
_ANY = "…"


def select(code: str | None) -> list[Rule]:
    """Rules whose code begins with ``code``, in the order of codes; all of them without one."""
    prefix = (code or "").strip().upper()
    return [entry for entry in sorted(catalogue(), key=lambda r: r.code) if entry.code.startswith(prefix)]


def render(chosen: Sequence[Rule], form: str, lang: Lang) -> str:
    """The rules in ``form``: ``text``, ``json`` or ``md``. A single rule is shown with its manual."""
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
    message, fix = (_for_people(text, lang) for text in (entry.message, entry.fix))
    advice = "" if fix == _ANY else f"→ {fix}\n"
    cases = "".join(f"  · {_for_people(text, lang)}\n" for text in entry.cases.values())
    return f"{head}\n\n{message}\n{advice}{cases}\n{manual(entry, lang)}\n"


def _for_people(text: Text, lang: Lang) -> str:
    """A text of a finding without the names of its parameters, which are English."""
    return re.sub(r"\{\w+\}", _ANY, without_formats(text.in_(lang)))


def _markdown(chosen: Sequence[Rule], lang: Lang) -> str:
    """A document in both languages; ``lang`` is that of its headings."""
    index = [f"| [{r.code}](#{r.code.lower()}) | {_grades(r, lang)} | {r.title.fr} | {r.title.en} |" for r in chosen]
    head = [
        f"# {Text('Les contrôles', 'The rules').in_(lang)}",
        "",
        _ABOUT.in_(lang),
        "",
        f"| code | {Text('gravité', 'severity').in_(lang)} | français | English |",
        "|---|---|---|---|",
        *index,
    ]
    families = {key: list(some) for key, some in groupby(chosen, key=lambda r: r.family)}
    body = [line for key, some in families.items() for line in _family(key, some, lang)]
    return "\n".join([*head, *body]) + "\n"


def _family(key: str, rules: Sequence[Rule], lang: Lang) -> Iterator[str]:
    yield from ("", f"## {FAMILY_NAMES[key].in_(lang)}")
    for entry in rules:
        yield from (
            "",
            f"### {entry.code}",
            "",
            f"**{entry.title.fr} · {entry.title.en}** ({_grades(entry, lang)})",
            "",
        )
        for text, fix in ((entry.message.fr, entry.fix.fr), (entry.message.en, entry.fix.en)):
            yield f"> {without_formats(text)}<br>→ {without_formats(fix)}"
            yield ">"
        yield from ("", *manual(entry, "fr").splitlines(), "", *manual(entry, "en").splitlines())
        if entry.cases:
            yield ""
        yield from (
            f"- `{case}`: {without_formats(text.fr)} · {without_formats(text.en)}" for case, text in entry.cases.items()
        )
        if hiders := sorted(hiders_of(entry.code)):
            yield from ("", f"{Text('Masqué par', 'Hidden by').in_(lang)} {', '.join(hiders)}.")


def _grades(entry: Rule, lang: Lang) -> str:
    """``erreur``, or the severity of each level when they differ."""
    if len(set(entry.levels.values())) < 2:
        levels = f" ({', '.join(entry.levels)})" if entry.levels else ""
        return _SEVERITY[entry.severity].in_(lang) + levels
    return ", ".join(f"{level}: {_SEVERITY[severity].in_(lang)}" for level, severity in entry.levels.items())


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
        "message": without_formats(entry.message.in_(lang)),
        "fix": without_formats(entry.fix.in_(lang)),
        "doc": manual(entry, lang),
    }
