"""Rows of the acts table, written short, and a village with one good and one bad deed."""

# ruff: noqa: E501 - rules and tables read as rows; broken lines would hide the columns

ITEMS = """
items:
- {code: a, title: 好事, category: env, worth: {shape: per_unit, points: 1, unit: 件, whole: true}}
- {code: m, title: 坏事, category: civil, worth: {shape: per_unit, points: -1, unit: 件, whole: true}}
"""
HEADER = "编号,日期,事件,对象,事项,数量,积分,涉及,另一方,成员,依据,过错方\n"


def row(key: object, day: str, subject: str = "H1", item: str = "a", **more: object) -> str:
    """One line of the acts table; `event`, `quantity`, `points`, `touches`, `other` … by name."""
    names = ("quantity", "points", "touches", "other", "members", "document", "fault")
    rest = ",".join(str(more.get(name, "")) for name in names)
    return f"{key},{day},{more.get('event', '')},{subject},{item},{rest}\n"


def table(*lines: str) -> str:
    return HEADER + "".join(lines)


def purse(more: str = "spendable: true, floor: zero") -> str:
    return f"purses: [{{code: main, name: 积分, holder: household, takes: both, {more}}}]\n"


REDEEM = "redemption: {purse: main}\n"


def redeem(key: object, day: str, amount: object, subject: str = "H1") -> str:
    return row(key, day, subject, "", event="兑换", points=amount)
