"""What law and policy do not allow, as data that the operator's lawyer can change.

The file classifies rewards, penalties and data: allow, guard (only with named safeguards), block.
Its words are sought in every text of a document, however they are spaced, widened or spelt.
"""

from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError

from jishan.core.scheme.checks.conduct import all_benefits
from jishan.core.scheme.checks.desk import Desk
from jishan.core.scheme.checks.texts import (
    Place,
    Said,
    Where,
    bare,
    pieces,
    sought,
    texts_of,
    whos_of,
)
from jishan.core.scheme.document import Duration, Inspection, Scheme, Veto
from jishan.core.scheme.findings import Finding, SchemeUnreadable
from jishan.core.scheme.plain import NotPlain, read_plain
from jishan.core.scheme.results import BenefitKind, Safeguard
from jishan.core.scheme.values import Code, Figure, Model, Text, Whole

SHIPPED = Path(__file__).resolve().parents[2] / "packs" / "redlines.yaml"
ADULT_ENOUGH = 14
"""Below this age everything about a person is sensitive (E.5)."""
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
Pair = Annotated[str, StringConstraints(min_length=2, max_length=2)]


class Clause(Model):
    """One line of the classification. `kinds` match benefits, `words` match any text of `where`
    (`all`: wherever it stands); where both are written for a benefit, either suffices. `also`: one
    of these stands in the text as well. `unless` are words that take it back, but not beside one
    of `despite`. Words may leave room: see `texts.sought`."""

    code: Code
    verdict: Literal["allow", "guard", "block"]
    sources: tuple[Text, ...] = ()
    kinds: tuple[BenefitKind, ...] = ()
    words: tuple[Text, ...] = ()
    also: tuple[Text, ...] = ()
    unless: tuple[Text, ...] = ()
    despite: tuple[Text, ...] = ()
    where: tuple[Where, ...] = ("benefits", "items", "vetoes", "streaks", "honours")
    needs: tuple[Safeguard, ...] = ()
    reason: Text
    alternative: Text | None = None


class Redlines(Model):
    """The whole classification, with its own date and reviewer, and the limits of some clauses.

    `denials`: a running text that says it is not done is no rule that it is. `variants`: pairs of
    signs, the first of which is read as the second. `rooms`: what is inside a home.
    `final_documents`, `own_papers`: what makes a paper final, and what makes it the village's own.
    `staff`: tags of those who work for the village.
    """

    format: Literal[1]
    reviewed: Text
    false_claim_times_max: Figure
    pool_percent_max: Figure
    veto_months_max: Whole = Field(default=60, ge=1)
    denials: tuple[Text, ...] = ()
    variants: tuple[Pair, ...] = ()
    rooms: tuple[Text, ...] = ()
    not_rooms: tuple[Text, ...] = ()
    final_documents: tuple[Text, ...] = ()
    own_papers: tuple[Text, ...] = ()
    staff: tuple[Text, ...] = ()
    clauses: tuple[Clause, ...]

    @cached_property
    def _pairs(self) -> str:
        return "".join(self.variants)

    def holds(self, words: tuple[str, ...], text: str) -> bool:
        """Whether the text holds one of the words, however it is written."""
        return sought(words, self._pairs).search(bare(text, self._pairs)) is not None

    def asserted(self, text: str) -> list[str]:
        """The pieces of a running text that do not say that something is left undone."""
        return [one for one in pieces(text) if not self.holds(self.denials, one)]

    def final(self, paper: str) -> bool:
        """Whether a paper is a final one of a court or an authority, as far as its name says."""
        known = not self.final_documents or self.holds(self.final_documents, paper)
        return known and not self.holds(self.own_papers, paper)

    def speaks(self, clause: Clause, text: str) -> bool:
        """Whether a clause speaks of a text."""
        if not self.holds(clause.words, text) or (
            clause.also and not self.holds(clause.also, text)
        ):
            return False
        return not self.holds(clause.unless, text) or self.holds(clause.despite, text)


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
    said = texts_of(scheme)
    judged: set[tuple[str, Place]] = set()
    for clause in redlines.clauses:
        for text, given, path in _spoken_of(scheme, redlines, clause, said):
            if (clause.code, path) not in judged:
                judged.add((clause.code, path))
                _judge(desk, clause, text, given, *path)
    _indoor(desk, redlines)
    _people(desk, redlines)
    _vetoes(desk, redlines)
    _false_claim(desk, redlines)
    _purses(desk)
    _pools(desk, redlines)
    if scheme.publicity.names == "full":
        desk.error("redline.names_in_full", "publicity", "names")
    if scheme.publicity.deductions == "shown":
        desk.error("redline.deductions_shown", "publicity", "deductions")
    if scheme.publicity.days is None:
        desk.warn("publicity_without_end", "publicity")


