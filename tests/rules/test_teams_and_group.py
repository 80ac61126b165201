"""7xx: teams against the group and against each other."""

from datetime import date, datetime

import pytest

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.rules import engine, messages
from pacom_xl.rules.group_view import Group
from pacom_xl.values.group_digests import group_digests
from tests.rules.checking import about, action, found_in, group_of, rows
from tests.support.plan_text import TEMPLATE, plan_of

ENVELOPE = "dimension | key | amount"
OBJECTIVE = "code | label | aggregation | direction | target | weight"


def envelope(*lines: str) -> str:
    return rows("envelope", ENVELOPE, *lines)


def test_team_envelopes_above_the_group() -> None:
    group = envelope("total | | 100", "axis | AX1 | 60")
    equal = {"GR": group, "NO": envelope("total | | 50", "axis | AX1 | 30"), "IF": envelope("total | | 50")}
    assert found_in(equal, "PAC705") == []
    above = equal | {"IF": envelope("total | | 50", "axis | AX1 | 31")}
    (finding,) = found_in(above, "PAC705")
    assert (finding.team, finding.subject, finding.params["sum"]) == ("GR", "AX1", 61)


@pytest.mark.parametrize(
    ("how", "one", "other", "short"),
    [
        ("sum | up", "130 |", "130 |", False),
        ("sum | up", "130 |", "129 |", True),
        ("sum | down", "130 |", "129 |", False),
        ("weighted_mean | up", "260 | 1", "259 | 0", False),
        ("weighted_mean | up", "260 | 1", "259 | 1", True),
        ("not_consolidable | up", "1 |", "1 |", False),
    ],
)
def test_team_targets_below_the_group(how: str, one: str, other: str, short: bool) -> None:
    texts = {
        "GR": rows("objectives", OBJECTIVE, f"OBJ-01 | Signer | {how} | 260 |"),
        "NO": rows("objectives", OBJECTIVE, f"OBJ-01 | Signer | {how} | {one}"),
        "IF": rows("objectives", OBJECTIVE, f"OBJ-01 | Signer | {how} | {other}"),
    }
    assert about(found_in(texts, "PAC706")) == ([("OBJ-01", None)] if short else [])
    assert found_in(texts, "PAC706", expected=("NO", "IF", "SE")) == [], "partial while a team is missing"


def salon(code: str, title: str, **cells: object) -> str:
    return action(code, title=title, **{"start": "2026-03-01", "due": "2026-03-31", **cells})


@pytest.mark.parametrize(
    ("title", "cells", "alike"),
    [
        ("SALON HORESTA, Nantés", {}, True),
        ("Salon Horestas Nantes", {}, True),
        ("Salon Sirha Lyon", {}, False),
        ("Salon Horesta Nantes", {"start": "2026-04-01", "due": "2026-04-30"}, False),
        ("Salon Horesta Nantes", {"due": ""}, False),
        ("Salon Horesta Nantes", {"status": "cancelled"}, False),
    ],
)
def test_likely_duplicates(title: str, cells: dict[str, object], alike: bool) -> None:
    texts = {"NO": salon("ACT-NO-001", "Salon Horesta Nantes"), "IF": salon("ACT-IF-001", title, **cells)}
    assert about(found_in(texts, "PAC707")) == ([("ACT-IF-001 / ACT-NO-001", None)] if alike else [])


def test_one_team_may_do_the_same_thing_twice() -> None:
    lines = [f"ACT-NO-00{n} | planned | Salon | 2026-03-01 | 2026-03-31" for n in (1, 2)]
    assert found_in({"NO": rows("actions", "code | status | title | start | due", *lines)}, "PAC707") == []


def test_one_customer_two_offers() -> None:
    texts = {team: rows("offers", "code | customer", f"OFF-{team}-01 | Hôtel du Port") for team in ("NO", "IF")}
    assert about(found_in(texts, "PAC707")) == [("OFF-IF-01 / OFF-NO-01", None)]


