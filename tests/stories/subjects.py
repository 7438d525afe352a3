"""A document that counts for units, groups and the village too, and acts of theirs."""

from datetime import date, datetime
from typing import Any

from jishan.claims.actions import Moved, record_claim
from jishan.claims.acts import NewClaim
from jishan.claims.places import group_key, village_key
from jishan.core.access import Actor
from jishan.demo.cast import Cast
from jishan.registry.units import NewUnit, found_unit
from tests.stories.road import key


def everybody(document: dict[str, Any]) -> None:
    """Units, groups and the village beside households, each with a purse and items of their own."""
    document["subjects"]["kinds"] = ["household", "resident", "unit", "group", "village"]
    for item in document["items"]:
        item.setdefault("subjects", ["household", "resident"])
    document["purses"] += [
        {"code": kind, "name": name, "holder": kind, "spendable": False, "floor": "none"}
        for kind, name in (("unit", "单位分"), ("group", "小组分"), ("village", "全村分"))
    ]
    for purse in document["purses"][-2:]:
        purse["takes"] = "both"
    document["items"] += [
        _item("shopfront", "门前三包", "unit", 2, caps=[{"per": "month", "points": 5}]),
        _item("group-meeting", "小组开好院坝会", "group", 8),
        _item("unit-mess", "占道经营", "unit", -3),
        _index(),
    ]
    document["process"]["items"]["index"] = [
        {"kind": "notice", "days": 3, "day_kind": "calendar"},
        {"kind": "enter", "role": "clerk"},
    ]
    document["measures"] += [
        {"code": "units", "name": "单位", "shape": "points", "period": "month", "purse": "unit"},
        {"code": "groups", "name": "小组", "shape": "points", "period": "month", "purse": "group"},
        {"code": "all", "name": "全村", "shape": "points", "period": "month", "purse": "village"},
        {
            "code": "index",
            "name": "文明指数",
            "shape": "inspection",
            "period": "month",
            "item": "index",
            "subject": "village",
            "how": "last",
        },
        {
            "code": "group-homes",
            "name": "组内各户",
            "shape": "gather",
            "period": "month",
            "measure": "month_total",
            "subject": "group",
            "how": "sum",
        },
    ]


def _index() -> dict[str, Any]:
    """SX-07: three indices of the whole village."""
    return {
        "code": "index",
        "title": "全村文明指数",
        "category": "civility",
        "subjects": ["village"],
        "origins": ["inspection"],
        "worth": {
            "shape": "inspection",
            "lines": [
                {"code": "clean", "title": "环境清洁指数", "points": 100},
                {"code": "public", "title": "公共场所文明指数", "points": 100},
                {"code": "harmony", "title": "人际和谐指数", "points": 100},
            ],
            "judging": {"combine": "mean", "rounding": "half_up"},
            "counts": "score",
            "factor": "0.1",
            "rounding": "half_up",
        },
    }


def _item(code: str, title: str, subject: str, points: int, **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "title": title,
        "category": "env",
        "subjects": [subject],
        "worth": {"shape": "fixed", "points": points},
        "origins": ["recorded"],
        **more,
    }


def shop(village: Cast, now: datetime, name: str = "桃源商店", **more: Any) -> int:
    """A shop of the first group, entered by the clerk; its id."""
    more.setdefault("group_id", village.group_one.id)
    more.setdefault("since", date(2025, 1, 1))
    return found_unit(village.clerk, NewUnit(name, "shop", **more), key=key(), now=now)


def act(village: Cast, now: datetime, item: str, subject: str, *, by: Actor | None = None) -> Moved:
    """The clerk (who has not to verify it) writes an act down."""
    new = NewClaim(None, item, now.date(), subject=subject, place="街口", cause="巡查看到")
    actor = by or village.clerk
    return record_claim(actor, new, origin="recorded", channel="on_site", key=key(), now=now)


def of_unit(unit_id: int) -> str:
    return f"u{unit_id}"


def of_group(village: Cast) -> str:
    return group_key(village.group_one.id)


def of_village(village: Cast) -> str:
    return village_key(village.taoyuan.id)
