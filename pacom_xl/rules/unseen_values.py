"""Texts of the rules 1xx about values that are read although they cannot be seen, or are struck through."""

from pacom_xl.model.text import Text
from pacom_xl.rules.rule_registry import declare

declare(
    "PAC131",
    "warning",
    title=Text(fr="Valeur cachée par une fusion", en="Value hidden by merged cells"),
    message=Text(
        fr="{cell} : « {value} » (« {field:field} ») est lu, mais ne se voit pas : les cellules {area} sont fusionnées "
        "et n’affichent que {first}.",
        en='{cell}: "{value}" ("{field:field}") is read but cannot be seen: cells {area} are merged and show only '
        "{first}.",
    ),
    fix=Text(
        fr="Annuler la fusion de {area}, puis garder ou effacer « {value} ».",
        en='Unmerge {area}, then keep or clear "{value}".',
    ),
    doc="""A value stands under merged cells, which show the first one only. Excel clears such cells; LibreOffice keeps
    what they hold when asked to. The value is read as if it were seen.

    Passes: merged cells of which only the first one holds something.
    Fails: « Responsable » of two actions merged, each with its own person.
    """,
)

declare(
    "PAC132",
    "warning",
    title=Text(fr="Valeur barrée", en="Value struck through"),
    message=Text(
        fr="{cell} : {case}, mais tout est lu et compté comme le reste.",
        en="{cell}: {case}, but all is read and counted like the rest.",
    ),
    cases={
        "one": Text(
            fr="« {value:entered} » (« {field:field} ») est barré",
            en='"{value:entered}" ("{field:field}") is struck through',
        ),
        "many": Text(fr="{n} valeurs de « {table} » sont barrées", en='{n} values of "{table}" are struck through'),
    },
    fix=Text(
        fr="Effacer ce qui ne vaut plus, ou donner à l’action le statut « Annulée » ; sinon, ôter le barré.",
        en='Clear what no longer holds, or give the action the status "Cancelled"; otherwise remove the strikethrough.',
    ),
    doc="""The text of a cell, or a part of it, is struck through: people often mean that it no longer holds. It is read
    and added up all the same, as the office does. One line for each row or form.

    Passes: a budget line that was cleared.
    Fails: a budget line struck through from end to end.
    """,
)

declare(
    "PAC133",
    "info",
    title=Text(fr="Ligne masquée, lue", en="Hidden row, read"),
    message=Text(fr="{case}.", en="{case}."),
    cases={
        "row": Text(
            fr="« {table} » : la ligne {rows} est masquée ou filtrée, mais lue et comptée",
            en='"{table}": row {rows} is hidden or filtered out, but read and counted',
        ),
        "rows": Text(
            fr="« {table} » : {n} lignes masquées ou filtrées ({rows}), mais lues et comptées",
            en='"{table}": {n} rows hidden or filtered out ({rows}), but read and counted',
        ),
        "tab": Text(
            fr="L’onglet « {name} » est masqué, mais cette fiche est lue et comptée",
            en='The tab "{name}" is hidden, but this action sheet is read and counted',
        ),
    },
    fix=Text(
        fr="Rien à faire si ce qui est masqué compte ; sinon l’afficher, puis effacer ce qui ne vaut plus.",
        en="Nothing to do if what is hidden counts; otherwise show it, then clear what no longer holds.",
    ),
    doc="""Rows of a table are hidden, folded away or filtered out, or the tab of an action sheet is hidden. What stands
    there is read and added up all the same, as the office does.

    Passes: hidden rows that are empty.
    Fails: two budget lines hidden instead of cleared.
    """,
)
