"""The book of a told year beside a replay of it: everything in which they do not say the same."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from jishan.claims.acts import owner_key, resident_key
from jishan.claims.facts import period_facts
from jishan.claims.history import history, versions_of
from jishan.claims.models import Claim, PeriodClose
from jishan.claims.places import Places
from jishan.core.closing import close_period as worked_out
from jishan.core.replay.events import Event
from jishan.core.replay.outcome import Outcome
from jishan.core.replay.whole import replay
from jishan.ledger.check import prove
from jishan.ledger.models import Account
from jishan.schemes.queries import in_force
from jishan.trials.running import own_year
from tests.stories.telling import FIRST, Telling


def replayed(telling: Telling, until: date) -> Outcome:
    """The village's own past, as the trials' room hands it to the sandbox."""
    return own_year(history(telling.id, first=FIRST, until=until))


def from_tables(telling: Telling, until: date) -> Outcome:
    """The same year from the roster and what was said alone."""
    return replay(
        versions_of(telling.id), telling.people(until), telling.said, first=FIRST, until=until
    )


def differences(telling: Telling, out: Outcome) -> list[Any]:
    """Everything in which the book and a replay do not say the same."""
    found: list[Any] = []
    found += unlike("balance", book_balances(telling), replay_balances(telling, out))
    found += unlike("given", book_given(telling), replay_given(telling, out))
    found += list(_closings(telling, out))
    found += [("proof", one) for one in prove(telling.id).differences]
    return found


def unlike(what: str, ours: Mapping[Any, Any], theirs: Mapping[Any, Any]) -> list[Any]:
    """What stands on one of the two sides only, or otherwise."""
    return [
        (what, one, ours.get(one), theirs.get(one))
        for one in sorted(ours.keys() | theirs.keys(), key=str)
        if ours.get(one) != theirs.get(one)
    ]


def book_balances(telling: Telling) -> dict[tuple[str, str], int]:
    places = Places(telling.id)
    rows = Account.objects.filter(village_id=telling.id).exclude(holder_kind="issuer")
    found: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.balance:
            holder = places.inward(f"{row.holder_kind[0]}{row.holder_id}", telling.scheme)
            found[row.purse, holder] = row.balance
    return found


def replay_balances(telling: Telling, out: Outcome) -> dict[tuple[str, str], int]:
    return {
        (purse, holder): state.balance
        for purse, states in out.book.states.items()
        for holder, state in states.items()
        if state.balance
    }


def book_given(telling: Telling) -> dict[tuple[str, str, date], int]:
    """What the rules gave and is in the book."""
    places = Places(telling.id)
    found: dict[tuple[str, str, date], int] = {}
    for one in Claim.objects.filter(village_id=telling.id, origin="rule", state="posted"):
        holder = resident_key(one.resident_id) if one.resident_id else owner_key(one)
        if one.points:
            found[one.item, places.inward(holder, telling.scheme), one.day] = one.points
    return found


def replay_given(telling: Telling, out: Outcome) -> dict[tuple[str, str, date], int]:
    return {
        (one.code, one.subject, one.day): int(one.points)
        for one in out.automatic
        if one.points and one.kind != "false_claim"
    }


def _closings(telling: Telling, out: Outcome) -> Iterator[Any]:
    """Of every closed period: measures, titles, marks, pools, as the server works them out now."""
    closed = dict(PeriodClose.objects.filter(village_id=telling.id).values_list("period", "result"))
    for closing in out.closings:
        label = closing.period.label
        if closing.period.kind == "ever":
            continue
        found = in_force(telling.id, closing.period.last)
        assert found is not None, "a document is in force"
        facts = period_facts(telling.id, found.scheme, closing.period)
        facts.holding = _held(telling, out, closing)
        ours = worked_out(found.scheme, closing.period, facts)
        for code, values in closing.measures.items():
            yield from unlike(f"measure {code} {label}", _plus(ours.measures[code]), _plus(values))
        yield from unlike(f"title {label}", _taken(ours.honours), _taken(closing.honours))
        if label in closed:
            marks = {tuple(one) for one in closed[label]["marks"]}
            if marks != {tuple(one) for one in closing.marks}:
                yield ("marks", label, marks, closing.marks)
        yield from unlike(
            f"pool {label}",
            {code: dict(one.shares) for code, one in ours.pools.items()},
            {code: dict(one.shares) for code, one in closing.pools.items()},
        )


def _held(telling: Telling, out: Outcome, until: Any) -> dict[str, frozenset[str]]:
    held: dict[str, frozenset[str]] = {}
    for closing in out.closings:
        if closing is until:
            break
        held |= {
            code: frozenset(one.key for one in ranked if one.taken)
            for code, ranked in closing.honours.items()
        }
    return held


def _plus(values: Any) -> dict[str, Any]:
    return {one: value for one, value in values.values.items() if value}


def _taken(honours: Mapping[str, Sequence[Any]]) -> dict[str, list[tuple[str, int]]]:
    return {
        code: sorted((one.key, one.place) for one in ranked if one.taken)
        for code, ranked in honours.items()
    }


def act_figures(telling: Telling, out: Outcome) -> list[Any]:
    """Acts whose figure is another one on the board than in a replay of the tables, or that only
    one of both refuses."""
    found: list[Any] = []
    claims = {str(one.number): one for one in Claim.objects.filter(village_id=telling.id)}
    for result in out.acts:
        key_ = result.act.key
        if result.state == "refused":
            if telling.refused.get(key_) != result.reasons[0].code:
                found.append((result.act, telling.refused.get(key_), result.reasons))
            continue
        claim = claims.get(telling.numbers.get(key_, ""))
        ours = None if claim is None or claim.points is None else claim.points
        if ours != result.points:
            found.append((result.act, telling.refused.get(key_), ours, int(result.points)))
    return found


def bought(telling: Telling, out: Outcome) -> list[Any]:
    """Redemptions that only one of both refuses, or for another reason."""
    theirs = {
        one.event.key: one.code for one in out.events
        if one.event.kind == "redeem" and one.state == "refused"
    }  # fmt: skip
    ours = {one.key: telling.refused[one.key] for one in telling.said
            if isinstance(one, Event) and one.key in telling.refused}  # fmt: skip
    return unlike("redeem", ours, theirs)
