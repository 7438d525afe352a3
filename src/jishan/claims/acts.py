"""Between what was typed, what is stored with a claim, and the Act that the core scores."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, cast

from django.utils import timezone

from jishan.claims.models import Claim
from jishan.claims.places import Places, group_key, village_key
from jishan.core.errors import Refusal
from jishan.core.ledger import AccountRef
from jishan.core.points import Points
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.values import Origin
from jishan.core.scoring import Act, Credit, JudgeScores, Reason

Number = int | str | Decimal
RULE = "rule"
"""The origin of what the scheme gives by itself: base points, streaks, settlements."""


class NumberUnreadable(Refusal):
    code = "claims.number_unreadable"


class SharesDoNotAddUp(Refusal):
    """What each of a team gets is said in percent, and it is all of the points."""

    code = "claims.shares_do_not_add_up"


@dataclass(frozen=True, slots=True)
class NewClaim:
    """What somebody says was done. Numbers as typed: "3", "2.5"; `points` is the panel's figure.

    Whose act it is: `household_id`, or None and the `subject`: `u<ID>` a unit, `g<ID>` a villager
    group, `v<ID>` the village. `resident_id` names who of the household did it; `credited` names
    others by such keys (`h<ID>` a household, `r<ID>` a person); `parts` stand beside them where the
    team shares as it says: percent of the points, together 100;
    `evidence` lists kinds that the recorder has seen (witness, reported, notified, record).
    `happened` is the time of day in words ("上午九点"); place and cause go with it (ZX-07, HS-12).
    """

    household_id: int | None
    item: str
    day: date
    resident_id: int | None = None
    quantity: Number = 1
    level: str | None = None
    outcome: str | None = None
    figures: Mapping[str, Number] = field(default_factory=dict)
    scores: tuple[JudgeScores, ...] = ()
    points: Points | None = None
    credited: tuple[str, ...] = ()
    parts: tuple[Number, ...] = ()
    event: str | None = None
    document: str | None = None
    evidence: tuple[str, ...] = ()
    happened: str = ""
    place: str = ""
    cause: str = ""
    subject: str = ""


def household_key(household_id: int) -> str:
    """How the core names a household; `holder_of` reads it back."""
    return f"h{household_id}"


def resident_key(resident_id: int) -> str:
    return f"r{resident_id}"


def unit_key(unit_id: int) -> str:
    return f"u{unit_id}"


HOLDERS = {"h": "household", "r": "resident", "u": "unit", "g": "group", "v": "village"}
BEGINS = {kind: letter for letter, kind in HOLDERS.items()}
"""How the stored key of an account's holder begins."""


def holder_of(key: str, purse: str) -> AccountRef:
    """The account of a purse behind a stored key."""
    return AccountRef(HOLDERS[key[:1]], int(key[1:]), purse)


def owner_key(row: Any) -> str:
    """The stored key of whose claim or bar it is; a person's is the household's."""
    if row.household_id is not None:
        return household_key(row.household_id)
    if row.unit_id is not None:
        return unit_key(row.unit_id)
    return village_key(row.org_id) if row.org_id == row.village_id else group_key(row.org_id)


def owner_columns(household_id: int | None, subject: str) -> dict[str, int | None]:
    """The three columns of whose claim it is; exactly one is set."""
    kind = subject[:1]
    number = int(subject[1:]) if subject[1:].isdecimal() else 0
    return {
        "household_id": household_id,
        "unit_id": number if household_id is None and kind == "u" else None,
        "org_id": number if household_id is None and kind in ("g", "v") else None,
    }


def stored(new: NewClaim) -> dict[str, Any]:
    """The act as plain data: what is not said is left out; numbers are exact text."""
    plain = {
        "quantity": _number(new.quantity),
        "level": new.level or None,
        "outcome": new.outcome or None,
        "figures": {name: _number(value) for name, value in new.figures.items()},
        "scores": [[one.judge, one.role, dict(one.lines)] for one in new.scores],
        "points": new.points,
        "credited": list(new.credited),
        "parts": _parts(new.parts),
        "event": new.event or None,
        "document": new.document or None,
        "evidence": sorted(set(new.evidence)),
    }
    return {name: value for name, value in plain.items() if value not in (None, [], {})}


