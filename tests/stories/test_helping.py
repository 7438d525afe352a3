"""Help for a household (SX-06): a named helper, talks written down, an end, and never published."""

from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from jishan.core.errors import NotAllowed, NotFound
from jishan.demo.cast import Cast
from jishan.helping.actions import (
    AlreadyHelped,
    HelpEnded,
    KeyTaken,
    NothingWritten,
    TalkInFuture,
    begin_help,
    end_help,
    write_talk,
)
from jishan.helping.models import HelpPlan, HelpTalk
from jishan.helping.queries import help_plan, help_plans
from tests.stories.road import days, key, neighbours


def begun(village: Cast, now: datetime, *, helper: str = "陈秀英", mine: str | None = None) -> int:
    return begin_help(
        village.clerk,
        village.zhang.id,
        helper=helper,
        cause="两家为宅基地吵架",
        key=mine or key(),
        now=now,
    )


def counted() -> tuple[int, int]:
    return HelpPlan.objects.count(), HelpTalk.objects.count()


def test_a_helper_talks_and_the_help_ends(village: Cast, now: datetime) -> None:
    plan = begun(village, now)
    write_talk(village.clerk, plan, day=now.date(), text="上门谈了一次", key=key(), now=now)
    write_talk(
        village.secretary, plan, day=(now + days(3)).date(), text="两家坐下来了", key=key(),
        now=now + days(3),
    )  # fmt: skip
    end_help(village.secretary, plan, outcome="签了和解书", now=now + days(9))

    page = help_plan(village.clerk, plan)
    assert [talk.text for talk in page.talks] == ["两家坐下来了", "上门谈了一次"]
    assert (page.plan.until, page.plan.outcome) == ((now + days(9)).date(), "签了和解书")
    assert [row.id for row in help_plans(village.clerk)] == [plan]
    with pytest.raises(HelpEnded):
        write_talk(village.clerk, plan, day=now.date(), text="再谈", key=key(), now=now)


def test_one_helper_at_a_time(village: Cast, now: datetime) -> None:
    first = begun(village, now)
    with pytest.raises(AlreadyHelped):
        begun(village, now)
    end_help(village.clerk, first, outcome="好了", now=now)

    second = begun(village, now + days(1))

    assert [row.id for row in help_plans(village.clerk)] == [second, first]


def test_a_repeat_is_harmless_and_a_foreign_key_refused(village: Cast, now: datetime) -> None:
    mine, talk = key(), key()
    first = begun(village, now, mine=mine)
    said = write_talk(village.clerk, first, day=now.date(), text="谈", key=talk, now=now)
    before = counted()

    assert begun(village, now, mine=mine) == first
    assert write_talk(village.clerk, first, day=now.date(), text="谈", key=talk, now=now) == said
    other = neighbours(village, 1)[0]
    with pytest.raises(KeyTaken):
        begin_help(village.clerk, other, helper="李强", cause="吵架", key=mine, now=now)
    assert counted() == before
    elsewhere = begin_help(village.clerk, other, helper="李强", cause="吵架", key=key(), now=now)
    with pytest.raises(KeyTaken):
        write_talk(village.clerk, elsewhere, day=now.date(), text="谈", key=talk, now=now)


def test_what_is_missing_is_asked_for(village: Cast, now: datetime) -> None:
    plan = begun(village, now)
    before = counted()

    with pytest.raises(NothingWritten):
        begun(village, now, helper=" ")
    with pytest.raises(NothingWritten):
        write_talk(village.clerk, plan, day=now.date(), text=" ", key=key(), now=now)
    with pytest.raises(NothingWritten):
        end_help(village.clerk, plan, outcome="", now=now)
    with pytest.raises(TalkInFuture):
        write_talk(village.clerk, plan, day=date(2030, 1, 1), text="谈", key=key(), now=now)
    assert counted() == before


def test_nobody_else_reads_it(village: Cast, now: datetime) -> None:
    plan = begun(village, now)

    with pytest.raises(NotFound):
        help_plan(village.outsider, plan)
    for actor in (village.zhang_actor, village.shopkeeper, village.grid_worker):
        with pytest.raises(NotAllowed):
            help_plan(actor, plan)


def test_the_pages(village: Cast, now: datetime) -> None:
    client = Client()
    client.force_login(village.users["clerk"])
    address = reverse("help", args=["taoyuan"])
    said = {"key": "p", "household": village.zhang.number, "helper": "陈秀英", "cause": "有矛盾"}

    refused = client.post(address, said | {"household": "查无此人"}).content.decode()
    answer = client.post(address, said)
    plan = HelpPlan.objects.get()
    page = client.get(answer["Location"]).content.decode()

    assert "没有找到这一户。" in refused
    assert answer["Location"] == reverse("help-one", args=["taoyuan", plan.id])
    assert "陈秀英" in page
    client.post(
        reverse("help-talk", args=["taoyuan", plan.id]),
        {"key": "t", "day": "2026-01-05", "text": "上门谈心"},
    )
    assert "上门谈心" in client.get(answer["Location"]).content.decode()
    client.post(reverse("help-talk", args=["taoyuan", plan.id]), {"key": "t", "text": ""})
    client.post(reverse("help-end", args=["taoyuan", plan.id]), {"outcome": ""})
    assert HelpPlan.objects.get().until is None
