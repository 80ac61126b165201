"""8xx: triggers follow the rows of the legal sheet."""

from tests.rules.checking import Case, about, action, both_ways, found, rows, verify

LAW = rows(
    "legal",
    "code | point | channels | market_types | condition | covers",
    "LEG-01 | email_b2b | email | B2B, Public | none | ",
    "LEG-02 | email_b2c | email | B2C | none | email_b2b",
    "LEG-03 | sms | sms | | none | ",
    "LEG-04 | price_reduction | email, pos | B2C | promo | ",
    "LEG-05 | terms_of_sale | | B2B | none | ",
)
TARGETS = rows("targets", "code | market_type", "CIB-01 | B2B", "CIB-02 | B2C")
BASE = LAW + TARGETS
CHECK = "point | status | verified_on | evidence"
PERIODS = rows("sales_periods", "label | start | end", "Été | 2026-06-24 | 2026-07-21")


def checks(*lines: str) -> str:
    return rows("legal_checks", CHECK, *lines)


CALLS = action(channels="phone", targets="CIB-02", start="2026-07-01", due="2026-09-30")
SALE = {"channels": "pos", "targets": "CIB-02", "promo_depth": "20 %"}
COMPLIANT = checks("price_reduction | compliant | 2026-06-01 | ")

CASES = [
    Case(
        "PAC801",
        BASE + action(channels="email", targets="CIB-01") + checks("email_b2b | to_check | | "),
        BASE + action(channels="email", targets="CIB-01"),
        detail="email_b2b",
        field="actions.channels",
        cell="actions!C2",
    ),
    Case(
        "PAC801",
        BASE + action(channels="email", targets="CIB-01") + checks("email_b2c | compliant | 2026-01-01 | "),
        BASE + action(channels="email", targets="CIB-02") + checks("email_b2b | compliant | 2026-01-01 | "),
        detail="email_b2c",
        why="the stricter covers the milder, not the reverse",
        field="actions.channels",
        cell="actions!C2",
    ),
    Case(
        "PAC801",
        BASE + action(channels="pos", targets="CIB-01"),
        BASE + action(channels="sms"),
        detail="sms",
        why="all",
        field="actions.channels",
        cell="actions!C2",
    ),
    Case(
        "PAC801",
        BASE + action(**SALE | {"promo_depth": 0}),
        BASE + action(**SALE),
        detail="price_reduction",
        why="promo",
        field="actions.channels",
        cell="actions!C2",
    ),
    Case(
        "PAC801",
        BASE + action(status="on_hold", channels="email", targets="CIB-01"),
        BASE + action(status="planned", channels="email", targets="CIB-01"),
        detail="email_b2b",
        why="open only",
        field="actions.channels",
        cell="actions!C2",
    ),
    Case(
        "PAC802",
        TARGETS + CALLS.replace("2026-09-30", "2026-08-10"),
        TARGETS + CALLS.replace("2026-09-30", "2026-08-11"),
        field="actions.channels",
        cell="actions!C2",
    ),
    Case(
        "PAC802",
        TARGETS + CALLS + checks("phone_b2c | not_applicable | | Contrats en cours"),
        TARGETS + CALLS + checks("phone_b2c | not_applicable | | "),
        why="contract in progress needs its evidence",
        field="actions.channels",
        cell="actions!C2",
    ),
    Case(
        "PAC802",
        TARGETS + CALLS + checks("phone_b2c | compliant | | "),
        TARGETS + CALLS + checks("phone_b2c | to_check | | "),
        field="actions.channels",
        cell="actions!C2",
    ),
    Case(
        "PAC803",
        TARGETS + action(**SALE) + COMPLIANT,
        TARGETS + action(**SALE) + checks("price_reduction | to_check | | "),
        field="actions.promo_depth",
        cell="actions!E2",
    ),
    Case(
        "PAC803",
        TARGETS
        + PERIODS
        + action(**SALE, title="Soldes", promo_start="2026-06-24", promo_end="2026-07-21")
        + COMPLIANT,
        TARGETS
        + PERIODS
        + action(**SALE, title="Soldes", promo_start="2026-06-23", promo_end="2026-07-21")
        + COMPLIANT,
        why="sales period",
        field="actions.promo_start",
        cell="actions!G2",
    ),
    Case(
        "PAC804",
        action(product_scope="food_grocery", promo_depth="34 %"),
        action(product_scope="food_grocery", promo_depth="34.1 %"),
        field="actions.promo_depth",
        cell="actions!D2",
    ),
    Case(
        "PAC804",
        action(product_scope="other", promo_volume="40 %"),
        action(product_scope="other_grocery", promo_volume="40 %"),
        field="actions.promo_volume",
        why="volume",
        cell="actions!D2",
    ),
    Case(
        "PAC805",
        action() + checks("sms | compliant | 2025-06-15 | "),
        action() + checks("sms | compliant | 2025-06-14 | "),
        detail="sms",
        field="legal_checks.status",
        cell="legal_checks!B2",
    ),
    Case(
        "PAC805",
        action(status="planned", start="2026-07-16") + checks("sms | to_check | | "),
        action(status="planned", start="2026-07-15") + checks("sms | to_check | | "),
        detail="sms",
        why="30 days",
        field="legal_checks.status",
        cell="legal_checks!B2",
    ),
    Case(
        "PAC805",
        action(status="on_hold") + checks("sms | non_compliant | | "),
        action(status="planned") + checks("sms | non_compliant | | "),
        detail="sms",
        why="not compliant",
        field="legal_checks.status",
        cell="legal_checks!B2",
    ),
]


@both_ways(CASES)
def test_legal(case: Case) -> None:
    verify(case)


def test_a_planned_action_whose_start_has_passed_counts_as_starting() -> None:
    text = action(status="planned", start="2026-01-01") + checks("sms | to_check | | ")
    assert about(found(text, "PAC805")) == [("ACT-NO-001", "sms")]


def test_consent_is_told_once() -> None:
    text = TARGETS + CALLS + checks("phone_b2c | to_check | | ", "sms | to_check | | ")
    assert [(f.detail, f.hidden_by) for f in found(text, "PAC805")] == [
        ("phone_b2c", "PAC802"),
        ("sms", None),
    ]
