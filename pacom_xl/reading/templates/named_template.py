"""The template that a workbook names, and the template with which the files of one run are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.reading.reading_result import NamedTemplate, Reading
from pacom_xl.reading.recognition.tab_recognition import Tabs
from pacom_xl.template.find import find_carried, find_on_disk
from pacom_xl.template.load import load_template
from pacom_xl.template.schema import CARRIED_TEMPLATE, SourceFile, Template
from pacom_xl.xlsx.package import Package


def named_template(tabs: Tabs, package: Package) -> NamedTemplate | None:
    """The template named in the properties or the hidden sheet of a workbook; ``None`` when there is none."""
    carried = tuple(_carried(tabs))
    name = package.properties.get("pacom_template", "") or (carried[0][0] if carried else "")
    version = tabs.meta("schema_version") or package.properties.get("pacom_template_version", "")
    return NamedTemplate(name, version, carried) if name else None


def _carried(tabs: Tabs) -> Iterable[tuple[str, str, str]]:
    for sheet in tabs.of("meta"):
        for record in sheet.all_records:
            if record.table.key == CARRIED_TEMPLATE:
                name, file, text = (
                    str(record.values.get(key, "")) for key in ("template_name", "file_name", "file_text")
                )
                yield name, file, text


def is_readable(named: NamedTemplate | None, template: Template) -> bool:
    """Whether a workbook can be read with ``template``: made with it, with one it extends, or naming none."""
    return named is None or named.name in template.family


def not_readable(named: NamedTemplate, template: Template) -> Text:
    """The reason and the remedy when a workbook has another template."""
    return sentence(
        "ce classeur est fait avec le modèle « {name} », pas avec « {other} » : indiquez le dossier de ce modèle avec "
        "--template (ou template dans pacom.toml), placez-le à côté du classeur, ou nommez-le dans la variable "
        "PACOM_TEMPLATES",
        'this workbook is made with the template "{name}", not with "{other}": give the folder of that template with '
        "--template (or template in pacom.toml), put it beside the workbook, or name it in the variable "
        "PACOM_TEMPLATES",
        name=named.name,
        other=template.name,
    )


Read = Callable[[Template], list[Reading]]


def read_with_named(read: Read, template: Template) -> tuple[list[Reading], Template]:
    """Readings with ``template``; when files name others, those with the template most of them name.

    One run has one template: it compares and adds up plans. Files it cannot read stay rejected, with a sentence.
    A template that a workbook carries decides only when most files name it: one file must not change how the others
    are read. Raises ``TemplateError`` when the template found on disk has mistakes.
    """
    readings = read(template)
    other = _other_template(readings, template)
    return (readings, template) if other is None else (read(other), other)


def template_of(readings: Sequence[Reading]) -> Template:
    """The template that readings were made with: the one most of them name, the standard one when none does.

    Raises ``TemplateError`` when the template found on disk has mistakes, ``LookupError`` when it is not found again.
    """
    named = [reading for reading in readings if reading.plans and reading.named_template]
    if not named:
        return load_template()
    name = Counter(_named(reading).name for reading in named).most_common(1)[0][0]
    same = [reading for reading in named if _named(reading).name == name]
    found = find_named(name, same, may_carry=True)
    if found is None:
        raise LookupError(not_readable(_named(same[0]), load_template()).en)
    return found


def _other_template(readings: Sequence[Reading], template: Template) -> Template | None:
    """The template most of the rejected files name, if it can be found and can read those of ``template`` too."""
    missing = [reading for reading in readings if reading.status == "rejected" and reading.named_template]
    readable = sum(bool(reading.plans) for reading in readings)
    for name, count in Counter(_named(reading).name for reading in missing).most_common():
        same = [reading for reading in missing if _named(reading).name == name]
        found = find_named(name, same, may_carry=count >= readable)
        if found is not None and template.name in found.family:
            return found
    return None


def find_named(name: str, readings: Sequence[Reading], *, may_carry: bool) -> Template | None:
    """The template of that name: on disk, else in the workbooks."""
    version = max((_named(reading).version for reading in readings), key=lambda text: (len(text), text))
    beside = dict.fromkeys(reading.path.resolve().parent for reading in readings)
    return find_on_disk(name, version, beside) or (find_carried(_most_carried(readings)) if may_carry else None)


def _named(reading: Reading) -> NamedTemplate:
    assert reading.named_template is not None
    return reading.named_template


def _most_carried(readings: Sequence[Reading]) -> list[SourceFile]:
    """The template files most of the workbooks carry; of as many, those of the highest version."""
    carried = Counter((_named(reading).version, _named(reading).carried) for reading in readings)
    files = max(carried, key=lambda entry: (carried[entry], len(entry[0]), entry[0]))[1]
    return [SourceFile(*file) for file in files]
