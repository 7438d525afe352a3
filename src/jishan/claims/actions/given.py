"""Claims that follow from the scheme itself: nobody records them, they await their notice."""

from collections.abc import Sequence
from datetime import date, datetime

from jishan.claims.acts import RULE, owner_columns, stored_credits
from jishan.claims.models import Claim
from jishan.claims.naming import label_words
from jishan.claims.road import place_at, road_of
from jishan.claims.standing import People, people_of
from jishan.core.access import Actor
from jishan.core.closing import AutoCredit
from jishan.core.periods import Period
from jishan.core.scheme.document import Honour, Scheme, Settlement, Streak
from jishan.orgs.actions import next_number
from jishan.schemes.queries import InForce


def rule_claim(actor: Actor, in_force: InForce, day: date, stem: str, *, now: datetime) -> Claim:
    return Claim(
        village_id=actor.village_id,
        key=stem,
        version_id=in_force.version_id,
        day=day,
        origin=RULE,
        submitted_at=now,
        submitted_kind=actor.kind.value,
        submitted_by=actor.id,
        awaiting_since=now,
    )


def set_owner(claim: Claim, key: str, people: People) -> None:
    """Whose claim it is; a person's is the household's, with the person named."""
    if key[:1] == "r":
        claim.resident_id = int(key[1:])
        claim.household_id = people.home_of(claim.resident_id, claim.day)
        return
    household_id = int(key[1:]) if key[:1] == "h" else None
    for column, number in owner_columns(household_id, key).items():
        setattr(claim, column, number)


def insert_given(actor: Actor, scheme: Scheme, claims: list[Claim]) -> list[Claim]:
    first = next_number(actor.village_id, "claim", count=len(claims))
    for offset, claim in enumerate(claims):
        claim.number = first + offset
        owner = claim.resident_id or claim.household_id or claim.unit_id or claim.org_id
        claim.key = f"{claim.key[:42]}:{owner}"
        place_at(claim, road_of(scheme, claim), 0)
    Claim.objects.bulk_create(claims, batch_size=500)
    return claims


def give(
    actor: Actor,
    credits_: Sequence[AutoCredit],
    in_force: InForce,
    period: Period,
    *,
    now: datetime,
) -> list[Claim]:
    """A claim for each credit that follows from the close of a period; it awaits its notice."""
    if not credits_:
        return []
    scheme = in_force.scheme
    persons = [one.subject for one in credits_ if one.subject[:1] == "r"]
    people = people_of(actor.village_id, (), persons)
    claims = []
    for one in credits_:
        claim = rule_claim(actor, in_force, period.last, f"{one.code}:{period.label}", now=now)
        claim.kind = "rule"
        set_owner(claim, people.places.outward(one.subject, scheme), people)
        claim.item = one.code
        claim.category, title = clause_of(scheme, one.code)
        claim.act = {
            "title": f"{title}（{label_words(period.label)}）",
            "points": int(one.points),
            "credits": stored_credits(one.credits, scheme, people.places),
            "facts": {"period": period.label},
        }
        claims.append(claim)
    return insert_given(actor, scheme, claims)


def clause_of(scheme: Scheme, code: str) -> tuple[str, str]:
    """The category and the name of a settlement, a streak or a title."""
    clauses: list[Settlement | Streak | Honour] = [*scheme.settlements, *scheme.streaks]
    clauses += scheme.honours
    clause = next(one for one in clauses if one.code == code)
    return clause.category or "", clause.name
