"""Households, residents, cards and roster imports. The only tables with personal data."""

from typing import Any

from django.db import models
from django.db.models import Q

from jishan.foundation.append_only import AppendOnly
from jishan.foundation.tenancy import VillageKey, VillageLink, VillageRow


class Household(VillageRow):
    """A household (户): the usual holder of an account.

    `number` is the village's own 户编号 (or the one we gave), `number_order` the same with its
    digits padded, so that 2 stands before 10; `door_code` is the random public code on the door
    plate, by which nobody learns a name. `initials` holds every reading of the head's name.
    `tags` are dated (`registry.tags`): what a rule asks of a day is answered for that day.
    `lived_since` is set where a household split off: it has lived in the village as long as the one
    it came of, though it is a household of its own only `since`.
    """

    GROUP_PATH = "group_id"
    HOUSEHOLD_PATH = "id"

    group = models.ForeignKey(
        "orgs.Organization", on_delete=models.PROTECT, related_name="+", null=True
    )
    number = models.CharField(max_length=30)
    number_order = models.CharField(max_length=60, default="")
    head_name = models.CharField(max_length=40)
    initials = models.CharField(max_length=40, default="")
    address = models.CharField(max_length=120, default="")
    door_code = models.CharField(max_length=12)
    participating = models.BooleanField(default=True)
    tags: Any = models.JSONField(default=list)
    since = models.DateField()
    until = models.DateField(null=True)
    lived_since = models.DateField(null=True)
    note = models.CharField(max_length=200, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["village", "number"], name="household_number"),
            models.UniqueConstraint(fields=["village", "door_code"], name="household_door_code"),
        ]
        indexes = [
            models.Index(fields=["village", "initials"], name="household_initials"),
            models.Index(fields=["village", "group"], name="household_group"),
            models.Index(fields=["village", "number_order", "id"], name="household_in_order"),
        ]

    def __str__(self) -> str:
        return self.number


class Unit(VillageRow):
    """A unit (单位): a shop, a company, an association, a volunteer team; it has its own account.

    Villager groups and the village itself are places of the tree (`orgs.Organization`), no units.
    `kind` is one of `registry.units.KINDS`; `contact` is who speaks for it, for staff only;
    `door_code` is its random public code; `tags` are dated, as a household's.
    """

    GROUP_PATH = "group_id"

    group = models.ForeignKey(
        "orgs.Organization", on_delete=models.PROTECT, related_name="+", null=True
    )
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    contact = models.CharField(max_length=40, default="")
    address = models.CharField(max_length=120, default="")
    door_code = models.CharField(max_length=12)
    participating = models.BooleanField(default=True)
    tags: Any = models.JSONField(default=list)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["village", "name"], name="unit_name"),
            models.UniqueConstraint(fields=["village", "door_code"], name="unit_door_code"),
        ]
        indexes = [models.Index(fields=["village", "group"], name="unit_group")]

    def __str__(self) -> str:
        return self.name


class Resident(VillageRow):
    """A person of a household (家庭成员).

    Of an identity number only the last four characters and a keyed hash are kept; a phone is sealed
    with the installation's key. `birth_year` is what age rules need; the day of birth is not kept.
    `tags` are plain names, or dated ones (`registry.tags`). `user_id` is the person's own account
    where somebody of the village works in the system: nobody decides about the own household.

    The village needs no foreign key of its own: the household's carries it.
    """

    GROUP_PATH = "household__group_id"
    HOUSEHOLD_PATH = "household_id"

    village = models.ForeignKey(
        "orgs.Organization",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    household_id = models.BigIntegerField()
    household = VillageLink("registry.Household", "household_id", related_name="residents")
    name = models.CharField(max_length=40)
    initials = models.CharField(max_length=40, default="")
    head = models.BooleanField(default=False)
    relation = models.CharField(max_length=20, default="")
    sex = models.CharField(max_length=1, default="")
    birth_year = models.PositiveSmallIntegerField(null=True)
    identity_tail = models.CharField(max_length=4, default="")
    identity_hash = models.CharField(max_length=64, null=True)  # noqa: DJ001  # unique where known
    phone_sealed = models.CharField(max_length=120, default="")
    resident = models.BooleanField(default=True)
    participating = models.BooleanField(default=True)
    tags: Any = models.JSONField(default=list)
    user_id = models.BigIntegerField(null=True)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            VillageKey(column="household_id", to="registry.Household", name="resident_household"),
            models.UniqueConstraint(fields=["village", "user_id"], name="resident_user"),
            models.UniqueConstraint(fields=["village", "identity_hash"], name="resident_identity"),
        ]
        indexes = [models.Index(fields=["village", "household_id"], name="resident_of_household")]

    def __str__(self) -> str:
        return str(self.id)


