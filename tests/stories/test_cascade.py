"""An act of March is reversed in July: its month's band, an act that the cap had cut, the streak of
March to May, the title of the half-year, the clearing and every line of the board are corrected.

Each correction stands under the day of what it corrects, is shown, and leads back to the act.
"""

from datetime import date, timedelta

import pytest

from jishan.claims.actions import (
    CorrectionFollows,
    Falsehood,
    confirm_false,
    reverse_claim,
    uphold_objection,
)
from jishan.claims.models import CapUse, Claim, Correction, Recomputation
from jishan.claims.queries import trace, why
from jishan.demo.cast import Cast
from jishan.honors.mending import recheck
from jishan.honors.models import Ranking, RankingCorrection, Recheck, TitleChange
from jishan.honors.queries import board_ranking, board_rankings, ranking, titles_of_household
from jishan.ledger.check import prove
from jishan.ledger.models import Entry, Posting
from jishan.ledger.queries import passbook
from jishan.notices.actions import submit_objection
from jishan.notices.models import Notice, NoticeRow, Strike
from tests.stories.mending import (
    Half,
    at,
    balances,
    balances_in,
    given,
    given_in,
    key,
    measures,
    replayed,
    titled,
    titled_in,
)
from tests.stories.road import purses, written

JULY = at(7, 21)


@pytest.fixture
def half(village: Cast) -> Half:
    """张桂兰 plants 8 trees in March and 3 more (cut to 2 by the cap), 5 each in April and May; her
    neighbour 9 each in February and June. All is closed, in the book, and announced."""
    half = Half(village)
    zhang, liu = village.zhang.id, village.liu_neighbour.id
    acts = {3: (zhang, 5, 8), 4: (zhang, 8, 5), 5: (zhang, 8, 5), 2: (liu, 9, 9), 6: (liu, 9, 9)}
    for month in range(1, 7):
        if month in acts:
            who, day, trees = acts[month]
            done = half.act(who, "tree", month, day, quantity=trees)
            if month == 3:
                half.march = done
                half.cut = half.act(zhang, "tree", 3, 20, quantity=3)
        half.end(month)
    half.announce()
    return half


def reverse(half: Half) -> None:
    village = half.village
    reverse_claim(village.clerk, half.march.id, reason="记错了户", now=JULY)
    recheck(village.clerk, now=JULY)


def corrections() -> list[tuple[str, str, str, int, int]]:
    return [
        (one.what, one.title, f"{one.day:%m-%d}", one.was, one.now)
        for one in Correction.objects.order_by("id")
    ]


def test_before_anything_is_mended_the_book_is_what_a_replay_says(half: Half) -> None:
    out = replayed(half.id, JULY.date())

    assert balances(half.id) == balances_in(out)
    assert given(half.id) == given_in(out)
    assert titled(half.village) == titled_in(out) == {half.village.zhang.id}


def test_the_book_is_what_a_replay_says_that_never_had_the_act(half: Half) -> None:
    reverse(half)

    out = replayed(half.id, JULY.date())
    assert balances(half.id) == balances_in(out)
    assert given(half.id) == given_in(out)
    assert titled(half.village) == titled_in(out) == {half.village.liu_neighbour.id}
    for label, code, ours, theirs in measures(half.id, out):
        assert ours == theirs, (label, code)
    assert prove(half.id).differences == ()


def test_each_figure_has_its_trace_and_its_posting(half: Half, village: Cast) -> None:
    reverse(half)

    assert sorted(corrections()) == [
        ("act", "参与植树造林 3 棵", "03-20", 600, 900),
        ("clearing", "兑换分清零数", "06-30", 0, 1050),
        ("honour", "半年之星（2026年上半年）", "06-30", 0, 2000),
        ("honour", "半年之星（2026年上半年）", "06-30", 2000, 0),
        ("settlement", "月度档次分（2026年3月）", "03-31", 1000, 0),
        ("streak", "连续三月不断（2026年5月）", "05-31", 800, 0),
    ]
    lines = Entry.objects.filter(posting__key__startswith="correct:").exclude(
        account__holder_kind="issuer"
    )
    zhang = village.zhang.id
    told = {
        (
            f"{one.day:%m-%d}",
            one.kind,
            one.account.purse,
            one.account.holder_id == zhang,
        ): one.points
        for one in lines.select_related("account")
    }
    assert told == {
        ("03-20", "earning", "spend", True): 300,
        ("03-20", "earning", "honour", True): 300,
        ("03-31", "earning", "honour", True): -1000,
        ("05-31", "earning", "honour", True): -800,
        ("06-30", "earning", "honour", False): 2000,
        ("06-30", "earning", "honour", True): -2000,
        ("06-30", "expiry", "spend", True): 1050,
    }
    assert all(one.posting_id is not None for one in Correction.objects.all())
    (memo,) = Posting.objects.filter(key__startswith="correct:", day=date(2026, 3, 31)).values_list(
        "memo", flat=True
    )
    assert memo == f"更正：月度档次分（2026年3月）（因第 {half.march.number} 号事项更正）"


