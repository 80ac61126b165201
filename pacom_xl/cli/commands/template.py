"""``pacom-xl template``: list the templates, show one, check that of a company."""

from __future__ import annotations

import click

from pacom_xl.cli import bilingual, options
from pacom_xl.cli.exit_codes import WRONG_CALL
from pacom_xl.cli.pipeline import template_named
from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.rules.rule_settings import read_rules
from pacom_xl.template.load import TemplateError, load_template, shipped_templates, template_folder
from pacom_xl.template.schema import Template
from pacom_xl.template.sources import HEAD, read_folder


@click.group(
    "template",
    cls=bilingual.Group,
    about=Text(
        "Lister les modèles, en montrer un, contrôler celui d’une société.",
        "List the templates, show one, or check a company’s own.",
    ),
    example="pacom-xl template show standard",
)
def command() -> None:
    """The commands about templates."""


@command.command(
    "list",
    about=Text("Lister les modèles fournis.", "List the templates shipped with the program."),
    example="pacom-xl template list",
)
@options.speaking
def list_(voice: options.Voice) -> None:
    """One line per template."""
    for name in shipped_templates():
        click.echo(f"{name}  {template_named(name).label.in_(voice.lang)}")


@command.command(
    "show",
    about=Text("Montrer les feuilles et les champs d’un modèle.", "Show the sheets and fields of a template."),
    example="pacom-xl template show standard",
)
@bilingual.argument("name", Text("NOM", "NAME"), shell_complete=options.template_names)
@options.speaking
def show(name: str, voice: options.Voice) -> None:
    """Sheets, and the fields of each that people see."""
    shape = template_named(name)
    click.echo(f"{shape.name} {shape.version}  {shape.label.in_(voice.lang)}")
    for sheet in shape.sheets:
        click.echo(f"\n{sheet.label.in_(voice.lang)} ({sheet.key})\n  {sheet.purpose.in_(voice.lang)}")
        for table in sheet.tables:
            for field in table.fields:
                if not field.hidden:
                    click.echo(f"    {field.name:<36} {field.label.in_(voice.lang)}")


@command.command(
    "check",
    about=sentence(
        "Contrôler le modèle d’une société ; toutes ses fautes sont dites d’un coup.",
        "Check a company’s template; every mistake is told at once.",
    ),
    example="pacom-xl template check our_templates/sales",
)
@bilingual.argument("file", Text("DOSSIER", "FOLDER"), shell_complete=bilingual.files)
@options.speaking
@click.pass_context
def check(ctx: click.Context, file: str, voice: options.Voice) -> None:
    """Every mistake of a template, or that it is sound."""
    folder = file.removesuffix("template.toml").rstrip("/\\") or "."
    shape, problems = _checked(folder)
    for problem in problems:
        click.echo(problem.in_(voice.lang))
    if shape is None or problems:
        ctx.exit(WRONG_CALL)
    fields = len(shape.by_name)
    voice.say(
        sentence(
            "{name} : modèle correct, {count} feuilles, {fields} champs.",
            "{name}: template is sound, {count} sheets, {fields} fields.",
            name=shape.name,
            count=len(shape.sheets),
            fields=fields,
        )
    )


def _checked(folder: str) -> tuple[Template | None, list[Text]]:
    """The template, unless it cannot be used, and every mistake, those of its rules too."""
    try:
        place = template_folder(folder)
    except TemplateError as error:
        return None, error.problems
    try:
        shape, problems = load_template(place), []
    except TemplateError as error:
        shape, problems = None, error.problems
    level = read_folder(place)
    rules = level.files.get(HEAD, {}).get("rules", {})
    for problem in read_rules(rules, shape or load_template())[1]:
        level.report(HEAD, problem.under("rules").path, problem.text)
    return shape, list(dict.fromkeys([*problems, *level.problems]))
