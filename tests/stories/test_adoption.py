"""The whole road of one scheme: discussed, voted, sent back, corrected, filed, on notice, in force,
replaced; and a year later its review. Everything by those who do it in the village."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from jishan.core.access import Actor, Held, Role, staff_actor
from jishan.core.workflow import SchemeState, StepNotPossible
from jishan.demo.cast import Cast
from jishan.entrance.words.scheme_difference import difference_sections
from jishan.notices.actions import decide_objection, submit_objection
from jishan.notices.queries import notice_page, notices_open
from jishan.orgs.models import AuditEvent, Organization
from jishan.reports.rule_use import conclude_review, rule_use
from jishan.schemes.actions import (
    NewFeedback,
    NewOpinion,
    NewReview,
    adopt_reference,
    adopt_scheme,
    answer_opinion,
    draft_scheme,
    give_feedback,
    give_opinion,
    open_discussion,
    record_meeting,
    send_back,
    start_from_reference,
    take_back,
    vote_scheme,
)
from jishan.schemes.actions.adopt import NoticeStillOpen, ObjectionsOpen, ObjectionUpheld
from jishan.schemes.actions.versions import HasErrors
from jishan.schemes.models import Opinion, SchemeVersion
from jishan.schemes.queries import (
    feedback_of,
    heard,
    hearing,
    opinions_by,
    reference_for,
    review_due,
    reviews_of,
    rule_tasks,
    rules_under,
    scheme_of,
    under_discussion,
    version_before,
    version_in_force,
    version_page,
)
from tests.stories.road import posted
from tests.stories.scheme_road import (
    MORE_FOR_TREES,
    answers,
    ballot,
    changed,
    discussed,
    drafted,
    filed,
    meeting,
    on_the_board,
    published,
    state_of,
    voted,
)

DAY = timedelta(days=1)


def test_from_a_draft_to_rules_in_force(village: Cast, now: datetime) -> None:
    version = drafted(village, now)
    open_discussion(village.secretary, version, now=now)

    shown = under_discussion(village.taoyuan.id)
    assert shown is not None
    assert (shown.row.id, shown.row.state) == (version, SchemeState.DISCUSSED)
    before = version_before(village.taoyuan.id, version)
    assert before is not None
    (section,) = [
        part for part in difference_sections(before.scheme, shown.scheme) if part.part == "items"
    ]
    assert section.sentences == ("“参与植树造林”的“多少分”：由 3 分改为 4 分。",)

    said = NewOpinion("植树还是少，五分吧", "page", "tree", village.zhang.id)
    opinion = give_opinion(village.zhang_actor, version, said, key="o1", now=now)
    answer_opinion(
        village.secretary, opinion.id, taken=False, answer="四分已经是镇里的上限。", now=now
    )
    discussed_now = hearing(village.secretary, version)
    assert discussed_now.opinions[0].who == "张*兰"
    assert opinions_by(village.zhang_actor)[0].answer == "四分已经是镇里的上限。"
    assert opinions_by(village.neighbour_actor) == ()

    record_meeting(village.clerk, version, meeting(now.date()), key="m1", now=now)
    figures = heard(village.taoyuan.id, version)
    assert (figures.meetings, figures.present, figures.opinions, figures.declined) == (1, 30, 1, 1)

    voted(village, version, now + 5 * DAY)
    filed(village, version, now + 7 * DAY)
    published(village, version, now + 8 * DAY)
    (card,) = notices_open(village.taoyuan.id, now + 8 * DAY)
    assert (card.kind, card.number, card.days) == ("scheme", 2026001, 3)
    lines = notice_page(village.taoyuan.id, card.number, now + 8 * DAY).lines
    assert lines[0].group == "和现行方案相比"
    assert [line.what for line in lines if "植树造林" in line.what][:2] == [
        "“参与植树造林”的“多少分”：由 3 分改为 4 分。",
        "参与植树造林：每棵 +4 分，至少 1 棵，一次最多计 200 棵，每年最多 150 分",
    ]

    with pytest.raises(NoticeStillOpen):
        adopt_scheme(village.secretary, version, in_force_from=date(2026, 4, 1), now=now + 9 * DAY)
    over = now + 12 * DAY
    adopt_scheme(village.secretary, version, in_force_from=date(2026, 4, 1), now=over)
    village_id = village.taoyuan.id
    assert version_in_force(village_id, date(2026, 4, 1)).version_id == version
    assert version_in_force(village_id, date(2026, 3, 31)).version_id == before.row.id
    assert state_of(before.row.id) == "replaced"
    assert under_discussion(village_id) is None


def test_the_township_orders_a_correction_and_the_village_goes_the_road_again(
    village: Cast, now: datetime
) -> None:
    first = voted(village, discussed(village, drafted(village, now), now), now)
    voted_text = SchemeVersion.objects.values_list("document", flat=True).get(pk=first)

    draft = send_back(
        village.township_officer,
        first,
        clause="大操大办扣 15 分",
        reason="扣分要以村规民约为限",
        now=now + DAY,
    )

    row, scheme = version_page(village.secretary, first)
    assert (row.state, row.returned["clause"]) == (SchemeState.RETURNED, "大操大办扣 15 分")
    assert row.returned["next"] == draft.pk
    assert SchemeVersion.objects.values_list("document", flat=True).get(pk=first) == voted_text
    assert (draft.state, draft.number) == ("draft", 3)
    assert scheme_of(draft.pk) == scheme

    corrected = draft_scheme(
        village.secretary,
        changed(
            MORE_FOR_TREES,
            ("worth: {shape: fixed, points: -15}", "worth: {shape: fixed, points: -10}"),
        ),
        now=now + 2 * DAY,
    ).pk
    open_discussion(village.secretary, corrected, now=now + 2 * DAY)
    voted(village, corrected, now + 3 * DAY)  # the meeting about the first draft counts
    filed(village, corrected, now + 4 * DAY)
    published(village, corrected, now + 4 * DAY)
    adopt_scheme(village.secretary, corrected, in_force_from=date(2026, 4, 1), now=now + 10 * DAY)
    assert (state_of(first), state_of(draft.pk), state_of(corrected)) == (
        "returned",
        "draft",
        "adopted",
    )
    codes = AuditEvent.objects.filter(village_id=village.taoyuan.id, code__startswith="scheme.")
    assert "scheme.sent_back" in codes.values_list("code", flat=True)


def test_a_revised_draft_takes_the_place_of_the_one_before_and_both_are_kept(
    village: Cast, now: datetime
) -> None:
    first = discussed(village, drafted(village, now), now)
    second = drafted(village, now, ("points: 3, unit: 棵", "points: 5, unit: 棵"))
    open_discussion(village.secretary, second, now=now + DAY)

    assert (state_of(first), state_of(second)) == ("returned", "discussed")
    shown = under_discussion(village.taoyuan.id)
    assert shown is not None
    assert shown.row.id == second
    assert [one.number for one in hearing(village.secretary, second).meetings] == [2]
    assert scheme_of(first).item("tree").worth != scheme_of(second).item("tree").worth


def test_an_objection_to_a_line_is_heard_before_the_day_is_set(
    village: Cast, now: datetime
) -> None:
    version = on_the_board(village, now)
    number = version_page(village.secretary, version)[0].notice_number
    assert number is not None
    line = notice_page(village.taoyuan.id, number, now).lines[0]
    objection = submit_objection(
        village.zhang_actor, line.id, reason="没有开会就改", named="张桂兰", key="x", now=now
    )
    over, day = now + 5 * DAY, date(2026, 4, 1)
    with pytest.raises(ObjectionsOpen):
        adopt_scheme(village.secretary, version, in_force_from=day, now=over)
    decide_objection(village.secretary, objection.id, upheld=True, reason="补开会", now=over)
    with pytest.raises(ObjectionUpheld):
        adopt_scheme(village.secretary, version, in_force_from=day, now=over)

    draft = take_back(village.secretary, version, reason="补开一次会再说", now=over)
    assert (state_of(version), draft.state) == ("returned", "draft")
    with pytest.raises(StepNotPossible):
        adopt_scheme(village.secretary, version, in_force_from=day, now=over)


def test_a_dismissed_objection_stops_nothing(village: Cast, now: datetime) -> None:
    version = on_the_board(village, now)
    number = version_page(village.secretary, version)[0].notice_number
    assert number is not None
    line = notice_page(village.taoyuan.id, number, now).lines[0]
    objection = submit_objection(
        village.zhang_actor, line.id, reason="不公平", named="张桂兰", key="x", now=now
    )
    over = now + 5 * DAY
    decide_objection(village.secretary, objection.id, upheld=False, reason="会上议过", now=over)
    adopt_scheme(village.secretary, version, in_force_from=date(2026, 4, 1), now=over)
    assert state_of(version) == "adopted"


def test_an_opinion_without_a_name_leads_to_nobody(village: Cast, now: datetime) -> None:
    version = discussed(village, drafted(village, now), now)
    made = give_opinion(
        village.zhang_actor, version, NewOpinion("太复杂", "page"), key="n", now=now
    )
    again = give_opinion(
        village.zhang_actor, version, NewOpinion("太复杂", "page"), key="n", now=now
    )
    kept = Opinion.objects.get(village_id=village.taoyuan.id, id=made.id)
    assert again.id == made.id
    assert (kept.household_id, kept.who, kept.given_by) == (None, "", 0)
    event = AuditEvent.objects.get(village_id=village.taoyuan.id, object_id=made.id)
    assert (event.actor_kind, event.actor_id) == ("villager", 0)
    assert opinions_by(village.zhang_actor) == ()


# The township's list ------------------------------------------------------------------------


LIST = """limits:
  others: {stay: false, as_written: false}
  items: [{code: tree, stays: true, low: 2, high: 4}]
  added_max: 1
