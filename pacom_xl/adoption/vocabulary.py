"""How action lists name their columns, in French and English, and which field of a workbook each name means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz

from pacom_xl.model.text import Text, fold

#: What the cells of a column must look like for it to go into a target.
Content = Literal["text", "date", "amount", "percent", "status", "priority", "people", "code", "choice"]


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
    _target("progress", "Avancement", "Progress", "percent"),
    _target("start", "Début", "Start", "date"),
    _target("due", "Échéance", "Due date", "date"),
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
    _target("outline", "Niveau hiérarchique", "Outline level", "code"),
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

#: Folded names of columns by target.
_NAMES: dict[str, str] = {
    "code": "code | n | no | nr | num | numero | ref | reference | id | identifiant | code action | n action | "
    "numero d'action | numero de l'action | ref action | wbs | outline number | numero hierarchique | issue key | "
    "action code | action number | number | item",
    "title": "action | actions | intitule | titre | titre de l'action | titre de la fiche action | nom de l'action | "
    "intitule de l'action | libelle de l'action | libelle | action a mener | actions a mener | actions commerciales | "
    "action commerciale | action proposee | action prevue | tache | taches | nom de la tache | nom de tache | nom | "
    "sujet | objet | quoi | title | name | task | task name | card name | summary | action item | subject | to do | "
    "mesure | activite | activity | operation | initiative | designation | plan d'action | fiche action | "
    "actions correctives | action corrective | what",
    "owner": "responsable | pilote | personne pilote | pilote de l'action | referent | referents | qui | porteur | "
    "porteur de l'action | assigne a | assigne | attribue a | affecte a | assigned to | assignee | assignees | owner | "
    "resp | members | responsible | person | charge de l'action | chef de projet | en charge | personne en charge | "
    "personne responsable | responsable de l'action | responsables | noms ressources | resource names | who | lead | "
    "action owner | animateur | nom du responsable | commercial | qui fait",
    "contributors": "contributeurs | equipe | participants | acteurs | copilote | co pilote | elu referent | "
    "elu·e referent·e | elue referente | intervenants | personnes associees | contributors | followers | watchers | "
    "avec qui | team | personnes concernees | equipe projet | collaborators | contributeur | suppleant",
    "axis": "axe | axes | axe strategique | pilier | orientation strategique | domaine | thematique | theme | volet | "
    "chantier | programme | bucket name | bucket | nom du compartiment | axis | workstream | section column | section | "
    "priorite strategique | axe de travail | axe commercial | projects | project | projet | lot | epic | ambition",
    "status": "statut | etat | status | state | etat d'avancement | list name | nom de la liste | list | situation | "
    "fait | termine | done | realise o n | liste | colonne | avancement | progress | progression | realisee | "
    "statut de l'action | column | suivi",
    "priority": "priorite | niveau de priorite | priority | urgence | importance | criticite | prio | "
    "degre de priorite | rang de priorite",
    "progress": "avancement | taux d'avancement | progression | realise | progress | complete | acheve | "
    "pourcentage | pct | taux de realisation | achevement | avancement en pourcentage | percent complete | av",
    "start": "debut | date de debut | date debut | date de lancement | demarrage | start | start date | lancement | "
    "date de demarrage | debut prevu | du | from | date de commencement | planned start | begin | timeline start",
    "due": "echeance | date d'echeance | date echeance | date de fin | fin | date fin | delai | deadline | due | "
    "due date | finish | end | end date | date limite | date butoir | date cible | fin prevue | pour le | au | "
    "target date | quand | when | date prevue | date de fin prevue | echeance prevue | pour quand | timeline end | "
    "planned end | date",
    "done_on": "date de realisation | realise le | realisee le | termine le | date de cloture | completed at | "
    "completed date | completed on | date d'achevement | fin reelle | date reelle | actual finish | done on | "
    "date fin reelle | cloture le | date de fin reelle | completion date",
    "review_on": "a revoir le | prochaine revue | next review | review date | date de revue | date de relance | relance",
    "status_reason": "motif | raison | cause du retard | blocage | reason | motif du report",
    "action_type": "type | type d'action | famille | categorie | category | labels | etiquettes | tags | nature | "
    "action type | type de l'action | famille d'action",
    "channels": "canal | canaux | channel | channels | media | canal utilise | canaux utilises",
    "means": "moyens | moyens humains et techniques | ressources | outils | means | resources | moyens humains | "
    "moyens techniques | moyens necessaires | ressources necessaires | tools",
    "what": "description | descriptif | detail | details | contenu | description de l'action | card description | "
    "livrable | livrables | resultat attendu | resultats attendus | deliverable | descriptif de l'action | "
    "libelle detaille | body | expected outcome",
    "why": "pourquoi | objectif | objectifs | constat | enjeu | enjeux | contexte | justification | goal | goals | "
    "objective | objectives | why | finalite | but | origine | sous axe | sous sous axe | orientation | "
    "libelle de l'orientation | objectif operationnel | objectif specifique | cible | cibles | public vise | target | "
    "targets | segment | client | clients | mesures liees | actions liees | sous theme | probleme | faiblesse | "
    "cible visee | sub axis | objectif strategique",
    "how": "comment | modalites | methode | mesures realisees | mesures programmees | commentaire | commentaires | "
    "remarque | remarques | observations | observation | notes | note | comments | comment on | how | partenaire | "
    "partenaires | structure pilote | direction ou service pilote | service | services | service pilote | "
    "instances de gouvernance | documents et liens | documents | liens | links | partners | modalites de mise en oeuvre | "
    "action en amelioration continue | participation citoyenne | financements | lieu | ou | where | prochaine etape | "
    "points de vigilance | freins | next steps | direction | remarks | suite a donner",
    "lessons": "bilan | enseignements | retour d'experience | lessons learned | lessons | resultats obtenus | "
    "resultat obtenu | resultats | resultat",
    "kpis": "indicateur | indicateurs | kpi | kpis | indicateurs lies | indicateur de suivi | indicateurs de suivi | "
    "indicateur de resultat | indicator | indicators | indicateur de performance | indicateurs de reussite",
    "milestones": "sous action | titre de la sous action | etape | etapes | jalon | jalons | milestone | milestones | "
    "sous tache | subtask | subtasks | step | steps | checklist items | elements de la liste de controle | checklists | "
    "sous actions | etapes cles",
    "parent": "parent task | parent | tache parente | tache parent",
    "outline": "outline level | niveau hierarchique | niveau",
    "allocated": "budget | budget alloue | budget total | budget previsionnel total | enveloppe | budget accorde | "
    "allocated budget | budget global | montant alloue | budget valide | allocated | enveloppe budgetaire | "
    "budget annuel",
    "planned": "cout | couts | cout previsionnel | budget previsionnel | montant | prevu | depenses prevues | "
    "depense prevue | cout estime | estimation | cost | planned | planned cost | amount | budget prevu | "
    "charge financiere | cout prevu | depenses previsionnelles | estimated cost | budget estime | previsionnel",
    "committed": "engage | montant engage | committed | commande | engagements | depenses engagees",
    "spent": "realise | depense | cout reel | depenses reelles | consomme | actual cost | spent | facture | depenses | "
    "montant realise | montant depense | budget consomme | budget realise | actual | couts reels",
    "funder": "financeur | source de financement | funder | funding source | poste | poste de depense | "
    "nature de depense | ligne de budget",
    "vat_rate": "tva | taux de tva | vat | vat rate | taux tva",
    "full_name": "nom et prenom | nom prenom | prenom nom | full name | nom complet | employe | name",
    "first_name": "prenom | first name | prenoms | given name",
    "last_name": "nom | nom de famille | last name | surname | family name",
    "role": "role | fonction | poste | job title | function | metier",
    "email": "email | e mail | courriel | mail | adresse mail | adresse e mail | email address | assignee email",
    # Technical columns of planners: recognised, placed nowhere.
    UNPLACED: "card id | card url | board id | board name | list id | task id | id de tache | created at | created by | "
    "cree par | created date | date de creation | last modified | last activity date | attachment count | "
    "attachment links | vote count | comment count | checklist item total count | checklist item completed count | "
    "completed checklist items | elements de la liste de controle effectues | is recurring | periodique | late | "
    "en retard | completed by | effectue par | duration | duree | predecessors | predecesseurs | task mode | mode tache | "
    "active | actif | archived | due complete | blocked by dependencies | blocking dependencies | matricule | "
    "ponderation | score | created | updated | reporter | nombre de jours | jours | charge | work | travail",
}

_CURRENCY = re.compile(r"\b(?:ht|ttc|hors taxes?|toutes taxes comprises|excl(?:uding)? vat|incl(?:uding)? vat|eur|euros?|k)\b|€")
_VAT_INCLUDED = re.compile(r"\b(?:ttc|toutes taxes comprises|incl(?:uding)?\.? vat)\b")
_VAT_EXCLUDED = re.compile(r"\b(?:ht|hors taxes?|excl(?:uding)?\.? vat)\b")
_THOUSANDS = re.compile(r"(?:\bk ?(?:€|eur|euros?)\b|\bk€|en milliers|\(k€?\))")
_BRACKETS = re.compile(r"\([^)]*\)")
_PUNCTUATION = re.compile(r"[^a-z0-9'·]+")
_RANK = re.compile(r"(?<=[a-z]) \d{1,2}$")
#: Below this likeness two words are different words, not a slip.
_SLIP = 86


@lru_cache(maxsize=4_000)
def heading_words(text: str) -> str:
    """The folded words of a heading, without brackets, currency, VAT, punctuation or a rank at its end."""
    bare = fold(text).replace("_", " ").replace("n°", "n ").replace("%", " ")
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


@lru_cache(maxsize=1)
def _by_name() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for target, names in _NAMES.items():
        for name in names.split("|"):
            found.setdefault(heading_words(name.strip()), []).append(target)
    return {name: tuple(targets) for name, targets in found.items()}


@lru_cache(maxsize=4_000)
def likely_targets(heading: str) -> dict[str, float]:
    """Confidence, from 0 to 1, by target a heading may mean. An exact name is 1, a slip or a longer wording less."""
    words = heading_words(heading)
    if not words:
        return {}
    if exact := _by_name().get(words):
        return dict.fromkeys(exact, 1.0)
    scores: dict[str, float] = {}
    for name, targets in _by_name().items():
        score = _likeness(words, name)
        for target in targets if score else ():
            scores[target] = max(scores.get(target, 0.0), score)
    return scores


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
