"""Texts of the rules 7xx whose findings are made by the consolidation."""

from pacom_xl.model.text import Text
from pacom_xl.rules.rule_registry import declare

declare(
    "PAC701",
    "error",
    title=Text(fr="Deux versions d’une équipe", en="Two versions of a team"),
    message=Text(
        fr="Deux versions pour l’équipe {team} : {file_a}, {file_b} ; {case}.",
        en="Two versions for team {team}: {file_a}, {file_b}; {case}.",
    ),
    fix=Text(
        fr="Ne laisser que le bon fichier : pacom-xl diff dit ce qui les sépare. De deux versions d’un même classeur, "
        "celle dont la « Version du plan » (Identité du plan) est la plus haute compte ; de classeurs distincts, "
        "merge --on-conflict newest prend le plus récent.",
        en="Leave the right file only: pacom-xl diff says how they differ. Of two versions of one workbook, the one "
        'with the higher "Plan version" (Plan identity) counts; of distinct workbooks, merge --on-conflict newest '
        "takes the latest.",
    ),
    cases={
        "chosen": Text(fr="seul {chosen} compte", en="only {chosen} counts"),
        "same_date": Text(
            fr="aucune ne compte, car version du plan et date d’enregistrement sont égales et les contenus diffèrent",
            en="neither counts, because plan version and date saved are equal and the contents differ",
        ),
        "no_date": Text(
            fr="aucune ne compte, car rien ne dit laquelle est la dernière (même version du plan, date "
            "d’enregistrement absente)",
            en="neither counts, because nothing says which is the later one (same plan version, no date saved)",
        ),
        "other_workbook": Text(
            fr="aucune ne compte, car ce sont deux classeurs distincts, aucun n’étant la suite de l’autre",
            en="neither counts, because they are two distinct workbooks, neither continuing the other",
        ),
    },
    doc="""Two different files for one team and one year, and nobody said which counts.

    Passes: NO once, or NO twice with the same contents (PAC702).
    Fails: NO in V1 and in V2.
    """,
)

declare(
    "PAC702",
    "info",
    title=Text(fr="Fichier en double", en="Duplicate file"),
    message=Text(fr="Fichier en double ignoré : {file}.", en="Duplicate file ignored: {file}."),
    fix=Text(fr="Rien à faire.", en="Nothing to do."),
    doc="""The same contents given twice: counted once.

    Passes: each file once.
    Fails: a folder that holds « NO.xlsx » and « NO (copie).xlsx ».
    """,
)

declare(
    "PAC703",
    "error",
    title=Text(fr="Exercice, devise ou société différents", en="Other year, currency or company"),
    message=Text(
        fr="{team} : {field:field} {value} au lieu de {expected} ; classeur écarté.",
        en="{team}: {field:field} {value} instead of {expected}; file left out.",
    ),
    fix=Text(
        fr="Fournir le bon exercice (pacom-xl renew prépare le suivant) / convertir la devise.",
        en="Provide the right year (pacom-xl renew prepares the next) / convert the currency.",
    ),
    doc="""A workbook of another year, currency or company than the group's: left out.

    Passes: a 2026 plan in euros beside the group's.
    Fails: SE in Swiss francs.
    """,
)

declare(
    "PAC709",
    "warning",
    title=Text(fr="Action disparue", en="Action disappeared"),
    message=Text(
        fr="{code:action} a disparu depuis le {date} (renommée {candidate} ?).",
        en="{code:action} disappeared since {date} (renamed {candidate}?).",
    ),
    fix=Text(fr="Rétablir le code ou passer l’action en Annulée.", en="Restore the code or set it to cancelled."),
    doc="""A code of the previous consolidation is no longer there: deleted, or renamed without saying.

    Passes: ACT-NO-006 cancelled.
    Fails: ACT-NO-006 renumbered ACT-NO-060.
    """,
)

declare(
    "PAC711",
    "warning",
    title=Text(fr="Contenu d’une version écartée", en="Contents of a version left out"),
    message=Text(
        fr="{left_out}, version écartée, est seul à dire « {contents} » ({name:field}, {place}) : {case}.",
        en='{left_out}, the version left out, alone says "{contents}" ({name:field}, {place}): {case}.',
    ),
    fix=Text(
        fr="Reporter ce contenu dans {kept}, ou retirer {left_out} du dossier.",
        en="Take this over into {kept}, or remove {left_out} from the folder.",
    ),
    cases={
        "row": Text(fr="cette ligne n’est pas dans {kept}", en="{kept} does not have this row"),
        "value": Text(fr="cette cellule est vide dans {kept}", en="this cell is empty in {kept}"),
        "other": Text(fr="{kept} a « {kept_value} »", en='{kept} has "{kept_value}"'),
    },
    doc="""Of two versions of one team's workbook one counts (PAC701). What only the other one holds is not in the
    consolidation: each row and each value of it is told, with its cell.

    Passes: the older version holds nothing that the newer one has not.
    Fails: « Action de Pierre » stands in the older copy alone.
    """,
)

declare(
    "PAC712",
    "error",
    title=Text(fr="Ligne d’aucune équipe", en="Row of no team"),
    message=Text(
        fr="La ligne « {contents} » ({place}) n’est pas reprise : {case}.",
        en='The row "{contents}" ({place}) is not taken over: {case}.',
    ),
    fix=Text(
        fr="Donner dans sa colonne Équipe le code d’une équipe que liste « Sources ».",
        en='Enter in its column Team the code of a team that "Sources" lists.',
    ),
    cases={
        "none": Text(fr="aucune équipe n’y est indiquée", en="it names no team"),
        "unknown": Text(
            fr="l’équipe {team_typed} n’est pas dans cette consolidation",
            en="team {team_typed} is not in this consolidation",
        ),
    },
    doc="""A row of a consolidated workbook under a team that the workbook does not list, or under none.

    Passes: a milestone typed under NO.
    Fails: a milestone typed under ZZ, or with an empty team.
    """,
)
