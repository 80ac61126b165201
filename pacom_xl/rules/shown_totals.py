"""Texts of the rules about totals and readings a workbook shows, found by the reader."""

from pacom_xl.model.text import Text
from pacom_xl.rules.rule_registry import declare

declare(
    "PAC516",
    "warning",
    title=Text(fr="Total affiché différent du plan", en="Total shown differs from the plan"),
    message=Text(
        fr="{cell} affiche {shown:money} ({field:field}, {row}) ; les fiches en contiennent {amount:money}{more}.",
        en="{cell} shows {shown:money} ({field:field}, {row}); the action cards hold {amount:money}{more}.",
    ),
    fix=Text(
        fr=(
            "Se fier au plan lu : contrôles et consolidation comptent tout. Pour que le classeur le montre aussi, "
            "le faire recalculer, remettre dans Listes les libellés changés, taper le code de chaque fiche sur une "
            "ligne du plan d’actions (s’il n’en reste pas de libre, copier en entier la dernière, ainsi que celle du "
            "calendrier), ou le refaire avec plus de place : pacom-xl repair."
        ),
        en=(
            "Rely on the plan as read: checks and consolidation count everything. For the workbook to show it too, "
            "have it recalculated, put changed labels back in Lists, type the code of each action card on a row of "
            "the action plan (when none is free, copy the whole last one, and that of the calendar), or make it again "
            "with more room: pacom-xl repair."
        ),
    ),
    doc="""A figure of the envelope, or a month of the cash forecast, is not what the action sheets add up to. The
    formulas of a workbook reach a fixed number of rows and actions, find choices by their labels, and are as old as
    the last calculation. One finding for the envelope, its totals first, and one for the cash. Silent where another
    finding explains the difference.

    Passes: three budget lines added below the last one.
    Fails: forty budget lines added to an action sheet that has room for some fifteen more.
    """,
)

declare(
    "PAC608",
    "warning",
    title=Text(fr="Relevé que le classeur ne montre pas", en="Reading the workbook does not show"),
    message=Text(
        fr=(
            "{code}, « {indicator} » : {cell} {case} ; le dernier relevé est {amount:typed}, le {day}, en "
            "{other}{more}."
        ),
        en='{code}, "{indicator}": {cell} {case}; the latest reading is {amount:typed}, on {day}, at {other}{more}.',
    ),
    cases={
        "empty": Text(fr="n’affiche aucun relevé", en="shows no reading"),
        "other": Text(fr="affiche {shown:typed}", en="shows {shown:typed}"),
    },
    fix=Text(
        fr=(
            "Se fier au plan lu : contrôles et consolidation comptent ce relevé. Pour que le classeur le montre aussi, "
            "le faire recalculer, déplacer le relevé sur une ligne libre du tableau, ou le refaire avec plus de "
            "place : pacom-xl repair."
        ),
        en=(
            "Rely on the plan as read: checks and consolidation count this reading. For the workbook to show it too, "
            "have it recalculated, move the reading to a free row of the table, or make it again with more room: "
            "pacom-xl repair."
        ),
    ),
    doc="""The cell of an objective, or of an indicator of an action, with its latest reading shows another value than
    the readings give, or none. Formulas reach the rows of the table and a hundred more, and are as old as the last
    calculation. One finding for a workbook, with the first such indicator. Silent where another finding explains
    the difference.

    Passes: a reading typed below the last prepared row.
    Fails: a reading typed two hundred rows further down.
    """,
)
