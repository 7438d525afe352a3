"""The village's past as the replay reads it: the book comes out again, in a constant number of
queries, and what was decided stays as it was decided."""

from datetime import date, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishan.claims.actions import Falsehood, confirm_false, record_veto, reverse_claim
from jishan.claims.actions.submit import NewVeto
from jishan.claims.history import history
from jishan.core.replay.whole import replay
from jishan.core.scheme.facts import Act
from jishan.demo.acts import Doer
from jishan.demo.cast import Cast
from jishan.demo.year import Hands, Year
from jishan.schemes.queries import version_in_force
from tests.stories.mending import Half, at, balances, balances_in, key, replayed
from tests.stories.road import days, decided, neighbours, posted, published, tick

FIRST, UNTIL = date(2026, 1, 1), date(2026, 12, 31)


def test_an_act_has_the_number_of_its_claim_and_all_that_was_said(
    village: Cast, now: datetime
) -> None:
    claim = posted(village, now, "mediation", outcome="signed")

    past = history(village.taoyuan.id, first=FIRST, until=UNTIL)

    (act,) = past.happenings
    assert isinstance(act, Act)
    assert (act.key, act.item, act.outcome, act.origin, act.subject) == (
        str(claim.number),
        "mediation",
        "signed",
        "self",
        f"h{village.zhang.id}",
    )
    assert past.known.voided == {}
    assert {one.key for one in past.roster if one.household == f"h{village.zhang.id}"} == {
        f"r{village.zhang.head_id}",
        f"r{village.zhang.member_id}",
    }
    assert [one.in_force_from for one in past.versions] == [date(2025, 1, 1)]


def test_what_was_reversed_is_there_and_does_not_count(village: Cast, now: datetime) -> None:
    claim = posted(village, now)
    reverse_claim(village.clerk, claim.id, reason="记错", now=now + days(5))

    past = history(village.taoyuan.id, first=FIRST, until=UNTIL)

    assert len(past.happenings) == 1
    assert past.known.voided == {str(claim.number): "reversed"}
    assert balances_in(replayed(village.taoyuan.id, date(2026, 12, 31))) == {}


def test_goods_that_were_handed_over_are_decided(village: Cast) -> None:
    half = Half(village)
    half.act(village.zhang.id, "tree", 1, 9, quantity=9)
    half.end(1)
    half.spend(village.zhang.id, 2000, at(2, 12))

    past = history(half.id, first=FIRST, until=UNTIL)

    (bought,) = [one for one in past.happenings if one.key in past.known.decided]
    assert (bought.subject, bought.points, bought.day) == (
        f"h{village.zhang.id}",
        2000,
        date(2026, 2, 12),
    )
    assert balances(half.id) == balances_in(replayed(half.id, date(2026, 2, 20)))


def test_a_falsehood_and_a_veto_come_out_as_they_were_decided(village: Cast, now: datetime) -> None:
    claim = posted(village, now, "lane-sweep")
    found = Falsehood("claimant", "邻居说没有扫", now.date(), "承认没有扫")
    false = confirm_false(village.clerk, claim.id, found=found, key=key(), now=now + days(5))
    decided(village, false, now + days(5))
    veto = NewVeto(village.zhang.id, "crime", now.date(), "判决书", "5号")
    decided(village, record_veto(village.clerk, veto, key=key(), now=now), now)
    published(village, now + days(6))
    tick(village, now + days(12))

    out = replayed(village.taoyuan.id, date(2026, 12, 31))

    assert {one.event.kind: one.state for one in out.events} == {
        "false": "done",
        "bar": "done",
    }
    assert balances(village.taoyuan.id) == balances_in(out)


def test_as_many_queries_for_many_acts_as_for_few(village: Cast) -> None:
    half = Half(village)
    counts = []
    for month, acts in ((1, 1), (2, 9)):
        for number in range(acts):
            half.act(village.zhang.id, "visit", month, number + 1)
        half.end(month)
        history(half.id, first=FIRST, until=UNTIL)  # a document is read once in a process
        with CaptureQueriesContext(connection) as seen:
            history(half.id, first=FIRST, until=UNTIL)
        counts.append(len(seen))

    assert counts == [24, 24]


def test_a_year_of_the_demo_village_comes_out_again(village: Cast, now: datetime) -> None:
    """The story of the demo site, small: a dozen households, four months, objections, a shop."""
    homes = neighbours(village, 12)
    doers = [Doer(home, (), village.group_one.id) for home in homes]
    hands = Hands(
        village.taoyuan.id,
        village.clerk,
        village.secretary,
        village.panel,
        {village.group_one.id: village.grid_worker},
        village.shopkeeper,
        (village.secretary, village.supervisor, *village.panel),
    )
    scheme = version_in_force(village.taoyuan.id, now.date()).scheme
    Year(hands, scheme, doers, pace=12, seed=5).run(first=date(2026, 1, 1), now=at(4, 20))

    out = replayed(village.taoyuan.id, date(2026, 4, 20))

    counted = [one for one in out.acts if one.state == "counted"]
    assert len(counted) > 20
    assert balances(village.taoyuan.id) == balances_in(out)


def test_what_a_purse_held_before_the_first_day_is_brought_over(village: Cast) -> None:
    half = Half(village)
    half.act(village.zhang.id, "tree", 1, 9, quantity=9)
    half.end(1)
    half.spend(village.zhang.id, 2000, at(2, 12))

    past = history(half.id, first=date(2026, 2, 1), until=UNTIL)
    out = replay(
        past.versions, past.roster, past.happenings,
        first=past.first, until=past.until, known=past.known,
    )  # fmt: skip

    assert balances(half.id) == balances_in(out)
