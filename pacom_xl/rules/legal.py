"""Rules 8xx: legal checks an action needs before it starts."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.company_facts import LIVE, OPEN, PENDING
from pacom_xl.model.text import Text, fold
from pacom_xl.rules.action_facts import actions, below, markets, on
from pacom_xl.rules.rule_registry import Hit, rule

_SALES_WORD = re.compile(r"\bsoldes\b")
_GAMES_WORD = re.compile(r"\b(jeux?|loteries?|tombolas?|concours|tirages? au sort)\b")
_GROCERY = ("food_grocery", "other_grocery")
#: How long before the start of an action its legal checks must be done.
_NOTICE = timedelta(days=30)


def _mentions(action: Row, word: re.Pattern[str]) -> bool:
    """Whether the title, what, why or how contains the word."""
    return any(word.search(fold(action.text(key))) for key in ("title", "what", "why", "how"))


def _holds(condition: str, action: Row) -> bool:
    if condition == "promo":
        return action.amount("promo_depth") > 0
    if condition == "sales_word":
        return _mentions(action, _SALES_WORD)
    return condition != "games" or _mentions(action, _GAMES_WORD)


@rule(
    "PAC801",
    "error",
    title=Text(fr="Contrôle juridique absent", en="Legal check missing"),
    message=Text(
        fr=(
            "{code:action} utilise « {channel:channel} » ({market:market_type}) sans contrôle juridique "
            "{point:legal_point}."
        ),
        en=('{code:action} uses "{channel:channel}" ({market:market_type}) without legal check {point:legal_point}.'),
    ),
    fix=Text(
        fr="Remplir le contrôle dans la fiche avec le référent juridique.",
        en="Fill in the check with the legal referent.",
    ),
)
def unchecked(view: PlanView) -> Iterator[Hit]:
    """An open action whose channels and targets, and a condition if any, trigger a point of the legal
    sheet, without a check of that point or of one that covers it. A point without channel is never
    automatic. A check of any status is accepted here: PAC805 looks at the status.

    Passes: e-mail to businesses, checked as e-mail to consumers, which covers it.
    Fails: e-mail to businesses, no check.
    """
    law = [(row, row.many("channels"), row.many("market_types")) for row in view.rows("legal")]
    for action in actions(view, OPEN):
        used, reached, settled = action.many("channels"), markets(action), _settled(action)
        for row, channels, market_types in law:
            point = row.text("point")
            channel = next((c for c in used if c in channels), None)
            if not channel or point in settled or not _holds(row.text("condition"), action):
                continue
            market = next((m for m in reached if m in market_types), None)
            if market or not market_types:
                yield on(action, "channels", point, channel=channel, market=market or tuple(reached), point=point)


def _settled(action: Row) -> set[str]:
    """Legal points checked on the action, and the points these cover."""
    points = {check.text("point") for check in action.children("legal_checks")}
    covering = (row for row in action.view.rows("legal") if row["point"] in points)
    return points | {covered for row in covering for covered in row.many("covers")}


@rule(
    "PAC802",
    "error",
    title=Text(fr="Appels sans consentement", en="Calls without consent"),
    message=Text(
        fr="{code:action} : appels à des consommateurs après le {date} sans preuve de consentement.",
        en="{code:action}: consumer calls after {date} without consent proof.",
    ),
    fix=Text(
        fr="Filtrer le fichier sur les consentements prouvés ou changer de canal.",
        en="Filter on proven consent or change channel.",
    ),
)
def calls_without_consent(view: PlanView) -> Iterator[Hit]:
    """An open or paused action that calls consumers on or after ``phone_b2c_optin_from``, without a consent
    check that is compliant, or not applicable with its evidence written (contract in progress). Hides
    PAC805 for it.

    Passes: calls that end before the law applies; a compliant check.
    Fails: calls until 2026-09-30, check to be done.
    """
    law = view.date_setting("phone_b2c_optin_from")
    for action in actions(view, PENDING):
        last = action.day("due") or action.day("start")
        calls = "phone" in action.many("channels") and "B2C" in markets(action)
        if calls and last and last >= law and not _consented(action):
            yield on(action, "channels", date=law)


def _consented(action: Row) -> bool:
    checks = [check for check in action.children("legal_checks") if check["point"] == "phone_b2c"]
    return any(
        check["status"] == "compliant" or (check["status"] == "not_applicable" and check.text("evidence").strip())
        for check in checks
    )


@rule(
    "PAC803",
    "warning",
    title=Text(fr="Prix barré à vérifier", en="Reduced price to check"),
    message=Text(
        fr="{code:action} : vérifier le prix barré avant d’annoncer la remise ({case}).",
        en="{code:action}: check the earlier price before the reduction is announced ({case}).",
    ),
    fix=Text(
        fr="Vérifier le prix antérieur (30 jours) et les dates de soldes, puis noter le contrôle « Conforme ».",
        en='Check the prior price (30 days) and sales periods, then set the check to "Compliant".',
    ),
    cases={
        "prior_price": Text(fr="prix antérieur à vérifier", en="prior price to check"),
        "sales_period": Text(fr="« soldes » hors période légale", en='"soldes" outside legal periods'),
    },
)
def price_reduction(view: PlanView) -> Iterator[Hit]:
    """An open action that announces a price reduction to consumers, without a compliant check of the prior
    price; or that says « soldes » outside the sales periods (the promotion's dates, else start to due
    date).

    Passes: 20 % off for consumers, prior price compliant.
    Fails: the same, check to be done; « soldes » in May.
    """
    for action in actions(view, OPEN):
        if action.amount("promo_depth") <= 0 or "B2C" not in markets(action):
            continue
        checks = action.children("legal_checks")
        if not any(c["point"] == "price_reduction" and c["status"] == "compliant" for c in checks):
            yield on(action, "promo_depth", case="prior_price")
        elif _mentions(action, _SALES_WORD) and not _in_sales_period(action):
            yield on(action, "promo_start", case="sales_period")


def _in_sales_period(action: Row) -> bool:
    first = action.day("promo_start") or action.day("start")
    last = action.day("promo_end") or action.day("due") or first
    for period in action.view.rows("sales_periods"):
        start, end = period.day("start"), period.day("end")
        if first and last and start and end and start <= first and last <= end:
            return True
    return False


@rule(
    "PAC804",
    "warning",
    title=Text(fr="Plafond promotionnel dépassé", en="Promotion cap exceeded"),
    message=Text(
        fr="{code:action} : avantage promotionnel {pct:percent} au-dessus du plafond {cap:percent}.",
        en="{code:action}: promotional advantage {pct:percent} above the {cap:percent} cap.",
    ),
    fix=Text(
        fr="Réduire l’avantage, ou faire accepter l’exception (table « Dérogations »).",
        en='Reduce it, or have the exemption accepted (table "Waivers").',
    ),
)
def promotion_cap(view: PlanView) -> Iterator[Hit]:
    """A promotion on groceries deeper than ``promo_cap_value``, or on more volume than
    ``promo_cap_volume``.

    Passes: 34 % off; 40 % off products that are no groceries.
    Fails: 40 % off coffee sold in supermarkets.
    """
    caps = (
        ("promo_depth", view.setting("promo_cap_value")),
        ("promo_volume", view.setting("promo_cap_volume")),
    )
    for action in actions(view, LIVE):
        if action["product_scope"] not in _GROCERY:
            continue
        over = next(((key, cap) for key, cap in caps if action.amount(key) > cap), None)
        if over:
            yield on(action, over[0], pct=action.amount(over[0]), cap=over[1])


@rule(
    "PAC805",
    "warning",
    dated=True,
    title=Text(fr="Contrôle juridique à valider", en="Legal check to validate"),
    message=Text(
        fr="{code:action} : contrôle « {point:legal_point} » {case}.",
        en='{code:action}: check "{point:legal_point}" {case}.',
    ),
    fix=Text(fr="Faire valider avant de lancer.", en="Get it validated before launch."),
    cases={
        "to_check": Text(fr="à faire", en="to be done"),
        "non_compliant": Text(fr="non conforme", en="not compliant"),
        "compliant": Text(fr="périmé (vérifié le {verified_on})", en="outdated (verified on {verified_on})"),
    },
)
def unsettled_check(view: PlanView) -> Iterator[Hit]:
    """On an open action: a check that is not compliant; to be done while the action runs or starts within
    30 days; or compliant but older than ``legal_valid_months``. A planned action whose start has passed
    counts as starting.

    Passes: compliant since exactly 12 months; to be done, starting in 31 days.
    Fails: to be done, action in progress.
    """
    months = int(view.setting("legal_valid_months"))
    for action in actions(view, OPEN):
        for check in action.children("legal_checks"):
            if _needs_work(action, check, months):
                point, status = check.text("point"), check.text("status")
                params = {
                    "point": point,
                    "status": status,
                    "case": status,
                    "verified_on": check.day("verified_on"),
                }
                yield below(action, check, "status", point, **params)


def _needs_work(action: Row, check: Row, months: int) -> bool:
    as_of, start = action.view.as_of, action.day("start")
    if check["status"] == "to_check":
        return action["status"] == "in_progress" or (start is not None and start <= as_of + _NOTICE)
    verified = check.day("verified_on")
    if check["status"] == "compliant" and verified and verified <= as_of:
        return _is_outdated(verified, months, as_of)
    return check["status"] == "non_compliant"


def _is_outdated(verified: date, months: int, as_of: date) -> bool:
    """Whether a check is older than ``months``; exactly that old is still valid."""
    whole = (as_of.year - verified.year) * 12 + as_of.month - verified.month
    return whole > months or (whole == months and as_of.day > verified.day)