"""


def officer_at_home(village: Cast) -> Actor:
    """周主任 standing in 青石镇 itself."""
    township = Organization.objects.get(code="qingshi")
    held = (Held(Role.TOWNSHIP_OFFICER, above=True),)
    return staff_actor(village.users["township"].pk, township.pk, held)


def listed(village: Cast, now: datetime, limits: str = LIST) -> None:
    raw = changed().replace("format: 1\n", "format: 1\nkind: reference\n", 1) + limits
    adopt_reference(
        officer_at_home(village), raw, issued="青政发1号", in_force_from=now.date(), now=now
    )


def test_a_village_starts_from_the_townships_list_and_keeps_to_it(
    village: Cast, now: datetime
) -> None:
    listed(village, now)
    draft = start_from_reference(village.secretary, now=now)
    scheme = scheme_of(draft.pk)
    assert (scheme.name, scheme.organisation) == ("桃源村积分方案", "青石镇桃源村")

    outside = drafted(village, now, ("points: 3, unit: 棵", "points: 9, unit: 棵"))
    with pytest.raises(HasErrors) as refused:
        open_discussion(village.secretary, outside, now=now)
    assert refused.value.facts["first"].code == "scheme.reference_points_outside"
    assert state_of(outside) == "draft"

    inside = drafted(village, now)
    version = voted(village, discussed(village, inside, now), now)
    assert state_of(version) == "voted"


def test_a_list_that_changes_under_way_is_asked_at_every_step(village: Cast, now: datetime) -> None:
    version = voted(village, discussed(village, drafted(village, now), now), now)
    listed(village, now, LIST.replace("high: 4", "high: 3"))
    with pytest.raises(HasErrors):
        filed(village, version, now + DAY)
    assert state_of(version) == "voted"


def test_a_new_list_ends_the_one_before_on_the_eve(village: Cast, now: datetime) -> None:
    listed(village, now)
    listed(village, now + 30 * DAY, LIST.replace("added_max: 1", "added_max: 5"))
    first = reference_for(village.taoyuan.id, now.date())
    second = reference_for(village.taoyuan.id, (now + 30 * DAY).date())
    assert first is not None
    assert second is not None
    assert (first.row.number, first.reference.limits.added_max) == (1, 1)
    assert (second.row.number, second.reference.limits.added_max) == (2, 5)
    assert first.row.day_until == (now + 29 * DAY).date()
    assert reference_for(village.songping.id, now.date()) is None


def test_the_township_sees_what_waits_in_the_order_of_the_tree(
    village: Cast, now: datetime
) -> None:
    voted(village, discussed(village, drafted(village, now), now), now)
    liushu, taoyuan = rules_under((village.liushu, village.taoyuan), now.date())
    assert (liushu.village.name, liushu.in_force, liushu.waiting) == ("柳树村", None, ())
    assert [one.number for one in taoyuan.waiting] == [2]
    assert taoyuan.in_force is not None
    assert taoyuan.in_force.number == 1


# A year later -------------------------------------------------------------------------------


def test_the_quarters_feedback_is_counted(village: Cast, now: datetime) -> None:
    form = NewFeedback("page", True, True, False, {"tree": "low"}, "分少了", village.zhang.id)
    give_feedback(village.zhang_actor, form, key="f1", now=now)
    alike = NewFeedback(
        "paper", True, False, None, {"tree": "low", "courtyard": "unclear"}, forms=12
    )
    give_feedback(village.clerk, alike, key="f2", now=now)
    found = feedback_of(village.secretary, rule_use(village.secretary, now.date(), now).year)

    assert found.forms == 13
    assert (found.knows.yes, found.knows.asked, found.knows.percent) == (13, 13, 100)
    assert (found.uses.yes, found.uses.asked, found.uses.percent) == (1, 13, 7)
    assert (found.likes.yes, found.likes.asked) == (0, 1)
    assert {code: dict(said) for code, said in found.items.items()} == {
        "tree": {"low": 13},
        "courtyard": {"unclear": 12},
    }
    assert found.texts == ("分少了",)


def test_the_review_of_a_year_lists_what_was_never_used_and_begins_a_draft(
    village: Cast, now: datetime
) -> None:
    posted(village, now, "lane-sweep")
    later = datetime(2027, 1, 20, 9, tzinfo=now.tzinfo)
    due = review_due(village.taoyuan.id, later.date())
    assert due is not None
    assert (due.first, due.last) == (date(2026, 1, 1), date(2026, 12, 31))

    use = rule_use(village.secretary, due.first, later)
    by_code = {one.code: one for one in use.items}
    assert (by_code["lane-sweep"].posted, by_code["lane-sweep"].points) == (1, 300)
    assert by_code["tree"].never
    assert not by_code["lane-sweep"].always_capped

    decided = NewReview(due.first, "村民代表会议", date(2027, 1, 15), "changed", "植树没人报")
    made = conclude_review(village.secretary, decided, key="r", now=later)
    assert made.draft_id is not None
    assert scheme_of(made.draft_id).version == "2"
    assert state_of(made.draft_id) == "draft"
    (row,) = reviews_of(village.secretary)
    assert {one["item"]: one["posted"] for one in row.figures["items"]}["lane-sweep"] == 1
    assert review_due(village.taoyuan.id, later.date()) is None
    same = conclude_review(village.secretary, replace(decided, reason="别的"), key="r", now=later)
    assert same.id == made.id


def test_the_desk_says_what_is_due(village: Cast, now: datetime) -> None:
    def due(at: datetime) -> list[str]:
        return [task.what for task in rule_tasks(village.clerk, at)]

    assert due(now) == ["feedback", "review"]  # March is the last month of the quarter
    give_feedback(village.clerk, NewFeedback("paper", knows=True), key="f", now=now)
    decided = NewReview(date(2025, 1, 1), "村民代表会议", date(2026, 3, 1), "kept", "用得好")
    conclude_review(village.secretary, decided, key="r", now=now)
    assert due(now) == []

    version = discussed(village, drafted(village, now), now)
    give_opinion(village.clerk, version, NewOpinion("分低", "mouth"), key="o", now=now)
    assert due(now) == ["opinions"]
    opinion = hearing(village.clerk, version).opinions[0]
    answer_opinion(village.secretary, opinion.id, taken=True, answer="改", now=now)
    voted(village, version, now)
    assert due(now) == ["to_file"]
    filed(village, version, now)
    assert due(now) == ["to_publish"]
    published(village, version, now)
    assert due(now) == []
    assert due(now + 5 * DAY) == ["to_adopt"]


def test_the_vote_is_kept_as_it_was(village: Cast, now: datetime) -> None:
    version = discussed(village, drafted(village, now), now)
    vote = ballot(now.date(), abstained=2)
    vote_scheme(village.secretary, version, vote=vote, answers=answers(version), now=now)
    kept = version_page(village.secretary, version)[0].resolution
    assert kept == {
        "meeting": "村民代表会议",
        "day": "2026-03-02",
        "entitled": 42,
        "present": 38,
        "for_": 35,
        "against": 1,
        "abstained": 2,
        "kind": "representatives",
        "majority": "half",
    }
