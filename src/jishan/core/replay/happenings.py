"""What the later events do: membership, bars, false claims, transfers, redemptions."""

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from jishan.core.closing import FALSE_CLAIM, false_claim_credits, false_claim_points
from jishan.core.errors import Refusal
from jishan.core.periods import period_of
from jishan.core.points import Points
from jishan.core.replay.clearing import fetched
from jishan.core.replay.events import Event, EventRefused, Person, SubjectUnknown
from jishan.core.replay.granting import grant_base
from jishan.core.replay.outcome import Bar, EventResult
from jishan.core.replay.spending import (
    RefusedBefore,
    decide_redemption,
    decide_transfer,
    use_voucher,
)
from jishan.core.scheme.values import SubjectKind
from jishan.core.transfers import hand_over, shared_in_split
from jishan.core.vetoes import last_barred_day

if TYPE_CHECKING:
    from jishan.core.replay.run import Run


class OtherMissing(EventRefused):
    code = "replay.other_missing"


class NotAHousehold(EventRefused):
    """A household is asked for, another one than the subject."""

    code = "replay.not_a_household"


class NotAMember(EventRefused):
    code = "replay.not_a_member"


class TagMissing(EventRefused):
    code = "replay.tag_missing"


class VetoUnknown(EventRefused):
    code = "replay.veto_unknown"


class VetoWithoutDocument(EventRefused):
    code = "replay.veto_without_document"


class BarUnknown(EventRefused):
    code = "replay.bar_unknown"


class BarNotStanding(EventRefused):
    """The bar has ended or been lifted already."""

    code = "replay.bar_not_standing"


class ActUnknown(EventRefused):
    code = "replay.act_unknown"


class NoFalseClaimClause(EventRefused):
    code = "replay.no_false_claim_clause"


class FaultMissing(EventRefused):
    code = "replay.fault_missing"


class FalseAlready(EventRefused):
    """One claim is confirmed to be false once."""

    code = "replay.false_already"


def follow(run: "Run", event: Event) -> None:
    """Carry out one event, and note what became of it."""
    if event.kind in ("reverse", "uphold"):
        return
    if event.kind == "recount":
        run.people.recount(event.subject, event.day)
        return
    if event.key in run.known.voided:
        run.out.events.append(EventResult(event, "reversed", "", {}))
        return
    try:
        points, purse = _DO[event.kind](run, event)
    except RefusedBefore as again:
        run.out.events.append(again.result)
        return
    except Refusal as refusal:
        run.out.events.append(EventResult(event, "refused", refusal.code, refusal.facts))
        return
    run.out.events.append(EventResult(event, "done", "", {}, Points(points), purse))


Done = tuple[int, str]
NOTHING: Done = (0, "")


def _known(run: "Run", key: str | None) -> str:
    if key is None or not run.people.here(key):
        raise SubjectUnknown(subject=key or "")
    return key


def _join(run: "Run", event: Event) -> Done:
    """Somebody new, somebody back, or a resident who moves to another household."""
    before = run.people.person(event.subject) if event.subject in run.people else None
    listed = run.listed.get(event.subject)
    base = before or listed
    if base is None:
        kind: SubjectKind = "resident" if event.other else "household"
        base = Person(event.subject, kind)
    at_home = event.other is None or event.other in run.people
    if event.other is not None and base.kind == "resident":
        if at_home or event.other == event.subject:
            _household(run, event.other, but=event.subject)
        base = base._replace(household=event.other)
    run.people.enter(base._replace(since=base.since or event.day), event.day)
    if before is None or listed is not before:
        run.people.arrived[event.subject] = event.day
    new_home = () if at_home or event.other is None else (event.other,)
    for key in (event.subject, *new_home):
        grant_base(run, key, event.day, {**run.current, "ever": run.ever})
    return NOTHING


def _household(run: "Run", key: str | None, *, but: str = "") -> str:
    """A household that is here, other than `but`."""
    if key == but or run.people.person(_known(run, key)).kind != "household":
        raise NotAHousehold(subject=key or "")
    assert key is not None, "known"
    return key


def _leave(run: "Run", event: Event) -> Done:
    run.people.leave(_known(run, event.subject), event.day)
    return NOTHING


def _split(run: "Run", event: Event) -> Done:
    """Members leave a household and form a new one; the document says what they take along."""
    home = _household(run, event.subject)
    if event.other is None or not event.members:
        raise OtherMissing(event=event.key)
    if event.other in run.people:
        _household(run, event.other, but=home)
    members = tuple(dict.fromkeys(event.members))
    for member in members:
        if member not in run.people.residents(home):
            raise NotAMember(subject=member)
    before, old = run.people.count(home), run.people.person(home)
    if event.other not in run.people:
        run.people.enter(old._replace(key=event.other, name="", members=None), event.day)
    for member in members:
        person = run.people.person(member)
        run.people.enter(person._replace(household=event.other), event.day)
    went = sum(member in run.people.members(event.other) for member in members)
    return _split_points(run, event, Fraction(went, max(before, 1))), ""


def _split_points(run: "Run", event: Event, part: Fraction) -> int:
    """A table names one sum: it is of the purse from which goods are redeemed, else of each."""
    assert event.other is not None, "asked for before"
    day = event.day.toordinal()
    states = {
        code: each[event.subject] for code, each in run.book.states.items() if event.subject in each
    }
    for state in states.values():
        state.expire(day)
    redeems = run.scheme.redemption
    decided = {
        code: int(event.points or 0)
        for code in run.book.purses
        if redeems is None or code == redeems.purse
    }
    balances = {code: state.balance for code, state in states.items()}
    shares = shared_in_split(run.scheme, balances, part, decided)
    for code, points in shares.items():
        hand_over(states[code], run.book.state(code, event.other), points, day, evenly=True)
    return sum(shares.values())


