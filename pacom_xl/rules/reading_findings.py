"""Texts of the rules 1xx about sheets and places, whose findings are made by the reader."""

from pacom_xl.model.text import Text
from pacom_xl.rules.rule_registry import declare

declare(
    "PAC101",
    "error",
    title=Text(fr="Feuille obligatoire absente", en="Required sheet missing"),
    message=Text(
        fr="La feuille obligatoire « {sheet:sheet} » est absente.",
        en='Required sheet "{sheet:sheet}" is missing.',
    ),
    fix=Text(
        fr="Recopier la feuille depuis une version précédente du classeur, ou le réparer avec pacom-xl repair : la "
        "feuille y est, vide.",
        en="Copy the sheet from an earlier version of the workbook, or repair it with pacom-xl repair: the sheet is "
        "there again, empty.",
    ),
    doc="""A core sheet of the template is absent from the workbook, whatever its name was.

    Passes: the tab « SWOT » renamed « Analyse » (PAC110).
    Fails: the tab « SWOT » deleted.
    """,
)

declare(
    "PAC102",
    "error",
    title=Text(fr="Champ introuvable", en="Field not found"),
    message=Text(
        fr="La colonne ou le champ « {field:field} » est introuvable dans « {sheet:sheet} ».",
        en='Field "{field:field}" cannot be found in "{sheet:sheet}".',
    ),
    fix=Text(
        fr="Remettre la colonne ou l’en-tête, ou réparer le classeur avec pacom-xl repair ; ne pas supprimer ni "
        "fusionner de colonnes.",
        en="Put the column or header back, or repair the workbook with pacom-xl repair; do not delete or merge "
        "columns.",
    ),
    doc="""Neither key, name, label nor known position finds a field the template expects.

    Passes: the column « Échéance » moved two columns to the right (PAC110).
    Fails: the column « Échéance » deleted, its defined name with it.
    """,
)

declare(
    "PAC108",
    "error",
    title=Text(fr="Fiche et plan d’actions en désaccord", en="Action card and index disagree"),
    message=Text(
        fr="La fiche et le plan d’actions ne correspondent pas pour {code:action}.",
        en="Action card and index do not match for {code:action}.",
    ),
    fix=Text(
        fr="Recréer la fiche, ajouter sa ligne au plan d’actions, ou supprimer la ligne.",
        en="Recreate the sheet, add its index row, or delete the row.",
    ),
    doc="""An action sheet without its row in the index, or a row without its sheet.

    Passes: a sheet whose tab was renamed (PAC110).
    Fails: the tab of ACT-NO-003 deleted, its row kept.
    """,
)

declare(
    "PAC109",
    "info",
    title=Text(fr="Élément non géré", en="Unmanaged item"),
    message=Text(
        fr="Élément hors modèle, laissé dans ce classeur et non consolidé : {name}.",
        en="Item outside the template, left in this workbook and not consolidated: {name}.",
    ),
    fix=Text(
        fr="Rien à faire, sauf si l’information doit être consolidée : la reporter alors dans un champ du modèle.",
        en="Nothing to do unless it must be consolidated: then enter it in a field of the template.",
    ),
    doc="""A sheet, column or cell the template does not know. It stays in the team's workbook; no consolidation has it.

    Passes: the sheets of the template.
    Fails: a tab « Brouillon de Luc » added by hand.
    """,
)

declare(
    "PAC110",
    "info",
    title=Text(fr="Élément déplacé ou renommé", en="Item moved or renamed"),
    message=Text(
        fr="« {name} » déplacé ou renommé, retrouvé en {place}.",
        en='"{name}" moved or renamed, found at {place}.',
    ),
    fix=Text(fr="Rien à faire.", en="Nothing to do."),
    doc="""A tab, header or block stands elsewhere or under another name, and was found.

    Passes: the template's places.
    Fails: « Échéance » renamed « Date limite ».
    """,
)

declare(
    "PAC111",
    "info",
    title=Text(fr="Contrôles de saisie perdus", en="Input controls lost"),
    message=Text(
        fr="Listes déroulantes ou contrôles de saisie perdus dans « {sheet:sheet} » ({n}).",
        en='Drop-down lists or input controls lost in "{sheet:sheet}" ({n}).',
    ),
    fix=Text(
        fr="Les rétablir avec pacom-xl correct, qui garde le reste du classeur, ou avec pacom-xl repair.",
        en="Restore them with pacom-xl correct, which keeps the rest of the workbook, or with pacom-xl repair.",
    ),
    doc="""Drop-down lists or input controls of the template are gone: another program, or a paste, removed
    them.

    Passes: a file saved by Excel or LibreOffice.
    Fails: a file rewritten by a program that drops data validation.
    """,
)

declare(
    "PAC117",
    "error",
    title=Text(fr="Fiche en double", en="Duplicated action card"),
    message=Text(
        fr="Fiche en double : {code:action} dans « {sheet_a} » et « {sheet_b} ».",
        en='Duplicated action sheet: {code:action} in "{sheet_a}" and "{sheet_b}".',
    ),
    fix=Text(fr="Donner un nouveau code à la copie, ou la supprimer.", en="Give the copy a new code, or delete it."),
    doc="""Two action sheets carry the same code, as when a tab is duplicated to add an action. Both are kept.

    Passes: the copy renumbered ACT-NO-014.
    Fails: two sheets ACT-NO-003.
    """,
)

declare(
    "PAC125",
    "error",
    title=Text(fr="Repère interne saisi", en="Internal key typed"),
    message=Text(
        fr="{cell} : « {value} » est un repère interne du classeur, pas une valeur (« {field:field} »).",
        en='{cell}: "{value}" is an internal key of the workbook, not a value ("{field:field}").',
    ),
    fix=Text(
        fr="Ressaisir la valeur ; le tableur complète parfois seul ce que l’on commence à taper.",
        en="Type the value again; offices sometimes complete what one begins to type.",
    ),
    doc="""A cell holds exactly one of the keys the tool writes in hidden cells, as automatic completion offers them. No
    value is read.

    Passes: « Budget ».
    Fails: « budget_lines.closed ».
    """,
)

declare(
    "PAC126",
    "warning",
    title=Text(fr="Ligne de total non lue", en="Total row not read"),
    message=Text(
        fr="{cell} : la ligne {row} additionne les autres lignes de « {table} » et n’est pas lue.",
        en='{cell}: row {row} adds up the other rows of "{table}" and is not read.',
    ),
    fix=Text(
        fr=(
            "Effacer la ligne, les totaux sont calculés ; s’il s’agit d’une vraie ligne, lui donner un numéro et un "
            "libellé."
        ),
        en="Clear the row, totals are computed; if it is a row of its own, give it a number and a label.",
    ),
    doc="""A row of a table only adds up others: it says « Total » and has no number or code, or its amounts are the
    sums of the other rows. Read as a record, they would count twice.

    Passes: a budget line number 4, « Total des salons », of an amount of its own.
    Fails: « TOTAL » below the budget lines, with the sum of what is planned.
    """,
)