def _spoken_of(
    scheme: Scheme, redlines: Redlines, clause: Clause, said: list[Said]
) -> Iterator[tuple[str, tuple[Safeguard, ...], Place]]:
    """What one clause speaks of, with the safeguards that a benefit names. Clauses of one code
    judge a place once."""
    everywhere = "all" in clause.where
    if everywhere or "benefits" in clause.where:
        for benefit, path in all_benefits(scheme):
            if benefit.kind in clause.kinds or redlines.speaks(clause, benefit.text):
                yield benefit.text, benefit.safeguards, path
    if not clause.words:
        return
    for text, where, place, running in said:
        if everywhere or where in clause.where:
            parts = redlines.asserted(text) if running else [text]
            if any(redlines.speaks(clause, part) for part in parts):
                yield text, (), place


def speaking(redlines: Redlines, text: str, where: Where) -> tuple[Clause, ...]:
    """The clauses that speak of a text that stands there, for another kind of document."""
    return tuple(
        one
        for one in redlines.clauses
        if (where in one.where or "all" in one.where) and redlines.speaks(one, text)
    )


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


def _indoor(desk: Desk, redlines: Redlines) -> None:
    """Rooms are looked at only with consent at the door, and refusing costs nothing (Z3-04)."""
    for place, item in enumerate(desk.scheme.items):
        if not isinstance(item.worth, Inspection):
            continue
        for number, line in enumerate(item.worth.lines):
            room = redlines.holds(redlines.rooms, line.title)
            if line.place != "indoor" and (
                not room or redlines.holds(redlines.not_rooms, line.title)
            ):
                continue
            path = ("items", place, "worth", "lines", number)
            if line.place == "indoor" and line.door_consent and line.absent in ("scaled", "full"):
                desk.note("redline.indoor_by_consent", *path, line_=line.title)
            else:
                desk.error("redline.indoor", *path, line_=line.title)


def _people(desk: Desk, redlines: Redlines) -> None:
    """Children are not scored, and staff are not ranked (E.1, E.5)."""
    for who, path in whos_of(desk.scheme):
        if who.age_max is not None and who.age_max < ADULT_ENOUGH and path[0] != "redemption":
            desk.error("redline.minors", *path, "age_max", age=ADULT_ENOUGH)
    for place, honour in enumerate(desk.scheme.honours):
        tags = (*honour.who.tags_any, *honour.who.tags_all) if honour.who else ()
        classes = honour.classes if honour.scope == "class" else ()
        if any(redlines.holds(redlines.staff, tag) for tag in (*tags, *classes)):
            desk.error("redline.never_ranked", "honours", place, "who", name=honour.name)


def _vetoes(desk: Desk, redlines: Redlines) -> None:
    """A veto stands on a final document of somebody else, and does not last for ever (E.3)."""
    for place, veto in enumerate(desk.scheme.vetoes):
        for number, paper in enumerate(veto.documents):
            if not redlines.final(paper):
                path = ("vetoes", place, "documents", number)
                desk.error("redline.veto_paper_not_final", *path, veto=veto.name, paper=paper)
        if _months(veto) > redlines.veto_months_max:
            most = redlines.veto_months_max
            desk.error("redline.veto_too_long", "vetoes", place, veto=veto.name, most=most)


def _months(veto: Veto) -> int:
    """How many months a veto lasts at most, roughly; one that is lifted is not counted."""
    lasts = veto.lasts or Duration()
    whole = (lasts.years or 0) * 12 + (lasts.months or 0) + (lasts.days or 0) // 31
    return whole + (MONTHS[veto.until_end_of] * (veto.plus + 1) if veto.until_end_of else 0)


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
        most = redlines.pool_percent_max
        missing = [
            need
            for need in ("unanimous_vote", "discretionary_part", "capped_share")
            if need not in pool.safeguards
        ]
        if missing:
            desk.error("redline.pool_unguarded", "pools", place, pool=pool.name,
                       missing=tuple(missing), most=str(most))  # fmt: skip
        if pool.part_of is not None and pool.part_of.percent > most:
            desk.error("redline.pool_too_large", "pools", place, "part_of", pool=pool.name,
                       most=str(most))  # fmt: skip
