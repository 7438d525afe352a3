"""What each step of adoption refuses of what it is given; when refused, nothing has moved."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from jishan.core.errors import Refusal
from jishan.core.voting import Majority, Meeting
from jishan.core.workflow import StepNotPossible
from jishan.demo.cast import Cast
from jishan.schemes import actions
from jishan.schemes.actions import (
    NewFeedback,
    NewMeeting,
    NewOpinion,
    NewReview,
    Vote,
    adopt_reference,
    adopt_scheme,
    answer_opinion,
    file_scheme,
    give_feedback,
    give_opinion,
    open_discussion,
    record_meeting,
    record_review,
    send_back,
    start_from_reference,
    take_back,
    vote_scheme,
)
from jishan.schemes.actions.adopt import pieces
from jishan.schemes.models import (
    ReferenceList,
)
from tests.departments.scheme_refusals import UNLAWFUL, everything, refuses
from tests.stories.scheme_road import (
    answers,
    ballot,
    changed,
    discussed,
    drafted,
    filed,
    on_the_board,
    published,
    state_of,
    voted,
)
from tests.stories.test_adoption import LIST, officer_at_home

DAY = timedelta(days=1)


# Discussing ---------------------------------------------------------------------------------


def meeting(now: datetime, **changes: Any) -> NewMeeting:
    figures: dict[str, Any] = {
        "kind": "forum",
        "place": "村委会",
        "day": now.date(),
        "chair": "王建国",
        "present": 12,
        "minutes": "说了",
    }
    return NewMeeting(**{**figures, **changes})


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"day": date(2026, 3, 1)}, actions.MeetingUnreal),
        ({"day": date(2026, 3, 3)}, actions.MeetingUnreal),
        ({"present": 0}, actions.MeetingUnreal),
        ({"minutes": "  "}, actions.MinutesMissing),
        ({"chair": ""}, actions.MinutesMissing),
        ({"place": ""}, actions.MinutesMissing),
    ],
)
def test_a_meeting_is_real_and_has_minutes(
    village: Cast, now: datetime, changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    version = discussed(village, drafted(village, now), now)
    refuses(
        refusal,
        lambda: record_meeting(village.clerk, version, meeting(now, **changes), key="m", now=now),
    )


def test_what_is_not_under_discussion_has_no_meeting_and_no_opinion(
    village: Cast, now: datetime
) -> None:
    version = drafted(village, now)
    refuses(
        actions.NotUnderDiscussion,
        lambda: record_meeting(village.clerk, version, meeting(now), key="m", now=now),
    )
    said = NewOpinion("好", "mouth")
    refuses(
        actions.NotUnderDiscussion,
        lambda: give_opinion(village.clerk, version, said, key="o", now=now),
    )


def test_the_same_meeting_twice_is_one(village: Cast, now: datetime) -> None:
    version = discussed(village, drafted(village, now), now)
    one = record_meeting(village.clerk, version, meeting(now), key="m", now=now)
    two = record_meeting(village.clerk, version, meeting(now), key="m", now=now)
    assert one.id == two.id
    other = drafted(village, now, ("points: 3, unit: 棵", "points: 5, unit: 棵"))
    open_discussion(village.secretary, other, now=now)
    refuses(
        actions.KeyTaken,
        lambda: record_meeting(village.clerk, other, meeting(now), key="m", now=now),
    )


def test_an_opinion_says_something_about_something(village: Cast, now: datetime) -> None:
    version = discussed(village, drafted(village, now), now)

    def say(said: NewOpinion) -> Callable[[], object]:
        return lambda: give_opinion(village.clerk, version, said, key="o", now=now)

    refuses(actions.OpinionEmpty, say(NewOpinion("  ", "mouth")))
    assert refuses(actions.ItemUnknown, say(NewOpinion("好", "mouth", "nothing"))) == {
        "item": "nothing"
    }
    say(NewOpinion("好", "mouth"))()
    refuses(
        actions.KeyTaken,
        lambda: give_opinion(
            village.zhang_actor, version, NewOpinion("好", "page"), key="o", now=now
        ),
    )


def test_a_card_holder_speaks_for_the_own_household_only(village: Cast, now: datetime) -> None:
    version = discussed(village, drafted(village, now), now)
    said = NewOpinion("好", "page", "", village.far.id)
    made = give_opinion(village.zhang_actor, version, said, key="o", now=now)
    assert (made.household_id, made.who) == (village.zhang.id, "张*兰")


def test_an_answer_has_words_and_stays(village: Cast, now: datetime) -> None:
    version = discussed(village, drafted(village, now), now)
    said = NewOpinion("好", "mouth")
    opinion = give_opinion(village.clerk, version, said, key="o", now=now)

    def answer(taken: bool, words: str) -> Callable[[], object]:
        return lambda: answer_opinion(
            village.secretary, opinion.id, taken=taken, answer=words, now=now
        )

    refuses(actions.AnswerMissing, answer(taken=True, words=" "))
    answer(taken=True, words="照改")()
    before = everything()
    answer(taken=True, words="照改")()
    assert everything() == before, "the same answer again changes nothing"
    refuses(actions.AlreadyAnswered, answer(taken=False, words="不改"))


# Voting -------------------------------------------------------------------------------------


def test_a_vote_wants_a_discussion_before_it(village: Cast, now: datetime) -> None:
    version = drafted(village, now)

    def cast_vote() -> object:
        return vote_scheme(
            village.secretary, version, vote=ballot(now.date()), answers=answers(version), now=now
        )

    refuses(actions.NotDiscussedYet, cast_vote)
    open_discussion(village.secretary, version, now=now)
    refuses(actions.NotDiscussedYet, cast_vote)
    record_meeting(village.clerk, version, meeting(now), key="m", now=now)
    opinion = give_opinion(village.clerk, version, NewOpinion("好", "mouth"), key="o", now=now)
    assert refuses(actions.OpinionsOpen, cast_vote) == {"count": 1}
    answer_opinion(village.secretary, opinion.id, taken=True, answer="照改", now=now)
    cast_vote()
    assert state_of(version) == "voted"


@pytest.mark.parametrize(
    ("vote", "refusal"),
    [
        ({"present": 43}, actions.VoteUnreal),
        ({"for_": 38, "against": 1}, actions.VoteUnreal),
        ({"for_": 30, "against": 5, "abstained": 4}, actions.VoteUnreal),
        ({"present": 27, "for_": 27, "against": 0}, actions.NoQuorum),
        ({"kind": Meeting.VILLAGERS, "present": 21, "for_": 21, "against": 0}, actions.NoQuorum),
        ({"for_": 19, "against": 19}, actions.VoteNotCarried),
        ({"for_": 25, "majority": Majority.TWO_THIRDS}, actions.VoteNotCarried),
        ({"day": date(2026, 3, 1)}, actions.VoteDayWrong),
        ({"day": date(2026, 3, 3)}, actions.VoteDayWrong),
    ],
)
def test_a_vote_that_was_none_changes_nothing(
    village: Cast, now: datetime, vote: dict[str, Any], refusal: type[Refusal]
) -> None:
    version = discussed(village, drafted(village, now), now)
    given: Vote = replace(ballot(now.date()), **vote)
    refuses(
        refusal,
        lambda: vote_scheme(
            village.secretary, version, vote=given, answers=answers(version), now=now
        ),
    )


def test_every_warning_is_answered(village: Cast, now: datetime) -> None:
    version = discussed(village, drafted(village, now), now)
    said = answers(version)
    assert said, "桃源村's document has warnings"
    said[next(iter(said))] = " "
    facts = refuses(
        actions.WarningsUnanswered,
        lambda: vote_scheme(
            village.secretary, version, vote=ballot(now.date()), answers=said, now=now
        ),
    )
    assert facts == {"count": 1}


# Filing, notice, force ----------------------------------------------------------------------


def test_the_township_gives_a_number_or_names_the_clause(village: Cast, now: datetime) -> None:
    version = voted(village, discussed(village, drafted(village, now), now), now)
    officer = village.township_officer
    refuses(actions.FilingNumberMissing, lambda: file_scheme(officer, version, number=" ", now=now))
    refuses(
        actions.ClauseMissing,
        lambda: send_back(officer, version, clause=" ", reason="违法", now=now),
    )
    refuses(
        actions.ReasonMissing,
        lambda: send_back(officer, version, clause="一", reason=" ", now=now),
    )
    refuses(
        actions.ReasonMissing,
        lambda: take_back(village.secretary, version, reason="", now=now),
    )


def test_after_filing_the_township_cannot_send_back(village: Cast, now: datetime) -> None:
    version = filed(
        village, voted(village, discussed(village, drafted(village, now), now), now), now
    )
    refuses(
        StepNotPossible,
        lambda: send_back(village.township_officer, version, clause="一", reason="二", now=now),
    )


def test_no_day_of_force_before_the_notice_is_over(village: Cast, now: datetime) -> None:
    version = on_the_board(village, now)

    def adopt(day: date, at: datetime) -> Callable[[], object]:
        return lambda: adopt_scheme(village.secretary, version, in_force_from=day, now=at)

    later = date(2026, 4, 1)
    last_minute = now.replace(day=5, hour=23, minute=59)
    assert refuses(actions.NoticeStillOpen, adopt(later, last_minute)) == {"day": date(2026, 3, 6)}
    over = now.replace(day=6, hour=0)
    facts = refuses(actions.StartsInThePast, adopt(date(2026, 3, 5), over))
    assert facts == {"day": date(2026, 3, 5), "earliest": date(2026, 3, 6)}
    adopt(date(2026, 3, 6), over)()
    assert state_of(version) == "adopted"


def test_the_document_does_not_begin_after_its_own_rules(village: Cast, now: datetime) -> None:
    version = on_the_board(village, now, ("in_force_from: 2025-01-01", "in_force_from: 2026-06-01"))
    over = now.replace(day=6)
    refuses(
        actions.StartsBeforeDocument,
        lambda: adopt_scheme(village.secretary, version, in_force_from=over.date(), now=over),
    )


@pytest.mark.parametrize(
    ("state", "refusal"), [("voted", actions.NotFiledYet), ("filed", actions.NotPublishedYet)]
)
def test_what_was_not_on_notice_has_no_day_of_force(
    village: Cast, now: datetime, state: str, refusal: type[Refusal]
) -> None:
    version = voted(village, discussed(village, drafted(village, now), now), now)
    if state == "filed":
        filed(village, version, now)
    refuses(
        refusal,
        lambda: adopt_scheme(village.secretary, version, in_force_from=now.date(), now=now),
    )
    if state == "voted":
        refuses(actions.NotFiledYet, lambda: published(village, version, now))


def test_a_long_sentence_goes_on_in_the_next_line() -> None:
    sentence = "第一件事，第二件事；" * 60
    parts = pieces(sentence, 200)
    assert "".join(parts) == sentence
    assert all(len(part) <= 200 for part in parts)
    assert all(part[-1] in "；，" for part in parts)
    assert pieces("短", 200) == ["短"]
    assert pieces("字" * 401, 200) == ["字" * 200, "字" * 200, "字"]


# Feedback, review, reference ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "refusal"),
    [
        (NewFeedback("paper"), actions.FeedbackEmpty),
        (NewFeedback("paper", text="  "), actions.FeedbackEmpty),
        (NewFeedback("paper", knows=True, forms=0), actions.FeedbackUnreal),
        (NewFeedback("paper", knows=True, forms=5001), actions.FeedbackUnreal),
        (NewFeedback("paper", items={"nothing": "low"}), actions.FeedbackItemUnknown),
    ],
)
def test_a_form_that_says_nothing_is_refused(
    village: Cast, now: datetime, form: NewFeedback, refusal: type[Refusal]
) -> None:
    refuses(refusal, lambda: give_feedback(village.clerk, form, key="f", now=now))


def test_a_household_gives_one_form_a_quarter(village: Cast, now: datetime) -> None:
    form = NewFeedback("page", knows=True)
    give_feedback(village.zhang_actor, form, key="f", now=now)
    before = everything()
    give_feedback(village.zhang_actor, form, key="f", now=now)
    assert everything() == before, "sent twice it is one"
    refuses(
        actions.FeedbackGiven,
        lambda: give_feedback(village.zhang_actor, form, key="g", now=now),
    )
    refuses(actions.KeyTaken, lambda: give_feedback(village.clerk, form, key="f", now=now))
    give_feedback(village.zhang_actor, form, key="h", now=now + 40 * DAY)


def review(**changes: Any) -> NewReview:
    figures: dict[str, Any] = {
        "year": date(2025, 5, 1),
        "meeting": "村民代表会议",
        "day": date(2026, 2, 20),
        "decision": "kept",
        "reason": "用得好",
    }
    return NewReview(**{**figures, **changes})


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"day": date(2025, 12, 31)}, actions.ReviewTooEarly),
        ({"day": date(2026, 3, 3)}, actions.ReviewTooEarly),
        ({"year": date(2026, 1, 1)}, actions.ReviewTooEarly),
        ({"reason": " "}, actions.ReviewReasonMissing),
        ({"meeting": ""}, actions.ReviewReasonMissing),
    ],
)
def test_a_review_looks_back_on_a_whole_year(
    village: Cast, now: datetime, changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    refuses(
        refusal,
        lambda: record_review(village.secretary, review(**changes), {}, key="r", now=now),
    )


def test_a_year_is_reviewed_once(village: Cast, now: datetime) -> None:
    record_review(village.secretary, review(), {}, key="r", now=now)
    refuses(
        actions.ReviewDone,
        lambda: record_review(village.secretary, review(), {}, key="s", now=now),
    )


def test_a_list_is_lawful_numbered_and_not_of_yesterday(village: Cast, now: datetime) -> None:
    officer = officer_at_home(village)

    def put(*pieces: tuple[str, str], issued: str = "1号", day: date | None = None) -> Any:
        raw = changed(*pieces).replace("format: 1\n", "format: 1\nkind: reference\n", 1) + LIST
        return lambda: adopt_reference(
            officer, raw, issued=issued, in_force_from=day or now.date(), now=now
        )

    refuses(actions.HasErrors, put(UNLAWFUL))
    refuses(actions.IssuedMissing, put(issued=" "))
    refuses(actions.ReferenceInThePast, put(day=date(2026, 3, 1)))
    first = put()()
    assert put()().pk == first.pk, "the same list again is the same"
    assert ReferenceList.objects.count() == 1


def test_without_a_list_nothing_is_started_from_it(village: Cast, now: datetime) -> None:
    refuses(actions.NoReference, lambda: start_from_reference(village.secretary, now=now))
