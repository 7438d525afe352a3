"""Taking a document through its road: drafted, discussed, voted, filed, on notice, in force."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from jishan.core.access import Actor
from jishan.core.scheme.checker import check
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.reading import read_scheme
from jishan.core.workflow import SchemeState
from jishan.entrance.words.scheme_notice import notice_clauses, notice_title
from jishan.schemes.actions import (
    NewMeeting,
    NewOpinion,
    Vote,
    adopt_scheme,
    answer_opinion,
    draft_scheme,
    file_scheme,
    give_opinion,
    open_discussion,
    publish_scheme,
    record_meeting,
    vote_scheme,
    warning_key,
)

TAOYUAN = Path(__file__).parent / "taoyuan.yaml"
ROAD = timedelta(days=40)
"""From the draft to the day on which the notice is over, with room for a notice in working days."""


def adopt_document(
    secretary: Actor,
    officer: Actor,
    path: Path,
    *,
    in_force_from: date,
    now: datetime,
    name: str = "",
    organisation: str = "",
) -> int:
    """The version's id. `now` lies before the day of force: nothing is retroactive; the road
    begins forty days before it.

    A village that takes over a shipped document puts its own name at its head.
    """
    raw = path.read_text("utf-8")
    if name:
        raw = re.sub(r"^name: .*$", f"name: {name}", raw, count=1, flags=re.MULTILINE)
        raw = re.sub(
            r"^organisation: .*$", f"organisation: {organisation}", raw, count=1, flags=re.MULTILINE
        )
    version = take_as_far(secretary, officer, raw, begun=now - ROAD)
    adopt_scheme(secretary, version, in_force_from=in_force_from, now=now)
    return version


def take_as_far(
    secretary: Actor,
    officer: Actor,
    raw: str,
    *,
    begun: datetime,
    until: SchemeState = SchemeState.PUBLISHED,
    before: Scheme | None = None,
) -> int:
    """The version's id after the step that leads to `until`; each step has its day."""
    scheme = read_scheme(raw)
    version = draft_scheme(secretary, raw, now=begun).pk
    reached = (SchemeState.DRAFT, SchemeState.DISCUSSED, SchemeState.VOTED, SchemeState.FILED)
    wanted = reached.index(until) if until in reached else len(reached)
    if wanted >= 1:
        discuss(secretary, version, begun=begun)
    if wanted >= 2:
        vote_on(secretary, version, scheme, now=begun + timedelta(days=10))
    if wanted >= 3:
        number = f"备〔{begun.year}〕{version}号"
        file_scheme(officer, version, number=number, now=begun + timedelta(days=12))
    if wanted >= 4:
        shown, title = notice_clauses(scheme, before), notice_title(scheme)
        at = begun + timedelta(days=13)
        publish_scheme(secretary, version, clauses=shown, title=title, now=at)
    return version


def discuss(secretary: Actor, version: int, *, begun: datetime) -> None:
    """One meeting in the yard, one opinion on paper, answered."""
    open_discussion(secretary, version, now=begun)
    meeting = NewMeeting(
        "courtyard",
        "村委会院坝",
        timezone.localdate(begun) + timedelta(days=3),
        "王建国",
        46,
        "逐条念了草案。大家问得最多的是上限怎么算、老人不会用手机怎么办。",
    )
    at = begun + timedelta(days=4)
    record_meeting(secretary, version, meeting, key=f"meeting:{version}", now=at)
    said = NewOpinion("不会用手机的老人，要能到村里请人代报。", "paper")
    opinion = give_opinion(secretary, version, said, key=f"opinion:{version}", now=at)
    answer = "采纳。到村里找经办人登记就行，网格员也可以上门代记。"
    answer_opinion(secretary, opinion.id, taken=True, answer=answer, now=at)


def vote_on(secretary: Actor, version: int, scheme: Scheme, *, now: datetime) -> None:
    """The representatives vote on the eve; every warning has its answer."""
    answers = {
        warning_key(finding.code, finding.path): "村民代表会议讨论过，照此办理。"
        for finding in check(scheme)
        if finding.severity == "warning"
    }
    day = timezone.localdate(now) - timedelta(days=1)
    vote = Vote("村民代表会议", day, entitled=42, present=38, for_=35, against=1, abstained=2)
    vote_scheme(secretary, version, vote=vote, answers=answers, now=now)
