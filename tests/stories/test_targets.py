"""Target plans through the actions: adopted, reported, corrected, accepted, awarded."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from jishan.core.errors import NotAllowed, NotFound, Refusal
from jishan.core.targets.progress import State
from jishan.core.workflow import StepNotPossible
from jishan.demo.cast import Cast
from jishan.targets.actions import (
    NewReport,
    adopt_plan,
    decide_report,
    draft_plan,
    report_target,
)
from jishan.targets.models import TargetReport
from jishan.targets.queries import (
    report_photograph,
    standings_at,
    target_page,
    version_page,
    versions_of,
)
from tests.departments.pictures import picture
from tests.stories.planning import (
    MEETING,
    TODAY,
    adopted,
    key,
    plan_text,
    report,
    standing,
    written,
)


@pytest.fixture
def plan_id(village: Cast, now: datetime) -> int:
    return adopted(village.secretary, plan_text(), now).plan_id


# The plan's road --------------------------------------------------------------------------------


def test_a_plan_is_drafted_then_adopted_by_a_recorded_decision(
    village: Cast, now: datetime
) -> None:
    draft = draft_plan(village.secretary, plan_text(), now=now)
    again = draft_plan(village.secretary, plan_text(), now=now)
    assert (again.pk, draft.state) == (draft.pk, "draft")
    assert standings_at(village.taoyuan, day=TODAY) == ()

    adopt_plan(village.secretary, draft.pk, decision=MEETING, answers={}, now=now)

    row, document = version_page(village.clerk, village.taoyuan, version_id=draft.pk)
    assert (row.state, row.decision) == (
        "adopted",
        {"meeting": "村民代表会议", "day": "2026-03-01", "note": "会议记录第 3 号"},
    )
    assert [one.title for one in document.targets] == ["自来水入户", "文化广场建成", "参加积分的户"]
    assert len(standings_at(village.taoyuan, day=TODAY)[0].standings) == 3
    assert standings_at(village.liushu, day=TODAY) == ()


def test_the_next_version_replaces_the_one_before_and_keeps_its_reports(
    village: Cast, now: datetime, plan_id: int
) -> None:
    report(village.clerk, plan_id, "tap", now, 156)

    adopted(village.secretary, plan_text(version=2).replace("at_least: 90", "at_least: 80"), now)

    assert [row.state for row in versions_of(village.clerk, village.taoyuan)] == [
        "adopted",
        "replaced",
    ]
    assert standing(village.taoyuan, "tap").progress.percent == 25  # (50 − 40) ÷ (80 − 40)


def test_a_plan_with_errors_is_kept_as_a_draft_and_never_adopted(
    village: Cast, now: datetime
) -> None:
    draft = draft_plan(
        village.secretary, plan_text().replace("title: 自来水入户", "title: 居民零上访"), now=now
    )
    before = written()

    with pytest.raises(Refusal) as refused:
        adopt_plan(village.secretary, draft.pk, decision=MEETING, answers={}, now=now)

    assert refused.value.code == "targets.has_errors"
    assert refused.value.facts["first"].code == "redline.blocked"
    assert written() == before


def test_a_warning_is_answered_before_the_plan_is_adopted(village: Cast, now: datetime) -> None:
    text = plan_text().replace("  evidence: [record]\n", "")
    draft = draft_plan(village.secretary, text, now=now)
    before = written()
    with pytest.raises(Refusal) as refused:
        adopt_plan(village.secretary, draft.pk, decision=MEETING, answers={}, now=now)
    assert (refused.value.code, written()) == ("targets.warnings_unanswered", before)

    answers = {"plan.no_evidence@targets[0]": "看水表。"}
    done = adopt_plan(village.secretary, draft.pk, decision=MEETING, answers=answers, now=now)

    assert (done.state, done.answers) == ("adopted", answers)


def test_what_cannot_be_adopted(village: Cast, now: datetime, plan_id: int) -> None:
    version = versions_of(village.clerk, village.taoyuan)[0]
    tomorrow = replace(MEETING, day=date(2026, 3, 3))
    other = draft_plan(village.secretary, plan_text(version=2), now=now)
    before = written()

    with pytest.raises(StepNotPossible):
        adopt_plan(village.secretary, version.id, decision=MEETING, answers={}, now=now)
    with pytest.raises(Refusal) as future:
        adopt_plan(village.secretary, other.pk, decision=tomorrow, answers={}, now=now)
    with pytest.raises(NotAllowed):
        adopt_plan(village.clerk, other.pk, decision=MEETING, answers={}, now=now)
    with pytest.raises(NotAllowed):  # the township adopts its own plans, not the village's
        adopt_plan(village.township_officer, other.pk, decision=MEETING, answers={}, now=now)

    assert future.value.code == "targets.decided_in_the_future"
    assert written() == before


def test_an_adopted_document_is_no_new_draft(village: Cast, now: datetime, plan_id: int) -> None:
    before = written()

    with pytest.raises(Refusal) as refused:
        draft_plan(village.secretary, plan_text(), now=now)

    assert (refused.value.code, refused.value.facts) == ("targets.same_document", {"number": 1})
    assert written() == before


def test_a_text_that_is_no_plan_is_refused_with_its_findings(village: Cast, now: datetime) -> None:
    before = written()

    with pytest.raises(Refusal) as refused:
        draft_plan(village.secretary, "format: 1\nkind: scheme\n", now=now)

    assert (refused.value.code, written()) == ("plan.unreadable", before)


# Reports ----------------------------------------------------------------------------------------


def test_from_the_first_report_to_acceptance(village: Cast, now: datetime, plan_id: int) -> None:
    assert standing(village.taoyuan, "tap").progress.state is State.NOT_BEGUN
    report(village.clerk, plan_id, "tap", now, 156, day=date(2026, 2, 1))
    half = standing(village.taoyuan, "tap").progress
    assert (half.state, half.value, half.percent) == (State.UNDER_WAY, Fraction(50), 20)

    made = report(village.clerk, plan_id, "tap", now, 281, evidence=["record"])
    reached = standing(village.taoyuan, "tap")
    assert (reached.progress.state, reached.progress.percent) == (State.REACHED, 100)
    assert reached.waiting_id == made

    decide_report(village.township_officer, made, accepted=True, note="看过", key=key(), now=now)

    assert standing(village.taoyuan, "tap").progress.state is State.ACCEPTED
    page = target_page(village.clerk, village.taoyuan, plan_id=plan_id, target="tap", day=TODAY)
    assert [(row.who, row.decided_by, row.decision_note) for row in page.reports] == [
        ("赵会计", "周主任", "看过"),
        ("赵会计", "", ""),
    ]


def test_a_mistake_is_mended_by_another_report(village: Cast, now: datetime, plan_id: int) -> None:
    wrong = report(village.clerk, plan_id, "tap", now, 280, day=date(2026, 2, 1))
    report(village.clerk, plan_id, "tap", now, 28, day=date(2026, 2, 1), corrects_id=wrong)

    found = target_page(village.clerk, village.taoyuan, plan_id=plan_id, target="tap", day=TODAY)
    assert [row.corrected for row in found.reports] == [False, True]
    assert found.standing.progress.percent == 0
    before = written()
    with pytest.raises(Refusal) as refused:
        report(village.clerk, plan_id, "tap", now, 29, corrects_id=wrong)
    assert (refused.value.code, written()) == ("targets.correction_unknown", before)


def test_the_same_key_is_the_same_report(village: Cast, now: datetime, plan_id: int) -> None:
    new = NewReport("tap", TODAY, Decimal(100))
    first = report_target(village.clerk, plan_id, new, key="once", now=now)
    again = report_target(village.clerk, plan_id, new, key="once", now=now)

    assert (again.id, again.repeated) == (first.id, True)
    assert TargetReport.objects.count() == 1


def test_a_photograph_is_evidence_and_kept(village: Cast, now: datetime, plan_id: int) -> None:
    before = written()
    with pytest.raises(Refusal) as refused:
        report(village.clerk, plan_id, "plaza", now, 1)
    assert (refused.value.code, written()) == ("targets.evidence_missing", before)

    made = report(village.clerk, plan_id, "plaza", now, 1, photograph=picture())

    assert (
        target_page(village.clerk, village.taoyuan, plan_id=plan_id, target="plaza", day=TODAY)
        .reports[0]
        .photograph
    )
    assert report_photograph(village.clerk, village.taoyuan, report_id=made).is_file()
    with pytest.raises(NotFound):
        report_photograph(village.outsider, village.liushu, report_id=made)


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"target": "none", "figure": Decimal(1)}, "targets.target_unknown"),
    ({"target": "tap"}, "targets.figure_missing"),
    ({"target": "tap", "figure": Decimal("0.0000001")}, "targets.figure_unreadable"),
    ({"target": "tap", "figure": Decimal(313)}, "targets.more_than_all"),
    ({"target": "tap", "figure": Decimal(1), "day": date(2026, 3, 3)}, "targets.day_outside"),
    ({"target": "part", "figure": Decimal(1)}, "targets.counted_by_itself"),
    ({"target": "tap", "figure": Decimal(1), "corrects_id": 5}, "targets.correction_unknown"),
]


@pytest.mark.parametrize(("said", "code"), REFUSED, ids=[code for _, code in REFUSED])
def test_a_report_that_is_refused_leaves_nothing(
    village: Cast, now: datetime, plan_id: int, said: dict[str, Any], code: str
) -> None:
    before = written()

    with pytest.raises(Refusal) as refused:
        report_target(
            village.clerk, plan_id, NewReport(**({"day": TODAY} | said)), key=key(), now=now
        )

    assert (refused.value.code, written()) == (code, before)


def test_who_may_report(village: Cast, now: datetime, plan_id: int) -> None:
    before = written()

    with pytest.raises(NotAllowed):
        report(village.supervisor, plan_id, "tap", now, 1)
    with pytest.raises(NotAllowed):
        report(village.township_officer, plan_id, "tap", now, 1)
    with pytest.raises(NotFound):  # 柳树村 knows no plan of 桃源村
        report(village.outsider, plan_id, "tap", now, 1)

    assert written() == before


# Acceptance -------------------------------------------------------------------------------------


def test_nobody_accepts_the_own_report(village: Cast, now: datetime, plan_id: int) -> None:
    made = report(village.secretary, plan_id, "plaza", now, 1, photograph=picture())
    before = written()

    with pytest.raises(Refusal) as refused:
        decide_report(village.secretary, made, accepted=True, note="", key=key(), now=now)

    assert (refused.value.code, written()) == ("targets.own_report", before)


def test_the_plan_names_the_role_that_accepts(village: Cast, now: datetime, plan_id: int) -> None:
    made = report(village.clerk, plan_id, "tap", now, 300, evidence=["record"])
    before = written()

    with pytest.raises(Refusal) as refused:
        decide_report(village.secretary, made, accepted=True, note="", key=key(), now=now)
    assert (refused.value.code, refused.value.facts["who"]) == (
        "targets.not_yours_to_accept",
        "镇水利站",
    )
    with pytest.raises(NotAllowed):
        decide_report(village.clerk, made, accepted=True, note="", key=key(), now=now)
    with pytest.raises(NotFound):
        decide_report(replace(village.township_officer, village_id=village.liushu.id), made,
                      accepted=True, note="", key=key(), now=now)  # fmt: skip

    assert written() == before


def test_what_was_sent_back_is_reported_anew(village: Cast, now: datetime, plan_id: int) -> None:
    made = report(village.clerk, plan_id, "tap", now, 300, evidence=["record"])
    decide_report(
        village.township_officer, made, accepted=False, note="缺水表照片", key=key(), now=now
    )
    found = standing(village.taoyuan, "tap")
    assert (found.progress.state, found.progress.sent_back) == (State.UNDER_WAY, True)
    before = written()
    with pytest.raises(Refusal) as refused:
        decide_report(village.township_officer, made, accepted=True, note="", key=key(), now=now)
    assert (refused.value.code, written()) == ("targets.nothing_to_accept", before)

    again = report(village.clerk, plan_id, "tap", now, 301, evidence=["record"])
    assert decide_report(
        village.township_officer, again, accepted=True, note="", key="twice", now=now
    )
    assert not decide_report(
        village.township_officer, again, accepted=True, note="", key="twice", now=now
    )
    assert standing(village.taoyuan, "tap").progress.state is State.ACCEPTED


def test_what_is_not_reached_cannot_be_accepted(village: Cast, now: datetime, plan_id: int) -> None:
    made = report(village.clerk, plan_id, "tap", now, 200)
    before = written()

    with pytest.raises(Refusal) as refused:
        decide_report(village.township_officer, made, accepted=True, note="", key=key(), now=now)

    assert (refused.value.code, written()) == ("targets.nothing_to_accept", before)
