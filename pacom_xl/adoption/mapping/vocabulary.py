"""Names of columns in action lists, in French and English, and the field of a workbook that each one means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from rapidfuzz import fuzz

from pacom_xl.model.text import Text, fold
from pacom_xl.storage.toml_files import parse

#: What the cells of a column must look like for it to go into a target.
Content = Literal[
    "text", "date", "amount", "percent", "status", "priority", "people", "code", "level", "choice", "mark"
]


@dataclass(frozen=True, slots=True)
class Target:
    """A place in the new workbook a column may go to. ``several``: more than one column may go there."""

    key: str
    label: Text
    content: Content
    several: bool = False


def _target(key: str, fr: str, en: str, content: Content, several: bool = False) -> tuple[str, Target]:
    return key, Target(key, Text(fr, en), content, several)


#: Targets of a list of actions, then those of a list of people.
TARGETS: dict[str, Target] = dict((
    _target("code", "Numéro de l’action", "Action number", "code"),
    _target("title", "Intitulé", "Title", "text"),
    _target("owner", "Responsable", "Owner", "people"),
    _target("contributors", "Contributeurs", "Contributors", "people", True),
    _target("axis", "Axe", "Axis", "text"),
    _target("status", "Statut", "Status", "status"),
    _target("priority", "Priorité", "Priority", "priority"),
    _target("status_mark", "Statut nommé par le titre de la colonne", "Status named by the heading", "mark", True),
    _target("progress", "Avancement", "Progress", "percent"),
    _target("start", "Début", "Start", "date"),
    _target("due", "Échéance", "Due date", "date"),
    _target("period", "Début et échéance", "Start and due date", "text"),
    _target("months", "Mois du titre de la colonne : début et échéance", "Month of the heading: start and due date",
            "mark", True),
    _target("done_on", "Réalisée le", "Completed on", "date"),
    _target("review_on", "À revoir le", "Review on", "date"),
    _target("status_reason", "Motif", "Reason", "text"),
    _target("action_type", "Type d’action", "Action type", "choice"),
    _target("channels", "Canaux utilisés", "Channels used", "choice"),
    _target("means", "Moyens", "Means", "text", True),
    _target("what", "Quoi", "What", "text", True),
    _target("why", "Pourquoi", "Why", "text", True),
    _target("how", "Comment", "How", "text", True),
    _target("lessons", "Bilan et enseignements", "Lessons learned", "text", True),
    _target("kpis", "Indicateurs de l’action", "Action KPIs", "text", True),
    _target("milestones", "Jalons", "Milestones", "text", True),
    _target("parent", "Action principale (la ligne devient un jalon)", "Parent action (the row becomes a milestone)",
            "text"),
    _target("outline", "Niveau hiérarchique", "Outline level", "level"),
    _target("allocated", "Budget alloué HT", "Allocated budget excl. VAT", "amount"),
    _target("planned", "Ligne de budget : prévu", "Budget line: planned", "amount", True),
    _target("committed", "Ligne de budget : engagé", "Budget line: committed", "amount", True),
    _target("spent", "Ligne de budget : réalisé", "Budget line: actual", "amount", True),
    _target("funder", "Libellé de la ligne de budget", "Label of the budget line", "text", True),
    _target("vat_rate", "Taux de TVA", "VAT rate", "percent"),
    _target("full_name", "Équipe : nom et prénom", "Team: full name", "text"),
    _target("first_name", "Équipe : prénom", "Team: first name", "text"),
    _target("last_name", "Équipe : nom", "Team: last name", "text"),
    _target("role", "Équipe : rôle", "Team: role", "choice"),
    _target("email", "Équipe : courriel", "Team: e-mail", "text"),
))  # fmt: skip
PEOPLE_TARGETS = frozenset(("full_name", "first_name", "last_name", "role", "email"))
#: What « À replacer » is called in a mapping file.
UNPLACED = ""

_CURRENCY = re.compile(
    r"\b(?:ht|ttc|hors taxes?|toutes taxes comprises|excl(?:uding)? vat|incl(?:uding)? vat|eur|euros?|k)\b|€"
)
_VAT_INCLUDED = re.compile(r"\b(?:ttc|toutes taxes comprises|incl(?:uding)?\.? vat)\b")
_VAT_EXCLUDED = re.compile(r"\b(?:ht|hors taxes?|excl(?:uding)?\.? vat)\b")
_THOUSANDS = re.compile(r"(?:\bk ?(?:€|eur|euros?)\b|\bk€|en milliers|\(k€?\))")
_BRACKETS = re.compile(r"\([^)]*\)")
_PUNCTUATION = re.compile(r"[^a-z0-9'·]+")
#: Where a word begins in « DateEcheance », as databases export it.
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý][a-zà-ÿ])")
_RANK = re.compile(r"(?<=[a-z]) \d{1,2}$")
#: Below this likeness two words are different words, not a slip.
_SLIP = 86
#: What a list is about, as part of a longer heading: « Responsable de la tâche », "Task Owner", "Risk ID".
_LINK = r"(?:(?:de la|de l'|du|des|de|d'|of the|of a|of|for the|for) ?)?"
_THING = re.compile(
    rf"\b{_LINK}(?:tasks?|taches?|actions?|activity|activities|activites?|risks?|risques?|issues?|tickets?|cards?|"
    r"(?:user )?stor(?:y|ies)|exigences?|requirements?|wbs)\b"
)
_CONTAINER = re.compile(rf"\b{_LINK}(?:projects?|projets?|plan|programmes?|programs?)\b")
#: What a heading about the whole project still says of its rows; its name and its description say nothing of them.
_OF_A_CONTAINER = frozenset(
    ("owner", "start", "due", "status", "priority", "progress", "allocated", "planned", "spent")
)
#: Confidence of a heading that is a known name but for the words above.
_ABOUT = 0.95


@lru_cache(maxsize=4_000)
def heading_words(text: str) -> str:
    """The folded words of a heading, without brackets, currency, VAT, punctuation or a rank at its end."""
    bare = fold(_CAMEL.sub(" ", text)).replace("_", " ").replace("n°", "n ").replace("#", "n ").replace("%", " ")
    outside = _BRACKETS.sub(" ", bare)
    bare = outside if outside.strip(" *:") else bare.replace("(", " ").replace(")", " ")
    words = _PUNCTUATION.sub(" ", _CURRENCY.sub(" ", bare)).strip()
    return _RANK.sub("", words)


def includes_vat(heading: str) -> bool | None:
    """Whether a heading says amounts include VAT (« TTC ») or exclude it (« HT »); ``None`` when it says nothing."""
    bare = fold(heading)
    if _VAT_INCLUDED.search(bare):
        return True
    return False if _VAT_EXCLUDED.search(bare) else None


def in_thousands(heading: str) -> bool:
    """Whether a heading says amounts are in thousands of euros (« k€ »)."""
    return bool(_THOUSANDS.search(fold(heading)))


@lru_cache(maxsize=8)
def words(section: str) -> dict[str, list[str]]:
    """A section of the vocabulary file: folded wordings by what they mean."""
    text = Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
    found: dict[str, list[str]] = parse(text)[section]
    return found


@lru_cache(maxsize=1)
def _by_name() -> dict[str, tuple[str, ...]]:
    names = words("headings") | {UNPLACED: words("unplaced")["names"]}
    found: dict[str, list[str]] = {}
    for target, wordings in names.items():
        for wording in wordings:
            found.setdefault(heading_words(wording), []).append(target)
    return {name: tuple(targets) for name, targets in found.items()}


@lru_cache(maxsize=4_000)
def likely_targets(heading: str) -> dict[str, float]:
    """Confidence, from 0 to 1, by target a heading may mean. An exact name is 1, a slip or a longer wording less."""
    words = heading_words(heading)
    if not words:
        return {}
    if exact := _by_name().get(words):
        return dict.fromkeys(exact, 1.0)
    if about := _about(words):
        return dict.fromkeys(about, _ABOUT)
    scores: dict[str, float] = {}
    for name, targets in _by_name().items():
        score = _likeness(words, name)
        for target in targets if score else ():
            scores[target] = max(scores.get(target, 0.0), score)
    return scores


def _about(words: str) -> list[str]:
    """Targets of a heading without the word for an action: the other word names what the column holds."""
    found = _by_name().get(" ".join(_THING.sub(" ", words).split()), ())
    bare = " ".join(_CONTAINER.sub(" ", words).split())
    return list(found) or [target for target in _by_name().get(bare, ()) if target in _OF_A_CONTAINER]


def _likeness(words: str, name: str) -> float:
    """How much a heading is a name written otherwise; 0 when it is another."""
    ratio = fuzz.token_sort_ratio(words, name)
    if ratio >= _SLIP and len(name) >= 4:
        return round(ratio / 100 * 0.95, 3)
    if len(name) >= 4 and f" {name} " in f" {words} ":
        share = len(name) / len(words)
        begins = 0.1 if words.startswith(name) else 0.0
        return round(min(0.9, 0.5 + 0.35 * share + begins), 3)
    return 0.0