TEAMS = [f"T{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(60)]


@pytest.mark.parametrize("spelt", ["Salon Horesta Nantes", "Salon Horesta Nantes {}"], ids=["one title", "like titles"])
def test_one_campaign_in_every_team_is_one_finding(spelt: str) -> None:
    texts = {team: salon(f"ACT-{team}-001", spelt.format(team[-1])) for team in TEAMS}
    (found,) = found_in(texts, "PAC707")
    assert (found.subject, found.params["count"], found.field) == ("ACT-TAA-001 / ACT-TAB-001", 60, "actions.title")
    assert found.params["codes"][:2] == ("ACT-TAA-001", "ACT-TAB-001") and len(found.params["codes"]) == 13


def test_like_titles_of_four_times_as_many_teams_take_four_times_the_comparisons(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from rapidfuzz import fuzz

    ratio, compared = fuzz.ratio, []
    monkeypatch.setattr(fuzz, "ratio", lambda *a, **k: compared.append(1) or ratio(*a, **k))  # type: ignore[func-returns-value]
    counts = []
    for teams in (75, 300):
        compared.clear()
        texts = {f"T{n}": salon(f"ACT-T{n}-001", f"Salon Horesta de Nantes {n}") for n in range(teams)}
        assert len(found_in(texts, "PAC707")) == 1
        counts.append(len(compared))
    assert 0 < counts[1] <= 5 * counts[0]


def test_a_campaign_twice_a_year_is_two_findings() -> None:
    """Also when one team does it all year: it overlaps both, and so they are one."""
    autumn = {"start": "2026-10-01", "due": "2026-10-31"}
    texts = {
        team: salon(f"ACT-{team}-001", "Salon Horesta Nantes", **(autumn if n % 2 else {}))
        for n, team in enumerate(TEAMS[:6])
    }
    assert [found.params["count"] for found in found_in(texts, "PAC707")] == [3, 3]
    texts["NO"] = salon("ACT-NO-001", "Salon Horesta Nantes", start="2026-01-01", due="2026-12-31")
    assert [found.params["count"] for found in found_in(texts, "PAC707")] == [7]


def test_an_action_that_overlaps_only_its_own_team_is_not_listed() -> None:
    lines = [
        "ACT-NO-001 | planned | Salon | 2026-03-01 | 2026-04-15",
        "ACT-NO-002 | planned | Salon | 2026-04-10 | 2026-05-31",
    ]
    texts = {"NO": rows("actions", "code | status | title | start | due", *lines), "IF": salon("ACT-IF-001", "Salon")}
    assert about(found_in(texts, "PAC707")) == [("ACT-IF-001 / ACT-NO-001", None)]
    assert found_in(texts, "PAC707")[0].params["count"] == 2


def test_a_transfer_is_received() -> None:
    origin = action("ACT-SO-003", status="transferred", transferred_to="NO")
    texts = {"SO": origin, "NO": action("ACT-NO-014")}
    assert about(found_in(texts, "PAC708")) == [("ACT-SO-003", None)]
    assert found_in(texts | {"NO": action("ACT-NO-014", taken_from="ACT-SO-003")}, "PAC708") == []
    carried = {"NO": action("ACT-NO-001", taken_from="ACT-NO-001")}
    assert found_in(carried, "PAC708") == [], "an action of last year that goes on"
    assert found_in({"SO": origin}, "PAC708") == [], "the receiving workbook is not there"


def test_taken_by_a_team_it_was_not_given_to() -> None:
    origin = action("ACT-SO-003", status="transferred", transferred_to="NO")
    taken = action("ACT-IF-014", taken_from="ACT-SO-003")
    assert about(found_in({"SO": origin, "NO": "", "IF": taken}, "PAC708")) == [("ACT-SO-003", None)]


def test_both_sides_open() -> None:
    texts = {"SO": action("ACT-SO-003"), "NO": action("ACT-NO-014", taken_from="ACT-SO-003")}
    (finding,) = found_in(texts, "PAC708")
    assert (finding.subject, finding.params["receiver"]) == ("ACT-SO-003", "ACT-NO-014")


@pytest.mark.parametrize(
    ("saved", "expected"),
    [(None, []), (datetime(2026, 6, 5), []), (datetime(2026, 6, 4), [("NO", None)])],
)
def test_an_old_workbook(saved: datetime | None, expected: list[tuple[str, None]]) -> None:
    saved_on = {"NO": saved} if saved else {}
    findings = found_in({"NO": ""}, "PAC710", expected=("NO",), saved_on=saved_on)
    assert about(findings) == expected


def test_a_missing_workbook() -> None:
    (finding,) = found_in({"NO": ""}, "PAC710", expected=("NO", "SO"))
    assert (finding.team, finding.subject, finding.params["case"]) == ("SO", "SO", "missing")


AXES = "code | label | objectives"


@pytest.mark.parametrize(
    ("ours", "detail"),
    [
        ("AX2 |  conquete chr  | OBJ-02, OBJ-01", None),
        ("AX2 | Bureaux | OBJ-01, OBJ-02", "axes.AX2.label"),
        ("AX2 | Conquête CHR | OBJ-01", "axes.AX2.objectives"),
    ],
)
def test_a_changed_group_section(ours: str, detail: str | None) -> None:
    texts = {"GR": rows("axes", AXES, "AX2 | Conquête CHR | OBJ-01, OBJ-02"), "IF": rows("axes", AXES, ours)}
    assert about(found_in(texts, "PAC704")) == ([("axes", detail)] if detail else [])


def test_what_the_group_changed_since_is_not_blamed_on_the_team() -> None:
    received = plan_of(rows("axes", AXES, "AX1 | Un | OBJ-01", "AX2 | Deux | OBJ-01", "AX4 | Quatre | OBJ-01"), "GR")
    now = plan_of(rows("axes", AXES, "AX1 | Un | OBJ-01", "AX2 | Nouveau | OBJ-02", "AX5 | Cinq | OBJ-01"), "GR")
    typed = rows("axes", AXES, "AX1 | À nous | OBJ-01", "AX2 | Deux | OBJ-01", "AX4 | Quatre | OBJ-01")
    day = date(2026, 6, 15)
    team = plan_of(typed, "IF").with_head(group_digests=group_digests(received, TEMPLATE))
    group = Group([PlanView(team, TEMPLATE, day)], day, PlanView(now, TEMPLATE, day))
    found = [(f.code, f.detail, f.params["case"]) for f in engine.run(group) if f.code in ("PAC704", "PAC713")]
    assert sorted(found, key=repr) == [
        ("PAC704", "axes.AX1.label", "changed"),
        ("PAC713", "axes.AX2.label", "changed"),
        ("PAC713", "axes.AX2.objectives", "changed"),
        ("PAC713", "axes.AX4", "extra"),
        ("PAC713", "axes.AX5", "missing"),
    ]


def test_a_group_row_removed_or_added() -> None:
    texts = {"GR": rows("axes", "code", "AX1", "AX2"), "IF": rows("axes", "code", "AX1", "AX3")}
    findings = found_in(texts, "PAC704")
    assert about(findings) == [("axes", "axes.AX2"), ("axes", "axes.AX3")]
    assert {finding.team for finding in findings} == {"IF"}
    assert [finding.params["case"] for finding in findings] == ["missing", "extra"]
    missing, extra = (messages.message(finding, "fr", TEMPLATE).replace("\u00a0", " ") for finding in findings)
    assert "n’a pas une ligne" in missing and "IF a " not in missing, "the group may have added it"
    assert extra.startswith("IF a ajouté une ligne")


def test_a_team_threshold() -> None:
    texts = {team: rows("parameters", "tolerance_pct", value) for team, value in (("GR", "5 %"), ("IF", "10 %"))}
    assert about(found_in(texts, "PAC704")) == [("lists", "parameters.parameters.tolerance_pct")]


def test_without_reference_nothing_is_compared() -> None:
    group = group_of({"NO": envelope("total | | 100")})
    assert not {f.code for f in engine.run(group)} & {"PAC704", "PAC705", "PAC706"}
