"""A new workbook from an action list people already have, as ``pacom-xl adopt`` writes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pacom_xl.adoption.adopt import Adopted
from pacom_xl.adoption.adoption_steps import Adoption, AdoptionError
from pacom_xl.adoption.mapping.column_mapping import Mapping
from pacom_xl.adoption.report_text import mapping_lines, summary_lines
from pacom_xl.browser.page_messages import Page, RefusedWorkError, show_lines
from pacom_xl.model.text import Lang, Text
from pacom_xl.template.schema import Template
from pacom_xl.values.codecs import Context
from pacom_xl.writing.team_workbook import write_workbook

_MAPPING_SUFFIX = ".mapping.toml"


@dataclass(frozen=True)
class ListRequest:
    """What the page asks of a list. ``mapping``: a mapping file that was edited; ``None``: propose one.

    Team and year that are not given come from the mapping file or from the list.
    """

    path: Path
    mapping: Path | None
    team: str | None
    label: str
    year: int | None


def adopted_list(
    request: ListRequest, template: Template, as_of: date, lang: Lang, page: Page, *, frozen: bool
) -> None:
    """Write the workbook and its mapping, show both and what became of every cell. Raises ``RefusedWorkError``."""
    adoption = Adoption(request.path, template, Context.build(template, lang))
    try:
        mapping = adoption.mapping(Mapping([], request.team, request.label, request.year), request.mapping)
        adopted = adoption.adopted(mapping, as_of)
    except AdoptionError as error:
        raise RefusedWorkError(*error.problems) from error
    output = Path(f"PAC_{adopted.plan.year}_{adopted.plan.team}.xlsx")
    page.progress("writing", 0, 1, output.name)
    write_workbook(adopted.plan, template, output, as_of=as_of, frozen=frozen)
    summary, *lines = _lines(adopted, mapping, template, lang)
    show_lines(page, Text(summary, summary), lang, lines)
    page.file("adopted", output.name)
    if request.mapping is None:
        text = Path(output.stem + _MAPPING_SUFFIX)
        text.write_text(adoption.mapping_text(adopted), encoding="utf-8", newline="\n")
        page.file("mapping", text.name)


def _lines(adopted: Adopted, mapping: Mapping, template: Template, lang: Lang) -> Iterator[str]:
    """The counts first, then where each column went, then what is to be placed."""
    summary, *rest = summary_lines(adopted, template, lang, verbose=True)
    yield summary
    yield from mapping_lines(mapping.tables, lang)
    yield from rest
