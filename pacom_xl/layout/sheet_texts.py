"""The texts writers put on sheets that belong to no field: titles, headings, hints, what empty lists say.

The reader knows them as the program's own (``CELL_TEXTS``): nobody typed them. French is written here with ordinary
spaces; the no-break ones are put by ``french_part``.
"""

from __future__ import annotations

from pacom_xl.model.text import NARROW_NBSP, Text
from pacom_xl.model.typography import french_part

#: After the label of a field that is always required, and of one that is once an action has started.
ALWAYS_REQUIRED, ONCE_STARTED = " *", " °"
LABEL_SIGNS = ("", ALWAYS_REQUIRED, ONCE_STARTED)
#: Every text below that stands in a cell.
CELL_TEXTS: list[Text] = []


def _text(fr: str, en: str) -> Text:
    text = french_part(Text(fr, en))
    CELL_TEXTS.append(text)
    return text


# -- several sheets ----------------------------------------------------------------------------------------------

#: On the band of every sheet.
BACK_TO_CONTENTS = _text("← Sommaire", "← Contents")
BACK_TO_OVERVIEW = _text("← Synthèse", "← Overview")
PLAN_AT = _text("au", "as of")
AS_OF = _text("Arrêté au", "As of")
TOTAL = _text("Total", "Total")
#: Under the total of the group, when values are in conflict.
WITH_FIRST_VALUES = _text("Total avec les valeurs des équipes", "Total with the teams’ values")
WITH_SECOND_VALUES = _text("Total avec les autres valeurs", "Total with the other values")
CHECK = _text("Contrôle", "Check")
#: Number formats of the counters: they say what the number is.
MISSING_FORMAT = _text('[=0]"complet";0" à compléter"', '[=0]"complete";0" to complete"')
WRONG_FORMAT = _text('[=0]"aucune erreur";0" à corriger"', '[=0]"no error";0" to correct"')

#: Beside the heading of a folded section.
MISSING_IN_SECTION = _text('[=0]"";0" à remplir"', '[=0]"";0" to fill in"')

# -- first sheet -------------------------------------------------------------------------------------------------

