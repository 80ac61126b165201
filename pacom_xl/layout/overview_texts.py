"""Texts of the sheets only a consolidated workbook has, above all of the first one (« Synthèse du groupe »).

The reader knows those that stand alone in a cell (``OVERVIEW_TEXTS``); the others are parts of formulas.
"""

from __future__ import annotations

from pacom_xl.model.text import Text
from pacom_xl.model.typography import french_part

#: Texts that stand in cells.
OVERVIEW_TEXTS: list[Text] = []


def _cell(fr: str, en: str) -> Text:
    text = french_part(Text(fr, en))
    OVERVIEW_TEXTS.append(text)
    return text


def _part(fr: str, en: str) -> Text:
    return french_part(Text(fr, en))


# -- headings ----------------------------------------------------------------------------------------------------

OFF_TRACK_TITLE = _cell("Qui est hors trajectoire ?", "Which region is off target?")
LATE_TITLE = _cell("Qui est en retard ?", "Who is late?")
OVERSPENT_TITLE = _cell("Qui dépense trop ?", "Who overspends?")
BUDGET_BY_TEAM = _part("Budget par équipe", "Budget by team")
BUDGET_TITLE = _cell("Budget par région", "Budget by region")
CASH_TITLE = _cell("Décaissements TTC, mois par mois", "Cash-out incl. VAT, month by month")
OBJECTIVE = _cell("Objectif", "Objective")
GROUP_VALUE = _cell("Groupe : réalisé / cible", "Group: actual / target")
ACTION = _cell("Action", "Action")
OWNER = _cell("Responsable", "Owner")
REGION = _cell("Région", "Region")
DAYS = _cell("Jours", "Days")
EXCESS = _cell("Dépassement", "Overrun")
COMMITTED = _cell("Engagé", "Committed")
FORECAST = _cell("Atterrissage", "Forecast")
ENVELOPE = _cell("Enveloppe", "Budget")
LEFT = _cell("Reste", "Left")
OFF_TRACK_COUNT = _cell("Objectifs hors trajectoire", "Objectives off track")
ALL_REGIONS = _cell("Total régions", "All regions")
GROUP_ENVELOPE = _cell("Enveloppe groupe", "Group budget")
DIFFERENCE = _cell("Écart", "Difference")
NOT_RECEIVED = _cell("non reçu", "not received")
NO_OBJECTIVE = _cell("Aucun objectif dans les classeurs lus.", "No objective in the workbooks read.")
NO_LATE = _part("Aucune action en retard", "No overdue action")
NO_OVERSPENT = _part("Aucune action en dépassement", "No action overspends")
NO_CASH = _cell("Aucun décaissement prévu.", "No payment planned.")
#: Key of the bars; each part has the colour of what it names (``BAR_KEY_PARTS``).
BAR_KEY_PARTS = (
    _part("■ engagé  ", "■ committed  "),
    _part("■ atterrissage  ", "■ forecast  "),
    _part("┃ enveloppe  ", "┃ budget  "),
    _part("■ au-delà", "■ above"),
)
BAR_KEY = _cell("".join(part.fr for part in BAR_KEY_PARTS), "".join(part.en for part in BAR_KEY_PARTS))

# -- collection of the workbooks ----------------------------------------------------------------------------------

COLLECTION_TITLE = _cell("Qui a rendu son classeur ?", "Who has sent their workbook?")
COLLECTION_STATE = _cell("État", "State")
COLLECTION_FAULTS = _cell("À corriger", "To correct")
COLLECTION_REMINDERS = _cell("Relances", "Reminders")
COLLECTION_FILE = _cell("Fichier du", "File of")

# -- lists that are empty ----------------------------------------------------------------------------------------

NO_CONFLICT = _cell("Aucun conflit", "No conflict")
NO_CHANGE = _cell("Aucun changement", "No change")
NO_FINDING = _cell("Aucun constat", "No finding")
NO_SOURCE = _cell("Aucun classeur", "No workbook")

# -- tiles -------------------------------------------------------------------------------------------------------

LATE_TILE = _part("Actions en retard", "Overdue actions")
OVERSPENT_TILE = _part("Actions en dépassement", "Overspent actions")
FORECAST_TILE = _part("Atterrissage / enveloppe", "Forecast / budget")
OFF_TRACK_TILE = _part("Objectifs hors trajectoire", "Objectives off track")
CASH_TILE = _part("Pic de décaissement à venir", "Coming cash peak")
ON_TIME_TILE = _part("Actions terminées à temps", "Actions done on time")

