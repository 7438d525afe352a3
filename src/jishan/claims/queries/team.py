"""To whom the points of an act go by name, with everybody's share: whom those who decide about it
decide about."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from jishan.claims.documents import Documents
from jishan.claims.lines import is_public
from jishan.claims.models import Claim
from jishan.claims.places import Places
from jishan.core.access import Actor, ActorKind, Permission
from jishan.core.scheme.document import Scheme
from jishan.foundation.reach import within
from jishan.registry.models import Household, Resident, Unit
from jishan.registry.sheets.names import mask_name


@dataclass(frozen=True, slots=True)
class Credited:
    """Somebody of a team, or whom an act names.

    `name` is full within the asker's reach; else as the board would say it, "" where the board says
    nothing. `home` is "一组 1-003" for staff within reach, else "". `part` is the per cent, or "".
    """

    name: str
    home: str
    part: str


@dataclass(frozen=True, slots=True)
class Team:
    """`split` says what a share is: each, equal or stated; "" where the act names no team."""

    split: str
    members: tuple[Credited, ...]


def teams_of(actor: Actor, claim_ids: Collection[int]) -> dict[int, Team]:
    """The teams of these claims by the claim's id, in the order in which they were written down.
    A claim that names nobody, or is out of reach, has none."""
    rows = within(actor, Permission.VIEW_CLAIM, Claim.objects.filter(id__in=claim_ids))
    return _teams(actor, rows)


def team_of(actor: Actor, claim: Claim) -> Team | None:
    """The team of a claim that was reached."""
    return _teams(actor, [claim]).get(claim.id)


def _teams(actor: Actor, rows: Iterable[Claim]) -> dict[int, Team]:
    claims = [one for one in rows if one.act.get("credited")]
    if not claims:
        return {}
    names = _Names(actor, {key for one in claims for key in one.act["credited"]})
    documents = Documents()
    return {one.id: _team(one, documents[one.version_id], names) for one in claims}


def _team(claim: Claim, scheme: Scheme, names: "_Names") -> Team:
    team = scheme.item(claim.item).team if scheme.has_item(claim.item) else None
    keys: list[str] = claim.act["credited"]
    parts: list[str] = claim.act.get("parts", [""] * len(keys))
    members = (
        names.credited(key, part, claim, scheme) for key, part in zip(keys, parts, strict=True)
    )
    return Team(team.split if team else "", tuple(members))


class _Names:
    """Everybody who is named, in one query a kind; and who of them is within reach."""

    def __init__(self, actor: Actor, keys: Iterable[str]) -> None:
        ids: dict[str, set[int]] = {}
        for key in keys:
            ids.setdefault(key[:1], set()).add(int(key[1:]))
        self.staff = actor.kind is not ActorKind.VILLAGER
        own = {"village_id": actor.village_id}
        people = Resident.objects.filter(id__in=ids.get("r", ()), **own)
        homes = Household.objects.filter(id__in=ids.get("h", ()), **own)
        units = Unit.objects.filter(id__in=ids.get("u", ()), **own)
        people, homes = people.select_related("household__group"), homes.select_related("group")
        near = {one.id: one for one in within(actor, Permission.VIEW_CLAIM, people)}
        near_homes = {one.id: one for one in within(actor, Permission.VIEW_CLAIM, homes)}
        far = ids.get("r", set()) - near.keys(), ids.get("h", set()) - near_homes.keys()
        self.people = near | {one.id: one for one in people.filter(id__in=far[0])}
        self.homes = near_homes | {one.id: one for one in homes.filter(id__in=far[1])}
        self.units = {one.id: one for one in units}
        self.near = {f"r{one}" for one in near} | {f"h{one}" for one in near_homes}
        self.places = Places(actor.village_id)

    def credited(self, key: str, part: str, claim: Claim, scheme: Scheme) -> Credited:
        number = int(key[1:])
        if key[:1] == "u":
            return Credited(self.units[number].name, "", part)
        if key[:1] in ("g", "v"):
            return Credited(self.places.inward(key, scheme), "", part)
        person = self.people[number] if key[:1] == "r" else None
        home = person.household if person else self.homes[number]
        name = person.name if person else home.head_name
        if key in self.near:
            group = home.group.name if home.group else ""
            where = f"{group} {home.number}".strip() if self.staff else ""
            return Credited(name, where, part)
        if not is_public(scheme, claim):
            return Credited("", "", part)
        coded = scheme.publicity.names == "code"
        return Credited(home.door_code if coded else mask_name(name), "", part)
