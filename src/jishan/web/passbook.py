"""The passbook by card code: no login, nothing in the address, nothing kept. For the kiosk as well.

Whoever holds the card may read, and only read: claiming and objecting want the PIN.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control

from jishan.claims.queries import ClaimRow, claims_of_household
from jishan.core.access import Actor, ActorKind, Permission
from jishan.core.errors import Refusal
from jishan.core.ledger import Kind
from jishan.core.points import format_points
from jishan.core.scheme.document import Scheme
from jishan.entrance.request import JishanRequest, public
from jishan.entrance.throttle import looking_up
from jishan.entrance.words import worded
from jishan.ledger.queries import Passbook, PassbookLine, passbook
from jishan.moving.changed import joined_household
from jishan.orgs.queries import place_of
from jishan.registry.queries import CodeLeads, household, household_of_card
from jishan.schemes.queries import in_force
from jishan.web.claim_rows import reasons_shown

LINES = 8
_KINDS = {
    Kind.EARNING: "",
    Kind.DEDUCTION: "",
    Kind.REDEMPTION: gettext_lazy("兑换"),
    Kind.EXPIRY: gettext_lazy("到期"),
    Kind.OPENING: gettext_lazy("上年结转"),
    Kind.TRANSFER: gettext_lazy("转账"),
}


class CodeForm(forms.Form):
    code = forms.CharField(max_length=200)

    def card_code(self) -> str:
        """Of an address, as the scanner reads it from the card, the last piece counts."""
        typed: str = self.cleaned_data["code"]
        return typed.rstrip("/").rpartition("/")[2]


@cache_control(no_store=True)
@public
def by_code(request: JishanRequest) -> HttpResponse:
    """One field that is ready for the scanner; the book appears under it until the next card."""
    form = CodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "passbook/by_code.html", {})
    try:
        with looking_up(request):
            leads = household_of_card(form.card_code())
    except Refusal as refusal:
        said = worded(refusal)
        return render(request, "passbook/by_code.html", {"refusal": said}, status=said.status)
    return render(request, "passbook/by_code.html", _book(request, leads))


def _book(request: JishanRequest, leads: CodeLeads) -> dict[str, Any]:
    reader = _reader(leads)
    today = timezone.localdate(request.now)
    found = in_force(leads.village_id, today)
    scheme = found.scheme if found else None
    book = passbook(reader, leads.household_id, limit=LINES, day=today)
    mine = claims_of_household(reader, leads.household_id, request.now, limit=100)
    return {
        "place": place_of(leads.village_id),
        "household": household(reader, leads.household_id),
        "joined": joined_household(reader, leads.household_id),
        **passbook_context(book, scheme, mine, url_name=None),
    }


def _reader(leads: CodeLeads) -> Actor:
    """The household with the card alone: it reads its own book and its own claims."""
    return Actor(
        ActorKind.VILLAGER,
        leads.household_id,
        leads.village_id,
        own=frozenset({Permission.VIEW_PASSBOOK, Permission.VIEW_CLAIM}),
        household_id=leads.household_id,
    )


def passbook_context(
    book: Passbook, scheme: Scheme | None, claims: Sequence[ClaimRow], *, url_name: str | None
) -> dict[str, Any]:
    """Purses (what can be spent first) and lines, each with its why; `url_name` leads to the road
    of the claim behind a line."""
    names = {purse.code: purse.name for purse in scheme.purses} if scheme else {}
    spent = {purse.code for purse in scheme.purses if purse.spendable} if scheme else set()
    by_id = {row.id: row for row in claims}
    return {
        "purses": [
            {"name": names.get(one.purse, _("积分")), "purse": one}
            for one in sorted(book.purses, key=lambda one: one.purse not in spent)
        ],
        "lines": [
            _line(
                sorted(lines, key=lambda one: one.purse not in spent),
                names,
                scheme,
                by_id,
                url_name,
            )
            for lines in _postings(book.lines)
        ],
        "next_before_id": book.next_before_id,
    }


def _postings(lines: Sequence[PassbookLine]) -> list[list[PassbookLine]]:
    """What was booked in one go into several purses is read as one line."""
    found: dict[int, list[PassbookLine]] = {}
    for line in lines:
        found.setdefault(line.posting_id, []).append(line)
    return list(found.values())


def _line(
    lines: Sequence[PassbookLine],
    names: dict[str, str],
    scheme: Scheme | None,
    by_id: dict[int, ClaimRow],
    url_name: str | None,
) -> dict[str, Any]:
    first = lines[0]
    claim = by_id.get(first.source_id) if first.source_id is not None else None
    reasons = reasons_shown(scheme, claim.reasons) if claim else []
    return {
        "line": first,
        "purses": [_in_purse(one, names.get(one.purse, ""), first) for one in lines],
        "word": _word(first),
        "claim": claim,
        "reasons": reasons,
        "url": reverse(url_name, args=[claim.id]) if claim and url_name else None,
    }


def _word(line: PassbookLine) -> str:
    if line.reverses_id:
        return _("冲正")
    return _("更正") if line.correction else str(_KINDS[line.kind])


def _in_purse(line: PassbookLine, name: str, first: PassbookLine) -> str:
    """兑换分余 54 分; 荣誉分 +2，余 9 分 where the purses got different figures."""
    balance = _("%(name)s余 %(n)s 分") % {"name": name, "n": format_points(line.balance)}
    if line.points == first.points:
        return balance
    own = {"name": name, "n": format_points(line.points, signed=True)}
    rest = _("余 %(n)s 分") % {"n": format_points(line.balance)}
    return _("%(name)s %(n)s，") % own + rest


urlpatterns = [path("passbook/", by_code, name="passbook")]
