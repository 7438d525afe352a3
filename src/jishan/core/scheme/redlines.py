"""What law and policy do not allow, as data that the operator's lawyer can change.

The file classifies rewards, penalties and data: allow, guard (only with named safeguards), block.
"""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from jishan.core.scheme.checks.conduct import all_benefits
from jishan.core.scheme.checks.desk import Desk
from jishan.core.scheme.document import Inspection, Scheme
from jishan.core.scheme.findings import Finding, SchemeUnreadable
from jishan.core.scheme.plain import NotPlain, read_plain
from jishan.core.scheme.results import BenefitKind, Safeguard
from jishan.core.scheme.values import Code, Figure, Model, Text

SHIPPED = Path(__file__).resolve().parents[2] / "packs" / "redlines.yaml"
Where = Literal["benefits", "items", "lines", "vetoes", "streaks", "honours", "targets"]


class Clause(Model):
    """One line of the classification. `kinds` match benefits, `words` match any text of `where`;
    where both are written for a benefit, either suffices. `unless` are words that take it back."""

    code: Code
    verdict: Literal["allow", "guard", "block"]
    sources: tuple[Text, ...] = ()
    kinds: tuple[BenefitKind, ...] = ()
    words: tuple[Text, ...] = ()
    unless: tuple[Text, ...] = ()
    where: tuple[Where, ...] = ("benefits", "items", "vetoes", "streaks", "honours")
    needs: tuple[Safeguard, ...] = ()
    reason: Text
    alternative: Text | None = None


class Redlines(Model):
    """The whole classification, with its own date and reviewer, and the limits of some clauses."""

    format: Literal[1]
    reviewed: Text
    false_claim_times_max: Figure
    pool_percent_max: Figure
    clauses: tuple[Clause, ...]


def read_redlines(raw: bytes | str) -> Redlines:
    """Read a classification file; raises SchemeUnreadable if it is none."""
    try:
        return Redlines.model_validate(read_plain(raw).data)
    except NotPlain as wrong:
        finding = Finding(wrong.code, "error", "", wrong.line, wrong.facts)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False)[0]
        facts = {"name": str(first["loc"]), "given": str(first["input"])[:40]}
        finding = Finding("scheme.value_wrong", "error", "redlines", None, facts)
    raise SchemeUnreadable((finding,))


@cache
def shipped() -> Redlines:
    """The classification that comes with the product."""
    return read_redlines(SHIPPED.read_bytes())


def look(desk: Desk, redlines: Redlines) -> None:
    """Classify every reward, penalty, item and inspected line of the document."""
    scheme = desk.scheme
    for clause in redlines.clauses:
        _apply(desk, clause)
    _indoor(desk)
    _false_claim(desk, redlines)
    _purses(desk)
    _pools(desk, redlines)
    if scheme.publicity.names == "full":
        desk.error("redline.names_in_full", "publicity", "names")
    if scheme.publicity.deductions == "shown":
        desk.error("redline.deductions_shown", "publicity", "deductions")
    if scheme.publicity.days is None:
        desk.warn("publicity_without_end", "publicity")


def _apply(desk: Desk, clause: Clause) -> None:
    """One clause against everything it can speak of."""
    for benefit, path in all_benefits(desk.scheme):
        said = benefit.kind in clause.kinds or _speaks(clause, benefit.text)
        if said and "benefits" in clause.where:
            _judge(desk, clause, benefit.text, benefit.safeguards, *path)
    for text, where, path in _texts(desk.scheme):
        if where in clause.where and _speaks(clause, text):
            _judge(desk, clause, text, (), *path)


def speaking(redlines: Redlines, text: str, where: Where) -> tuple[Clause, ...]:
    """The clauses that speak of a text that stands there, for another kind of document."""
    return tuple(one for one in redlines.clauses if where in one.where and _speaks(one, text))


def _speaks(clause: Clause, text: str) -> bool:
    return any(word in text for word in clause.words) and not any(
        word in text for word in clause.unless
    )


def _texts(scheme: Scheme) -> list[tuple[str, Where, tuple[str | int, ...]]]:
    found: list[tuple[str, Where, tuple[str | int, ...]]] = []
    for place, item in enumerate(scheme.items):
        found.append((item.title, "items", ("items", place, "title")))
        if isinstance(item.worth, Inspection):
            path = ("items", place, "worth", "lines")
            found += [
                (line.title, "lines", (*path, number))
                for number, line in enumerate(item.worth.lines)
            ]
    found += [(v.name, "vetoes", ("vetoes", place)) for place, v in enumerate(scheme.vetoes)]
    for place, streak in enumerate(scheme.streaks):
        found.append((f"{streak.name} {streak.mark or ''}", "streaks", ("streaks", place)))
    found += [(h.name, "honours", ("honours", place)) for place, h in enumerate(scheme.honours)]
    return found


def _judge(
    desk: Desk, clause: Clause, text: str, given: tuple[Safeguard, ...], *path: str | int
) -> None:
    facts = {
        "text": text,
        "reason": clause.reason,
        "alternative": clause.alternative or "",
        "clause": clause.code,
    }
    if clause.verdict == "block":
        desk.error("redline.blocked", *path, **facts)
    elif clause.verdict == "guard":
        missing = [need for need in clause.needs if need not in given]
        if missing:
            desk.error("redline.unguarded", *path, **facts, missing=tuple(missing))
        else:
            desk.note("redline.guarded", *path, **facts)


def _indoor(desk: Desk) -> None:
    """Rooms are looked at only with consent at the door, and refusing costs nothing (Z3-04)."""
    for place, item in enumerate(desk.scheme.items):
        if not isinstance(item.worth, Inspection):
            continue
        for number, line in enumerate(item.worth.lines):
            if line.place != "indoor":
                continue
            path = ("items", place, "worth", "lines", number)
            if line.door_consent and line.absent in ("scaled", "full"):
                desk.note("redline.indoor_by_consent", *path, line_=line.title)
            else:
                desk.error("redline.indoor", *path, line_=line.title)


def _false_claim(desk: Desk, redlines: Redlines) -> None:
    clause = desk.scheme.false_claim
    if clause is None:
        return
    if clause.times > redlines.false_claim_times_max:
        most = str(redlines.false_claim_times_max)
        desk.error("redline.false_claim_too_hard", "false_claim", "times", most=most)
    if clause.proxy_pays:
        desk.error("redline.proxy_pays", "false_claim", "proxy_pays")
    if not clause.hearing:
        desk.error("redline.no_hearing", "false_claim", "hearing")


def _purses(desk: Desk) -> None:
    for place, purse in enumerate(desk.scheme.purses):
        if purse.spendable and purse.floor != "zero":
            desk.error("redline.debt", "purses", place, "floor", purse=purse.name)
        if purse.transfer is not None and purse.transfer.between == "village":
            desk.error("redline.transfer", "purses", place, "transfer", purse=purse.name)


def _pools(desk: Desk, redlines: Redlines) -> None:
    for place, pool in enumerate(desk.scheme.pools):
        missing = [
            need
            for need in ("unanimous_vote", "discretionary_part", "capped_share")
            if need not in pool.safeguards
        ]
        if missing:
            most = str(redlines.pool_percent_max)
            desk.error("redline.pool_unguarded", "pools", place, pool=pool.name,
                       missing=tuple(missing), most=most)  # fmt: skip
