"""Whether the tables of actions are sheets of the consolidated workbook or a file beside it, and the sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pacom_xl.exchange.details_files import (
    FORMS,
    LIBRARIES,
    MissingLibraryError,
    check_library,
    details_path,
    is_folder,
    open_sink,
)
from pacom_xl.exchange.details_formats import DetailsForm, TableSink
from pacom_xl.model import formats
from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.storage.atomic_files import replacing, replacing_folder
from pacom_xl.writing.group.sheet_rows import EXCEL_ROWS, DetailsTarget, FullSheet, SheetRows, TooManyRowsError

#: ``auto``: sheets when every one has few enough rows, else SQLite.
DetailsOption = Literal["auto", "sheets", "sqlite", "parquet", "duckdb"]
DETAILS_OPTIONS: tuple[DetailsOption, ...] = ("auto", "sheets", *FORMS)

#: Sheets named one by one.
_NAMED = 3


def _silent(_: Text) -> None:
    """Say nothing."""


def _anywhere(_: Path) -> None:
    """Accept every path."""


@dataclass(frozen=True)
class Details:
    """The choice of ``--details``: where the tables of actions go."""

    option: DetailsOption = "auto"
    #: Rows a sheet can have.
    most_rows: int = EXCEL_ROWS
    #: Called with the sheets that would have too many rows, before anything is written.
    say: Callable[[Text], None] = _silent
    #: Called with the path of the details file before anything is written; raises when it may not be replaced.
    check_path: Callable[[Path], None] = _anywhere


@dataclass
class DetailsChoice:
    """The choice for one workbook, made when the number of rows is known."""

    choice: Details
    workbook: Path
    #: The details file; ``None`` when the tables are sheets.
    path: Path | None = None

    @property
    def rows(self) -> SheetRows:
        """Limit of rows and target of details, for the writer of the workbook."""
        return SheetRows(self.choice.most_rows, self._target)

    def _target(self, full: Sequence[FullSheet], most: int) -> DetailsTarget | None:
        option = self.choice.option
        if option == "sheets" and full:
            raise TooManyRowsError(full, most)
        if option == "sheets" or (option == "auto" and not full):
            return None
        form: DetailsForm = "sqlite" if option == "auto" else option
        check_library(form)
        path = self.path = details_path(self.workbook, form)
        self.choice.check_path(path)
        notice = details_beside(full, most, path) if full else None
        return DetailsTarget(path.name, lambda workbook_id: self._opened(path, form, workbook_id, notice))

    @contextmanager
    def _opened(self, path: Path, form: DetailsForm, workbook_id: str, notice: Text | None) -> Iterator[TableSink]:
        if notice:
            self.choice.say(notice)
        with _new_file(path, form) as temporary, open_sink(temporary, form, workbook_id) as sink:
            yield sink


def _new_file(path: Path, form: DetailsForm) -> AbstractContextManager[Path]:
    return replacing_folder(path) if is_folder(form) else replacing(path)


# -- sentences --------------------------------------------------------------------------------------------------------


def details_beside(full: Sequence[FullSheet], most: int, path: Path) -> Text:
    """A sentence: which sheets would have too many rows, and where the details go instead."""
    return sentence(
        "{sheets} ; une feuille en contient au plus {most} : les lignes des fiches action (jalons, budget, échéances…) "
        "vont dans {file}, à garder à côté du classeur.",
        "{sheets}; a sheet holds at most {most}: the rows of action cards (milestones, budget, instalments…) go into "
        "{file}, to be kept beside the workbook.",
        sheets=_listed(full),
        most=_number(most),
        file=path_text(path.name),
    )


def too_many_rows(error: TooManyRowsError) -> Text:
    """Why nothing is written, and what to do."""
    return sentence(
        "{sheets} ; une feuille en contient au plus {most}. Rien n’a été écrit : {advice}.",
        "{sheets}; a sheet holds at most {most}. Nothing was written: {advice}.",
        sheets=_listed(error.sheets),
        most=_number(error.most),
        advice=_SPLIT if error.apart else Text(f"{_APART.fr}, ou {_SPLIT.fr}", f"{_APART.en}, or {_SPLIT.en}"),
    )


_APART = Text("mettez les détails à part avec --details sqlite", "put the details in a file with --details sqlite")
_SPLIT = Text(
    "faites un classeur par région avec --split-by parent", "make a workbook per region with --split-by parent"
)


def missing_library(error: MissingLibraryError) -> Text:
    """A sentence: which library a form of details needs, and which form needs none."""
    return sentence(
        "--details {form} demande {library}, qui n’est pas installé : faites pip install 'pacom_xl[{form}]', ou prenez "
        "--details sqlite.",
        "--details {form} needs {library}, which is not installed: run pip install 'pacom_xl[{form}]', or take "
        "--details sqlite.",
        form=error.form,
        library=LIBRARIES[error.form],
    )


def _listed(full: Sequence[FullSheet]) -> Text:
    """« Échéancier » aurait 1 048 590 lignes, … (et 4 autres)."""
    parts = [
        sentence(
            "la feuille « {name} » aurait {rows} lignes",
            'the sheet "{name}" would have {rows} rows',
            name=sheet.name,
            rows=_number(sheet.rows),
        )
        for sheet in full[:_NAMED]
    ]
    others = len(full) - len(parts)
    more = Text(f" (et {others} autres)", f" (and {others} more)") if others else Text("", "")
    return Text(", ".join(part.fr for part in parts) + more.fr, ", ".join(part.en for part in parts) + more.en)


def _number(count: int) -> Text:
    return Text(formats.number(count, "fr"), formats.number(count, "en"))
