"""A team that says itself who gets how much of the points: from the form to the book."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jishan.claims.actions import record_claim
from jishan.claims.acts import NewClaim, SharesDoNotAddUp, resident_key
from jishan.claims.history import history
from jishan.claims.models import Claim
from jishan.core.replay.whole import replay
from jishan.core.scoring import HolderMissing
from jishan.demo.cast import Cast
from jishan.ledger.models import Account
from tests.stories.road import adopt, days, decided, key, published, stored, tick, written


def teams(document: dict[str, Any]) -> None:
    """Digging a ditch brings 10 points, shared as the team says; everybody has a purse."""
    document["subjects"]["kinds"] = ["household", "resident"]
    document["purses"].append(
        {"code": "own", "name": "个人分", "holder": "resident", "spendable": False, "floor": "none"}
    )
    ditch = {
        "code": "ditch", "title": "合伙修渠", "category": "env", "credited_to": "team",
        "team": {"split": "stated"}, "worth": {"shape": "fixed", "points": 10},
        "subjects": ["household"], "source": {"ids": ["S0-04"]},
    }  # fmt: skip
    document["items"].append(ditch)


def ditch(village: Cast, now: datetime, *parts: str, who: tuple[int, ...] = ()) -> Any:
    team = who or (village.zhang.head_id, village.zhang.member_id)
    new = NewClaim(
        village.zhang.id, "ditch", now.date(), place="村口", cause="看到",
        credited=tuple(resident_key(one) for one in team), parts=parts,
    )  # fmt: skip
    return record_claim(
        village.clerk, new, origin="recorded", channel="on_site", key=key(), now=now
    )


def own_points(village: Cast) -> dict[int, int]:
    rows = Account.objects.filter(village_id=village.taoyuan.id, purse="own")
    return dict(rows.exclude(holder_kind="issuer").values_list("holder_id", "balance"))


def test_each_gets_the_share_that_was_stated(village: Cast, now: datetime) -> None:
    adopt(village, now, teams)
    claim = ditch(village, now, "62.5", "37.5")
    decided(village, claim, now)
    published(village, now)
    tick(village, now + days(4))

    assert stored(claim).points == 1000
    assert own_points(village) == {village.zhang.head_id: 625, village.zhang.member_id: 375}
    past = history(village.taoyuan.id, first=now.date(), until=(now + days(5)).date())
    out = replay(
        past.versions, past.roster, past.happenings,
        first=past.first, until=past.until, known=past.known,
    )  # fmt: skip
    ours = {holder: state.balance for holder, state in out.book.states["own"].items()}
    assert ours == {f"r{village.zhang.head_id}": 625, f"r{village.zhang.member_id}": 375}


@pytest.mark.parametrize("parts", [("60", "30"), ("60", "50"), ("110", "-10"), ("100", "0")])
def test_shares_have_to_add_up(village: Cast, now: datetime, parts: tuple[str, str]) -> None:
    adopt(village, now, teams)
    before = written()

    with pytest.raises(SharesDoNotAddUp):
        ditch(village, now, *parts)

    assert written() == before


@pytest.mark.parametrize("parts", [(), ("100",)])
def test_nobody_is_left_without_a_share(village: Cast, now: datetime, parts: tuple[str]) -> None:
    adopt(village, now, teams)
    before = written()

    with pytest.raises(HolderMissing) as refused:
        ditch(village, now, *parts)

    assert refused.value.facts["need"] == "parts"
    assert written() == before


def test_the_form_asks_for_everybodys_share(village: Cast, now: datetime, client: Client) -> None:
    adopt(village, now, teams)
    client.force_login(village.users["grid"])
    address = reverse("grid-record-item", args=["taoyuan", village.zhang.id, "ditch"])
    shown = client.get(address).content.decode()
    head, member = (resident_key(one) for one in (village.zhang.head_id, village.zhang.member_id))
    assert "张桂兰 占百分之几" in shown
    assert "加起来要正好是 100" in shown

    told = {
        "key": key(), "day": "2026-03-02", "origin": "recorded", "channel": "on_site",
        "place": "村口", "cause": "看到", "happened": "", "send": "1",
        f"share:{head}": "70", f"share:{member}": "20",
    }  # fmt: skip
    wrong = client.post(address, told)
    assert "现在加起来是 90" in wrong.content.decode()

    done = client.post(address, told | {f"share:{member}": "30"})
    assert done.status_code == 302
    (claim,) = Claim.objects.filter(village_id=village.taoyuan.id, item="ditch")
    assert (claim.act["credited"], claim.act["parts"]) == ([head, member], ["70", "30"])
