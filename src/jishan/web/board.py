"""The public board (村务公开栏); no login, masked names only.

The lines of a notice leave the board by themselves: `publicity.days` days after it closed (calendar
or working, as the scheme says), thirty days where the scheme says nothing. Its head and its counts
stay (faces.md 5.1: publicity ends by itself).
"""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishan.claims.queries import marks_on_board
from jishan.core.periods import period_of
from jishan.core.scheme.board import average
from jishan.core.scheme.document import Publicity, Scheme
from jishan.entrance.request import JishanRequest, public
from jishan.entrance.words.honors import SUBJECTS
from jishan.entrance.words.notices import NOTICE_KINDS, OBJECTION_STATES, STRIKES
from jishan.honors.board import BoardSum, board_ranking, board_rankings, board_sums
from jishan.honors.naming import period_words
from jishan.ledger.queries import MonthSum, month_sums, village_totals
from jishan.notices.calendar import office_calendar
from jishan.notices.queries import (
    NoticeCard,
    NoticePage,
    closed_notices,
    notice_page,
    notices_open,
    objections_public,
)
from jishan.orgs.queries import groups_of
from jishan.registry.queries import taking_part
from jishan.schemes.queries import in_force
from jishan.shop.flows import goods_flows
from jishan.shop.queries import catalogue
from jishan.web.claim_rows import days_left_words, line_shown, own_word
from jishan.web.drawn import draws_shown

RULES = "scheme"
HANGS_AFTER = 30
"""Days for which the lines of a closed notice stay readable where the scheme says nothing."""
LINES_A_PAGE = 20

_TABS = (
    ("board", gettext_lazy("公示")),
    ("board-ranking", gettext_lazy("积分榜")),
    ("board-figures", gettext_lazy("积分情况")),
    ("board-rules", gettext_lazy("规则")),
    ("board-targets", gettext_lazy("目标")),
    ("board-goods", gettext_lazy("能换什么")),
)
_FAMILY = {
    "board-notice": "board",
    "board-ranking-one": "board-ranking",
    "board-draft": "board-rules",
}


