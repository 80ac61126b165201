"""The consolidated workbook written out by a command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pacom_xl.cli import bilingual
from pacom_xl.cli.bilingual import option
from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.cli.options import Voice
from pacom_xl.cli.outputs import refuse_folder_at_address, refuse_replacing, written
from pacom_xl.cli.progress import WRITING, progress_bar
from pacom_xl.consolidation.review import Review
from pacom_xl.exchange.details_files import FORMS, MissingLibraryError, check_library, details_path, is_details
from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.reporting.consolidated_workbook import write_consolidated
from pacom_xl.reporting.details_choice import DETAILS_OPTIONS, Details, DetailsOption, missing_library, too_many_rows
from pacom_xl.writing.group.sheet_rows import EXCEL_ROWS, TooManyRowsError

_SILENT = Voice("fr", quiet=True)
#: Whether the workbook has a sheet per action: when they are not too many, in any case, in none.
ACTION_SHEETS = {"auto": None, "always": True, "never": False}
details_option = option(
    "--details",
    type=bilingual.Choice(list(DETAILS_OPTIONS)),
    default="auto",
    show_default=True,
    about=sentence(
        "Jalons, budget, échéances… : feuilles du classeur, ou fichier à côté ; auto : feuilles si tout y tient, sinon "
        "sqlite.",
        "Milestones, budget, instalments…: sheets of the workbook, or a file beside it; auto: sheets when all fits, "
        "else sqlite.",
    ),
)
max_rows_option = option(
    "--max-rows",
    type=bilingual.WholeNumber(1, EXCEL_ROWS),
    default=EXCEL_ROWS,
    show_default=True,
    about=Text("Lignes au plus par feuille.", "Most rows of a sheet."),
)


def write_group_workbook(
    found: Review,
    output: Path,
    force: bool,
    *,
    action_sheets: bool | None = None,
    details: Details | None = None,
    voice: Voice = _SILENT,
) -> Path | None:
    """The merged plan, its sources, conflicts and findings; the path of its details when they are in another file.

    Exit code 2 when it cannot be written, or a sheet would have too many rows.
    """
    try:
        with written(output, force) as out, progress_bar(voice, 1, WRITING) as progress:
            return write_consolidated(
                found, out, output, action_sheets=action_sheets, details=details, progress=progress
            )
    except TooManyRowsError as error:
        raise RefusedError(too_many_rows(error)) from error
    except MissingLibraryError as error:
        raise RefusedError(missing_library(error)) from error


def details_settings(option: DetailsOption, most_rows: int, force: bool, say: Callable[[Text], None]) -> Details:
    """The choice of ``--details``: an existing file is replaced with ``--force`` only, and only a details file."""
    return Details(option, most_rows, say, lambda path: _refuse_details(path, force))


def refuse_existing_details(output: Path, option: DetailsOption, force: bool) -> None:
    """Exit code 2 when the details of ``output`` cannot or may not be written; nothing where there may be none."""
    form = next((form for form in FORMS if form == option), None)
    if form is None:
        return
    try:
        check_library(form)
    except MissingLibraryError as error:
        raise RefusedError(missing_library(error)) from error
    _refuse_details(details_path(output, form), force)


def _refuse_details(path: Path, force: bool) -> None:
    refuse_folder_at_address(path)
    if not path.exists():
        return
    if not is_details(path):
        raise RefusedError(
            sentence(
                "{path} n’est pas un fichier de détails écrit par pacom_xl : il n’est jamais remplacé, même avec "
                "--force. Donnez un autre nom avec -o.",
                "{path} is not a details file written by pacom_xl: it is never replaced, even with --force. Give "
                "another name with -o.",
                path=path_text(path),
            )
        )
    refuse_replacing(path, force)
