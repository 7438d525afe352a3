"""Where an actor may go: the list at the side of the office, and the desks behind the entrance."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from jishan.core.access import Actor, Permission, Role
from jishan.orgs.queries import Post

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    current: bool = False
    count: int = 0


_SECTIONS: tuple[tuple[str, StrOrPromise, Permission], ...] = (
    ("desk", _("今日工作"), Permission.VIEW_OFFICE),
    ("claims", _("申报"), Permission.VIEW_OFFICE),
    ("review", _("评议"), Permission.REVIEW_CLAIM),
    ("notices", _("公示与异议"), Permission.VIEW_OFFICE),
    ("inspections", _("检查评比"), Permission.RECORD_CLAIM),
    ("scoring", _("给本村评分"), Permission.SCORE_VILLAGE),
    ("bars", _("一票否决"), Permission.VIEW_OFFICE),
    ("help", _("帮扶"), Permission.HELP_HOUSEHOLD),
    ("ledger", _("台账"), Permission.VIEW_LEDGER),
    ("closing", _("结算"), Permission.VIEW_OFFICE),
    ("rankings", _("积分榜"), Permission.VIEW_LEDGER),
    ("report", _("年度情况"), Permission.VIEW_LEDGER),
    ("rules", _("积分方案"), Permission.VIEW_OFFICE),
    ("targets", _("目标计划"), Permission.VIEW_OFFICE),
    ("roster", _("名册"), Permission.VIEW_ROSTER),
    ("units", _("单位"), Permission.VIEW_ROSTER),
    ("moving", _("迁转"), Permission.MOVE_HOUSEHOLD),
    ("goods", _("商品与库存"), Permission.VIEW_SHOP),
    ("counter", _("兑换柜台"), Permission.REDEEM),
    ("audit", _("操作日志"), Permission.VIEW_AUDIT),
)
"""Name of the section's first address, its label, and what one must hold to be shown it.

Addresses of a section are named after it: "claims", "claims-one", "claims-export".
"""


def office_links(actor: Actor, village_code: str, current: str) -> tuple[Link, ...]:
    """The sections this actor may open; `current` is the name of the address that is open."""
    section = current.split("-")[0]
    links = []
    for name, label, permission in _SECTIONS:
        with suppress(NoReverseMatch):
            if permission in actor.whole:
                address = reverse(name, args=[village_code])
                links.append(Link(str(label), address, current=section == name))
    return tuple(links)


ROLE_NAMES: dict[Role, StrOrPromise] = {
    Role.COUNTY_OFFICER: _("县级干部"),
    Role.TOWNSHIP_OFFICER: _("乡镇干部"),
    Role.SECRETARY: _("村党组织书记"),
    Role.CLERK: _("经办人"),
    Role.GRID_WORKER: _("网格员"),
    Role.PANEL_MEMBER: _("评议小组成员"),
    Role.SUPERVISOR: _("村务监督委员会"),
    Role.SHOPKEEPER: _("超市管理员"),
    Role.VILLAGER: _("村民"),
    Role.CLOCK: _("系统定时"),
}

_DESKS: dict[Role, str] = {
    Role.COUNTY_OFFICER: "overview",
    Role.TOWNSHIP_OFFICER: "overview",
    Role.GRID_WORKER: "grid",
    Role.PANEL_MEMBER: "review",
    Role.SHOPKEEPER: "counter",
}


@dataclass(frozen=True, slots=True)
class Desk:
    label: str
    place: str
    url: str


def desk_of(post: Post) -> Desk:
    """Where a post works: its first page."""
    name = _DESKS.get(post.role, "desk")
    return Desk(
        str(ROLE_NAMES[post.role]), post.place, reverse(name, args=[post.village_code or post.code])
    )