#: Role of a cell, its meaning.
CONTENTS_COLOURS = (
    ("input", _text("à remplir", "for your team to fill in")),
    ("required", _text("obligatoire, encore vide", "required, still empty")),
    ("computed", _text("calculé, ne rien saisir", "computed, do not type")),
    ("group", _text("fixé par le groupe, à lire", "set by the group, to read")),
)
CONTENTS_LEGEND = _text(
    "Un * marque un champ toujours obligatoire. Chaque cellule montre son aide quand on la choisit.",
    "Fields marked * are always required. Each cell shows its help when you select it.",
)
PLAN_OF_THE_YEAR = _text("Plan d’action commercial", "Sales action plan")
NEXT_STEP = _text("prochaine étape : ", "next step: ")
ALL_FILLED = _text("tout est rempli : ouvrir le tableau de bord", "all is filled in: open the dashboard")
ACTION_SHEETS = _text("Fiches action", "Action cards")
FREE_ACTION_SHEET = _text("Première fiche libre", "First free card")
NO_FREE_SHEET = _text("aucune", "none")
#: After a number: one action, several.
ACTIONS_COUNT = (_text(" action", " action"), _text(" actions", " actions"))
#: « Plan rempli à 38 % · 5 feuilles sur 13 ».
FILLED_BEFORE = _text("Plan rempli à ", "Plan ")
FILLED_BETWEEN = _text(f"{NARROW_NBSP}% · ", "% filled in · ")
FILLED_COUNT = _text(" feuilles sur ", " sheets out of ")
TEMPLATE_VERSION = _text("Version du modèle", "Template version")
MADE_ON = _text("créé le", "made on")
#: Title of each step, and the time it takes.
STEPS = (
    (_text("1 · Nous présenter", "1 · Who we are"), _text("10 minutes, une fois par an", "10 minutes, once a year")),
    (_text("2 · Fixer le cap", "2 · Set the course"), _text("1 heure, une fois par an", "1 hour, once a year")),
    (_text("3 · Décider des actions", "3 · Decide on actions"), _text("15 minutes par action", "15 minutes an action")),
    (
        _text("4 · Suivre chaque semaine", "4 · Follow every week"),
        _text("20 minutes le lundi", "20 minutes on Mondays"),
    ),
)
#: States of a sheet.
TO_START = _text("à commencer", "to start")
#: After a number: one field, several; cells to correct.
TO_COMPLETE = (
    _text(" champ à compléter", " field to complete"),
    _text(" champs à compléter", " fields to complete"),
)
TO_FILL = _text("à compléter", "to complete")
TO_CORRECT = _text(" à corriger", " to correct")
COMPLETE = _text("✔ complet", "✔ complete")
BY_GROUP = _text("✔ fixé par le groupe", "✔ set by the group")
AWAITED = _text("attendu du groupe", "due from the group")
BY_ITSELF = _text("se calcule seul", "computes itself")
OPTIONAL = _text("facultatif", "optional")
HIDDEN = _text("masquée", "hidden")
TO_READ = _text("à lire", "to read")
FIRST_READING = _text("au premier relevé", "at the first reading")
FIRST_REVIEW = _text("à la première revue", "at the first review")
SHOWN_AT_READING = _text("masquée avant un relevé", "hidden until a reading")
SHOWN_AT_REVIEW = _text("masquée avant une revue", "hidden until a review")
OPTIONAL_SHEETS = _text("Autres feuilles", "Other sheets")
OPTIONAL_SHEETS_HELP = _text(
    "Masquées tant qu’elles ne servent pas. Pour en montrer une : clic droit sur un onglet, puis « Afficher ».",
    "Hidden until they are wanted. To show one: right-click a tab, then “Unhide”.",
)

# -- actions -----------------------------------------------------------------------------------------------------

#: Fits the short column it stands in.
BACK_TO_ACTIONS = _text("← Actions", "← Actions")
SITUATION = _text("Situation", "Schedule")
#: Above the list of actions: a number after the first, the code of a sheet after the second.
BLANK_SHEETS = (
    _text("Fiches vierges à remplir : ", "Blank cards to fill in: "),
    _text(" ; ouvrir ", "; open "),
    _text(" →", " →"),
)
NO_BLANK_SHEET = _text(
    "Plus de fiche vierge : dupliquer l’onglet d’une fiche, puis taper son code sur la première ligne jaune",
    "No blank card left: duplicate the tab of a card, then type its code on the first yellow row",
)
SIGNS_OF_ACTION = _text(
    "* obligatoire   ° obligatoire une fois l’action lancée",
    "* required   ° required once the action has started",
)
NEW_ACTION = _text("Ajouter une action", "Add an action")
NEW_ACTION_HELP = _text(
    "Dupliquer l’onglet d’une fiche, le nommer par son nouveau code, changer le code dans la fiche, "
    "puis taper ce code ici : la ligne lit la fiche. Copier l’onglet, pas ses cellules : les rubriques repliées "
    "manqueraient.",
    "Duplicate the tab of an action card, name it by its new code, change the code in the card, "
    "then type this code here: the row reads the card. Copy the tab, not its cells: folded sections would be missing.",
)
VIEW_ONLY = _text(
    "Feuille de lecture : rien ne s’y saisit, elle montre le registre.",
    "To be read: nothing is typed here, it shows the register.",
)

# -- SWOT --------------------------------------------------------------------------------------------------------

SWOT_MATRIX = _text("Matrice SWOT (les plus importants d’abord)", "SWOT matrix (the most important first)")

# -- dashboard ---------------------------------------------------------------------------------------------------

