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


_Section = tuple[str, "StrOrPromise", Permission]
_GROUPS: tuple[tuple[StrOrPromise, tuple[_Section, ...]], ...] = (
    (
        _("办事"),
        (
            ("desk", _("今日工作"), Permission.VIEW_OFFICE),
            ("claims", _("申报"), Permission.VIEW_OFFICE),
            ("review", _("评议"), Permission.REVIEW_CLAIM),
            ("notices", _("公示与异议"), Permission.VIEW_OFFICE),
            ("inspections", _("检查评比"), Permission.RECORD_CLAIM),
            ("scoring", _("给本村评分"), Permission.SCORE_VILLAGE),
            ("bars", _("一票否决"), Permission.VIEW_OFFICE),
            ("help", _("帮扶"), Permission.HELP_HOUSEHOLD),
        ),
    ),
    (
        _("账和榜"),
        (
            ("ledger", _("台账"), Permission.VIEW_LEDGER),
            ("closing", _("结算"), Permission.VIEW_OFFICE),
            ("rankings", _("积分榜"), Permission.VIEW_LEDGER),
            ("report", _("年度情况"), Permission.VIEW_LEDGER),
        ),
    ),
    (
        _("规则和目标"),
        (
            ("rules", _("积分方案"), Permission.VIEW_OFFICE),
            ("targets", _("目标计划"), Permission.VIEW_OFFICE),
        ),
    ),
    (
        _("户和人"),
        (
            ("roster", _("名册"), Permission.VIEW_ROSTER),
            ("units", _("单位"), Permission.VIEW_ROSTER),
            ("moving", _("迁转"), Permission.MOVE_HOUSEHOLD),
        ),
    ),
    (
        _("兑换"),
        (
            ("goods", _("商品与库存"), Permission.VIEW_SHOP),
            ("counter", _("兑换柜台"), Permission.REDEEM),
        ),
    ),
    (_("监督"), (("audit", _("操作日志"), Permission.VIEW_AUDIT),)),
)
"""Headings, and under each the sections: name of the first address, label, and what one must hold
to be shown it.

Addresses of a section are named after it: "claims", "claims-one", "claims-export".
"""
_HEADED_FROM = 7
"""Fewer links than this need no headings."""


def office_links(actor: Actor, village_code: str, current: str) -> tuple[Link, ...]:
    """The sections this actor may open, under their headings (links without an address); `current`
    is the name of the address that is open."""
    section = current.split("-")[0]
    groups = [
        (str(heading), _links(actor, village_code, section, sections))
        for heading, sections in _GROUPS
    ]
    headed = sum(len(links) for _heading, links in groups) >= _HEADED_FROM
    found: list[Link] = []
    for heading, links in groups:
        found += [Link(heading, ""), *links] if headed and links else links
    return tuple(found)


def _links(
    actor: Actor, village_code: str, section: str, sections: tuple[_Section, ...]
) -> list[Link]:
    links = []
    for name, label, permission in sections:
        with suppress(NoReverseMatch):
            if permission in actor.whole:
                address = reverse(name, args=[village_code])
                links.append(Link(str(label), address, current=section == name))
    return links


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
