"""The texts of the page, in both languages: the page shows them in the language people choose."""

from __future__ import annotations

from pacom_xl.model.text import Text
from pacom_xl.model.typography import french_part

_TEXTS = {
    "title": Text("Plan d’action commercial", "Sales action plan"),
    "lead": Text(
        "Contrôler un classeur, en consolider plusieurs, réparer, comparer, en créer un nouveau.",
        "Check one workbook, consolidate several, repair, compare, create a new one.",
    ),
    "private": Text(
        "Tout se passe dans cette page : vos fichiers ne quittent pas cet ordinateur, rien n’est installé.",
        "Everything happens in this page: your files do not leave this computer, nothing is installed.",
    ),
    "language": Text("Langue", "Language"),
    "skip": Text("Aller aux résultats", "Skip to the results"),
    "files_title": Text("Vos classeurs", "Your workbooks"),
    "choose": Text("Choisir des classeurs", "Choose workbooks"),
    "or_drop": Text(
        "ou déposez-les ici (.xlsx, .xlsm, .ods ; un dossier convient aussi)",
        "or drop them here (.xlsx, .xlsm, .ods; a folder will do too)",
    ),
    "as_of": Text("Situation au", "As of"),
    "as_of_help": Text(
        "Retards et échéances sont calculés à cette date.", "Delays and due dates are computed at this date."
    ),
    "again": Text("Contrôler à cette date", "Check at this date"),
    "sample": Text("Essayer avec la société d’exemple", "Try with the sample company"),
    "blank_title": Text("Un classeur vierge", "A blank workbook"),
    "team": Text("Code de l’équipe", "Team code"),
    "team_help": Text("Deux à quatre lettres, par exemple NO.", "Two to four letters, for instance NO."),
    "label": Text("Nom de l’équipe", "Team name"),
    "year": Text("Année du plan", "Plan year"),
    "actions": Text("Fiches d’action vides", "Empty action sheets"),
    "create": Text("Créer le classeur", "Create the workbook"),
    "back_title": Text("Réparer, comparer, partir d’une liste d’actions", "Repair, compare, start from an action list"),
    "repair_title": Text("Réparer un classeur", "Repair a workbook"),
    "repair_help": Text(
        "Le contenu d’un classeur abîmé, réorganisé ou plus ancien est repris dans un classeur neuf ; ce qui n’a pas "
        "de place va sur l’onglet « À replacer ».",
        "The contents of a damaged, reorganised or older workbook are moved into a new one; what has no place goes to "
        'the tab "To be placed".',
    ),
    "repair_file": Text("Classeur à réparer", "Workbook to repair"),
    "repair": Text("Réparer", "Repair"),
    "diff_title": Text("Comparer deux versions d’un classeur", "Compare two versions of a workbook"),
    "diff_help": Text(
        "Ce qui a changé, par personne et par action, avec les conséquences.",
        "What changed, by person and action, with the consequences.",
    ),
    "old_file": Text("Ancienne version", "Old version"),
    "new_file": Text("Nouvelle version", "New version"),
    "compare": Text("Comparer", "Compare"),
    "adopt_title": Text("Partir d’une liste d’actions", "Start from an action list"),
    "adopt_help": Text(
        "Une liste existante (.xlsx ou .csv, une ligne de titres) devient le classeur d’une équipe. La correspondance "
        "des colonnes est montrée ; corrigez son fichier et redonnez-le pour la changer.",
        "An existing list (.xlsx or .csv, one row of headings) becomes the workbook of a team. The mapping of the "
        "columns is shown; edit its file and give it again to change it.",
    ),
    "list_file": Text("Liste d’actions", "Action list"),
    "mapping_file": Text("Correspondance (facultatif)", "Mapping (optional)"),
    "list_year": Text("Année (sinon celle de la liste)", "Year (else that of the list)"),
    "adopt": Text("Créer le classeur", "Create the workbook"),
    "kind_repaired": Text("le classeur repris dans le modèle actuel", "the workbook in the current template"),
    "kind_changes": Text("les changements, à filtrer dans Excel", "the changes, to filter in Excel"),
    "kind_adopted": Text("le classeur fait de la liste", "the workbook made of the list"),
    "kind_mapping": Text("la correspondance des colonnes, à corriger au besoin", "the mapping of the columns, to edit"),
    "nothing_written": Text("Rien n’a été écrit.", "Nothing was written."),
    "report": Text("Compte rendu", "Report"),
    "cancel": Text("Annuler", "Cancel"),
    "loading": Text(
        "Chargement du programme, une fois par ouverture de la page…",
        "Loading the program, once each time the page is opened…",
    ),
    "ready": Text("Prêt.", "Ready."),
    "cancelled": Text("Annulé. Rien n’a été écrit.", "Cancelled. Nothing was written."),
    "reading": Text("Lecture de {name} ({done} sur {total})…", "Reading {name} ({done} of {total})…"),
    "checking": Text("Contrôle des plans…", "Checking the plans…"),
    "writing": Text("Écriture de {name} ({done} sur {total})…", "Writing {name} ({done} of {total})…"),
    "done": Text("Terminé : {summary}", "Done: {summary}"),
    "created": Text("{name} est prêt à être téléchargé.", "{name} is ready to be downloaded."),
    "results": Text("Résultats", "Results"),
    "downloads": Text("À télécharger", "Downloads"),
    "download": Text("Télécharger", "Download"),
    "kind_corrected": Text(
        "classeur corrigé, chaque constat à sa cellule", "corrected workbook, each finding at its cell"
    ),
    "kind_findings": Text("tous les constats, à filtrer dans Excel", "all findings, to filter in Excel"),
    "kind_page": Text("la page des constats, à envoyer ou à imprimer", "the page of findings, to send or to print"),
    "kind_deadlines": Text("les échéances, pour un agenda", "the deadlines, for a calendar"),
    "kind_group": Text("le classeur du groupe, consolidé", "the group’s workbook, consolidated"),
    "kind_blank": Text("le classeur vierge", "the blank workbook"),
    "kind_sample": Text("un classeur de la société d’exemple", "a workbook of the sample company"),
    "read_files": Text("Fichiers", "Files"),
    "file": Text("Fichier", "File"),
    "file_team": Text("Équipe", "Team"),
    "status": Text("État", "Status"),
    "why": Text("Pourquoi", "Why"),
    "totals": Text("Totaux par équipe", "Totals by team"),
    "conflicts": Text("Conflits", "Conflicts"),
    "no_conflict": Text("Aucun conflit entre les classeurs.", "No conflict between the workbooks."),
    "findings": Text("Constats", "Findings"),
    "no_file": Text("Aucun classeur parmi ces fichiers.", "No workbook among these files."),
    "stopped_time": Text(
        "lecture interrompue : ce fichier ne se laisse pas lire dans un temps raisonnable",
        "reading stopped: this file cannot be read in reasonable time",
    ),
    "stopped_memory": Text(
        "lecture interrompue : ce fichier demande plus de mémoire que le navigateur n’en donne",
        "reading stopped: this file asks for more memory than the browser gives",
    ),
    "fault": Text(
        "Erreur interne du programme, vos fichiers n’y sont pour rien. Merci de la signaler avec ce détail :",
        "Internal fault of the program, your files are not the cause. Please report it with this detail:",
    ),
    "too_old": Text(
        "Ce navigateur est trop ancien. Ouvrez cette page avec une version récente de Edge, Chrome, Firefox ou Safari.",
        "This browser is too old. Open this page with a recent version of Edge, Chrome, Firefox or Safari.",
    ),
    "no_script": Text(
        "Cette page a besoin de JavaScript : autorisez-le pour ce fichier.",
        "This page needs JavaScript: allow it for this file.",
    ),
    "about": Text("À propos, licences", "About, licences"),
    "about_text": Text(
        "pacom_xl {version}. Bibliothèques contenues dans cette page, avec leurs licences :",
        "pacom_xl {version}. Libraries inside this page, with their licences:",
    ),
    "wrong_team": Text(
        "Le code de l’équipe a deux à quatre lettres, par exemple NO.",
        "The team code has two to four letters, for instance NO.",
    ),
}
#: By name. ``{…}`` are filled by the page.
TEXTS: dict[str, Text] = {name: french_part(text) for name, text in _TEXTS.items()}
