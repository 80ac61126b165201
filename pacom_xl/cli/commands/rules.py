"""``pacom-xl rules``: the rule catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pacom_xl.cli import bilingual, options
from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.reporting import rule_catalogue

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def _codes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Completion by TAB: the codes that begin so, with their titles."""
    from click.shell_completion import CompletionItem

    found = rule_catalogue.select(incomplete)
    return [CompletionItem(rule.code, help=bilingual.localised(rule.title)) for rule in found]


@click.command(
    "rules",
    cls=bilingual.Command,
    about=sentence(
        "Montrer les contrôles : tous, une famille, ou un seul avec son mode d’emploi.",
        "Show the rules: all of them, a family, or one with its manual.",
    ),
    example="pacom-xl rules PAC401",
)
@bilingual.argument("code", Text("[CODE]", "[CODE]"), required=False, shell_complete=_codes)
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
            sentence(
                "aucun contrôle « {code} » ; liste complète : pacom-xl rules.",
                'no rule "{code}"; full list: pacom-xl rules.',
                code=code,
            )
        )
    click.echo(rule_catalogue.render(chosen, form, voice.lang), nl=False)
