"""Texts of the rules 1xx about cells that stand elsewhere than expected, or that cover others."""

from pacom_xl.model.text import Text
from pacom_xl.rules.rule_registry import declare

declare(
    "PAC120",
    "error",
    title=Text(fr="Colonne ou champ incertain", en="Doubtful column or field"),
    message=Text(
        fr="« {name} » a été lu en {cell} ({place}) d’après son intitulé ; rien dans les cellules ne le confirme.",
        en='"{name}" was read at {cell} ({place}) from its heading; nothing in the cells confirms it.',
    ),
    fix=Text(
        fr=(
            "Vérifier que les valeurs se trouvent bien sous leur intitulé, puis remettre colonnes ou lignes à leur "
            "place d’origine."
        ),
        en="Check that the values stand under their heading, then put the columns or rows back in their place.",
    ),
    doc="""The heading of a column, or the label of a form, stands elsewhere than the hidden sign of its field, and the
    contents suit both. The heading is followed: what stands under it is read as what it says.

    Passes: the columns « Libellé » and « Prévu HT » exchanged with their contents (PAC110): texts and amounts tell.
    Fails: what is seen of « Engagé HT » and « Réalisé HT » exchanged by cutting and pasting.
    """,
)

declare(
    "PAC121",
    "error",
    title=Text(fr="Intitulé parmi les valeurs", en="Heading among the values"),
    message=Text(
        fr="L’intitulé « {name} » se trouve parmi les valeurs de sa colonne, en {cell}.",
        en='The heading "{name}" stands among the values of its column, at {cell}.',
    ),
    fix=Text(
        fr="Des cellules ont été insérées ou supprimées : remettre la colonne en face de ses lignes.",
        en="Cells were inserted or deleted: put the column back beside its rows.",
    ),
    doc="""A cell of a row holds the heading of its own column: cells were inserted or deleted in that column alone, and
    its values stand beside other rows than before.

    Passes: a row inserted in the whole table.
    Fails: a cell inserted above the heading « Prévu HT », the column shifted down.
    """,
)

declare(
    "PAC129",
    "error",
    title=Text(fr="Colonne décalée de ses lignes", en="Column shifted against its rows"),
    message=Text(
        fr="« {name} » : {case} dans cette seule colonne ({cell}) ; ses valeurs sont en face d’autres lignes.",
        en='"{name}": {case} in this column alone ({cell}); its values stand beside other rows.',
    ),
    cases={
        "deleted": Text(fr="cellules supprimées ({n})", en="cells deleted ({n})"),
        "inserted": Text(fr="cellules insérées ({n})", en="cells inserted ({n})"),
    },
    fix=Text(
        fr="Insérer ou supprimer autant de cellules au même endroit, pour remettre la colonne en face de ses lignes.",
        en="Insert or delete as many cells at the same place, so that the column stands beside its rows again.",
    ),
    doc="""Cells were deleted or inserted in one column of a table, and the cells below moved up or down: values were
    read beside other rows than they were typed. The data validations of the column tell, which end on another row than
    those of the other columns.

    Passes: a row deleted in the whole table.
    Fails: the cell « Cible chiffrée » of an objective deleted, the cells below moved up.
    """,
)

declare(
    "PAC127",
    "error",
    title=Text(fr="Saisie sur le titre d’un tableau", en="Typed over the title of a table"),
    message=Text(fr="{area} : saisie sur {case}.", en="{area}: typed over {case}."),
    fix=Text(
        fr="Annuler la saisie ou le remplissage, ou reprendre l’onglet dans une version précédente ; pour ajouter des "
        "lignes au tableau du dessus, les insérer avant son titre suivant.",
        en="Undo what was typed or filled down, or take the tab from an earlier version; to add rows to the table "
        "above, insert them before the next title.",
    ),
    cases={
        "title": Text(
            fr="le titre du tableau « {table} », qui n’est lue dans aucun tableau",
            en='the title of the table "{table}", and read into no table',
        ),
        "headings": Text(
            fr="le titre et les intitulés du tableau « {table} » : {count} cellules ne sont pas lues",
            en='the title and the headings of the table "{table}": {count} cells are not read',
        ),
    },
    doc="""Rows were typed, pasted or filled down over the title or the hidden keys of the next table. They belong to no
    table and are not read; the table below is still found by its heading. Where the headings were covered too, what
    stood below them is not read either: one line for the whole fill.

    Passes: a row typed in the blank row above the title.
    Fails: two more milestones typed over the title « Lignes de budget ».
    """,
)

declare(
    "PAC128",
    "warning",
    title=Text(fr="Formules écrasées en nombre", en="Many formulas overwritten"),
    message=Text(
        fr="« {sheet} » : {n} formules écrasées ou abîmées, à partir de {cell}.",
        en='"{sheet}": {n} formulas overwritten or damaged, from {cell} on.',
    ),
    fix=Text(fr="{case}", en="{case}"),
    cases={
        "team": Text(
            fr="Réparer le classeur avec pacom-xl repair, ou reprendre l’onglet dans une version précédente ; les "
            "valeurs saisies ont été lues.",
            en="Repair the workbook with pacom-xl repair, or take the tab from an earlier version; the values typed "
            "were read.",
        ),
        "group": Text(
            fr="Consolider à nouveau (pacom-xl merge), ou reprendre l’onglet dans une version précédente ; les valeurs "
            "saisies ne comptent pas.",
            en="Consolidate again (pacom-xl merge), or take the tab from an earlier version; the values typed do not "
            "count.",
        ),
    },
    doc="""Many computed cells of one tab hold constants, as after pasting values over everything, or formulas that lost
    what they referred to. They are told together; a few are told one by one (PAC107).

    Passes: a column inserted, whose formulas follow.
    Fails: the values of the whole register pasted over its formulas.
    """,
)
