"""Which plans count: duplicates, versions, other years, currencies and companies, the group's own workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from pacom_xl.consolidation.candidates import Candidate, Identified
from pacom_xl.consolidation.file_identity import identify, missing_teams
from pacom_xl.model.audit import Source
from pacom_xl.model.text import Text
from pacom_xl.reading.reading_result import Reading
from pacom_xl.rules.messages import message
from tests.support.drafts import Change, Draft, DraftRecord, edited
from tests.support.plan_text import plan_of


def _of_plan(**values: object) -> Change:
    return lambda plan: plan.form("plan").values.update(values)  # type: ignore[arg-type]


_PLAN = """
# plan
team_code | plan_year | currency | company | sponsor | plan_version
{team} | 2026 | EUR | Cafés Valmorane SAS | HCA | V1

# teams
code | fr
GR | Groupe
SE | Sud-Est
NO | Nord-Ouest
IF | Île-de-France
SO | Sud-Ouest

# actions
code | title
ACT-{team}-001 | Salon
"""


def small(
    team: str,
    name: str | None = None,
    change: Change | None = None,
    *,
    sha256: str | None = None,
    workbook_id: str | None = None,
    saved_on: datetime | None = None,
) -> Reading:
    """A small workbook of a team, after ``change``."""
    path, uid = Path(name or f"{team}.xlsx"), workbook_id or f"id-{team}"
    plan = edited(plan_of(_PLAN.format(team=team), team).with_head(file=str(path), workbook_id=uid), change)
    sha256 = sha256 or f"sha-{path.name}"
    return Reading(path, "read", plans=[plan], sha256=sha256, workbook_id=plan.workbook_id, saved_on=saved_on)


def statuses(found: Identified) -> dict[str, str]:
    return {Path(source.path).name: source.status for source in found.sources()}


def reasons(found: Identified) -> dict[str, Text | None]:
    return {Path(source.path).name: source.reason for source in found.sources()}


def codes(found: Identified) -> list[tuple[str, str]]:
    return [(finding.code, finding.subject) for finding in found.findings]


def told(found: Identified, name: str) -> str:
    reason = reasons(found)[name]
    assert reason is not None
    return reason.fr.replace("\u00a0", " ").replace("\u202f", " ")


# -- order ---------------------------------------------------------------------------------------------------------


def test_the_group_comes_first_then_teams_as_the_group_lists_them() -> None:
    """The list of the group's workbook, then other codes by name."""
    found = identify([small("SO"), small("NO"), small("GR"), small("IF", change=_other_team("AA")), small("SE")])
    listed = [record.key for record in small("GR").plans[0].table("teams")]
    expected = ["GR", *sorted(("NO", "SE", "SO"), key=listed.index), "AA"]
    assert [plan.team for plan in found.plans] == expected


def _other_team(code: str) -> Change:
    def change(plan: Draft) -> None:
        plan.team = code

    return change


def test_the_order_of_the_inputs_changes_nothing() -> None:
    readings = [small(team) for team in ("GR", "NO", "IF", "SE")]
    names = [[plan.team for plan in identify(order).plans] for order in (readings, readings[::-1])]
    assert names[0] == names[1]


def test_what_gave_no_plan_is_among_the_sources_only() -> None:
    broken = Reading(Path("x.xlsx"), "rejected", Text("illisible", "unreadable"))
    empty = Reading(Path("y.xlsx"), "read")
    found = identify([broken, small("NO"), empty])
    assert statuses(found) == {"NO.xlsx": "read", "x.xlsx": "rejected", "y.xlsx": "read"}
    assert [plan.team for plan in found.plans] == ["NO"]
    assert reasons(found)["x.xlsx"] == broken.reason


def test_a_workbook_read_in_part_counts_as_such() -> None:
    found = identify([replace(small("NO"), status="partial")])
    assert statuses(found) == {"NO.xlsx": "partial"} and found.plans


