"""A sum of money shared out after a period (分红): the list of shares, published, kept for payment.

No money moves here: the shares are what the village pays out, to the last fen.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jishan.claims.naming import label_words
from jishan.claims.places import Places
from jishan.claims.standing import People, people_of
from jishan.core.access import Actor
from jishan.core.periods import Period
from jishan.core.points import format_fen
from jishan.core.pools import Shared
from jishan.core.scheme.document import Scheme
from jishan.notices.actions import NewRow, open_notice
from jishan.registry.models import Household
from jishan.registry.sheets.names import mask_name

KIND = "pool"
DAYS = 7
"""How long a list of shares hangs where the document does not say how long the board shows."""


def publish_pools(
    actor: Actor, scheme: Scheme, period: Period, pools: Mapping[str, Shared], *, now: datetime
) -> dict[str, Any]:
    """Put every pool's list on the board; what the close keeps of it, by the pool's code.

    `shares` maps stored keys to fen; `kept` is what nobody gets; `notice` is the notice's number.
    """
    if not pools:
        return {}
    names = {pool.code: pool.name for pool in scheme.pools}
    places = Places(actor.village_id)
    kept: dict[str, Any] = {}
    for code, shared in pools.items():
        shares = {places.outward(key, scheme): int(fen) for key, fen in shared.shares.items()}
        kept[code] = {
            "name": names[code],
            "shares": shares,
            "kept": int(shared.kept),
            "fen_per_point": str(shared.fen_per_point),
        }
        rows = _rows(actor, scheme, names[code], shares)
        if rows:
            notice = open_notice(
                actor,
                kind=KIND,
                title=f"{names[code]}（{label_words(period.label)}）",
                rows=rows,
                days=scheme.publicity.days or DAYS,
                day_kind=scheme.publicity.day_kind,
                key=f"pool:{code}:{period.label}",
                now=now,
            )
            kept[code]["notice"] = notice.number
    return kept


def _rows(actor: Actor, scheme: Scheme, name: str, shares: Mapping[str, int]) -> list[NewRow]:
    """One line a holder, named as the board names them, with the sum in words of money."""
    people = people_of(actor.village_id, (), shares)
    rows = []
    for key, fen in shares.items():
        if fen:
            what = f"{name}：分得 {format_fen(fen)} 元"
            who, home = _who(scheme, people, key)
            group = home.group.name if home and home.group else ""
            household_id = home.id if home else None
            rows.append(NewRow(int(key[1:]), who, what, household_id=household_id, group=group))
    return rows


def _who(scheme: Scheme, people: People, key: str) -> tuple[str, Household | None]:
    """A holder as the board names it, and the household behind it."""
    number = int(key[1:])
    if key[:1] == "u":
        return people.units[number].name, None
    if key[:1] in "gv":
        return people.places.inward(key, scheme), None
    person = people.residents[number] if key[:1] == "r" else None
    home = people.households[person.household_id if person else number]
    if scheme.publicity.names == "code":
        return home.door_code, home
    return mask_name(person.name if person else home.head_name), home