def board_page(request: JishanRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page of the board with its tabs."""
    current = request.resolver_match.url_name if request.resolver_match else ""
    current = _FAMILY.get(current or "", current)
    tabs = [
        {
            "label": label,
            "url": reverse(name, args=[request.place.code]),
            "current": name == current,
        }
        for name, label in _TABS
    ]
    home_url = reverse("board", args=[request.place.code])
    return render(request, f"board/{template}.html", context | {"tabs": tabs, "home_url": home_url})


def _scheme_now(request: JishanRequest) -> Scheme | None:
    found = in_force(request.place.id, timezone.localdate(request.now))
    return found.scheme if found else None


# Notices ------------------------------------------------------------------------------------


@public
def board(request: JishanRequest, village: str) -> HttpResponse:
    village_id = request.place.id
    objections = objections_public(village_id, limit=12)
    context = {
        "title": f"{request.place.name}{own_word(request.place, 'board')}",
        "open": [_card(one) for one in notices_open(village_id, request.now)],
        "closed": [_card(one) for one in closed_notices(village_id, None, request.now, limit=12)],
        "objections": [
            {"objection": one, "state": OBJECTION_STATES[one.state]} for one in objections
        ],
    }
    return board_page(request, "notices", context)


def _card(notice: NoticeCard) -> dict[str, Any]:
    return {
        "notice": notice,
        "kind": NOTICE_KINDS.get(notice.kind, _("公示")),
        "left": days_left_words(notice.days_left) if notice.open else _("已结束"),
    }


@public
def notice(request: JishanRequest, village: str, number: int) -> HttpResponse:
    """One notice; `?group=` keeps one villager group, `?page=` turns the pages."""
    page = notice_page(request.place.id, number, request.now)
    scheme = _scheme_now(request)
    hangs_until = last_day_shown(page.notice, scheme.publicity if scheme else None)
    rules = page.notice.kind == RULES  # names nobody, so it need not come down
    shown = rules or timezone.localdate(request.now) <= hangs_until
    card = _card(page.notice)
    title = _("第 %(n)s 号%(kind)s") % {"n": number, "kind": card["kind"]}
    context = card | {"title": title, "page_of": page, "hangs_until": hangs_until, "shown": shown}
    if shown:
        context |= _lines(request, page)
    return board_page(request, "notice", context)


def last_day_shown(card: NoticeCard, publicity: Publicity | None) -> date:
    """The last day on which the board still shows the lines of a notice."""
    days = publicity.days if publicity and publicity.days is not None else None
    if days is None:
        return date.fromordinal(card.last_day.toordinal() + HANGS_AFTER)
    working = publicity is not None and publicity.day_kind == "working"
    return office_calendar().last_day(card.last_day, days, working=working)


def _lines(request: JishanRequest, page: NoticePage) -> dict[str, Any]:
    """Struck lines say why by the kind only: what staff wrote about it may name somebody."""
    named = {line.group for line in page.lines if line.group and line.who}
    known = [place.name for place in groups_of(request.place.id)] if len(named) > 1 else []
    groups = [*(one for one in known if one in named), *sorted(named - set(known))]
    group = request.GET.get("group", "")
    lines = [line for line in page.lines if group not in groups or line.group == group]
    paged = Paginator(lines, LINES_A_PAGE).get_page(request.GET.get("page"))
    number, open_ = page.notice.number, page.notice.open
    return {
        "groups": groups if len(groups) > 1 else [],
        "group": group,
        "page": paged,
        "rows": [
            line_shown(
                line,
                why=STRIKES.get(line.struck_why, ""),
                object_url=reverse("my-object", args=[number, line.id]) if open_ else None,
            )
            for line in paged.object_list
        ],
        "objections": [
            {"line": line.line, "mark": mark, "state": OBJECTION_STATES[mark.state]}
            for line in page.lines
            for mark in line.objections
        ],
    }


# Rankings -----------------------------------------------------------------------------------


@public
def rankings(request: JishanRequest, village: str) -> HttpResponse:
    day = timezone.localdate(request.now)
    context = {
        "rankings": board_rankings(request.place.id, day=day),
        "marks": [
            (one, period_words(one.period)) for one in marks_on_board(request.place.id, day=day)
        ],
        "title": own_word(request.place, "ranking"),
    }
    return board_page(request, "rankings", context)


@public
def ranking(request: JishanRequest, village: str, ranking_id: int) -> HttpResponse:
    """One ranking, as openly as the village voted."""
    found = board_ranking(request.place.id, ranking_id, day=timezone.localdate(request.now))
    page = Paginator(found.lines, LINES_A_PAGE * 2).get_page(request.GET.get("page"))
    context = {
        "title": found.title,
        "ranking": found,
        "page": page,
        "who_head": SUBJECTS[found.subject][0],
        "draws": draws_shown(request, found.draws),
    }
    return board_page(request, "ranking", context)


# Figures, rules, goods ----------------------------------------------------------------------


@public
def figures(request: JishanRequest, village: str) -> HttpResponse:
    """What the document puts on the board of the village's figures; no household is named."""
    scheme = _scheme_now(request)
    shows: tuple[str, ...] = scheme.publicity.shows if scheme else ()
    context = {
        "title": _("积分情况"),
        "taking_part": taking_part(request.place.id),
        "averages": "averages" in shows,
        "totals": "totals" in shows,
        "flows": _flows(request, scheme) if scheme and "flows" in shows else None,
        "sums": _sums(request),
    }
    if scheme and (context["totals"] or context["averages"]):
        context |= _months(request, scheme)
    return board_page(request, "figures", context)


def _sums(request: JishanRequest) -> list[tuple[BoardSum, str]]:
    """With the word that those who took part are counted in."""
    found = board_sums(request.place.id, day=timezone.localdate(request.now))
    return [(one, SUBJECTS[one.subject][1]) for one in found]


def _months(request: JishanRequest, scheme: Scheme) -> dict[str, Any]:
    """This month and the year's months, of the purse that the board speaks of."""
    today, purse = timezone.localdate(request.now), _shown_purse(scheme)
    month = period_of(scheme.periods, "month", today)
    year = period_of(scheme.periods, "year", today)
    months = month_sums(request.place.id, since=year.first, until=today)
    this_month = month_sums(request.place.id, since=month.first, until=today)
    return {
        "month": month,
        "now": _month_row([row for row in this_month if row.purse == purse]),
        "months": [
            {"month": row.month, **_month_row([row])} for row in months[::-1] if row.purse == purse
        ],
        "deductions": scheme.publicity.deductions == "aggregated",
    }


def _month_row(rows: list[MonthSum]) -> dict[str, int]:
    """`average`: of the households that earned something."""
    earned = sum(row.earned for row in rows)
    households = max((row.households for row in rows), default=0)
    return {
        "earned": earned,
        "households": households,
        "average": average(earned, households),
        "deducted": sum(row.deducted for row in rows),
    }


def _flows(request: JishanRequest, scheme: Scheme) -> dict[str, Any]:
    """Where points came from and went, since the first posting; goods of this year (HS-27)."""
    today = timezone.localdate(request.now)
    year = period_of(scheme.periods, "year", today)
    goods = goods_flows(request.place.id, since=year.first, until=today)
    names = {purse.code: purse.name for purse in scheme.purses}
    return {
        "purses": [
            {"name": names.get(row.purse, _("积分")), "row": row}
            for row in village_totals(request.place.id)
        ],
        "goods": goods,
        "value_fen": sum(one.value_fen for one in goods),
        "year": year,
    }


def _shown_purse(scheme: Scheme) -> str:
    """The purse whose months the board lists: what rankings count, else the first."""
    return next((one.code for one in scheme.purses if not one.spendable), scheme.purses[0].code)


@public
def goods(request: JishanRequest, village: str) -> HttpResponse:
    scheme = _scheme_now(request)
    redemption = scheme.redemption if scheme else None
    context = {
        "title": _("积分能换什么"),
        "lines": catalogue(request.place.id),
        "redemption": redemption,
    }
    return board_page(request, "goods", context)


_BOARD = "b/<slug:village>/"

urlpatterns = [
    path(_BOARD, board, name="board"),
    path(f"{_BOARD}notices/<int:number>/", notice, name="board-notice"),
    path(f"{_BOARD}rankings/", rankings, name="board-ranking"),
    path(f"{_BOARD}rankings/<int:ranking_id>/", ranking, name="board-ranking-one"),
    path(f"{_BOARD}figures/", figures, name="board-figures"),
    path(f"{_BOARD}goods/", goods, name="board-goods"),
]