def test_the_claims_have_their_new_figures_and_the_caps_their_room(half: Half) -> None:
    reverse(half)

    cut = Claim.objects.get(id=half.cut.id)
    assert (cut.points, cut.state) == (900, "posted")
    assert cut.reasons[-1] == ["corrected", {"was_points": 600, "day": "2026-07-21"}]
    uses = CapUse.objects.filter(cap="tree:month:account:any", day__month=3)
    assert [(one.claim_id, one.amount) for one in uses] == [(half.cut.id, 900)]


def test_one_notice_tells_what_changed_with_both_figures(half: Half) -> None:
    shown = NoticeRow.objects.filter(subject_id=half.cut.id).get()

    reverse(half)

    notice = Notice.objects.filter(kind="retraction").get()
    because = f"因第 {half.march.number} 号事项更正"
    lines = [(one.what, one.points, one.public) for one in NoticeRow.objects.filter(
        notice_id=notice.id).order_by("line")]  # fmt: skip
    assert notice.kind == "retraction"
    titles = [  # of two households, in the order of their ids
        (f"更正：半年之星（2026年上半年）（原 0 分，现 20 分，{because}）", 2000, True),
        (f"更正：半年之星（2026年上半年）（原 20 分，现 0 分，{because}）", -2000, True),
    ]
    assert sorted(lines[4:6]) == titles
    assert [*lines[:4], *lines[6:]] == [
        ("冲正：参与植树造林 8 棵", -2400, True),
        (f"更正：参与植树造林 3 棵（原 6 分，现 9 分，{because}）", 300, True),
        (f"更正：月度档次分（2026年3月）（原 10 分，现 0 分，{because}）", -1000, True),
        (f"更正：连续三月不断（2026年5月）（原 8 分，现 0 分，{because}）", -800, True),
        (f"更正：兑换分清零数（{because}）", 1050, False),
    ]
    assert {one.who for one in NoticeRow.objects.filter(notice_id=notice.id)} <= {"张*兰", "刘*福"}
    assert Strike.objects.get(row_id=shown.id).why == "corrected"


def test_the_passbook_says_correction_and_leads_to_the_act(half: Half, village: Cast) -> None:
    reverse(half)

    lines = [one for one in passbook(village.clerk, village.zhang.id).lines if one.correction]
    assert [(f"{one.day:%m-%d}", one.purse, one.points) for one in lines] == [
        ("06-30", "honour", -2000),
        ("05-31", "honour", -800),
        ("03-31", "honour", -1000),
        ("06-30", "spend", 1050),
        ("03-20", "honour", 300),
        ("03-20", "spend", 300),
    ]
    band = next(one for one in lines if one.day == date(2026, 3, 31))
    (changed,) = trace(village.clerk, why(village.clerk, band.source_id or 0, JULY)).changed
    assert (changed.was, changed.now, changed.causes) == (1000, 0, (half.march.number,))
    assert changed.reason == "记错了户"
    followed = trace(village.clerk, why(village.clerk, half.march.id, JULY)).followed
    assert [(one.what, one.who) for one in followed if one.what != "honour"] == [
        ("act", "张桂兰"),
        ("settlement", "张桂兰"),
        ("streak", "张桂兰"),
        ("clearing", "张桂兰"),
    ]
    assert {one.who for one in followed if one.what == "honour"} == {
        village.liu_neighbour.head,
        "张桂兰",
    }


def test_a_household_sees_its_own_trace_without_what_staff_wrote(half: Half, village: Cast) -> None:
    reverse(half)

    actor = village.zhang_actor
    seen = trace(actor, why(actor, half.march.id, JULY))
    assert len(seen.followed) == 5
    assert {one.reason for one in seen.followed} == {""}