def test_a_plan_of_a_consolidated_workbook_has_the_status_of_its_leaf() -> None:
    no, so = small("NO"), small("SO")
    leaves = tuple(
        Source(path, status, plan.team, sha256=f"h{path}", leaf=path)  # type: ignore[arg-type]
        for path, status, plan in (("no.xlsx", "partial", no.plans[0]), ("so.xlsx", "read", so.plans[0]))
    )
    whole = Reading(Path("g.xlsx"), "read", plans=[no.plans[0], so.plans[0]], sha256="g", leaves=leaves)
    found = identify([whole])
    assert [(c.name, c.status) for c in found.candidates] == [("no.xlsx", "partial"), ("so.xlsx", "read")]
    part = identify([replace(whole, status="partial")])
    assert {c.status for c in part.candidates} == {"partial"}
    more = identify([replace(whole, leaves=leaves[:1])])
    assert [c.leaf is not None for c in more.candidates] == [True, False]


def test_what_is_set_aside_gives_no_plan_and_is_named_among_the_contained() -> None:
    no, so = small("NO"), small("SO")
    leaf = Source("NO.xlsx", "read", "NO", sha256=no.sha256, leaf="NO.xlsx")
    whole = Reading(
        Path("g.xlsx"), "read", plans=[no.plans[0], so.plans[0]], sha256="g", leaves=(leaf,), contains=(no.sha256,)
    )
    found = identify([whole, no])
    assert statuses(found) == {"NO.xlsx": "read", "g.xlsx": "contained"}
    assert [plan.team for plan in found.plans] == ["NO"]
    assert list(found.contained) == [id(whole)] and found.contained[id(whole)].status == "contained"
    assert identify([no, so]).contained == {}


def test_a_rejected_reading_gives_no_plan_even_when_it_holds_one() -> None:
    found = identify([replace(small("NO"), status="rejected"), small("IF")])
    assert [plan.team for plan in found.plans] == ["IF"]
    assert statuses(found) == {"NO.xlsx": "rejected", "IF.xlsx": "read"}


def test_only_the_first_workbook_lists_the_teams() -> None:
    """Teams it does not list come in the order of their codes, whatever another workbook lists."""

    def listing(draft: Draft) -> None:
        draft.records = [r for r in draft.records if r.table != "teams"]
        draft.records += [DraftRecord("teams", code, {"code": code}) for code in ("ZZ", "AA")]

    found = identify([small("GR"), small("IF", change=listing), *(small(t) for t in ("AA", "ZZ"))])
    assert [plan.team for plan in found.plans] == ["GR", "IF", "AA", "ZZ"]


# -- duplicates ----------------------------------------------------------------------------------------------------


def test_of_the_same_bytes_the_first_by_name_counts() -> None:
    found = identify([small("NO", "b.xlsx", sha256="x"), small("NO", "a.xlsx", sha256="x"), small("IF")])
    assert statuses(found) == {"a.xlsx": "read", "b.xlsx": "duplicate", "IF.xlsx": "read"}
    assert codes(found) == [("PAC702", "b.xlsx")]
    assert found.findings[0].params == {"file": "b.xlsx", "same_as": "a.xlsx"}
    assert told(found, "b.xlsx") == "copie de a.xlsx"


def test_of_equal_contents_saved_twice_the_latest_counts() -> None:
    old = small("NO", "a.xlsx", workbook_id="w", saved_on=datetime(2026, 6, 1))
    new = small("NO", "b.xlsx", workbook_id="w", saved_on=datetime(2026, 6, 2))
    found = identify([old, new])
    assert statuses(found) == {"a.xlsx": "duplicate", "b.xlsx": "read"}
    assert codes(found) == [("PAC702", "a.xlsx")] and found.conflicts == []


@pytest.mark.parametrize("table", ["guide", "meta"])
def test_what_the_program_writes_about_a_file_makes_no_other_version(table: str) -> None:
    def change(plan: Draft) -> None:
        plan.records.append(DraftRecord(table, table, {"template_version": "9"}))

    found = identify([small("NO", "a.xlsx", workbook_id="w"), small("NO", "b.xlsx", workbook_id="w", change=change)])
    assert codes(found) == [("PAC702", "b.xlsx")]