def _merge(run: "Run", event: Event) -> Done:
    """A household joins another: members, balances and figures of open periods go with it."""
    home = _household(run, event.subject)
    into = _household(run, event.other, but=home)
    for member in run.people.residents(home):
        person = run.people.person(member)
        run.people.enter(person._replace(household=into), event.day)
    run.book.merge_holder(home, into, event.day)
    run.people.leave(home, event.day)
    return NOTHING


def _tag(run: "Run", event: Event) -> Done:
    person = run.people.person(_known(run, event.subject))
    tags = person.tags | {_tag_of(event)}
    run.people.change(person._replace(tags=tags), event.day)
    return NOTHING


def _tag_of(event: Event) -> str:
    if not event.what:
        raise TagMissing(event=event.key)
    return event.what


def _untag(run: "Run", event: Event) -> Done:
    person = run.people.person(_known(run, event.subject))
    tags = person.tags - {_tag_of(event)}
    run.people.change(person._replace(tags=tags), event.day)
    return NOTHING


def _bar(run: "Run", event: Event) -> Done:
    subject = _known(run, event.subject)
    veto = next((one for one in run.scheme.vetoes if one.code == event.what), None)
    if veto is None:
        raise VetoUnknown(veto=event.what or "")
    if veto.documents and not any(kind in (event.document or "") for kind in veto.documents):
        raise VetoWithoutDocument(veto=veto.name, documents="、".join(veto.documents))
    home = run.people[subject].household
    subjects: tuple[str, ...] = (subject,)
    if veto.falls_on == "household" and home is not None:
        subjects = tuple(dict.fromkeys((subject, home, *run.people.members(home))))
    last = last_barred_day(run.scheme.periods, veto, event.day)
    for one in subjects:
        run.bars.setdefault(one, []).append(len(run.out.bars))
    run.out.bars.append(Bar(event.key, veto.code, subjects, veto.bars, event.day, last))
    return NOTHING


def _lift(run: "Run", event: Event) -> Done:
    for place, bar in enumerate(run.out.bars):
        if bar.key == event.touches:
            if bar.lifted is not None or (bar.last is not None and bar.last < event.day):
                raise BarNotStanding(touches=event.touches or "")
            run.out.bars[place] = bar._replace(lifted=event.day)
            return NOTHING
    raise BarUnknown(touches=event.touches or "")


def _claimed(run: "Run", event: Event) -> tuple[str, int, int]:
    """Who had claimed, how much, and what of it had counted; not confirmed to be false before."""
    noted = run.noted.get(event.touches or "")
    if noted is None:
        raise ActUnknown(touches=event.touches or "")
    if any(
        one.event.kind == "false" and one.state == "done" and one.event.touches == event.touches
        for one in run.out.events
    ):
        raise FalseAlready(touches=event.touches or "")
    return noted


def _false(run: "Run", event: Event) -> Done:
    """A claim confirmed to be false: so many times its points from whoever is at fault."""
    clause = run.scheme.false_claim
    if clause is None:
        raise NoFalseClaimClause()
    if event.fault is None:
        raise FaultMissing(event=event.key)
    payer, claimed, counted = _claimed(run, event)
    if event.fault == "proxy":
        if not clause.proxy_pays:
            return NOTHING
        payer = _known(run, event.other)
    points = run.known.false_points.get(event.key)
    if points is None:
        points = false_claim_points(clause, claimed=claimed, counted=counted)
    run.false_points[event.key] = points
    if not points or event.key in run.known.waiting:
        return NOTHING
    standing = run.people[payer]
    credits_ = false_claim_credits(run.scheme, clause, payer, standing, points)
    period = period_of(run.scheme.periods, "month", event.day).label
    run.automatic(FALSE_CLAIM, FALSE_CLAIM, payer, event.day, period, points, credits_)
    return points, ""


def _transfer(run: "Run", event: Event) -> Done:
    giver, taker = _known(run, event.subject), _known(run, event.other)
    code, points = decide_transfer(run, event, giver, taker)
    hand_over(
        run.book.state(code, giver), run.book.state(code, taker), points, event.day.toordinal()
    )
    return points, code


def _moved(run: "Run", event: Event) -> Done:
    """Points that came or went by what people had decided; what a correction leaves missing is a
    debt, or written off."""
    points, code = int(event.points or 0), event.what or ""
    day = event.day.toordinal()
    if code not in run.book.purses:
        return points, code
    state = run.book.state(code, event.subject)
    state.expire(day)
    if event.other is not None:
        hand_over(state, run.book.state(code, event.other), points, day, evenly=event.evenly)
    elif points < 0:
        state.give(-points)
    else:
        state.receive(points, event.lots, day)
    state.settle_debt(day)
    return points, code


def _redeem(run: "Run", event: Event) -> Done:
    subject = _known(run, event.subject)
    code, holder, points = decide_redemption(run, event, subject)
    state = run.book.state(code, holder)
    state.expire(event.day.toordinal())
    state.spend(points)
    fetched(run, code, holder, event.day)
    state.settle_debt(event.day.toordinal())
    return points, code


def _use(run: "Run", event: Event) -> Done:
    use_voucher(run, event)
    return NOTHING


_DO: dict[str, Callable[["Run", Event], Done]] = {
    "join": _join,
    "leave": _leave,
    "split": _split,
    "merge": _merge,
    "tag": _tag,
    "untag": _untag,
    "bar": _bar,
    "lift": _lift,
    "false": _false,
    "transfer": _transfer,
    "moved": _moved,
    "opening": _moved,
    "redeem": _redeem,
    "use": _use,
}
