"""A household that moves within its township takes its points along (ZX-08)."""

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jishan.core.errors import NotAllowed, NotFound
from jishan.core.scheme.document import Purse, scheme_digest, to_document
from jishan.core.scheme.document import Scheme as Document
from jishan.demo.cast import Cast
from jishan.ledger.models import Posting
from jishan.ledger.queries import earned_by_household
from jishan.moving.actions import (
    HandOverUnknown,
    KeyTaken,
    NoPurseForIt,
    NothingToHandOver,
    NotInTownship,
    TakenAlready,
    hand_over,
    take_over,
)
from jishan.moving.models import HandOver, TakeOver
from jishan.moving.queries import moves
from jishan.registry.models import Household
from jishan.schemes.models import Scheme, SchemeVersion
from tests.stories.road import days, key, neighbours, posted, purses

YEAR = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}


@pytest.fixture
def both(village: Cast, now: datetime) -> Cast:
    """柳树村 has a scheme of its own in force, word for word that of 桃源村."""
    document = Document.model_validate(SchemeVersion.objects.get(number=1).document)
    scheme = Scheme.objects.create(organization_id=village.liushu.id, code="own", name="柳树村")
    SchemeVersion.objects.create(
        scheme=scheme,
        number=1,
        document=to_document(document),
        digest=scheme_digest(document),
        state="adopted",
        in_force_from=date(2026, 1, 1),
        created_by=village.users["liushu-clerk"].pk,
        created_at=now,
    )
    return village


def written() -> tuple[int, int, int]:
    return Posting.objects.count(), HandOver.objects.count(), TakeOver.objects.count()


def test_what_leaves_one_book_enters_the_other_and_no_rank_changes(
    both: Cast, now: datetime
) -> None:
    posted(both, now)
    earned = earned_by_household(both.taoyuan.id, purse="honour", **YEAR)

    out = hand_over(both.clerk, both.zhang.id, to="liushu", key=key(), now=now + days(5))
    came = take_over(both.outsider, both.elsewhere.id, code=out.code.lower(), now=now + days(6))

    assert (out.points, came) == ({"兑换分": 300, "荣誉分": 300}, {"spend": 300, "honour": 300})
    assert purses(both.zhang.id) == {"honour": 0, "spend": 0}
    assert purses(both.elsewhere.id) == {"honour": 300, "spend": 300}
    assert earned_by_household(both.taoyuan.id, purse="honour", **YEAR) == earned
    assert earned_by_household(both.liushu.id, purse="honour", **YEAR) == {}
    here, there = moves(both.clerk)[0], moves(both.outsider)[0]
    assert (here.out, here.village, here.code) == (True, "柳树村", out.code)
    assert (there.out, there.village, there.code) == (False, "桃源村", "")


def test_a_repeat_is_harmless_and_nothing_is_taken_twice(both: Cast, now: datetime) -> None:
    posted(both, now)
    mine = key()
    out = hand_over(both.clerk, both.zhang.id, to="liushu", key=mine, now=now + days(5))
    take_over(both.outsider, both.elsewhere.id, code=out.code, now=now + days(6))
    before = written()

    again = hand_over(both.clerk, both.zhang.id, to="liushu", key=mine, now=now + days(5))
    assert (again.code, again.repeated) == (out.code, True)
    assert take_over(both.outsider, both.elsewhere.id, code=out.code, now=now + days(7)) == {}
    with pytest.raises(KeyTaken):
        hand_over(both.clerk, both.liu_neighbour.id, to="liushu", key=mine, now=now + days(5))
    assert written() == before


def test_another_household_cannot_take_what_was_taken(both: Cast, now: datetime) -> None:
    posted(both, now)
    out = hand_over(both.clerk, both.zhang.id, to="liushu", key=key(), now=now + days(5))
    take_over(both.outsider, both.elsewhere.id, code=out.code, now=now + days(6))
    other = _second_household(both)
    before = written()

    with pytest.raises(TakenAlready):
        take_over(both.outsider, other, code=out.code, now=now + days(7))

    assert written() == before


