"""The village of a hand-worked year (`tests/core/schemes`): its document adopted by the real steps,
everybody of its table in the roster, and who decides what the document gives to which role.

The cast's own people take no part. Posts of staff hold nothing on the server: what they did leaves
as a sheet (redlines E.1).
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import yaml

from jishan.core.access import Actor, Role
from jishan.core.periods import ONE_DAY
from jishan.core.replay.events import Person
from jishan.core.replay.outcome import Outcome
from jishan.core.scheme.document import Scheme
from jishan.demo.adoption import take_as_far
from jishan.orgs.actions import appoint
from jishan.orgs.models import Appointment, Organization, User
from jishan.orgs.queries import Place, actor_in_village
from jishan.registry.actions import NewResident, add_resident, found_household
from jishan.registry.models import Household, Resident
from jishan.registry.tagging import tag_household
from jishan.registry.tags import APPROVED, DECLINED
from jishan.registry.units import NewUnit, found_unit
from jishan.schemes.actions import adopt_scheme
from jishan.schemes.models import SchemeVersion
from jishan.schemes.queries import scheme_of as adopted_document
from tests.core.year_tables import outcome_of
from tests.stories.telling import Telling, at, key

ROAD = timedelta(days=45)
"""From the draft to the day of force."""


@dataclass
class Settled(Telling):
    """`out` is the replay of the tables; `keys` are the stored keys of whom the tables name."""

    pack: str = ""
    out: Outcome = field(init=False)
    keys: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.out = outcome_of(self.pack)
        self.first, self.last = self.out.first, self.out.last
        Appointment.objects.update(since=date(2020, 1, 1))
        self.scheme = self._adopted()
        Household.objects.filter(village_id=self.id).update(participating=False)
        for one in self.out.roster:
            if one.kind == "household":
                self._settle(one)
            elif one.kind == "unit":
                self._open_unit(one)
            elif one.kind == "village":
                self.keys[one.key] = f"v{self.id}"

    def _adopted(self) -> Scheme:
        """Drafted, discussed, voted, filed, shown, in force from the first day of the year on; the
        village has had its own rules since long before."""
        village, before = self.village, SchemeVersion.objects.filter(scheme__organization=self.id)
        before.update(in_force_from=self.first - 2 * ROAD)
        raw = yaml.safe_dump(self.document, allow_unicode=True, sort_keys=False)
        version = take_as_far(
            village.secretary, village.township_officer, raw, begun=at(self.first - ROAD),
            before=adopted_document(before.get().pk),
        )  # fmt: skip
        adopt_scheme(
            village.secretary, version, in_force_from=self.first, now=at(self.first - ONE_DAY)
        )
        return adopted_document(version)

    # Who is there -----------------------------------------------------------------------------

    def _settle(self, home: Person) -> None:
        """A household; its head is the first who is listed for it. Where nobody is listed, as many
        count as the table says."""
        listed = [one for one in self.out.roster if one.household == home.key != one.key]
        since = home.joined or home.since or self.first
        unlisted = home._replace(consent=home.members is not None)
        made = found_household(
            self.village.clerk, _resident(listed[0] if listed else unlisted, since),
            number=home.key, group_id=self._group(home).id, key=key(), now=at(since),
        )  # fmt: skip
        tags = _tags(home)
        if tags:
            tag_household(self.village.clerk, made.id, tags, from_day=since, now=at(since))
        self.keys[home.key] = f"h{made.id}"
        if listed:
            head = Resident.objects.get(village_id=self.id, household_id=made.id)
            self.keys[listed[0].key] = f"r{head.id}"
        more = [home._replace(name=f"{home.name}{n}") for n in range(2, (home.members or 1) + 1)]
        for one in listed[1:] or more:
            person = add_resident(
                self.village.clerk, made.id, resident=_resident(one, since), key=key(),
                now=at(since),
            )  # fmt: skip
            if one.kind == "resident":
                self.keys[one.key] = f"r{person.id}"

    def _open_unit(self, unit: Person) -> None:
        kind = "team" if "志愿" in unit.name else "shop"
        new = NewUnit(
            unit.key, kind, self._group(unit).id, tags=tuple(sorted(unit.tags)),
            since=unit.since or self.first, participating=unit.consent and unit.taking_part,
        )  # fmt: skip
        made = found_unit(self.village.clerk, new, key=key(), now=at(self.first))
        self.keys[unit.key] = f"u{made}"

    def _group(self, one: Person) -> Place:
        return self.village.group_two if one.group == "二组" else self.village.group_one

    def own(self, named: str) -> int:
        """The id of somebody whom the tables name."""
        return int(self.keys[named][1:])

    def home_of(self, named: str) -> int | None:
        """The household of somebody; None for a unit and for the village."""
        own = self.keys[named]
        if own[0] == "r":
            return Resident.objects.get(village_id=self.id, id=int(own[1:])).household_id
        return int(own[1:]) if own[0] == "h" else None

    @cached_property
    def deciders(self) -> dict[str, tuple[Actor, ...]]:
        """Who takes a stage, by the role that the document gives it to: every source wants five on
        its panel, and each group has a grid worker."""
        village = self.village
        panel = (*village.panel, *(self._appointed(f"panel{n}", Role.PANEL_MEMBER) for n in (4, 5)))
        grid = self._appointed("grid2", Role.GRID_WORKER, village.group_two)
        return {
            "grid_worker": (village.grid_worker, grid),
            "clerk": (village.clerk,),
            "secretary": (village.secretary,),
            "supervisor": (village.supervisor,),
            "township_officer": (village.township_officer,),
            "panel": panel,
            "representatives": panel,
        }

    def _appointed(self, name: str, role: Role, place: Place | None = None) -> Actor:
        user = User.objects.create_user(name, "jishan-2026", name=name)
        where = Organization.objects.get(pk=(place or self.village.taoyuan).id)
        appoint(user, where, role=role, since=date(2020, 1, 1))
        return actor_in_village(user.pk, self.village.taoyuan, day=self.last)


def _tags(one: Person) -> tuple[str, ...]:
    agreed = one.consent and one.taking_part
    return (*sorted(one.tags), *(() if agreed else (DECLINED,)))


def _resident(one: Person, since: date) -> NewResident:
    own = one.tags if one.kind == "resident" else ()
    agreed = one.consent and one.taking_part
    tags = (
        *sorted(own), *((APPROVED,) if one.approved else ()), *(() if agreed else (DECLINED,)),
    )  # fmt: skip
    return NewResident(one.name or one.key, relation="家人", tags=tags, since=one.since or since)