@pytest.mark.parametrize("field", ["team", "source_file", "source_cell", "was_given", "ref_date_forced"])
def test_what_only_says_where_a_row_comes_from_makes_no_other_version(field: str) -> None:
    change = _of_plan(**{field: "other"})
    found = identify([small("NO", "a.xlsx", workbook_id="w"), small("NO", "b.xlsx", workbook_id="w", change=change)])
    assert [code for code, _ in codes(found)] == ["PAC702"]


# -- versions ------------------------------------------------------------------------------------------------------


def _versions(
    older: str | None, newer: str | None, days: Sequence[int | None] = (1, 1), ids: Sequence[str] = ("w", "w"),
    on_conflict: str = "report",
) -> Identified:  # fmt: skip
    readings = [
        small(
            "NO", name, _of_plan(plan_version=version, sponsor=name), workbook_id=uid,
            saved_on=datetime(2026, 6, day) if day else None,
        )
        for name, version, day, uid in zip(("a.xlsx", "b.xlsx"), (older, newer), days, ids, strict=True)
    ]  # fmt: skip
    return identify([*readings, small("IF")], on_conflict=on_conflict)


@pytest.mark.parametrize(
    ("versions", "days", "kept"),
    [
        (("V1", "V2"), (9, 1), "b.xlsx"), (("V10", "V9"), (1, 9), "a.xlsx"), (("V1.9", "V1.10"), (9, 1), "b.xlsx"),
        (("V1", "V1"), (1, 2), "b.xlsx"), (("V1", "V1"), (2, 1), "a.xlsx"), ((None, "V1"), (9, 1), "b.xlsx"),
        (("V1", "V1"), (None, 1), "b.xlsx"),
    ],
)  # fmt: skip
def test_of_two_versions_the_highest_then_the_latest_counts(
    versions: tuple[str | None, str | None], days: tuple[int | None, int | None], kept: str
) -> None:
    found = _versions(*versions, days)
    other = "a.xlsx" if kept == "b.xlsx" else "b.xlsx"
    assert statuses(found) == {kept: "read", other: "superseded", "IF.xlsx": "read"}
    (conflict,) = found.conflicts
    assert (conflict.table, conflict.key, conflict.chosen, conflict.policy) == ("plan", "NO", kept, "latest")
    assert {(value.value, value.file, value.team) for value in conflict.values} == {
        ("a.xlsx", "a.xlsx", "NO"), ("b.xlsx", "b.xlsx", "NO"),
    }  # fmt: skip
    assert codes(found) == [("PAC701", "NO")] and found.findings[0].params["chosen"] == kept
    assert told(found, other) == f"version antérieure à {kept}"
    assert [(out.name, best.name) for out, best in found.left_out] == [(other, kept)]


@pytest.mark.parametrize(
    ("days", "ids", "on_conflict", "kept"),
    [
        ((1, 1), ("w", "w"), "report", None),
        ((1, 1), ("w", "w"), "newest", None),
        ((1, 2), ("1", "2"), "report", None),
        ((1, 2), ("1", "2"), "newest", "b.xlsx"),
        ((1, 1), ("1", "2"), "newest", None),
    ],
)
def test_workbooks_that_compete(
    days: tuple[int, int], ids: tuple[str, str], on_conflict: str, kept: str | None
) -> None:
    found = _versions("V1", "V1", days, ids, on_conflict)
    (conflict,) = found.conflicts
    if kept:
        assert statuses(found) == {"a.xlsx": "superseded", "b.xlsx": "read", "IF.xlsx": "read"}
        assert (conflict.chosen, conflict.policy, conflict.reason) == (kept, "newest", None)
    else:
        assert statuses(found) == {"a.xlsx": "left_out", "b.xlsx": "left_out", "IF.xlsx": "read"}
        assert (conflict.chosen, conflict.policy) == (None, "report")
        assert (conflict.reason is not None) == (on_conflict == "newest")
        assert told(found, "a.xlsx") == "autre classeur pour la même équipe : b.xlsx"
        assert told(found, "b.xlsx") == "autre classeur pour la même équipe : a.xlsx"
        assert found.left_out == []