def _second_household(village: Cast) -> int:
    home = Household.objects.get(village_id=village.liushu.id, id=village.elsewhere.id)
    made = Household.objects.create(
        village_id=village.liushu.id, group_id=home.group_id, number="L9", head_name="柳二",
        door_code="LIUSHU99", since=home.since,
    )  # fmt: skip
    return made.id


@pytest.mark.parametrize("code", ["", "taoyuan-AAAAAAAAAA", "nowhere-AAAAAAAAAA", "taoyuan", "x-"])
def test_an_unknown_code_is_said(both: Cast, now: datetime, code: str) -> None:
    before = written()

    with pytest.raises(HandOverUnknown):
        take_over(both.outsider, both.elsewhere.id, code=code, now=now)

    assert written() == before


def test_only_within_the_township_and_only_what_is_there(both: Cast, now: datetime) -> None:
    before = written()
    with pytest.raises(NothingToHandOver):
        hand_over(both.clerk, both.zhang.id, to="liushu", key=key(), now=now)
    for place in ("songping", "taoyuan", "nowhere"):
        with pytest.raises(NotInTownship):
            hand_over(both.clerk, both.zhang.id, to=place, key=key(), now=now)
    assert written() == before


def test_a_code_for_another_village_is_not_found(both: Cast, now: datetime) -> None:
    posted(both, now)
    out = hand_over(both.clerk, both.zhang.id, to="liushu", key=key(), now=now + days(5))
    before = written()

    with pytest.raises(HandOverUnknown):
        take_over(both.clerk, neighbours(both, 1)[0], code=out.code, now=now + days(6))

    assert written() == before


def test_who_may_not_is_refused(both: Cast, now: datetime) -> None:
    posted(both, now)
    before = written()

    with pytest.raises(NotAllowed):
        hand_over(both.shopkeeper, both.zhang.id, to="liushu", key=key(), now=now)
    with pytest.raises(NotFound):
        hand_over(both.outsider, both.zhang.id, to="taoyuan", key=key(), now=now)
    assert written() == before


def test_the_page(both: Cast, now: datetime) -> None:
    posted(both, now)
    client = Client()
    client.force_login(both.users["clerk"])
    address = reverse("moving", args=["taoyuan"])
    said: dict[str, Any] = {"key": "m1", "household": both.zhang.number, "to": "liushu"}

    wrong = client.post(address, said | {"household": "查无此人"}).content.decode()
    client.post(address, said)
    page = client.get(address).content.decode()

    assert "没有找到这一户。" in wrong
    assert f"taoyuan-{HandOver.objects.get().code}" in page
    other = Client()
    other.force_login(both.users["liushu-clerk"])
    code = f"taoyuan-{HandOver.objects.get().code}"
    there = reverse("moving", args=["liushu"])
    other.post(there, {"key": "m2", "household": both.elsewhere.number, "code": code})
    assert TakeOver.objects.get().household_id == both.elsewhere.id


def test_a_village_without_such_a_purse_cannot_take_them(both: Cast, now: datetime) -> None:
    """柳树村 keeps points to spend only."""
    posted(both, now)
    out = hand_over(both.clerk, both.zhang.id, to="liushu", key=key(), now=now + days(5))
    version = SchemeVersion.objects.get(scheme__organization_id=both.liushu.id)
    plain = [one for one in version.document["purses"] if one["code"] == "spend"]
    spends = Document.model_validate(version.document).model_copy(
        update={"purses": tuple(Purse.model_validate(one) for one in plain)}
    )
    SchemeVersion.objects.create(
        scheme=version.scheme,
        number=2,
        document=to_document(spends),
        digest=scheme_digest(spends),
        state="adopted",
        in_force_from=date(2026, 2, 1),
        created_by=version.created_by,
        created_at=now,
    )
    before = written()

    with pytest.raises(NoPurseForIt):
        take_over(both.outsider, both.elsewhere.id, code=out.code, now=now + days(6))

    assert written() == before
