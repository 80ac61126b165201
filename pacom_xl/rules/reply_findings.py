"""Findings of the nightly run about replies to its mails."""

from pacom_xl.model.text import Text
from pacom_xl.rules.rule_registry import declare

declare(
    "PAC411",
    "info",
    title=Text(fr="Proposition reçue par courriel", en="Proposal received by mail"),
    message=Text(
        fr="{code:action} : proposition de {person}, {case} (reçue le {received}).",
        en="{code:action}: proposal of {person}, {case} (received on {received}).",
    ),
    fix=Text(
        fr="Si vous êtes d’accord, reporter la proposition dans le classeur. Sinon, ne rien changer : elle "
        "disparaît après quelques semaines.",
        en="If you agree, enter it in the workbook. If not, change nothing: it is no longer shown after some weeks.",
    ),
    cases={
        "done": Text(fr="action terminée le {on}", en="action done on {on}"),
        "postponed": Text(
            fr="échéance reportée au {on}, motif : « {reason} »", en='due date moved to {on}, reason: "{reason}"'
        ),
        "away": Text(fr="absence jusqu’au {on}", en="away until {on}"),
        "unclear": Text(
            fr="réponse sans date ni motif lisible : « {reason} »",
            en='reply without a readable date or reason: "{reason}"',
        ),
    },
    doc="""The owner of an action answered a mail of the nightly run: done, postponed, or away. It is a proposal: the
    workbook stays as it is until somebody changes it.

    Passes: no reply, or the workbook says what was proposed.
    Fails: ACT-NO-002 due on 12 June, its owner proposes 30 June.
    """,
)
