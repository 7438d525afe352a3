"""Where to log in to the demo county, as whom: printed at every start of `jishan run`."""

from django.utils import timezone

from jishan.core.access import Role
from jishan.demo.cast import PASSWORD, STAFF
from jishan.demo.county import demo_card
from jishan.entrance.words.access import ROLES
from jishan.orgs.models import Organization, User

_WORKS_AT = "{address}/login/"


def demo_logins(address: str) -> list[str]:
    """Lines to print. None where the demo county is not loaded."""
    present = set(
        User.objects.filter(
            username__in=[username for username, *_ in STAFF], is_active=True
        ).values_list("username", flat=True)
    )
    places = dict(Organization.objects.values_list("code", "name"))
    lines = [
        _line(username, name, role, places[place])
        for username, name, place, role in STAFF
        if username in present and place in places
    ]
    if not lines:
        return []
    return [
        "示范县的人都是编的，可以随便试。",
        f"工作人员登录：{_WORKS_AT.format(address=address)}（没有改过的话，密码都是 {PASSWORD}）",
        *lines,
        _card_line(address),
        f"公开栏不用登录：{address}/",
    ]


def _card_line(address: str) -> str:
    card = demo_card(now=timezone.now())
    known = (
        f"卡号 {card.code}，密码 {card.pin}（{card.head_name}家）"
        if card
        else "卡号、密码在积分卡上"
    )
    return f"村民凭积分卡进：{address}/card/    {known}"


def _line(username: str, name: str, role: Role, place: str) -> str:
    return f"  {username:<16} {name}（{place} · {ROLES[role]}）"
