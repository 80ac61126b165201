"""``pacom-xl rules``: the rule catalogue."""

from __future__ import annotations

import click

from pacom_xl.cli import bilingual, options
from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.model.text import NBSP, Text
from pacom_xl.reporting import rule_catalogue


@click.command(
    "rules",
    cls=bilingual.Command,
    about=Text(
        "Montrer les contrôles\u00a0: tous, une famille, ou un seul avec son mode d’emploi.",
        "Show the rules: all of them, a family, or one with its manual.",
    ),
    example="pacom-xl rules PAC401",
)
@bilingual.argument("code", Text("[CODE]", "[CODE]"), required=False)
@bilingual.option(
    "--format",
    "form",
    type=bilingual.Choice(["text", "json", "md"]),
    default="text",
    show_default=True,
    about=Text("Forme du catalogue.", "Form of the catalogue."),
)
@options.speaking
def command(code: str | None, form: str, voice: options.Voice) -> None:
    """Show the rules a code or its beginning selects."""
    chosen = rule_catalogue.select(code)
    if not chosen:
        raise RefusedError(
            Text(
                f"aucun contrôle «{NBSP}{code}{NBSP}»\u202f; liste complète{NBSP}: pacom-xl rules.",
                f'no rule "{code}"; full list: pacom-xl rules.',
            )
        )
    click.echo(rule_catalogue.render(chosen, form, voice.lang), nl=False)