DASHBOARD_LATE = _text("Actions les plus en retard", "Most overdue actions")
NONE_LATE = _text("Aucune action en retard", "No overdue action")
OVERRUNS = _text("Dépassements de budget", "Budget overruns")
NO_OVERRUN = _text("Aucun dépassement", "No overrun")
OFFERS_EXPIRING = _text("Offres à relancer avant 30 jours", "Offers to chase within 30 days")
NO_OFFER_EXPIRING = _text("Aucune offre à relancer", "No offer to chase")
MARKETING_CONFLICTS = _text("Conflits avec le marketing", "Conflicts with marketing")
NO_MARKETING_CONFLICT = _text("Aucun conflit", "No conflict")
NEXT_MEETINGS = _text("Prochains rendez-vous", "Next meetings")
NEXT_REVIEW = _text("Prochaine revue", "Next review")
NEXT_SUPPORT = _text("Prochain séminaire ou accompagnement", "Next seminar or support")
NOT_PLANNED = _text("non planifiée", "not planned")
OBJECTIVES_TRAJECTORY = _text("Objectifs : atteint et attendu à date", "Objectives: reached and expected to date")
NO_OBJECTIVE = _text("Aucun objectif", "No objective")
CHART_AXES = _text("Budget HT par axe", "Budget by focus area, excl. VAT")
CHART_CASH = _text("Décaissements TTC, mois par mois", "Cash-out incl. VAT, month by month")
NO_BUDGET = _text("Rien à montrer : aucune enveloppe par axe.", "Nothing to show: no budget by focus area.")
NO_PAYMENT = _text("Rien à montrer : aucun paiement prévu.", "Nothing to show: no payment planned.")
FORECAST_SERIES = _text("Atterrissage", "Forecast")
#: Name of a series that the key of a chart does not show.
NO_SERIES = Text(" ", " ")
COMMITTED_SERIES = _text("Engagé", "Committed")
ENVELOPE_SERIES = _text("Enveloppe", "Budget")
COMMITTED_ABOVE_SERIES = _text("Engagé au-delà", "Committed above")
FORECAST_ABOVE_SERIES = _text("Atterrissage au-delà", "Forecast above")
PAST_MONTHS = _text("passé", "past")
COMING_MONTHS = _text("à venir", "to come")
MONTHS_OVER = _text("au-dessus du plafond", "above the ceiling")
CEILING = _text("plafond", "ceiling")
#: Keys of the charts, one cell for each colour.
BUDGET_KEY = (
    _text("■ engagé", "■ committed"), _text("■ atterrissage", "■ forecast"),
    _text("┃ enveloppe", "┃ budget"), _text("■ au-delà", "■ above"),
)  # fmt: skip
CASH_KEY = (
    _text("■ passé", "■ past"), _text("■ à venir", "■ to come"),
    _text("■ au-dessus du plafond", "■ above the ceiling"), _text("┅ plafond", "┅ ceiling"),
)  # fmt: skip

# -- parts of the formulas of the dashboard ------------------------------------------------------------------------


def _part(fr: str, en: str) -> Text:
    """A part of a text that a formula puts together."""
    return french_part(Text(fr, en))


TILE_LATE = _part("En retard", "Overdue")
TILE_LATE_BELOW = (_part("aucune action", "no action"), _part("jusqu’à ", "up to "), _part(" jours", " days"))
TILE_OFF_TRACK = _part("Objectifs hors trajectoire", "Objectives off target")
OUT_OF = _part(" sur ", " of ")
TO_WATCH = _part(" à surveiller", " to watch")
TILE_OVERRUNS = _part("Dépassements", "Overruns")
OVERRUN_SUM = _part('"+"{money}" au-delà de l’alloué"', '"+"{money}" above allocation"')
TILE_FORECAST = _part("Atterrissage / enveloppe", "Forecast / budget")
FORECAST_FOR = _part(" pour ", " for ")
NO_ENVELOPE = _part("aucune enveloppe", "no budget yet")
TILE_WEEK = _part("Échéances à 7 jours", "Due within 7 days")
AT_RISK = _part(" à risque", " at risk")
TILE_ON_TIME = _part("Terminées à temps", "Done on time")
NOTHING_DONE = _part("aucune terminée", "none done yet")
DASHBOARD_OF = _part("Tableau de bord", "Dashboard")
#: Verdict on an objective, by the key of its trajectory.
VERDICTS = {
    "green": _part("dans les temps", "on track"),
    "amber": _part("à surveiller", "to watch"),
    "red": _part("hors trajectoire", "off target"),
    "not_measured": _part("non mesuré", "not measured"),
}
BEFORE_TAX = _part("montants HT", "amounts excl. VAT")
ONE_ACTION = _part("1 action : ", "1 action: ")
ACTIONS_AND = _part(" actions : ", " actions: ")
NO_ACTION = _part("aucune action commencée", "no action begun")

