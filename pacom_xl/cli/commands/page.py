"""``pacom-xl page``: the whole tool in one HTML file."""

from __future__ import annotations

from pathlib import Path

import click
import platformdirs

from pacom_xl.browser import page_file, pyodide_files
from pacom_xl.browser.program_archive import libraries, program_archive
from pacom_xl.browser.pyodide_files import PyodideError
from pacom_xl.browser.settings_archive import packed_settings
from pacom_xl.cli import bilingual, language, options
from pacom_xl.cli.bilingual import option
from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.cli.outputs import refuse_existing, refuse_same_file, write_text
from pacom_xl.cli.pipeline import read_reference, template_named
from pacom_xl.cli.rule_options import read_settings, rules_config
from pacom_xl.cli.samples import samples_folder
from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.nightly.configuration.config import NightlyConfig
from pacom_xl.template.sources import STANDARD


@click.command(
    "page",
    cls=bilingual.Command,
    about=Text(
        "Écrire l’outil entier en une page HTML, pour qui n’installe rien.",
        "Write the whole tool as one HTML page, for people who install nothing.",
    ),
    example="pacom-xl page -o pacom-xl.html",
)
@option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    about=Text("La page à écrire (.html).", "The page to write (.html)."),
)
@option(
    "--template",
    about=sentence(
        "Modèle de la société, par nom ou dossier (par défaut : celui que les classeurs nomment).",
        "The company’s template, by name or folder (default: the one the workbooks name).",
    ),
)
@options.reference_option
@options.config_option
@option(
    "--runtime",
    type=click.Path(path_type=Path),
    value=Text("CHEMIN", "PATH"),
    about=sentence(
        "Dossier du paquet npm « pyodide », ou page déjà faite dont il est repris (par défaut : téléchargé par npm).",
        'Folder of the npm package "pyodide", or a page already made to take it from (default: downloaded with npm).',
    ),
)
@options.force_option
@options.speaking
def command(
    output: Path,
    template: str | None,
    reference: str | None,
    config: Path | None,
    runtime: Path | None,
    force: bool,
    voice: options.Voice,
) -> None:
    """Put the program, its libraries and the company's settings into one page."""
    if output.suffix.lower() not in (".html", ".htm"):
        raise RefusedError(Text("le nom de la page doit finir par .html.", "the page’s name must end in .html."))
    refuse_existing(output, force)
    refuse_same_file(output, [reference, config])
    settings = read_settings(config)
    _check(settings, template, reference)
    requested = language.requested() or language.known(settings.lang)
    text = page_file.page_html(
        _pyodide(runtime, voice),
        program_archive(samples_folder()),
        packed_settings(settings, template, Path(reference) if reference else None, requested),
        libraries(),
        requested or voice.lang,
        fixed_lang=requested is not None,
        time_zone=settings.time_zone,
    )
    write_text(output, text, force)
    size = len(text.encode()) / 1_000_000
    voice.say(
        sentence("{path} : écrit, {size:.1f} Mo.", "{path}: written, {size:.1f} MB.", path=path_text(output), size=size)
    )


def _check(settings: NightlyConfig, template: str | None, reference: str | None) -> None:
    """Exit code 2 when the page could not use what it is given."""
    shape = template_named(template or settings.template or STANDARD)
    rules_config(settings, template=shape)
    read_reference(reference or settings.reference, shape)


def _pyodide(runtime: Path | None, voice: options.Voice) -> dict[str, bytes]:
    """The files of Pyodide. Exit code 2 when they cannot be had."""
    try:
        if runtime is None:
            cache = Path(platformdirs.user_cache_dir("pacom-xl", appauthor=False))
            return pyodide_files.cached_or_downloaded(cache, voice.say)
        if runtime.is_dir():
            return pyodide_files.read_folder(runtime)
        return page_file.pyodide_of_page(runtime)
    except PyodideError as error:
        raise RefusedError(error.problem) from error
