"""The tree, users, appointments, the audit log, local wording."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from jishan.core.access import Level, Role
from jishan.foundation.append_only import AppendOnly
from jishan.foundation.tenancy import VillageRow


class Organization(models.Model):
    """A place of the tree (组织): county, township, village, or a grid (villager group).

    Reference table. `path` runs from the root, "/yunling/qingshi/taoyuan/"; `code` is the last
    step of it for a county, township or village and is unique, because it stands in addresses.
    """

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=10, choices=[(level.value, level.value) for level in Level])
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=200, unique=True)
    township_id = models.BigIntegerField(null=True)
    county_id = models.BigIntegerField(null=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str, *, name: str) -> "User":
        user = self.model(username=username, name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who works in the tree. What they may do is their appointments, nothing else."""

    id = models.BigAutoField(primary_key=True)
    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    is_active = models.BooleanField(default=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Appointment(models.Model):
    """A role at a place, from a day until a day (任职)."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="appointments")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization", "role", "since"], name="one_appointment_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organization_id}"


class Wording(models.Model):
    """What a place calls a thing (积分超市 here, 爱心超市 there). The nearest place upwards
    decides."""

    id = models.BigAutoField(primary_key=True)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=40)
    text = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="one_wording_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.key}={self.text}"


class AuditEvent(AppendOnly, VillageRow):
    """Who did which step, when (操作日志). Codes and ids only, never a name or a number of a
    person."""

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField()
    code = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    facts: Any = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["village", "at"], name="audit_by_time")]

    def __str__(self) -> str:
        return f"{self.code} {self.object_id}"


class Counter(models.Model):
    """The village's own row: its running numbers hang on it, locked first by the step that
    counts."""

    pk = models.CompositePrimaryKey("village_id", "name")
    village = models.ForeignKey(
        "orgs.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    name = models.CharField(max_length=20)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.last}"