def test_equal_contents_in_two_workbooks_count_once() -> None:
    found = identify([small("NO", "a.xlsx", workbook_id="1"), small("NO", "b.xlsx", workbook_id=None)])
    assert statuses(found) == {"a.xlsx": "read", "b.xlsx": "duplicate"}
    assert (codes(found), found.conflicts) == ([("PAC702", "b.xlsx")], [])


@pytest.mark.parametrize(
    ("days", "ids", "words"),
    [
        ((1, 1), ("w", "w"), "version du plan et date d’enregistrement sont égales et les contenus diffèrent"),
        ((None, None), ("w", "w"), "même version du plan, date d’enregistrement absente"),
        ((1, 2), ("1", "2"), "aucune ne compte, car ce sont deux classeurs distincts"),
        ((1, 2), ("w", "w"), "seul b.xlsx compte"),
    ],
)
def test_what_is_said_of_two_versions_tells_which_counts_and_why(
    days: tuple[int | None, int | None], ids: tuple[str, str], words: str
) -> None:
    found = _versions("V1", "V1", days, ids)
    assert words in message(found.findings[0], "fr")


def test_workbooks_without_an_id_are_no_versions_of_one_another() -> None:
    readings = [
        replace(small("NO", name, _of_plan(sponsor=name), saved_on=datetime(2026, 6, day)), workbook_id=None)
        for name, day in (("a.xlsx", 1), ("b.xlsx", 2))
    ]
    for each in readings:
        each.plans = [plan.with_head(workbook_id=None) for plan in each.plans]
    assert statuses(identify(readings)) == {"a.xlsx": "left_out", "b.xlsx": "left_out"}


def test_three_versions_give_two_findings_and_one_conflict() -> None:
    readings = [
        small("NO", f"{n}.xlsx", _of_plan(plan_version=f"V{n}"), workbook_id="w", saved_on=datetime(2026, 6, n))
        for n in (1, 2, 3)
    ]
    found = identify(readings)
    assert statuses(found) == {"1.xlsx": "superseded", "2.xlsx": "superseded", "3.xlsx": "read"}
    assert [code for code, _ in codes(found)] == ["PAC701", "PAC701"]
    assert [value.value for value in found.conflicts[0].values] == ["3.xlsx", "2.xlsx", "1.xlsx"]
    assert {told(found, "1.xlsx"), told(found, "2.xlsx")} == {"version antérieure à 3.xlsx"}


def test_the_same_team_in_another_year_is_no_version() -> None:
    """It is left out as another year, and nothing competes."""

    def change(plan: Draft) -> None:
        plan.year = 2025
        plan.form("plan").values["plan_year"] = 2025

    found = identify([small("NO"), small("IF"), small("NO", "old.xlsx", change)])
    assert statuses(found) == {"NO.xlsx": "read", "IF.xlsx": "read", "old.xlsx": "left_out"}
    assert found.conflicts == []


def test_plans_without_a_team_do_not_compete() -> None:
    found = identify([small("NO", "a.xlsx", _other_team("")), small("IF", "b.xlsx", _other_team(""))])
    assert found.conflicts == [] and len(found.plans) == 2


# -- other years, currencies, companies ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("plan_year", 2025, "exercice : 2025 au lieu de 2026"),
        ("currency", "CHF", "devise : CHF au lieu de EUR"),
        ("company", "Autre SA", "entreprise : Autre SA au lieu de"),
    ],
)
@pytest.mark.parametrize("with_group", [True, False])
def test_a_workbook_that_does_not_fit_is_left_out(field: str, value: object, reason: str, with_group: bool) -> None:
    others = [small("GR")] if with_group else [small("NO"), small("IF")]
    found = identify([*others, small("SE", change=_of_plan(**{field: value}))])
    assert statuses(found)["SE.xlsx"] == "left_out"
    assert told(found, "SE.xlsx").startswith(reason)
    (finding,) = found.findings
    assert (finding.code, finding.subject, finding.team, finding.field, finding.value, finding.severity) == (
        "PAC703", "SE", "SE", f"plan.{field}", value, "error",
    )  # fmt: skip
    assert finding.params["value"] == value and finding.params["field"] == f"plan.{field}"


