"""docs/permissions.md: who may do what, from core/access.py."""

from jishan.core.access import LEVELS, ROLE_PERMISSIONS, Level, Permission, Role
from jishan.entrance.words.access import PERMISSIONS, ROLES
from tools.tables import GENERATED, table

_LEVELS = {
    Level.COUNTY: "县",
    Level.TOWNSHIP: "乡镇",
    Level.VILLAGE: "村",
    Level.GRID: "组（网格）",
}

_TEXT = """# 谁能做什么 · Who may do what

{generated}
一个任职（`Appointment`）让一个人在一个地方担任一个角色，从那个地方往下都管得到。任在组里的网格员只管本组的户；
村民凭积分卡只管自己一户。看不到的东西不是“不准看”，而是“没有找到”：别的村有没有这一条，从回答里分不出来。

An appointment gives a person a role at one place of the tree and so over everything beneath it.
The table is `jishan.core.access.ROLE_PERMISSIONS`; nothing else grants anything.

{permissions}
## 任在哪一级 · Where a role is appointed

{levels}"""


def page() -> str:
    roles = list(Role)
    rows = [
        [
            PERMISSIONS[permission],
            f"`{permission.value}`",
            *("●" if permission in ROLE_PERMISSIONS[role] else "" for role in roles),
        ]
        for permission in Permission
    ]
    levels = [
        [ROLES[role], f"`{role.value}`", "、".join(_LEVELS[level] for level in sorted_levels(role))]
        for role in roles
    ]
    return _TEXT.format(
        generated=GENERATED,
        permissions=table(["步骤", "permission", *(ROLES[role] for role in roles)], rows),
        levels=table(["角色", "role", "级别"], levels),
    )


def sorted_levels(role: Role) -> list[Level]:
    """From the county down; none for a villager, who comes with a card, and for the clock."""
    return [level for level in Level if level in LEVELS.get(role, frozenset())]
