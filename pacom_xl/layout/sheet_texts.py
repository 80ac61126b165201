"""The texts writers put on sheets that belong to no field: titles, headings, hints, what empty lists say.

The reader knows them as the program's own (``CELL_TEXTS``): nobody typed them. French is written here with ordinary
spaces; the no-break ones are put by ``french_part``.
"""

from __future__ import annotations

from pacom_xl.model.text import Text
from pacom_xl.model.typography import french_part

#: Every text below that stands in a cell.
CELL_TEXTS: list[Text] = []


def _text(fr: str, en: str) -> Text:
    text = french_part(Text(fr, en))
    CELL_TEXTS.append(text)
    return text


# -- several sheets ----------------------------------------------------------------------------------------------

#: On the band of every sheet.
BACK_TO_CONTENTS = _text("← Sommaire", "← Contents")
PLAN_AT = _text("au", "as of")
AS_OF = _text("Arrêté au", "As of")
TOTAL = _text("Total", "Total")
#: Beside the total of the group, when values are in conflict; then the totals with the first and the second value.
UNDECIDED = _text("valeur(s) en conflit comptée(s) vide(s)", "value(s) in conflict counted as empty")
WITH_FIRST_VALUES = _text("Total avec les valeurs des équipes", "Total with the teams’ values")
WITH_SECOND_VALUES = _text("Total avec les autres valeurs", "Total with the other values")
CHECK = _text("Contrôle", "Check")
#: Number formats of the counters: they say what the number is.
MISSING_FORMAT = _text('[=0]"rien à remplir";0" à remplir"', '[=0]"nothing to fill in";0" to fill in"')
WRONG_FORMAT = _text('[=0]"rien à corriger";0" à corriger"', '[=0]"nothing to correct";0" to correct"')

# -- first sheet -------------------------------------------------------------------------------------------------

#: Role of a cell, its name, its meaning.
GUIDE_COLOURS = (
    ("input", _text("À remplir", "To fill in"), _text("ce que l’équipe saisit", "what the team types")),
    ("computed", _text("Calculé", "Computed"), _text("ne rien saisir", "do not type")),
    ("group", _text("Fixé par le groupe", "Set by the group"), _text("à lire", "to be read")),
    (
        "required",
        _text("Obligatoire et vide", "Required and empty"),
        _text(
            "à remplir avant l’envoi ; * suit le nom de ce qui est toujours obligatoire",
            "to be filled in before sending; * follows the name of what is always required",
        ),
    ),
)
GUIDE_LEGEND = _text("Couleurs", "Colours")
GUIDE_ORDER = _text("Ordre de remplissage", "Filling order")
GUIDE_OPTIONAL = _text("facultative, peut être supprimée", "optional, may be deleted")
GUIDE_WHOLE_WORKBOOK = _text("Tout le classeur", "The whole workbook")
GUIDE_ACTION_SHEETS = _text("Fiches action", "Action sheets")
GUIDE_ACTION_SHEETS_HELP = _text(
    "Une feuille par action, à ouvrir depuis le plan d’actions", "One sheet per action, opened from the plan"
)

# -- actions -----------------------------------------------------------------------------------------------------

#: Fits the short column it stands in.
BACK_TO_ACTIONS = _text("← Actions", "← Actions")
SITUATION = _text("Situation", "Situation")
NEW_ACTION = _text("Ajouter une action", "Add an action")
NEW_ACTION_HELP = _text(
    "Dupliquer l’onglet d’une fiche, le nommer par son nouveau code, changer le code dans la fiche, "
    "puis taper ce code ici : la ligne lit la fiche.",
    "Duplicate the tab of an action sheet, name it by its new code, change the code in the sheet, "
    "then type this code here: the row reads the sheet.",
)
VIEW_ONLY = _text(
    "Feuille de lecture : rien ne s’y saisit, elle montre le registre.",
    "To be read: nothing is typed here, it shows the register.",
)

# -- SWOT --------------------------------------------------------------------------------------------------------

SWOT_MATRIX = _text("Matrice SWOT (les plus importants d’abord)", "SWOT matrix (the most important first)")

# -- dashboard ---------------------------------------------------------------------------------------------------

BUDGET_BEFORE_TAX = _text("Budget HT", "Budget excl. VAT")
BUDGET_STEPS = (
    _text("Enveloppe", "Envelope"),
    _text("Alloué", "Allocated"),
    _text("Engagé", "Committed"),
    _text("Réalisé", "Spent"),
    _text("Atterrissage", "Forecast"),
)
SITUATIONS = _text("Actions par situation", "Actions by situation")
COUNT = _text("Nombre", "Count")
AT_RISK = _text("À risque", "At risk")
ON_TIME = _text("Réalisées dans les délais", "Completed on time")
OBJECTIVES_TRAJECTORY = _text("Objectifs : trajectoire", "Objectives: trajectory")
MOST_LATE = _text("Dix actions les plus en retard", "Ten most overdue actions")
NONE_LATE = _text("Aucune action en retard", "No overdue action")
OVERRUNS = _text("Dépassements de budget", "Budget overruns")
NO_OVERRUN = _text("Aucun dépassement", "No overrun")
OFFERS_EXPIRING = _text("Offres bientôt caduques (30 jours)", "Offers about to expire (30 days)")
NO_OFFER_EXPIRING = _text("Aucune offre à relancer", "No offer to chase")
MARKETING_CONFLICTS = _text("Conflits avec le marketing", "Conflicts with marketing")
NO_MARKETING_CONFLICT = _text("Aucun conflit", "No conflict")
NEXT_MEETINGS = _text("Prochains rendez-vous", "Next meetings")
NEXT_REVIEW = _text("Prochaine revue", "Next review")
NEXT_SUPPORT = _text("Prochain séminaire ou accompagnement", "Next seminar or support")
CHART_SITUATIONS = _text("Actions par situation (nombre)", "Actions by situation (count)")
CHART_AXES = _text("Budget par axe", "Budget by axis")
CHART_CASH = _text("Décaissements du plan par mois, TTC", "Cash-out of the plan by month, incl. VAT")
CHART_OBJECTIVES = _text("Objectifs : atteint et attendu", "Objectives: reached and expected")

# -- beside cells: messages and properties -------------------------------------------------------------------------

COMPUTED_CELL = Text("Cellule calculée", "Computed cell")
COMPUTED_CELL_HELP = french_part(
    Text(
        "Cette cellule se calcule seule : remplir les cellules jaunes dont elle dépend.",
        "This cell computes itself: fill in the yellow cells it depends on.",
    )
)
NOT_IN_LIST = Text("Choisir une valeur de la liste.", "Choose a value of the list.")
WORKBOOK_TITLE = Text("Plan d’action commercial", "Sales action plan")