def test_the_group_says_what_fits_whatever_most_say() -> None:
    found = identify([small("GR"), *(small(t, change=_of_plan(currency="CHF")) for t in ("NO", "IF", "SE"))])
    assert [plan.team for plan in found.plans] == ["GR"]
    other = identify([small("GR", "ref.xlsx", _of_plan(currency="CHF")), small("NO"), small("IF")])
    assert [plan.team for plan in other.plans] == ["GR"]


def test_without_a_group_the_first_by_name_breaks_a_tie() -> None:
    found = identify([small("NO", "b.xlsx"), small("IF", "a.xlsx", _of_plan(currency="CHF"))])
    assert statuses(found) == {"a.xlsx": "read", "b.xlsx": "left_out"}


@pytest.mark.parametrize("company", ["CAFES VALMORANE SAS", " cafés   valmorane sas"])
def test_spellings_of_one_company_fit(company: str) -> None:
    assert identify([small("GR"), small("NO", change=_of_plan(company=company))]).findings == []


@pytest.mark.parametrize("field", ["plan_year", "currency", "company"])
def test_who_does_not_say_fits(field: str) -> None:
    found = identify([small("GR"), small("NO", change=_of_plan(**{field: None}))])
    assert found.findings == [] and len(found.plans) == 2
    nobody = identify([small("GR", change=_of_plan(**{field: None})), small("NO", change=_of_plan(**{field: None}))])
    assert nobody.findings == []


@pytest.mark.parametrize("field", ["plan_year", "currency", "company"])
def test_where_the_group_does_not_say_every_workbook_fits(field: str) -> None:
    def change(plan: Draft) -> None:
        plan.form("plan").values[field] = None
        plan.year = None

    other = {"plan_year": 2026, "currency": "CHF", "company": "Autre"}[field]
    assert identify([small("GR", change=change), small("NO", change=_of_plan(**{field: other}))]).findings == []


def test_the_year_of_the_group_s_form_counts_before_that_of_its_workbook() -> None:
    found = identify([small("GR", change=_of_plan(plan_year=2025)), small("NO", change=_of_plan(plan_year=2025))])
    assert found.findings == [] and len(found.plans) == 2


def test_those_who_do_not_say_are_no_majority() -> None:
    silent = [small(team, change=_of_plan(currency=None)) for team in ("A", "B", "C")]
    found = identify([*silent, small("D"), small("E"), small("F", change=_of_plan(currency="CHF"))])
    assert statuses(found)["F.xlsx"] == "left_out" and len(found.plans) == 5


def test_a_workbook_left_out_for_its_year_has_no_say_in_the_currency() -> None:
    old = [small(team, change=_of_plan(plan_year=2025, currency="CHF")) for team in ("A", "B")]
    found = identify([*old, *(small(team) for team in ("C", "D", "E"))])
    assert [plan.team for plan in found.plans] == ["C", "D", "E"]
    tie = identify([*old, small("C"), small("D"), small("GR")])
    assert [plan.team for plan in tie.plans] == ["GR", "C", "D"]


def test_a_copy_has_no_say_in_what_fits() -> None:
    copies = [small("A", f"a{n}.xlsx", _of_plan(currency="CHF"), sha256="same") for n in (1, 2, 3)]
    found = identify([*copies, small("B"), small("C")])
    assert [plan.team for plan in found.plans] == ["B", "C"]
    assert statuses(found) == {
        "a1.xlsx": "left_out", "a2.xlsx": "duplicate", "a3.xlsx": "duplicate", "B.xlsx": "read", "C.xlsx": "read",
    }  # fmt: skip


def test_the_group_s_workbook_that_is_a_copy_anchors_nothing() -> None:
    """The copy that counts is the anchor: the first by name."""
    first = small("GR", "a.xlsx", sha256="same")
    copy = small("GR", "b.xlsx", _of_plan(currency="CHF"), sha256="same")
    found = identify([copy, first, small("NO")])
    assert statuses(found) == {"a.xlsx": "read", "b.xlsx": "duplicate", "NO.xlsx": "read"}


