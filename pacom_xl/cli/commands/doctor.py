"""``pacom-xl doctor``: what is wrong with the installation or a configuration, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from pacom_xl.cli import bilingual, options
from pacom_xl.cli.exit_codes import DONE, FOUND
from pacom_xl.model.text import Lang, Text
from pacom_xl.model.typography import colon, sentence
from pacom_xl.nightly.doctor.configuration_checks import configuration_checks
from pacom_xl.nightly.doctor.diagnosis import Diagnosis
from pacom_xl.nightly.doctor.installation_checks import installation_checks
from pacom_xl.reporting.json_reports import dump

_SIGNS = {"ok": "✓", "note": "·", "warning": "!", "error": "✗"}


@click.command(
    "doctor",
    cls=bilingual.Command,
    about=Text(
        "Examiner l’installation et la configuration ; dire ce qui ne va pas et quoi faire.",
        "Examine the installation and the configuration; say what is wrong and what to do.",
    ),
    example="pacom-xl doctor --config pacom.toml",
)
@bilingual.option(
    "--config",
    type=click.Path(path_type=Path),
    about=sentence(
        "pacom.toml : ses dossiers, son état, son serveur de courriel (aucun courriel n’est envoyé).",
        "pacom.toml: its folders, its state, its mail server (no mail is sent).",
    ),
)
@bilingual.option(
    "--format",
    "form",
    type=bilingual.Choice(["text", "json"]),
    default="text",
    show_default=True,
    about=Text("Forme du résultat.", "Form of the result."),
)
@options.speaking
@click.pass_context
def command(ctx: click.Context, config: Path | None, form: str, voice: options.Voice) -> None:
    """Every check; exit code 1 when something does not work."""
    found: list[Diagnosis] = []
    for diagnosis in _checks(config):
        found.append(diagnosis)
        if form == "text":
            click.echo("\n".join(_lines(diagnosis, voice.lang)))
    errors = sum(diagnosis.state == "error" for diagnosis in found)
    if form == "json":
        click.echo(dump({"schema": "pacom-doctor/1", "checks": [_data(one, voice.lang) for one in found]}), nl=False)
    else:
        click.echo(_summary(errors).in_(voice.lang))
    ctx.exit(FOUND if errors else DONE)


def _checks(config: Path | None) -> Iterator[Diagnosis]:
    yield from installation_checks()
    if config is not None:
        yield from configuration_checks(config, date.today())


def _lines(diagnosis: Diagnosis, lang: Lang) -> Iterator[str]:
    yield f"{_SIGNS[diagnosis.state]} {diagnosis.about.in_(lang)}{colon(lang)}{diagnosis.found.in_(lang)}"
    if diagnosis.fix:
        yield f"  → {diagnosis.fix.in_(lang)}"


def _summary(errors: int) -> Text:
    if errors == 0:
        return sentence("Rien à réparer.", "Nothing to repair.")
    return sentence("À réparer : {errors}.", "To repair: {errors}.", errors=errors)


def _data(diagnosis: Diagnosis, lang: Lang) -> dict[str, str | None]:
    return {
        "about": diagnosis.about.in_(lang),
        "state": diagnosis.state,
        "found": diagnosis.found.in_(lang),
        "fix": diagnosis.fix.in_(lang) if diagnosis.fix else None,
    }
