"""A period's end at the desk: what is due, what would follow, closing and announcing."""

from datetime import date, datetime

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jishan.claims.models import PeriodClose
from jishan.core.periods import ONE_DAY, shift_months
from jishan.demo.cast import Cast
from jishan.honors.models import Ranking
from tests.stories.road import adopt, claimed, posted
from tests.stories.test_base_points import base
from tests.stories.test_period_end import titled

TODAY = timezone.localdate()
LAST_MONTH = TODAY.replace(day=1) - ONE_DAY


def desk(village: Cast, username: str = "clerk") -> Client:
    client = Client()
    client.force_login(village.users[username])
    return client


def address(name: str, *more: str) -> str:
    return reverse(name, args=["taoyuan", *more])


def of_last_month(village: Cast, now: datetime) -> datetime:
    """桃源村 with titles, an hour of the month before this one."""
    adopt(village, now.replace(year=2026, month=1, day=2), titled)
    first = shift_months(TODAY.replace(day=1), -1)
    return now.replace(year=first.year, month=first.month, day=1)


def test_base_points_are_offered_where_the_rules_give_them(village: Cast, now: datetime) -> None:
    client = desk(village)
    assert "发基础分" not in client.get(address("closing")).content.decode()
    adopt(village, now.replace(year=2026, month=1, day=2), base("full"))
    assert "发基础分" in client.get(address("closing")).content.decode()


def test_a_month_is_closed_and_announced_from_the_list_in_three_steps(
    village: Cast, now: datetime
) -> None:
    posted(village, of_last_month(village, now))
    client = desk(village)
    ahead = address("closing-ahead", "month", LAST_MONTH.isoformat())

    due = client.get(address("closing")).content.decode()
    page = client.get(ahead)
    form = page.context["form"]
    answer = client.post(
        f"{ahead}end/", {"key": form["key"].value(), "measures": form["measures"].value()}
    )
    again = client.post(f"{ahead}end/", {"key": form["key"].value(), "measures": ["month_total"]})

    assert f'href="{ahead}"' in due
    assert "本月之星" in page.content.decode()
    assert form["measures"].value() == ["month_total"]
    assert (answer.status_code, again.status_code) == (302, 302)
    close, ranking = PeriodClose.objects.get(), Ranking.objects.get()
    assert (close.period, ranking.period) == (f"{LAST_MONTH:%Y-%m}", f"{LAST_MONTH:%Y-%m}")
    listed = client.get(address("closing")).content.decode()
    assert "到期的都结算了" in listed
    assert f"“{ranking.title}”公布了" in listed
    assert "这一期已经结算过了" in client.get(ahead).content.decode()
    kept = client.get(reverse("closing-one", args=["taoyuan", close.id]))
    assert kept.context["titles"] == [("本月之星", 1, "户")]


def test_what_is_in_the_way_is_said_and_no_button_stands_there(
    village: Cast, now: datetime
) -> None:
    claimed(village, of_last_month(village, now))
    client = desk(village)

    page = client.get(address("closing-ahead", "month", LAST_MONTH.isoformat()))
    running = client.get(address("closing-ahead", "month", TODAY.isoformat()))

    assert "还有 1 条申报没有办完" in page.content.decode()
    assert page.context["form"] is None
    assert "这一期还没有过完" in running.content.decode()
    assert running.context["form"] is None


def test_another_period_is_found_by_any_of_its_days(village: Cast, now: datetime) -> None:
    client = desk(village)

    found = client.get(address("closing"), {"kind": "quarter", "day": "2026-03-05"})
    nonsense = client.get(address("closing"), {"kind": "decade", "day": "2026-02-30"})

    assert found.headers["Location"] == address("closing-ahead", "quarter", "2026-03-05")
    assert (nonsense.status_code, nonsense.context["form"].is_valid()) == (400, False)
    for kind, day in (("decade", "2026-03-05"), ("ever", "2026-03-05"), ("month", "2026-02-30")):
        assert client.get(address("closing-ahead", kind, day)).status_code == 404


def test_a_day_before_any_rules_is_refused_in_words(village: Cast) -> None:
    answer = desk(village).get(address("closing-ahead", "month", date(2001, 1, 1).isoformat()))

    assert answer.status_code == 409
    assert "积分方案" in answer.content.decode()
