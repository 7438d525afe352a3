"""Taking a line off the board: it is crossed out, and a line of its own says so (更正)."""

from datetime import datetime

from jishan.claims.lines import retraction_title, what_of, who_of
from jishan.claims.models import Claim
from jishan.claims.road import notice_stage, road_of
from jishan.core.access import Actor
from jishan.core.points import Points
from jishan.notices.actions import NewRow, OpenedNotice, open_notice, strike_row
from jishan.notices.models import NoticeRow
from jishan.schemes.queries import scheme_of

RETRACTION = "retraction"
DAYS = 3
"""How long a retraction hangs where the scheme has no notice to take the length from."""


def take_off_the_board(
    actor: Actor, claim: Claim, *, why: str, reason: str, now: datetime, back: int = 0
) -> OpenedNotice:
    """Strike the claim's line and publish a retraction, as public as the line was (T13).

    `back` are the points that leave the book again, as the retraction shows them.
    """
    assert claim.notice_row_id is not None, "only what the board showed is taken off it"
    rows = NoticeRow.objects.select_related("notice")
    row = rows.get(village_id=claim.village_id, id=claim.notice_row_id)
    strike_row(actor, row.id, why=why, note=reason, now=now)
    scheme = scheme_of(claim.version_id)
    stage = notice_stage(road_of(scheme, claim))
    word = {"rejected": "审核未通过", "reversed": "冲正", "withdrawn": "撤回"}[why]
    line = NewRow(
        subject_id=claim.id,
        household_id=claim.household_id,
        who=who_of(scheme, claim.household),
        group=row.group,
        what=f"{word}:{what_of(scheme, claim)}"[:200],
        day=claim.day,
        points=Points(back),
        public=row.public,
    )
    return open_notice(
        actor,
        kind=RETRACTION,
        title=retraction_title(row.notice.number),
        rows=[line],
        days=(stage.days if stage and stage.days is not None else DAYS),
        day_kind=(stage.day_kind if stage and stage.day_kind else "calendar"),
        key=f"{why}:{claim.id}:{claim.round}",
        now=now,
    )
