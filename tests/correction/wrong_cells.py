"""Wrong contents of cells, the rules that mark them, and what their notes say to type instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

#: Table, row and field; what is typed there; the rule that marks this cell.
WRONG: tuple[tuple[str, str, str, Any, str], ...] = (
    ("swot", "SWO-03", "code", "SWO-02", "PAC104"),
    ("actions", "ACT-NO-002", "due", "31/02/2026", "PAC105"),
    ("actions", "ACT-NO-002", "progress", "beaucoup", "PAC105"),
    ("schedule", "schedule#7", "month", "2026-13", "PAC105"),
    ("objectives", "OBJ-01", "deadline", "fin d’année", "PAC105"),
    ("performance", "performance#1", "value", "treize", "PAC105"),
    ("actions", "ACT-NO-004", "priority", "Peut-être", "PAC106"),
    ("offers", "OFF-NO-01", "sent_on", "10 juin 2026", "PAC113"),
    ("actions", "ACT-NO-003", "allocated", "1,234.50", "PAC114"),
    ("competitors", "competitors#1", "share", 1.5, "PAC114"),
    ("budget_lines", "budget_lines#5", "vat_rate", 20, "PAC114"),
    ("actions", "ACT-NO-004", "progress", 1.7, "PAC114"),
    ("risks", "risks#3", "probability", 9, "PAC122"),
    ("marketing", "MKT-02", "start", date(1926, 2, 16), "PAC123"),
    ("offers", "OFF-NO-01", "valid_until", datetime(2026, 7, 31, 14, 30), "PAC124"),
    ("actions", "ACT-NO-002", "why", "actions.title", "PAC125"),
    ("actions", "ACT-NO-003", "title", "", "PAC201"),
    ("actions", "ACT-NO-004", "owner", "", "PAC202"),
    ("actions", "ACT-NO-003", "due", "", "PAC203"),
    ("objectives", "OBJ-02", "target", "", "PAC208"),
    ("swot", "SWO-01", "statement", "", "PAC212"),
    ("budget_lines", "budget_lines#5", "nature", "", "PAC212"),
    ("plan", "plan", "manager", "ZZZ", "PAC301"),
    ("actions", "ACT-NO-004", "objectives", "OBJ-99", "PAC301"),
    ("actions", "ACT-NO-003", "axis", "AX9", "PAC301"),
    ("actions", "ACT-NO-002", "targets", "CIB-77", "PAC301"),
    ("actions", "ACT-NO-004", "start", date(2026, 12, 1), "PAC307"),
    ("team", "SMA", "email", "", "PAC311"),
    ("budget_lines", "budget_lines#7", "spent", 900, "PAC506"),
    ("budget_lines", "budget_lines#6", "planned", -2000, "PAC512"),
    ("schedule", "schedule#8", "line", 99, "PAC514"),
    ("kpis", "kpis#4", "measured_on", "", "PAC603"),
    ("kpis", "kpis#5", "target", 0, "PAC604"),
)
#: What is typed where no former value is right: the cell of this rule and field gets this value.
NEXT: dict[tuple[str, str], Any] = {
    ("PAC206", "actions.done_on"): date(2026, 6, 12),
    ("PAC605", "actions.outcome"): "Objectif tenu",
    ("PAC605", "actions.lessons"): "Partir plus tôt",
    ("PAC207", "actions.status_reason"): "Attente du comité",
    ("PAC207", "actions.review_on"): date(2026, 9, 1),
    ("PAC305", "actions.status"): "Terminée",
    ("PAC306", "actions.progress"): 1,
    ("PAC401", "actions.due"): date(2026, 11, 27),
}

#: ``table.field`` and whose: a code, ``ACTION/label`` for a row of an action, ``…/+2`` for the second row below the
#: last one.
Edits = dict[tuple[str, str], Any]
EN_COURS, TERMINEE, CONFORME = "En cours", "Terminée", "Conforme"


@dataclass(frozen=True)
class Fixed:
    """A finding, what is typed to have it (where the sample does not), and what its note says to do."""

    code: str
    subject: str
    fix: Edits
    wrong: Edits | None = None


def _done(action: str, day: date) -> Edits:
    """An action that is finished, with its results."""
    values = {"status": TERMINEE, "progress": 1, "done_on": day, "lessons": "Partir plus tôt"}
    return {(f"actions.{field}", action): value for field, value in values.items()}


_SALES_OFFER = {
    ("legal_checks.status", "ACT-SE-004/pgc_cap"): CONFORME,
    ("legal_checks.verified_on", "ACT-SE-004/pgc_cap"): date(2026, 6, 12),
    ("legal_checks.verified_by", "ACT-SE-004/pgc_cap"): "CAU",
}
SAID: dict[str, tuple[Fixed, ...]] = {
    "NO": (
        Fixed("PAC303", "OBJ-07", {("actions.objectives", "ACT-NO-010"): "OBJ-07"}),
        Fixed("PAC402", "ACT-NO-006", _done("ACT-NO-006", date(2026, 6, 12))),
        Fixed("PAC403", "ACT-NO-007", {("actions.progress", "ACT-NO-007"): 0.65}),
        Fixed("PAC404", "ACT-NO-008", {("actions.status", "ACT-NO-008"): EN_COURS}),
        Fixed("PAC405", "ACT-NO-007", {("milestones.done_on", "ACT-NO-007/12 premières animations"): date(2026, 6, 1)}),
        Fixed("PAC406", "ACT-NO-012", {("actions.review_on", "ACT-NO-012"): date(2026, 9, 1)}),
        Fixed("PAC501", "ACT-NO-001", {("actions.allocated", "ACT-NO-001"): 18900}),
        Fixed("PAC502", "ACT-NO-001", {}),
        Fixed(
            "PAC601",
            "ACT-NO-007",
            {
                ("kpis.actual", "ACT-NO-007/Animations réalisées"): 16,
                ("kpis.actual", "ACT-NO-007/Nouveaux référencements"): 16,
            },
        ),
        Fixed(
            "PAC801",
            "ACT-NO-007",
            {("legal_checks.point", "ACT-NO-007/+"): "Courriel B2C : consentement préalable"},
            wrong={("actions.channels", "ACT-NO-007"): "Courriel"},
        ),
        Fixed(
            "PAC602",
            "OBJ-01",
            {("objectives.deadline", "OBJ-01"): date(2026, 12, 31)},
            wrong={("objectives.deadline", "OBJ-01"): date(2026, 6, 5)},
        ),
        Fixed(
            "PAC606",
            "ACT-NO-002",
            {("performance.indicator", "performance#3"): "Visites réalisées"},
            wrong={("performance.indicator", "performance#3"): "Visites faites"},
        ),
        Fixed(
            "PAC607",
            "OBJ-01",
            {("performance.measured_on", "performance#1"): date(2026, 3, 31)},
            wrong={("performance.measured_on", "performance#1"): date(2026, 5, 29)},
        ),
        Fixed(
            "PAC126",
            "ACT-NO-003",
            {("budget_lines.label", "ACT-NO-003/+"): "", ("budget_lines.planned", "ACT-NO-003/+"): ""},
            wrong={("budget_lines.label", "ACT-NO-003/+"): "TOTAL", ("budget_lines.planned", "ACT-NO-003/+"): 3500},
        ),
        Fixed(
            "PAC213",
            "team",
            {("team.active", f"/+{n}"): "" for n in (1, 2, 3)},
            wrong={("team.active", f"/+{n}"): "Oui" for n in (1, 2, 3)},
        ),
        Fixed(
            "PAC704",
            "axes",
            {("axes.label", "AX2"): "Développement bureaux et collectivités"},
            wrong={("axes.label", "AX2"): "Un autre axe"},
        ),
        Fixed(
            "PAC515",
            "AX9",
            {("envelope.key", "envelope#8"): "AX6"},
            wrong={("envelope.key", "envelope#8"): "AX9"},
        ),
    ),
    "SE": (
        Fixed("PAC302", "ACT-SE-011", {("actions.objectives", "ACT-SE-011"): "OBJ-06"}),
        Fixed(
            "PAC308",
            "ACT-SE-012",
            {
                ("milestones.due", "ACT-SE-012/10 essais"): date(2026, 5, 10),
                ("milestones.due", "ACT-SE-012/20 signatures"): date(2026, 9, 11),
            },
        ),
        Fixed("PAC508", "AX1", {("envelope.amount", "envelope#3"): 70000}),
        Fixed(
            "PAC509",
            "total",
            {("envelope.amount", "envelope#1"): 150500},
            wrong={("envelope.amount", "envelope#1"): 90000},
        ),
        Fixed("PAC511", "ACT-SE-003", {("budget_lines.planned", "ACT-SE-003/Aménagement"): 14000}),
        Fixed("PAC804", "ACT-SE-004", {("actions.promo_depth", "ACT-SE-004"): 0.34}),
        Fixed("PAC805", "ACT-SE-004", _SALES_OFFER),
        Fixed(
            "PAC803",
            "ACT-SE-004",
            {("legal_checks.status", "ACT-SE-004/price_reduction"): CONFORME},
            wrong={("legal_checks.status", "ACT-SE-004/price_reduction"): "À vérifier"},
        ),
    ),
    "SO": (
        Fixed("PAC204", "ACT-SO-006", {("actions.why", "ACT-SO-006"): "Regagner les épiceries fines de la région."}),
        Fixed("PAC309", "ACT-SO-004", {("actions.due", "ACT-SO-004"): date(2026, 12, 18)}),
        Fixed("PAC312", "ACT-SO-004", {}),
        Fixed("PAC304", "CIB-02", {("targets.priority", "CIB-02"): "Non"}),
        Fixed("PAC408", "ACT-SO-008", {("actions.due", "ACT-SO-008"): date(2026, 8, 14)}),
        Fixed("PAC505", "ACT-SO-007", {("actions.allocated", "ACT-SO-007"): 2800}),
    ),
    "IF": (
        Fixed("PAC211", "ACT-IF-005", {("waivers.until", "waivers#1"): date(2026, 6, 30)}),
        Fixed(
            "PAC507",
            "ACT-IF-006",
            {("actions.arbitration_note", "ACT-IF-006"): "Plafonné par la direction"},
            wrong={("actions.allocated", "ACT-IF-006"): 1},
        ),
        Fixed("PAC304", "SEG-02", {("segmentation.priority", "SEG-02"): "Non"}),
        Fixed("PAC310", "NCH", {("actions.owner", "ACT-IF-013"): "KBE"}),
        Fixed(
            "PAC409",
            "ACT-IF-004",
            {
                ("waivers.rule", "/+"): "PAC409",
                ("waivers.subject", "/+"): "ACT-IF-004",
                ("waivers.reason", "/+"): "Périmètre réduit à deux sites",
                ("waivers.accepted_by", "/+"): "KBE",
                ("waivers.accepted_on", "/+"): date(2026, 6, 10),
                ("waivers.until", "/+"): date(2026, 7, 31),
            },
        ),
        Fixed(
            "PAC313",
            "ACT-IF-004",
            {("actions.due_initial", "ACT-IF-004"): date(2026, 3, 31)},
            wrong={("actions.due_initial", "ACT-IF-004"): date(2026, 4, 30)},
        ),
        Fixed("PAC503", "ACT-IF-005", {("actions.allocated", "ACT-IF-005"): 23500}),
        Fixed("PAC510", "ACT-IF-011", {("budget_lines.committed", "ACT-IF-011/Cabinet de recrutement"): 1500}),
        Fixed("PAC802", "ACT-IF-013", {("actions.channels", "ACT-IF-013"): "Courrier postal"}),
    ),
}

#: Rules whose findings go in another way than by typing into a cell of one team's workbook, by the way.
_ELSEWHERE = {
    "`correct` or `repair` puts it right": "PAC101 PAC102 PAC107 PAC108 PAC111 PAC117 PAC128",
    "cells are moved, not typed (see the gauntlet)": "PAC120 PAC121 PAC127 PAC129",
    "the office recalculates, or shows the cell otherwise": "PAC112 PAC116 PAC130 PAC131 PAC132 PAC133 PAC516 PAC608",
    "not a workbook of ours, or more than Excel lets people type": "PAC103 PAC118 PAC119",
    "nothing is to be done": "PAC109 PAC110 PAC115 PAC407 PAC411 PAC504",
    "what is missing has no cell": "PAC205 PAC209 PAC210",
    "it is about files of several teams": "PAC701 PAC702 PAC703 PAC710 PAC711 PAC712 PAC713",
    "it is about plans of several teams": "PAC705 PAC706 PAC707 PAC708 PAC709",
}
ELSEWHERE = {code for codes in _ELSEWHERE.values() for code in codes.split()}
