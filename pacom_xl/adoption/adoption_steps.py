"""The steps of an adoption, for the command line and the page: open the list, map its columns, make the plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from pacom_xl.adoption.adopt import MOST_ACTIONS, Adopted, TooManyActionsError, adopt
from pacom_xl.adoption.list_file.list_cells import ListFile
from pacom_xl.adoption.list_file.open_list import ListError, open_list
from pacom_xl.adoption.mapping import mapping_file
from pacom_xl.adoption.mapping.column_mapping import Mapping, propose
from pacom_xl.adoption.mapping.tables import find_tables
from pacom_xl.adoption.mapping.used_values import used_values
from pacom_xl.model.text import Lang, Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.storage.toml_files import TomlError, read_text
from pacom_xl.template.schema import Template
from pacom_xl.values.codecs import Context


class AdoptionError(Exception):
    """A list or a mapping file that cannot be used; ``problems`` says why, a sentence each."""

    def __init__(self, *problems: Text) -> None:
        super().__init__(problems[0].en)
        self.problems = problems


@dataclass(frozen=True)
class Adoption:
    """The list in a file, and what it is read with. Each method raises ``AdoptionError``.

    ``context`` has the conventions of the list (decimal signs, order of dates); ``lang``: the language of the
    workbook, when it is another one.
    """

    path: Path
    template: Template
    context: Context
    lang: Lang | None = None

    @cached_property
    def list_file(self) -> ListFile:
        """The cells of the list."""
        try:
            return open_list(self.path, self.lang or self.context.lang)
        except ListError as error:
            raise AdoptionError(_about(path_text(self.path), error.reason)) from error

    def mapping(self, requested: Mapping, mapping_path: Path | None) -> Mapping:
        """The mapping of the list: that of ``mapping_path`` when the file exists, else proposed from the headings.

        ``requested``: team, label and year of the caller, which go before those of the file.
        """
        list_file, from_file = self.list_file, self._from_file(mapping_path)
        tables = propose([t for sheet in list_file.sheets for t in find_tables(sheet)], self.template, self.context)
        if from_file:
            try:
                tables = mapping_file.with_mapping_file(tables, from_file, list_file)
            except mapping_file.MappingFileError as error:
                raise AdoptionError(*error.problems) from error
            requested = mapping_file.with_settings(requested, from_file)
        if not any(mapped.kind == "actions" and mapped.one("title") for mapped in tables):
            raise AdoptionError(_no_actions(self.path))
        usable = [mapped for mapped in tables if mapped.kind == "people" or mapped.one("title")]
        return replace(requested, tables=usable)

    def _from_file(self, path: Path | None) -> mapping_file.MappingFile | None:
        """Read an existing mapping file, with all its mistakes; ``None`` when there is none."""
        if path is None or not path.exists():
            return None
        try:
            found = mapping_file.read_mapping(read_text(path), path.name)
        except TomlError as error:
            raise AdoptionError(_about(path, error.why)) from error
        except mapping_file.MappingFileError as error:
            raise AdoptionError(*error.problems) from error
        if problems := list(mapping_file.wrong_values(found, self.template, path.name)):
            raise AdoptionError(*problems)
        return found

    def adopted(self, mapping: Mapping, today: date) -> Adopted:
        """The plan of the list, with the account of every cell."""
        try:
            return adopt(self.list_file, mapping, self.template, self.context, today, self.lang)
        except TooManyActionsError as error:
            raise AdoptionError(
                sentence(
                    "{list} : {count} actions, un classeur en porte {most} au plus : partagez la liste.",
                    "{list}: {count} actions, a workbook holds {most} at most: split the list.",
                    list=path_text(self.path),
                    count=error.count,
                    most=MOST_ACTIONS,
                )
            ) from error

    def mapping_text(self, adopted: Adopted) -> str:
        """The mapping that was used as the text of a mapping file."""
        settled = replace(adopted.mapping, team=adopted.plan.team, year=adopted.plan.year)
        values = used_values(adopted.mapping, self.template, self.context)
        return mapping_file.mapping_text(settled, self.path.name, values, self.lang or self.context.lang)


def _about(path: object, reason: Text) -> Text:
    return sentence("{path} : {reason}.", "{path}: {reason}.", path=path, reason=reason)


def _no_actions(path: Path) -> Text:
    return sentence(
        "{list} : aucune liste d’actions reconnue. Il faut une ligne de titres, avec au moins l’intitulé des "
        "actions et un autre titre (responsable, échéance, statut, budget…). Si elle existe sous d’autres noms, "
        "écrivez dans une copie « Action » et « Responsable » au-dessus de ces colonnes.",
        "{list}: no action list was recognised. A row of column headings is needed, with at least the title "
        "of the actions and another heading (owner, due date, status, budget…). If it has other names, write "
        '"Action" and "Owner" above these columns in a copy.',
        list=path_text(path),
    )