class Card(VillageRow):
    """A household's card (积分卡 / 存折): its code opens the passbook, code and PIN log in.

    A lost card is ended and a new one made; the old code is dead at once.
    """

    GROUP_PATH = "household__group_id"
    HOUSEHOLD_PATH = "household_id"

    household_id = models.BigIntegerField()
    household = VillageLink("registry.Household", "household_id", related_name="cards")
    code = models.CharField(max_length=16)
    version = models.PositiveSmallIntegerField()
    pin_hash = models.CharField(max_length=200)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    issued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            VillageKey(column="household_id", to="registry.Household", name="card_household"),
            models.UniqueConstraint(fields=["village", "code"], name="card_code"),
            models.UniqueConstraint(
                fields=["village", "household_id", "version"], name="card_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} v{self.version}"


class PublicCode(models.Model):
    """Where a code leads, found without knowing the village: distributed by the code itself."""

    code = models.CharField(max_length=16, primary_key=True)
    kind = models.CharField(max_length=10)
    village_id = models.BigIntegerField()
    row_id = models.BigIntegerField()

    def __str__(self) -> str:
        return self.code


class RosterImport(AppendOnly, VillageRow):
    """An import that was confirmed: which file, by whom, and what it changed."""

    key = models.CharField(max_length=64)
    filename = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    households_new = models.PositiveIntegerField()
    households_changed = models.PositiveIntegerField()
    residents_new = models.PositiveIntegerField()
    residents_changed = models.PositiveIntegerField()
    households_same = models.PositiveIntegerField()
    residents_same = models.PositiveIntegerField()
    residents_closed = models.PositiveIntegerField()
    rows_refused = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["village", "key"], name="import_key")]

    def __str__(self) -> str:
        return self.filename


class Change(AppendOnly, VillageRow):
    """Something that happened to who belongs where (家庭变动), with the day from which it counts.

    `kind` is one of `registry.changes.KINDS`; `other` the second household of a move, a split or a
    merge. A mistake is undone by a change that names it (`undoes_id`). `before` is what the
    registry had of the rows that the change touched, so that undoing can put it back.
    """

    GROUP_PATH = "household__group_id"
    HOUSEHOLD_PATH = "household_id"

    number = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=12)
    day = models.DateField()
    household_id = models.BigIntegerField()
    household: Any = VillageLink("registry.Household", "household_id", related_name="changes")
    other_id = models.BigIntegerField(null=True)
    other: Any = VillageLink("registry.Household", "other_id", null=True)
    note = models.CharField(max_length=200, default="")
    before: Any = models.JSONField(default=dict)
    undoes_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()

    class Meta:
        constraints = [
            VillageKey(column="household_id", to="registry.Household", name="homechange_household"),
            VillageKey(column="other_id", to="registry.Household", name="homechange_other"),
            VillageKey(column="undoes_id", to="registry.Change", name="homechange_undoes"),
            models.UniqueConstraint(fields=["village", "key"], name="homechange_key"),
            models.UniqueConstraint(fields=["village", "number"], name="homechange_number"),
            models.UniqueConstraint(fields=["village", "undoes_id"], name="homechange_undone_once"),
        ]
        indexes = [
            models.Index(fields=["village", "household_id"], name="homechange_of_home"),
            models.Index(fields=["village", "other_id"], name="homechange_of_other"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


class Stay(AppendOnly, VillageRow):
    """From which day somebody belongs to which household: the one truth for any day.

    Each row holds from `since` on, until the person's next row; `household_id` None: to none of
    the village's any more. Of two rows the one entered later (`number`) holds from its day on, as
    `registry.stays` reads them. `how`: roster, or the kind of the change that wrote it.

    The village needs no foreign key of its own: the resident's carries it.
    """

    GROUP_PATH = "household__group_id"
    HOUSEHOLD_PATH = "household_id"

    village = models.ForeignKey(
        "orgs.Organization",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    number = models.BigIntegerField()
    resident_id = models.BigIntegerField()
    resident: Any = VillageLink("registry.Resident", "resident_id", related_name="stays")
    household_id = models.BigIntegerField(null=True)
    household: Any = VillageLink("registry.Household", "household_id", null=True)
    since = models.DateField()
    how = models.CharField(max_length=12)
    change_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            VillageKey(column="resident_id", to="registry.Resident", name="stay_resident"),
            VillageKey(column="household_id", to="registry.Household", name="stay_household"),
            VillageKey(column="change_id", to="registry.Change", name="stay_change"),
        ]
        indexes = [
            models.Index(fields=["village", "resident_id"], name="stay_of_resident"),
            models.Index(fields=["village", "household_id"], name="stay_in_household"),
            models.Index(
                fields=["village", "change_id"],
                condition=Q(change_id__isnull=False),
                name="stay_of_change",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.since}"
