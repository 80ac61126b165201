"""The template most files of an unattended run name, found before the files are read: the cache depends on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pacom_xl.reading.many_files.discover import Input
from pacom_xl.reading.many_files.read_many import read_all
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reading.templates.named_template import find_named
from pacom_xl.template.schema import Template
from pacom_xl.xlsx.package import custom_properties

#: Files whose properties are looked at, and files that are read for the template they carry.
_SAMPLE, _READ = 20, 3


def common_template(inputs: Sequence[Input], template: Template) -> Template | None:
    """The other template that most of the first files name; ``None`` when they name ``template`` or one it extends,
    or when theirs is found nowhere. Raises ``TemplateError`` when the one found on disk has mistakes.
    """
    entries = [entry for entry in inputs if entry.problem is None][:_SAMPLE]
    names = {entry.path: custom_properties(entry.path).get("pacom_template", "") for entry in entries}
    # Web offices drop properties: such files must be read to know.
    unnamed = [entry for entry in entries if not names[entry.path]][:_READ]
    names |= {reading.path: _name(reading) for reading in _naming(unnamed, template)}
    counted = Counter(name or template.name for name in names.values())
    name = counted.most_common(1)[0][0] if counted else template.name
    if name in template.family:
        return None
    naming = _naming([entry for entry in entries if names[entry.path] == name][:_READ], template)
    found = find_named(name, naming, may_carry=True) if naming else None
    return found if found is not None and template.name in found.family else None


def _naming(entries: Sequence[Input], template: Template) -> list[Reading]:
    """The readings of files that name another template."""
    readings = read_all(entries, template, jobs=1)
    return [reading for reading in readings if reading.named_template and not reading.plans]


def _name(reading: Reading) -> str:
    return reading.named_template.name if reading.named_template else ""