def test_the_announced_ranking_stands_corrected_beside_the_first(half: Half, village: Cast) -> None:
    reverse(half)
    recheck(village.clerk, now=JULY)

    announced = Ranking.objects.get()
    again = RankingCorrection.objects.get()
    assert announced.places["rows"][0][0] == village.zhang.id
    assert again.places["rows"][0][0] == village.liu_neighbour.id
    assert again.cause == f"因第 {half.march.number} 号事项更正"
    changes = TitleChange.objects.order_by("given").values_list("household_id", "honour", "given")
    assert list(changes) == [
        (village.zhang.id, "first", False),
        (village.liu_neighbour.id, "first", True),
    ]
    assert [one.corrected for one in Recheck.objects.all()] == [1]
    (old,) = titles_of_household(village.clerk, village.zhang.id)
    (new,) = titles_of_household(village.clerk, village.liu_neighbour.id)
    assert (old.honour, old.withdrawn) == ("半年之星", True)
    assert (new.honour, new.withdrawn) == ("半年之星", False)


def test_the_board_shows_the_corrected_ranking_with_old_and_new(half: Half, village: Cast) -> None:
    reverse(half)

    (listed,) = board_rankings(half.id, day=JULY.date())
    shown = board_ranking(half.id, listed.id, day=JULY.date())
    (mended,) = shown.mended
    assert listed.corrected
    assert [(one.position, one.points) for one in shown.lines] == [(1, 7400), (2, 4900)]
    assert mended.note == ""
    assert [
        (one.who, one.position_was, one.points_was, one.position, one.points, one.lost, one.given)
        for one in mended.lines
    ] == [
        ("刘*福", 2, 7400, 1, 7400, (), ("半年之星",)),
        ("张*兰", 1, 8800, 2, 4900, ("半年之星",), ()),
    ]
    office = ranking(village.clerk, listed.id, today=JULY.date())
    assert office.mended[0].note == "记错了户"
    assert office.lines[0].household_id == village.liu_neighbour.id


def test_reversing_the_same_act_twice_is_once(half: Half, village: Cast) -> None:
    reverse(half)
    before = (written(), corrections())

    again = reverse_claim(village.clerk, half.march.id, reason="记错了户", now=JULY)
    recheck(village.clerk, now=JULY)

    assert again.repeated
    assert (written(), corrections()) == before


def test_two_reversals_one_after_the_other(half: Half, village: Cast) -> None:
    reverse(half)
    reverse_claim(village.clerk, half.cut.id, reason="也记错了", now=JULY + timedelta(days=1))
    recheck(village.clerk, now=JULY + timedelta(days=1))

    out = replayed(half.id, JULY.date())
    assert balances(half.id) == balances_in(out)
    assert given(half.id) == given_in(out)
    assert titled(village) == titled_in(out)
    assert Recomputation.objects.count() == 2
    assert prove(half.id).differences == ()


def test_what_follows_is_not_taken_off_by_itself(half: Half, village: Cast) -> None:
    reverse(half)
    cleared = Correction.objects.get(what="clearing")
    line = NoticeRow.objects.get(subject_id=cleared.id)
    made = submit_objection(
        village.zhang_actor, line.id, reason="少了", named="张", key=key(), now=JULY
    )
    before = written()

    with pytest.raises(CorrectionFollows):
        uphold_objection(village.secretary, made.id, reason="属实", now=JULY)

    assert written() == before


def test_a_corrected_line_is_objected_to_like_any_other(half: Half, village: Cast) -> None:
    """The neighbour's new title points are taken back by an objection; what else rests on them
    follows."""
    reverse(half)
    claim = Claim.objects.get(item="first", household_id=village.liu_neighbour.id)
    made = submit_objection(
        village.zhang_actor,
        claim.notice_row_id or 0,
        reason="不该他得",
        named="张",
        key=key(),
        now=JULY,
    )

    uphold_objection(village.secretary, made.id, reason="属实", now=JULY)

    assert Claim.objects.get(id=claim.id).state == "reversed"
    assert purses(village.liu_neighbour.id)["honour"] == 7400


def test_a_claim_confirmed_to_be_false_is_followed_too(half: Half, village: Cast) -> None:
    found = Falsehood("claimant", "邻居说没有种", date(2026, 7, 20), "承认没有种")
    confirm_false(village.clerk, half.march.id, found=found, key=key(), now=at(7, 20))
    half.enter(at(7, 21))
    recheck(village.clerk, now=at(7, 26))

    out = replayed(half.id, date(2026, 7, 26))
    assert Claim.objects.get(id=half.march.id).state == "reversed"
    assert Claim.objects.get(id=half.cut.id).points == 900
    assert balances(half.id) == balances_in(out)
    assert titled(village) == titled_in(out) == {village.liu_neighbour.id}
