"""Texts earlier versions wrote on sheets and this one does not: nobody typed them, so the reader reports none.

A label, purpose or help that changes leaves its former words here; ``tests/frozen`` says which ones are lacking.
"""

from __future__ import annotations

from pacom_xl.model.text import Text
from pacom_xl.model.typography import french_part

#: Names of sheets, by their key.
FORMER_NAMES: dict[str, tuple[Text, ...]] = {
    "guide": (Text("Lisez-moi", "Read me"),),
}
#: Texts of cells; French with ordinary spaces.
FORMER_TEXTS: tuple[Text, ...] = tuple(
    french_part(Text(fr, en))
    for fr, en in (
        ("Ne pas modifier : sert à relire le classeur.", "Do not edit: used to read the workbook back."),
        (
            "Mode d’emploi, légende des couleurs, ordre de remplissage, version du modèle",
            "How to fill the workbook, colour legend, filling order, template version",
        ),
        (
            "Outil de pilotage : action, responsable, échéance, performance, budget, Gantt",
            "Steering tool: action, owner, due date, performance, budget, Gantt",
        ),
        (
            "Index : une ligne par action ; les cellules grises viennent de la fiche",
            "Index: one row per action; grey cells come from the action sheet",
        ),
        (
            "Une page imprimable : chiffres clés, retards, dépassements, trajectoires",
            "One printable page: key figures, late, overruns, trajectories",
        ),
        (
            "Qui, quoi, quelle année : clé de la consolidation",
            "Who, what, which year: the key for consolidation",
        ),
        (
            "Résultat de la dernière vérification : écrit par pacom_xl, jamais relu",
            "Result of last check: written by pacom_xl, never read back",
        ),
        ("À remplir", "To fill in"),
        ("ce que l’équipe saisit", "what the team types"),
        ("Calculé", "Computed"),
        ("ne rien saisir", "do not type"),
        ("Fixé par le groupe", "Set by the group"),
        ("à lire", "to be read"),
        ("Obligatoire et vide", "Required and empty"),
        (
            "à remplir avant l’envoi ; * suit le nom de ce qui est toujours obligatoire",
            "to be filled in before sending; * follows the name of what is always required",
        ),
        ("Couleurs", "Colours"),
        ("Budget HT", "Budget excl. VAT"),
        ("Enveloppe", "Envelope"),
        ("Alloué", "Allocated"),
        ("Engagé", "Committed"),
        ("Réalisé", "Spent"),
        ("Atterrissage", "Forecast"),
        ("Actions par situation", "Actions by situation"),
        ("Nombre", "Count"),
        ("À risque", "At risk"),
        ("Réalisées dans les délais", "Completed on time"),
        ("Objectifs : trajectoire", "Objectives: trajectory"),
        ("Dix actions les plus en retard", "Ten most overdue actions"),
        ("Offres bientôt caduques (30 jours)", "Offers about to expire (30 days)"),
        ("Ordre de remplissage", "Filling order"),
        ("facultative, peut être supprimée", "optional, may be deleted"),
        ("Tout le classeur", "The whole workbook"),
        ("Fiches action", "Action sheets"),
        (
            "Une feuille par action, à ouvrir depuis le plan d’actions",
            "One sheet per action, opened from the plan",
        ),
    )
)
