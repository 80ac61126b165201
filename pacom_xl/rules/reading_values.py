"""Texts of the rules 1xx about contents of cells, whose findings are made by the reader."""

from pacom_xl.model.text import Text
from pacom_xl.rules.rule_registry import declare

declare(
    "PAC105",
    "error",
    title=Text(fr="Valeur du mauvais type", en="Value of the wrong type"),
    message=Text(
        fr="« {value} » n’est pas une valeur de type {type:type} ({cell}).",
        en='"{value}" is not a valid {type:type} ({cell}).',
    ),
    fix=Text(fr="{type:advice}", en="{type:advice}"),
    doc="""A typed value cannot become what the field holds. Understood text is PAC113, ambiguous text PAC114.

    Passes: the date cell 12/06/2026.
    Fails: the text « 31/02/2026 », or the amount « douze mille ».
    """,
)

declare(
    "PAC106",
    "error",
    title=Text(fr="Valeur hors liste", en="Value not in the list"),
    message=Text(
        fr="{cell} : « {value} » n’est pas un choix de « {field:field} »{nearest}.",
        en='{cell}: "{value}" is not a choice of "{field:field}"{nearest}.',
    ),
    fix=Text(fr="{type:advice}", en="{type:advice}"),
    doc="""A choice that is neither a key nor a label of its list, in either language.

    Passes: « en cours », « In progress », « ENCOURS » when the list folds to it.
    Fails: status « presque fini ».
    """,
)

declare(
    "PAC107",
    "warning",
    title=Text(fr="Formule écrasée", en="Formula overwritten"),
    message=Text(
        fr="Formule écrasée en {cell} (« {field:field} »).",
        en='Formula overwritten at {cell} ("{field:field}").',
    ),
    fix=Text(fr="{case}", en="{case}"),
    cases={
        "team": Text(
            fr="Rétablir la formule (annuler la saisie, la recopier d’une cellule voisine, ou pacom-xl correct) ; "
            "reporter la valeur dans la fiche.",
            en="Restore the formula (undo, copy it from a cell beside, or pacom-xl correct); move the value to the "
            "action card.",
        ),
        "group": Text(
            fr="Annuler la saisie, ou consolider à nouveau (pacom-xl merge) ; changer la valeur dans les feuilles que "
            "la formule lit, ou dans le classeur de l’équipe.",
            en="Undo, or consolidate again (pacom-xl merge); change the value in the sheets the formula reads, or in "
            "the workbook of the team.",
        ),
    },
    doc="""A computed cell holds a constant, or another formula than the template's. Its value is not read.

    Passes: the cell « Engagé » with its formula.
    Fails: 1200 typed over it.
    """,
)

declare(
    "PAC112",
    "error",
    title=Text(fr="Formule sans valeur ou en erreur", en="Formula in error or without value"),
    message=Text(
        fr="{cell} : {value} au lieu d’une valeur (« {field:field} »).",
        en='{cell}: {value} instead of a value ("{field:field}").',
    ),
    fix=Text(
        fr="Ouvrir le classeur, le recalculer et l’enregistrer ; corriger la formule en erreur.",
        en="Open, recalculate and save the workbook; fix the formula in error.",
    ),
    doc="""A cell that is read holds an error, or a formula never calculated.

    Passes: a formula with its value stored.
    Fails: #REF! in « Alloué ».
    """,
)

declare(
    "PAC113",
    "info",
    title=Text(fr="Texte compris comme valeur", en="Text read as a value"),
    message=Text(
        fr="« {value} » saisi comme texte, compris comme {understood:typed} ({cell}).",
        en='"{value}" typed as text, read as {understood:typed} ({cell}).',
    ),
    fix=Text(fr="{type:advice}", en="{type:advice}"),
    doc="""A number or date typed as text that can mean only one thing: the value is used.

    Passes: the number 1234.5.
    Fails: the text « 1 234,50 € ».
    """,
)

declare(
    "PAC114",
    "error",
    title=Text(fr="Valeur ambiguë", en="Ambiguous value"),
    message=Text(
        fr="« {value} » peut se lire de plusieurs façons ({cell}).",
        en='"{value}" can be read in several ways ({cell}).',
    ),
    fix=Text(fr="{type:advice}", en="{type:advice}"),
    doc="""A text that can be read in several ways: no value is used.

    Passes: « 1 234,50 » in a French workbook (PAC113).
    Fails: « 1,234 »; « 03/04/2026 » in an English workbook; « 15 juin ».
    """,
)

declare(
    "PAC116",
    "warning",
    title=Text(fr="Format inattendu", en="Unexpected format"),
    message=Text(
        fr="{cell} : format {format} dans un champ {type:type} (« {field:field} »).",
        en='{cell}: {format} format in a {type:type} field ("{field:field}").',
    ),
    fix=Text(
        fr="Vérifier la valeur et remettre le format du modèle.",
        en="Check the value and restore the template format.",
    ),
    doc="""A percent format on money, or a currency format on a percentage: one of the two is wrong.

    Passes: 0.2 shown « 20 % » in « Avancement ».
    Fails: 1200 shown « 120000 % » in « Alloué ».
    """,
)

declare(
    "PAC124",
    "warning",
    title=Text(fr="Date avec une heure", en="Date with an hour"),
    message=Text(
        fr="{cell} : {value}, une date avec l’heure {hour}, lue {understood:typed} (« {field:field} »).",
        en='{cell}: {value}, a date with the hour {hour}, read as {understood:typed} ("{field:field}").',
    ),
    fix=Text(
        fr=(
            "Ressaisir la date sans heure ; à 22:00 ou 23:00, un autre programme voulait sans doute dire le lendemain."
        ),
        en="Type the date again without an hour; at 22:00 or 23:00 another program probably meant the next day.",
    ),
    doc="""A date cell also holds an hour. Programs in other time zones write midnight as 22:00 or 23:00 of the day
    before: the day read may be one too early.

    Passes: 2026-06-15.
    Fails: 2026-06-14 22:00.
    """,
)

declare(
    "PAC130",
    "warning",
    title=Text(fr="Jour et mois peut-être inversés", en="Day and month possibly exchanged"),
    message=Text(
        fr="{cell} : {date}, ou {other} ? Dans « {field:field} », le tableur n’a pas compris « {text} ». "
        "À vérifier ({count}) : {cells}.",
        en='{cell}: {date}, or {other}? In "{field:field}" the office did not understand "{text}". '
        "To be checked ({count}): {cells}.",
    ),
    fix=Text(
        fr="Vérifier ces dates et ressaisir celles qui sont inversées, le tableur étant réglé sur jour/mois/année "
        "(paramètres régionaux : français).",
        en="Check these dates and type those again that are exchanged, with the office set to day/month/year "
        "(regional settings).",
    ),
    doc="""An office set to another country reads 10/02/2026 as the second of October, and leaves 15/03/2026 as a text,
    for there is no month 15. Told where the dates of a field that were left as texts all have a day above 12, and the
    others, three or more together, all a day up to 12. The dates are read as the cells hold them.

    Passes: « 15/03/2026 » as a text beside the date 28/02/2026.
    Fails: « 15/03/2026 » and « 28/04/2026 » as texts beside the date 02/10/2026.
    """,
)
