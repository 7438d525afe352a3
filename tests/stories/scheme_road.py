"""桃源村 on the road to new rules: what every story of adoption does on the way."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from jishan.core.scheme.checker import check
from jishan.core.voting import Vote
from jishan.demo.adoption import TAOYUAN
from jishan.demo.cast import Cast
from jishan.entrance.words.scheme_notice import notice_clauses, notice_title
from jishan.schemes.actions import (
    Clause,
    NewMeeting,
    draft_scheme,
    file_scheme,
    open_discussion,
    publish_scheme,
    record_meeting,
    vote_scheme,
    warning_key,
)
from jishan.schemes.models import SchemeVersion
from jishan.schemes.queries import scheme_of, version_before

MEETING = ("courtyard", "二组院坝", "王建国", 30, "大家说植树分给得低。")


def changed(*pieces: tuple[str, str]) -> str:
    """桃源村's document as next year's version, with pieces of it replaced."""
    raw = TAOYUAN.read_text("utf-8").replace('version: "1"', 'version: "2"')
    for old, new in pieces:
        assert old in raw, old
        raw = raw.replace(old, new, 1)
    return raw


MORE_FOR_TREES = ("shape: per_unit, points: 3, unit: 棵", "shape: per_unit, points: 4, unit: 棵")


def drafted(village: Cast, now: datetime, *pieces: tuple[str, str]) -> int:
    return draft_scheme(village.secretary, changed(*(pieces or (MORE_FOR_TREES,))), now=now).pk


def meeting(day: date) -> NewMeeting:
    kind, place, chair, present, minutes = MEETING
    return NewMeeting(kind, place, day, chair, present, minutes)


def discussed(village: Cast, version: int, now: datetime) -> int:
    """Opened, and one meeting held on the same day."""
    open_discussion(village.secretary, version, now=now)
    day = timezone.localdate(now)
    record_meeting(village.clerk, version, meeting(day), key=f"meeting-{version}", now=now)
    return version


def answers(version: int) -> dict[str, str]:
    document = scheme_of(version)
    return {
        warning_key(one.code, one.path): "议过，照此办理"
        for one in check(document)
        if one.severity == "warning"
    }


def ballot(day: date, **changes: object) -> Vote:
    figures: dict[str, object] = {"entitled": 42, "present": 38, "for_": 35, "against": 1}
    return Vote("村民代表会议", day, **{**figures, **changes})  # type: ignore[arg-type]


def voted(village: Cast, version: int, now: datetime) -> int:
    vote = ballot(timezone.localdate(now))
    vote_scheme(village.secretary, version, vote=vote, answers=answers(version), now=now)
    return version


def filed(village: Cast, version: int, now: datetime) -> int:
    file_scheme(village.township_officer, version, number="青政备〔2026〕2号", now=now)
    return version


def lines_of(village: Cast, version: int) -> Sequence[Clause]:
    before = version_before(village.taoyuan.id, version)
    return notice_clauses(scheme_of(version), before.scheme if before else None)


def published(village: Cast, version: int, now: datetime) -> int:
    publish_scheme(
        village.secretary,
        version,
        clauses=lines_of(village, version),
        title=notice_title(scheme_of(version)),
        now=now,
    )
    return version


def on_the_board(village: Cast, now: datetime, *pieces: tuple[str, str]) -> int:
    """A new version whose notice opens now; the steps before lie in the days before."""
    day = timedelta(days=1)
    version = discussed(village, drafted(village, now - 3 * day, *pieces), now - 3 * day)
    voted(village, version, now - 2 * day)
    filed(village, version, now - day)
    return published(village, version, now)


def state_of(version: int) -> str:
    return SchemeVersion.objects.values_list("state", flat=True).get(pk=version)
