"""Texts of the rules 1xx about whole files, whose findings are made by the reader."""

from pacom_xl.model.text import Text
from pacom_xl.rules.rule_registry import declare

declare(
    "PAC103",
    "error",
    title=Text(fr="Classeur non reconnu", en="Workbook not recognised"),
    message=Text(fr="Classeur non reconnu : {case}.", en="Workbook not recognised: {case}."),
    fix=Text(
        fr="Utiliser un classeur écrit par pacom_xl ; s’il vient d’une version plus récente, mettre pacom_xl à jour ; "
        "d’une liste d’actions, pacom-xl adopt en fait un.",
        en="Use a workbook written by pacom_xl; if it comes from a newer version, update pacom_xl; pacom-xl adopt "
        "makes one from an action list.",
    ),
    cases={
        "foreign": Text(fr="aucun repère de pacom_xl dans ce fichier", en="no sign of pacom_xl in this file"),
        "newer": Text(
            fr="modèle {version}, plus récent que ce programme", en="template {version}, newer than this program"
        ),
    },
    levels={"named": "error", "met": "info"},
    doc="""Nothing identifies the file as one of ours, or its template is newer than the program. A file of others that
    is only met in a folder is an information.

    Passes: a workbook of an earlier template version.
    Fails: any other spreadsheet named on the command line.
    """,
)

declare(
    "PAC118",
    "error",
    title=Text(fr="Fichier illisible", en="File cannot be read"),
    message=Text(fr="Fichier illisible : {file} ({reason}).", en="File cannot be read: {file} ({reason})."),
    fix=Text(fr="{case}", en="{case}"),
    cases={
        "protected": Text(
            fr="Enregistrer le fichier sans mot de passe ni étiquette de confidentialité, puis relancer.",
            en="Save the file without a password or sensitivity label, then run again.",
        ),
        "empty": Text(
            fr="Télécharger le fichier (dans OneDrive : « Toujours conserver sur cet appareil »), puis relancer.",
            en='Download the file (in OneDrive: "Always keep on this device"), then run again.',
        ),
        "missing": Text(
            fr="Indiquer l’emplacement d’un classeur qui existe, puis relancer.",
            en="Give the place of a workbook that exists, then run again.",
        ),
        "address": Text(
            fr="Rétablir l’accès à cette adresse, puis relancer.",
            en="Restore the access to this address, then run again.",
        ),
        "busy": Text(
            fr="Fermer le fichier dans le tableur, vérifier les droits d’accès, puis relancer.",
            en="Close the file in the spreadsheet program, check the access rights, then run again.",
        ),
        "format": Text(
            fr="S’il s’agit d’un plan, l’ouvrir dans un tableur et l’enregistrer au format .xlsx, puis relancer.",
            en="If it is a plan, open it in a spreadsheet program and save it as .xlsx, then run again.",
        ),
        "too_big": Text(
            fr="Vérifier d’où vient le fichier ; retirer les onglets et images étrangers au plan, ou relever la limite "
            "(variables PACOM_MAX_…).",
            en="Check where the file comes from; remove tabs and pictures that are no part of the plan, or raise the "
            "limit (variables PACOM_MAX_…).",
        ),
        "damaged": Text(
            fr="Ouvrir le fichier dans un tableur et l’enregistrer à nouveau au format .xlsx ; s’il ne s’ouvre pas, "
            "reprendre une version précédente.",
            en="Open the file in a spreadsheet program and save it again as .xlsx; if it does not open, take an "
            "earlier version.",
        ),
        "template": Text(
            fr="Indiquer le dossier du modèle avec --template, ou le placer à côté du classeur, puis relancer.",
            en="Give the folder of the template with --template, or put it beside the workbook, then run again.",
        ),
        "fault": Text(
            fr="Signaler l’erreur à l’administrateur avec ce message ; les autres fichiers ont été lus.",
            en="Report the error to the administrator with this message; the other files were read.",
        ),
    },
    levels={"named": "error", "met": "info"},
    doc="""The file cannot be opened: truncated, protected, of another format, still being written or downloaded. A file
    of another format that is only met in a folder is an information.

    Passes: any .xlsx that Excel opens without asking for anything.
    Fails: a workbook protected by a password.
    """,
)
