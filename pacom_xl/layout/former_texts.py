"""Texts earlier versions wrote on sheets and this one does not: nobody typed them, so the reader reports none.

A label, purpose or help that changes leaves its former words here; ``tests/frozen`` says which ones are lacking.
"""

from __future__ import annotations

from pacom_xl.model.text import Text
from pacom_xl.model.typography import french_part

#: Names of sheets, by their key.
FORMER_NAMES: dict[str, tuple[Text, ...]] = {
    "guide": (Text("Lisez-moi", "Read me"),),
    "axes": (Text("Axes & moyens", "Axes & means"),),
    "arguments": (Text("Argumentaires", "Sales arguments"),),
    "envelope": (Text("Enveloppe budgétaire", "Budget envelope"),),
}
#: Labels of fields, by the name of the field: headings and labels of workbooks that still have them.
FORMER_LABELS: dict[str, Text] = {
    "plan.manager": Text("Responsable du plan", "Plan manager"),
    "plan.ref_date_forced": Text("Date de référence forcée", "Forced reference date"),
    "team_plans.manager": Text("Responsable du plan", "Plan manager"),
    "team_plans.ref_date_forced": Text("Date de référence forcée", "Forced reference date"),
    "objectives.strategic_goal": Text("Objectif stratégique servi", "Strategic goal"),
    "objectives.direction": Text("Sens", "Direction"),
    "objectives.weight": Text("Poids", "Weight"),
    "objectives.actual_used": Text("Réalisé retenu", "Actual used"),
    "objectives.measured_used": Text("Date retenue", "Date used"),
    "swot.axis": Text("Axe lié", "Linked axis"),
    "axes.label": Text("Axe retenu", "Axis"),
    "axes.sponsor": Text("Pilote de l’axe", "Axis lead"),
    "axes.follow_up": Text("Indicateur de suivi de l’axe", "Axis follow-up indicator"),
    "means.code": Text("Code moyen", "Means code"),
    "means.type": Text("Type de moyen", "Means type"),
    "means.label": Text("Moyen", "Means"),
    "means.axis": Text("Axe", "Axis"),
    "envelope.amount": Text("Enveloppe HT", "Envelope excl. VAT"),
    "index.axis": Text("Axe", "Axis"),
    "index.envelope_use": Text("Consommation d’enveloppe", "Envelope use"),
    "actions.axis": Text("Axe", "Axis"),
    "actions.means": Text("Moyens", "Means"),
    "calendar.flag": Text("Situation", "Situation"),
    "calendar.late_days": Text("Jours de retard", "Days late"),
    "actions.arbitration_note": Text("Note d’arbitrage budgétaire", "Budget arbitration note"),
    "actions.allocated_used": Text("Alloué retenu", "Allocation used"),
    "actions.envelope_use": Text("Consommation d’enveloppe", "Envelope use"),
    "actions.taken_from": Text("Reprise de", "Taken from"),
    "budget_lines.forecast_forced": Text("Atterrissage forcé", "Forced forecast"),
    "kpis.direction": Text("Sens", "Direction"),
    "kpis.actual_used": Text("Réalisé retenu", "Actual used"),
    "kpis.measured_used": Text("Date retenue", "Date used"),
    "calendar.shape": Text("Signe", "Mark"),
    "online.kpi": Text("Indicateur (clics, leads, ventes, coût par lead)", "KPI"),
    "animation.ritual": Text("Rituel ou challenge", "Ritual or contest"),
    "animation.outcome": Text("Résultat et ressenti (1-5)", "Outcome and mood (1-5)"),
    "reviews.finding": Text("Constat terrain", "Field finding"),
    "reviews.subject": Text("Objet touché", "Impacted item"),
    "reviews.done": Text("Fait", "Done"),
    "risks.mitigation": Text("Parade", "Mitigation"),
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
        (
            "* toujours obligatoire   ° obligatoire dès que l’action est lancée",
            "* always required   ° required once the action has started",
        ),
        ("aucun plafond fixé", "no cap set"),
        ("Feuilles facultatives", "Optional sheets"),
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
        (
            "Pour montrer une feuille masquée : clic droit sur un onglet, puis « Afficher ».",
            "To show a hidden sheet: right-click a tab, then “Unhide”.",
        ),
        (
            "Code court de la région (NO, IF, SE, SO ; GR = groupe).",
            "Short region code (GR = group).",
        ),
        (
            "Destinataire du rapport régional.",
            "Receives the regional report.",
        ),
        (
            "Destinataire de la synthèse groupe.",
            "Receives the group summary.",
        ),
        (
            "Un plan « Projet » est contrôlé sans alerte par courriel.",
            "A draft plan is checked but sends no alert.",
        ),
        (
            "Laisser vide ; une date figée masque les retards (PAC115).",
            "Leave empty; a frozen date hides late actions (PAC115).",
        ),
        (
            "Les classeurs lus, ce qu’ils valent et d’où ils viennent",
            "The workbooks read, what they are worth and where they come from",
        ),
        (
            "Ce que les classeurs disent différemment, avec chaque valeur et sa cellule",
            "What the workbooks say differently, with each value and its cell",
        ),
        (
            "Argumentaires de vente CAP (caractéristique, avantage, preuve) par cible, motivation SONCAS",
            "Sales arguments by target (feature, advantage, proof), SONCAS motive",
        ),
        ("Fiches action", "Action sheets"),
        ("Axes retenus", "Axes"),
        ("Moyens", "Means"),
        ("Situation", "Situation"),
        ("Enveloppe budgétaire", "Budget envelope"),
        ("Enveloppe groupe", "Group envelope"),
        ("Axes retenus, puis moyens de mise en œuvre", "Chosen axes, then implementation means"),
        (
            "Enveloppe totale et ventilations par axe, par nature de dépense, par trimestre",
            "Total envelope and breakdown by axis, expense nature, quarter",
        ),
        (
            "Fiche action : une feuille par action, nommée par son code (ex. ACT-NO-001)",
            "Action sheet: one worksheet per action, named by its code",
        ),
        (
            "Les chiffres de la semaine : retards, dépassements, trajectoires",
            "The figures of the week: late actions, overruns, trajectories",
        ),
        (
            "L’essentiel en une page : retards, dépassements, objectifs, budget, trésorerie",
            "The plan on one page: late actions, overruns, objectives, budget, cash",
        ),
        ("Équipes et axes", "Teams and axes"),
        (
            "Actions et budget par équipe, budget par axe et par équipe",
            "Actions and budget by team, budget by axis and team",
        ),
        ("Budget par équipe, axe et trimestre", "Budget by team, axis and quarter"),
        (
            "Laisser vide pour calculer au jour du jour ; une date bloquée cache les retards.",
            "Leave empty to compute as of today: a fixed date hides late actions.",
        ),
        (
            "Plus de fiche vierge : dupliquer l’onglet d’une fiche, puis taper son code sur la première ligne jaune",
            "No blank sheet left: duplicate the tab of a sheet, then type its code on the first yellow row",
        ),
        (
            "Dupliquer l’onglet d’une fiche, le nommer par son nouveau code, changer le code dans la fiche, "
            "puis taper ce code ici : la ligne lit la fiche. Copier l’onglet, pas ses cellules : les rubriques "
            "repliées manqueraient.",
            "Duplicate the tab of an action sheet, name it by its new code, change the code in the sheet, "
            "then type this code here: the row reads the sheet. Copy the tab, not its cells: folded sections would be "
            "missing.",
        ),
        (
            "Une feuille par action, à ouvrir depuis le plan d’actions",
            "One sheet per action, opened from the plan",
        ),
    )
)
