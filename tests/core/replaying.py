"""Replays of documents and tables, read as a cadre would read them."""

import csv
import json
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from jishan.core.replay.outcome import Outcome
from jishan.core.replay.report import report
from jishan.core.replay.tables import read_happenings, read_roster
from jishan.core.replay.whole import replay
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.reading import read_scheme
from jishan.entrance.words.scheme import reason_text
from jishan.management.scheme_cli import PACKS

SCHEMES = Path(__file__).parent / "schemes"

HEAD = """
format: 1
code: village
name: 桃源村积分细则
organisation: 桃源村
version: 1
in_force_from: 2024-01-01
subjects: {kinds: [household, resident], eligible: [{kind: household, consent: true}]}
categories: [{code: env, name: 环境}, {code: civil, name: 文明}]
process:
  default: [{kind: review, role: panel, quorum: 5}, {kind: notice, days: 7, day_kind: calendar}]
  objections_to: supervisor
publicity: {shows: [totals], names: masked, deductions: household_only, days: 30}
"""
PURSE = (
    "purses: [{code: main, name: 积分, holder: household, takes: both, "
    "spendable: false, floor: none}]\n"
)
YEAR = "measures: [{code: year, name: 年度, shape: points, purse: main, period: year}]\n"
ROSTER = """编号,所属户,组
H1,,一组
H2,,一组
H3,,二组
R1,H1,
R2,H1,
R3,H2,
"""


def pack(name: str) -> Scheme:
    return read_scheme((PACKS / f"{name}.yaml").read_bytes())


def village(*parts: str, purse: str = PURSE) -> Scheme:
    """A small village: the head, a purse, and what a test adds."""
    return read_scheme(HEAD + purse + "\n".join(parts))


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text.strip() + "\n")))


def run(
    versions: Scheme | Sequence[Scheme], acts: str, roster: str = ROSTER, **days: Any
) -> Outcome:
    """Replay two tables given as text."""
    schemes = [versions] if isinstance(versions, Scheme) else list(versions)
    return replay(schemes, read_roster(rows(roster)), read_happenings(rows(acts), schemes), **days)


def told(out: Outcome) -> Any:
    """The report, through JSON and back: what an outsider gets."""
    return json.loads(json.dumps(report(out, reason_text), ensure_ascii=False))


def balances(out: Outcome, purse: str = "main") -> dict[str, str]:
    return {
        one["key"]: held["balance"]
        for one in told(out)["subjects"]
        for held in one["purses"]
        if held["purse"] == purse
    }


def points(out: Outcome) -> dict[str, str]:
    """Points of each counted act, the refusal's code of each other."""
    return {
        one["key"]: one["points"] if one["state"] == "counted" else one["reasons"][0]["code"]
        for one in told(out)["acts"]
        if one["state"] in ("counted", "refused")
    }


def measure(out: Outcome, code: str, period: str) -> dict[str, str]:
    return {
        one["subject"]: one["exact"]
        for one in told(out)["measures"]
        if one["measure"] == code and one["period"] == period
    }


def automatic(out: Outcome) -> list[tuple[str, str, str, str]]:
    return [
        (one["code"], one["subject"], one["day"], one["points"]) for one in told(out)["automatic"]
    ]


def titles(out: Outcome) -> list[tuple[str, str, str]]:
    return [
        (one["honour"], one["period"], one["subject"])
        for one in told(out)["honours"]
        if one["taken"]
    ]


def events(out: Outcome) -> dict[str, str]:
    """`done`, `reversed`, or the code of the refusal, by key."""
    return {
        one["key"]: one["reason"]["code"] if one["reason"] else one["state"]
        for one in told(out)["events"]
    }
