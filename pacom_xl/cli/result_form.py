"""The form of a result: what ``--format`` asks for, else what the ending of ``-o`` says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import sentence

#: Endings of a text; a name without an ending is one, too.
_TEXTS = ("", ".txt", ".md", ".log")
#: Endings of workbooks. An office does not open another form under such a name.
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")


def form_of(requested: str | None, output: Path | None, forms: Mapping[str, str]) -> str:
    """One of ``forms`` (by ending), or ``text``.

    Exit code 2 for an ending that says no form, and for a workbook under another ending or the reverse.
    """
    if output is None:
        return requested or "text"
    ending = output.suffix.lower()
    if requested is None:
        form = forms.get(ending) or ("text" if ending in _TEXTS else None)
        if form is None:
            raise RefusedError(unknown_ending(output, tuple(forms)))
        return form
    if (ending != ".xlsx") if requested == "xlsx" else (ending in _WORKBOOKS):
        raise RefusedError(
            sentence(
                "-o {output} : ce nom ne va pas avec --format {form} ; donnez un nom en {ending}.",
                "-o {output}: this name does not go with --format {form}; give a name in {ending}.",
                output=path_text(output),
                form=requested,
                ending=next(known for known, form in forms.items() if form == requested),
            )
        )
    return requested


def unknown_ending(output: Path, known: tuple[str, ...]) -> Text:
    """A sentence: the ending of ``output`` names no form; which endings do."""
    listed = ", ".join(known)
    if not output.suffix:
        return sentence(
            "-o {output} : le nom n’a pas d’extension, le format est donc inconnu ; donnez un nom en {listed}.",
            "-o {output}: the name has no ending, so the format is unknown; give a name in {listed}.",
            output=path_text(output),
            listed=listed,
        )
    return sentence(
        "-o {output} : format inconnu « {suffix} » ; donnez un nom en {listed}.",
        '-o {output}: unknown format "{suffix}"; give a name in {listed}.',
        output=path_text(output),
        suffix=output.suffix,
        listed=listed,
    )