def _number(written: Number) -> str:
    try:
        number = Decimal(str(written).strip())
    except InvalidOperation:
        raise NumberUnreadable(text=str(written)) from None
    if not number.is_finite() or abs(number) > 10**9:
        raise NumberUnreadable(text=str(written))
    return format(number.normalize(), "f")


def _parts(written: tuple[Number, ...]) -> list[str]:
    parts = [_number(one) for one in written]
    total = sum((Decimal(one) for one in parts), Decimal(0))
    if parts and (total != _ALL or any(Decimal(one) <= 0 for one in parts)):
        raise SharesDoNotAddUp(total=format(total.normalize(), "f"))
    return parts


_ALL = 100


def act_of(
    claim: Claim,
    *,
    subject: str,
    credited: Iterable[str] | None = None,
    photographed: bool | None = None,
) -> Act:
    """The stored act, for the core: `subject` and `credited` as the core names them.

    Evidence is judged only where `photographed` is said: not while claiming.
    """
    plain: dict[str, Any] = claim.act
    return Act(
        key=str(claim.id),
        day=claim.day,
        subject=subject,
        item=claim.item,
        quantity=Fraction(plain.get("quantity", "1")),
        level=plain.get("level"),
        scores=tuple(_judge(one) for one in plain.get("scores", ())),
        figures={name: Decimal(value) for name, value in plain.get("figures", {}).items()},
        outcome=plain.get("outcome"),
        points=plain.get("points"),
        origin=_origin(claim.origin),
        credited=tuple(plain.get("credited", ()) if credited is None else credited),
        parts=tuple(Fraction(one) for one in plain.get("parts", ())),
        evidence=None if photographed is None else evidence_of(claim, photographed=photographed),
        event=plain.get("event"),
        document=plain.get("document"),
        claimed=timezone.localdate(claim.submitted_at) if claim.submitted_at else None,
    )


def _origin(stored_origin: str) -> Origin | None:
    """What the scheme gives by itself has no origin that an item could allow or refuse."""
    return None if stored_origin == RULE else cast(Origin, stored_origin)


def _judge(plain: list[Any]) -> JudgeScores:
    judge, role, lines = plain
    return JudgeScores(judge, lines, role)


def evidence_of(claim: Claim, *, photographed: bool) -> tuple[str, ...]:
    """The kinds of evidence that a claim has: those ticked, and those that speak for themselves."""
    kinds = set(claim.act.get("evidence", ()))
    for kind, there in (
        ("time_place_cause", claim.place and claim.cause),
        ("photo", photographed),
        ("document", claim.act.get("document")),
        ("figure", claim.act.get("figures")),
    ):
        if there:
            kinds.add(kind)
    return tuple(sorted(kinds))


def stored_reasons(reasons: Iterable[Reason]) -> list[list[Any]]:
    """`[code, facts]` as JSON: whole numbers stay, days and fractions become text."""
    return [[reason.code, {k: _plain(v) for k, v in reason.facts.items()}] for reason in reasons]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int) else str(value)


def reasons_of(claim: Claim) -> tuple[Reason, ...]:
    return tuple(Reason(code, facts) for code, facts in claim.reasons)


def stored_credits(credits_: Iterable[Credit], scheme: Scheme, places: Places) -> list[list[Any]]:
    """`[purse, stored key of the holder, points]` of what the core credits."""
    return [[one.purse, places.outward(one.holder, scheme), int(one.points)] for one in credits_]


def credits_of(claim: Claim) -> tuple[Credit, ...]:
    return tuple(Credit(purse, holder, Points(points)) for purse, holder, points in claim.credits)