# -- beside cells: messages and properties -------------------------------------------------------------------------

#: The only entry of a drop-down list of codes while there are none.
FILL_IN_FIRST = _text("(remplir d’abord la feuille {sheet})", "(fill in the sheet {sheet} first)")
COMPUTED_CELL = Text("Cellule calculée", "Computed cell")
COMPUTED_CELL_HELP = french_part(
    Text(
        "Cette cellule se calcule seule : remplir les cellules jaunes dont elle dépend.",
        "This cell computes itself: fill in the yellow cells it depends on.",
    )
)
#: Help of cells with several values: what separates them, an example, the values.
SEVERAL_VALUES = Text("Une ou plusieurs valeurs, séparées par « ; ».", "One or more values, separated by “;”.")
EXAMPLE = Text("Ex. : {example}", "E.g. {example}")
VALUES = Text("Valeurs : {values}", "Values: {values}")
CODE_PATTERN = Text("Forme : {pattern}, ex. {example}", "Form: {pattern}, e.g. {example}")
#: What a warning says of a value beyond the limits of its field, and of a code that stands twice.
EXPECTED = Text("Valeur attendue : {expected}.", "Expected: {expected}.")
EXPECTED_OR_KEPT = Text("Valeur attendue : {expected}. La garder quand même ?", "Expected: {expected}. Keep it anyway?")
BETWEEN = Text("de {low} à {high}", "from {low} to {high}")
AT_LEAST = Text("{low} au moins", "at least {low}")
AT_MOST = Text("{high} au plus", "at most {high}")
MORE_THAN = Text("plus de {low}", "more than {low}")
LENGTH = Text("un texte de {low} à {high} caractères", "a text of {low} to {high} characters")
LEAST_LENGTH = Text("un texte de {low} caractères au moins", "a text of at least {low} characters")
TWICE_OR_NOT = Text("Chaque valeur n’est que sur une ligne.", "Each value stands on one row only.")
TWICE = Text("Cette valeur est déjà sur une autre ligne.", "This value already stands on another row.")
NOT_IN_LIST_SEVERAL = Text(
    "Cette valeur n’est pas seule dans la liste : la garder si plusieurs valeurs de la liste sont séparées par « ; ».",
    "This is not one value of the list: keep it when it is several of them, separated by “;”.",
)
NOT_IN_LIST = Text("Choisir une valeur de la liste.", "Choose a value of the list.")
WORKBOOK_TITLE = Text("Plan d’action commercial", "Sales action plan")

# -- corrections -------------------------------------------------------------------------------------------------

TO_CORRECTIONS = _text("← Corrections", "← Corrections")
PREVIOUS_CORRECTION = _text("← précédente", "← previous")
NEXT_CORRECTION = _text("suivante →", "next →")
OPEN_CORRECTIONS = _text('[=0]"plus rien à corriger";0" à corriger"', '[=0]"nothing left to correct";0" to correct"')
FIRST_CORRECTION = _text("Première à corriger →", "First to correct →")
ALL_CHANGED = _text("Tout est modifié : refaire un contrôle", "Everything was changed: check again")
STATE_OPEN = _text("à corriger", "to correct")
STATE_CHANGED = _text("modifiée", "changed")
STATE_NOTED = _text("à lire", "to read")