def test_the_year_of_the_workbook_stands_for_the_year_of_the_form() -> None:
    def change(plan: Draft) -> None:
        plan.year = 2025
        plan.form("plan").values["plan_year"] = None

    assert statuses(identify([small("GR"), small("NO", change=change)]))["NO.xlsx"] == "left_out"
    group = identify([small("GR", change=change), small("NO")])
    assert statuses(group)["NO.xlsx"] == "left_out"


def test_a_workbook_is_left_out_once_for_its_first_misfit() -> None:
    found = identify([small("GR"), small("NO", change=_of_plan(plan_year=2025, currency="CHF"))])
    assert codes(found) == [("PAC703", "NO")]
    assert told(found, "NO.xlsx").startswith("exercice")


def test_a_plan_without_a_team_is_named_by_its_file() -> None:
    def change(plan: Draft) -> None:
        plan.team = None
        plan.form("plan").values["currency"] = "CHF"

    assert codes(identify([small("GR"), small("NO", "x.xlsx", change)])) == [("PAC703", "x.xlsx")]


# -- the reference ---------------------------------------------------------------------------------------------------


def test_the_reference_wins_over_another_workbook_of_the_group() -> None:
    other = small("GR", "old-gr.xlsx", _of_plan(sponsor="X"))
    found = identify([small("NO"), other], reference=small("GR", "ref.xlsx"))
    assert statuses(found) == {"ref.xlsx": "read", "NO.xlsx": "read", "old-gr.xlsx": "superseded"}
    assert told(found, "old-gr.xlsx") == "la référence groupe est ref.xlsx"


def test_the_reference_counts_once_when_it_is_among_the_inputs() -> None:
    group = small("GR")
    for again in (group, replace(group, path=Path("copy.xlsx"))):
        found = identify([small("NO"), again], reference=group)
        assert statuses(found) == {"GR.xlsx": "read", "NO.xlsx": "read"} and found.findings == []


def test_the_reference_says_what_fits_under_any_team_code() -> None:
    reference = small("SO", "ref.xlsx", _of_plan(currency="CHF"))
    found = identify([small("NO"), small("IF")], reference=reference)
    assert [plan.team for plan in found.plans] == ["SO"]


def test_of_a_consolidated_reference_only_the_first_plan_counts() -> None:
    plans = [small("GR").plans[0], small("SE").plans[0]]
    leaves = tuple(Source(f"{p.team}.xlsx", "read", p.team, sha256=f"sha-{p.team}.xlsx", leaf="x") for p in plans)
    reference = Reading(
        Path("g.xlsx"),
        "read",
        plans=plans,
        sha256="g",
        leaves=leaves,
        contains=("sha-GR.xlsx", "sha-NO.xlsx", "sha-SE.xlsx"),
    )
    found = identify([small("NO"), small("IF")], reference=reference)
    assert statuses(found) == {"g.xlsx": "read", "NO.xlsx": "read", "IF.xlsx": "read"}
    assert sorted(str(plan.team) for plan in found.plans) == ["GR", "IF", "NO"]


# -- expected teams --------------------------------------------------------------------------------------------------


def test_missing_teams_are_named_once_in_the_order_asked() -> None:
    plans = [small("NO").plans[0]]
    assert missing_teams(plans, ["SE", "NO", "SE", "IF"]) == ["SE", "IF"]
    assert missing_teams(plans, []) == [] and missing_teams([], ["NO"]) == ["NO"]


# -- what a candidate says --------------------------------------------------------------------------------------------


def test_a_candidate_is_described_by_who_saved_it_and_when() -> None:
    saved = small("NO", saved_on=datetime(2026, 6, 15, 14, 5))
    for by, expected in ((None, "enregistré le 15/06/2026 à 14:05"), ("Anne", "enregistré par Anne le 15/06/2026")):
        one = replace(saved, saved_by=by)
        assert expected in Candidate(one, one.plans[0], "read").described.fr
    bare = replace(small("NO"), saved_on=None)
    assert Candidate(bare, bare.plans[0], "read").described == Text("NO.xlsx", "NO.xlsx")
