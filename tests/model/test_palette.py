"""The visual system: contrasts, symbols, number formats."""

from __future__ import annotations

from itertools import combinations

import pytest

from pacom_xl.model import palette
from pacom_xl.model.palette import COLOURS
from pacom_xl.template.load import load_template

STANDARD = load_template()
TONES: dict[str, palette.Tone] = {"grey": palette.GREY}
TONES |= {str(key): tone for key, tone in palette.STATUSES.items()} | palette.TRAJECTORIES | palette.SEVERITIES


def test_contrast_is_that_of_wcag() -> None:
    assert _contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert _contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert _contrast("#2E75B6", "#2E75B6") == 1


def test_the_standard_template_has_the_colours_of_the_palette() -> None:
    assert dict(STANDARD.colours) == COLOURS


@pytest.mark.parametrize(("one", "other"), [*combinations(palette.CELL_FILLS, 2)])
@pytest.mark.parametrize("template", ["standard", "example_company"])
def test_kinds_of_cells_are_told_apart(one: str, other: str, template: str) -> None:
    colours = load_template(template).colours
    assert _contrast(colours[one], colours[other]) >= 1.3
    assert palette.CELL_MARKS[one] != palette.CELL_MARKS[other]


@pytest.mark.parametrize("kind", ["input", "group", "required"])
def test_cells_stand_out_from_the_page(kind: str) -> None:
    assert _contrast(COLOURS[kind], palette.WHITE) >= 1.3
    assert _contrast(COLOURS[kind], "#000000") >= 7


@pytest.mark.parametrize("tone", TONES.values(), ids=TONES)
def test_verdicts_are_legible(tone: palette.Tone) -> None:
    assert _contrast(tone.ink, tone.fill) >= 4.5
    assert _contrast(tone.ink, palette.WHITE) >= 4.5
    assert _contrast(tone.solid, palette.WHITE) >= 3


@pytest.mark.parametrize("template", ["standard", "example_company"])
def test_texts_are_legible(template: str) -> None:
    colours = load_template(template).colours
    assert _contrast(colours["title"], palette.ON_TITLE) >= 7
    assert _contrast(colours["title"], palette.SOFT_ON_TITLE) >= 4.5
    for name in ("title", "muted", "good", "warning", "bad"):
        assert _contrast(colours[name], palette.WHITE) >= 4.5, name
        assert name == "warning" or _contrast(colours[name], palette.TILE) >= 4.5, name


def test_statuses_are_told_apart_without_colour() -> None:
    symbols = [tone.symbol for tone in palette.STATUSES.values()]
    assert len(set(symbols)) == len(symbols)
    assert len({tone.symbol for tone in palette.TRAJECTORIES.values()}) == 3


def test_every_situation_has_a_status() -> None:
    assert {choice.key for choice in STANDARD.choices["situation"]} <= set(palette.STATUS_OF_SITUATION)


def test_number_formats() -> None:
    assert palette.money_format("fr") == '#,##0"\u00a0€"'
    assert palette.money_format("en") == '"€"#,##0'
    assert palette.money_format("en", "CHF", cents=True) == '"CHF\u00a0"#,##0.00'
    assert palette.percent_format("fr") == '[=0]0"\u202f"%;[=1]0"\u202f"%;0.0"\u202f"%'
    assert palette.percent_format("en", 0) == "0%"
    assert palette.month_format("fr") == "[$-40C]mmm yyyy"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('#,##0"\u00a0€"', '[$-40C]#,##0"\u00a0€"'),
        ('"+"#,##0" €";[Red]−#,##0" €";"–"', '[$-40C]"+"#,##0" €";[Red][$-40C]−#,##0" €";"–"'),
        ('[=0]0"%";[=1]0"%";0.0"%"', '[=0][$-40C]0"%";[=1][$-40C]0"%";[$-40C]0.0"%"'),
        ("[>=10000]#,##0;[<=-10000]-#,##0;General", "[>=10000][$-40C]#,##0;[<=-10000][$-40C]-#,##0;General"),
        ('"a; 1,000 "0', '"a; 1,000 "0'),
        ("dd/mm/yyyy", "dd/mm/yyyy"),
        ("[$-40C]mmm yyyy", "[$-40C]mmm yyyy"),
        ("@", "@"),
    ],
)
def test_separators_are_those_of_the_language(code: str, expected: str) -> None:
    assert palette.in_language(code, "fr") == expected
    assert palette.in_language(expected, "fr") == expected


def _contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 (equal) to 21 (black and white), as WCAG 2 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
