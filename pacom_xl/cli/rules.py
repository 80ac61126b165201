"""``pacom-xl rules``: the rule catalogue."""

from __future__ import annotations

import click

from pacom_xl.cli import options
from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.model.text import NBSP, Text
from pacom_xl.reporting import rule_catalogue


@click.command("rules")
@click.argument("code", required=False)
@click.option("--format", "form", type=click.Choice(["text", "json", "md"]), default="text")
@options.speaking
def command(code: str | None, form: str, voice: options.Voice) -> None:
    """Show the rules: all of them, a family, or one with its manual.

    Example: pacom-xl rules PAC401
    """
    chosen = rule_catalogue.select(code)
    if not chosen:
        raise RefusedError(
            Text(
                f"aucun contrôle «{NBSP}{code}{NBSP}»\u202f; liste complète{NBSP}: pacom-xl rules.",
                f'no rule "{code}"; full list: pacom-xl rules.',
            )
        )
    click.echo(rule_catalogue.render(chosen, form, voice.lang), nl=False)
