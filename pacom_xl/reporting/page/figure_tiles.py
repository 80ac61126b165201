"""The six key figures of the HTML page, each with its verdict."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from pacom_xl.consolidation.review import Review
from pacom_xl.model import palette
from pacom_xl.model.formats import money, percent
from pacom_xl.model.palette import Tone
from pacom_xl.model.text import Lang, Text
from pacom_xl.model.typography import sentence
from pacom_xl.reporting.page.page_figures import PageFigures, coming, month_name

_LATE = Text("Actions en retard", "Overdue actions")
_OVERSPENT = Text("Actions en dépassement", "Overspent actions")
_FORECAST = Text("Atterrissage / enveloppe", "Forecast / budget")
_OFF_TRACK = Text("Objectifs hors trajectoire", "Objectives off track")
_CASH = Text("Pic de décaissement à venir", "Coming cash peak")
_ON_TIME = Text("Actions terminées à temps", "Actions done on time")


@dataclass(frozen=True, slots=True)
class Tile:
    """A key figure with its verdict (``red``, ``amber``, ``green``, ``grey``); ``link``: the findings behind it."""

    label: str
    value: str
    detail: str
    tone: str
    symbol: str
    link: str = ""


def tiles(figures: PageFigures, review: Review) -> list[Tile]:
    """The six key figures."""
    if not figures.teams:
        return []
    makers = (_late_tile, _overspent_tile, _forecast_tile, _off_track_tile, _cash_tile, _on_time_tile)
    return [maker(figures, review) for maker in makers]


def _tile(label: Text, value: str, detail: str, tone: str, lang: Lang, link: str = "") -> Tile:
    tones: dict[str, Tone] = {"red": palette.RED, "amber": palette.AMBER, "green": palette.GREEN}
    symbol = tones[tone].symbol if tone in tones else ""
    return Tile(label.in_(lang), value, detail, tone, symbol, link)


def _late_tile(figures: PageFigures, review: Review) -> Tile:
    lang, late = review.lang, sum(team.late for team in figures.teams)
    worst = max(figures.teams, key=lambda team: team.days)
    detail = sentence(
        "la plus longue : {days} jours, {team}", "the longest: {days} days, {team}", days=worst.days, team=worst.label
    )
    shown = detail.in_(lang) if late else ""
    return _tile(_LATE, str(late), shown, "red" if late else "green", lang, "#rule=PAC401" if late else "")


def _overspent_tile(figures: PageFigures, review: Review) -> Tile:
    lang, count = review.lang, sum(team.overspent for team in figures.teams)
    amount = money(figures.sum_of("excess").quantize(Decimal(1), ROUND_HALF_UP), lang, review.currency)
    detail = Text(f"+{amount} engagés au-delà de l’alloué", f"+{amount} committed above allocation").in_(lang)
    tone = "amber" if count else "green"
    return _tile(_OVERSPENT, str(count), detail if count else "", tone, lang, "#rule=PAC501" if count else "")


def _forecast_tile(figures: PageFigures, review: Review) -> Tile:
    lang, forecast, limit = review.lang, figures.sum_of("forecast"), figures.envelope
    first, second = (
        money(amount.quantize(Decimal(1), ROUND_HALF_UP), lang, review.currency) for amount in (forecast, limit)
    )
    detail = Text(f"{first} pour {second}", f"{first} for {second}").in_(lang)
    if not limit:
        return _tile(_FORECAST, "–", first, "grey", lang)
    return _tile(_FORECAST, percent(forecast / limit, lang, 0), detail, "red" if forecast > limit else "green", lang)


def _off_track_tile(figures: PageFigures, review: Review) -> Tile:
    lang, total = review.lang, sum(len(team.objectives) for team in figures.teams)
    off = sum(team.off_track for team in figures.teams)
    worst = sorted((team for team in figures.teams if team.off_track), key=lambda team: -team.off_track)
    detail = " · ".join(f"{team.label} {team.off_track}" for team in worst[:3])
    value = Text(f"{off} sur {total}", f"{off} of {total}").in_(lang)
    return _tile(_OFF_TRACK, value, detail, "grey" if not total else "red" if off else "green", lang)


def _cash_tile(figures: PageFigures, review: Review) -> Tile:
    lang, months = review.lang, coming(figures, review)
    if not any(months.values()):
        return _tile(_CASH, "–", "", "grey", lang)
    month = max(months, key=lambda key: months[key])
    value = money(months[month].quantize(Decimal(1), ROUND_HALF_UP), lang, review.currency)
    if figures.cap is None:
        return _tile(_CASH, value, month_name(month, lang), "grey", lang)
    cap = money(figures.cap, lang, review.currency)
    name = month_name(month, lang)
    detail = Text(f"{name}, pour un plafond de {cap}", f"{name}, for a cap of {cap}").in_(lang)
    return _tile(_CASH, value, detail, "red" if months[month] > figures.cap else "green", lang, "#rule=PAC511")


def _on_time_tile(figures: PageFigures, review: Review) -> Tile:
    lang, rated = review.lang, sum(team.rated for team in figures.teams)
    done = sum(team.on_time for team in figures.teams)
    value = Text(f"{done} sur {rated}", f"{done} of {rated}").in_(lang)
    late = [team for team in figures.teams if team.on_time < team.rated]
    parts = (
        Text(f"{t.label} {t.on_time} sur {t.rated}", f"{t.label} {t.on_time} of {t.rated}").in_(lang) for t in late
    )
    share = Decimal(done) / rated if rated else None
    tone = "grey" if share is None else "green" if share >= Decimal("0.8") else "amber"
    return _tile(_ON_TIME, value, " · ".join(list(parts)[:3]), tone, lang)