# -- parts of sentences; the spaces around them matter -----------------------------------------------------------

AS_OF_FORMAT = Text('[$-40C]"Arrêté au "dddd d mmmm yyyy', '[$-809]"As of "dddd d mmmm yyyy')
GROUP_SUMMARY = _part(" · Synthèse du groupe", " · Group summary")
PLAN = _part(" · PAC ", " · PAC ")
ACTIONS_AND_TAX = _part(" actions · montants HT", " actions · amounts excl. VAT")
ALL_SENT = _part("Les {n} régions ont rendu leur classeur", "All {n} regions have sent their workbook")
ONE_SENT = _part("La région a rendu son classeur", "The region has sent its workbook")
ONE_MISSING = _part("1 région sur {n} n’a pas rendu son classeur : ", "1 region of {n} has not sent its workbook: ")
SOME_MISSING = _part(
    "{missing} régions sur {n} n’ont pas rendu leur classeur : ",
    "{missing} regions of {n} have not sent their workbook: ",
)
OF = _part(" sur ", " of ")
CRITICAL = _part("dont ", "of which ")
CRITICAL_ONE = _part(" critique (", " critical (")
CRITICAL_MANY = _part(" critiques (", " critical (")
LONGEST = _part("la plus longue : ", "the longest: ")
LATE_DAYS = _part(" jours, ", " days, ")
ALL_ON_TIME = _part("aucune terminée en retard", "none finished late")
NONE_DONE = _part("aucune action terminée", "no action done yet")
NO_OBJECTIVES = _part("aucun objectif", "no objective")
NONE_OFF_TRACK = _part("toutes les régions suivent leur trajectoire", "every region is on track")
EXPECTED = _part(
    "Part de la cible atteinte. Attendu à date, en moyenne : ",
    "Share of target reached. Expected to date, on average: ",
)
NOT_CONSOLIDATED = _part("non consolidé", "not consolidated")
#: What does not fit the sheet, and where all of it is; ``{sheet}`` is the name of a sheet.
OBJECTIVES_SHOWN = _part("{shown} objectifs sur {all}", "{shown} of {all} objectives")
REGIONS_SHOWN = _part("{shown} régions sur {all}", "{shown} of {all} regions")
ACTIONS_SHOWN = _part(" ({shown} sur {all})", " ({shown} of {all})")
WORST_SHOWN = _part(
    "Affichés : {shown}, les plus hors trajectoire. Tous : feuille « {sheet} ».",
    "Shown: {shown}, the most off track. All of them: sheet “{sheet}”.",
)
WORST_REGIONS_SHOWN = _part("{shown} affichées. Toutes : « {sheet} ».", "{shown} shown. All of them: “{sheet}”.")
FIRST_REGIONS_SHOWN = _part(
    "{shown} ont une colonne ici. Toutes : feuille « {sheet} », une ligne par région et par objectif.",
    "{shown} have a column here. All of them: sheet “{sheet}”, one row per region and objective.",
)
ENVELOPE_SUM = _part("enveloppes régionales au-dessus de celle du groupe", "regional budgets above the group’s")
#: Number formats: the amount with the words around it. No semicolon in them: it separates the parts of a format, and
#: some readers look for it between quotation marks too.
COMMITTED_ABOVE = Text('"+"{money}" engagés au-delà de l’alloué"', '"+"{money}" committed above allocation"')
#: Between two amounts, and after the month of the peak.
FORECAST_FOR = _part(" pour ", " for ")
CAP_FOR = _part(", pour un plafond de ", ", for a cap of ")
NO_CAP = _part(", aucun plafond fixé", ", no cap set")
CAP_LINE = _part("Plafond", "Cap")
ELAPSED, PEAK, COMING = (
    _part("Mois passés", "Past months"),
    _part("Pic à venir", "Coming peak"),
    _part("Mois à venir", "Coming months"),
)
BAR_NAMES = (
    COMMITTED, FORECAST, Text(" ", " "), ENVELOPE,
    _part("Engagé au-delà", "Committed above"), _part("Atterrissage au-delà", "Forecast above"),
)  # fmt: skip
