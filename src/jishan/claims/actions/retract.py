"""Taking a line off the board: it is crossed out, and a line of its own says so (更正)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from jishan.claims.documents import Documents
from jishan.claims.lines import is_public, retraction_title, what_of, who_of
from jishan.claims.models import Claim, Correction
from jishan.claims.owners import group_of
from jishan.claims.road import notice_stage, place_at, road_of
from jishan.claims.saving import save_many
from jishan.core.access import Actor
from jishan.core.points import Fen, Points, format_fen, format_points
from jishan.core.scheme.document import Scheme
from jishan.core.workflow import Stage, State
from jishan.notices.actions import NewRow, OpenedNotice, open_notice, strike_row
from jishan.notices.models import NoticeRow
from jishan.schemes.queries import scheme_of, version_in_force

RETRACTION = "retraction"
DAYS = 3
"""How long a retraction hangs where the scheme has no notice to take the length from."""
_WORDS = {"rejected": "审核未通过", "reversed": "冲正", "withdrawn": "撤回", "upheld": "异议成立"}


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction with the claim that it is about; None where it is about a purse or a mark."""

    row: Correction
    claim: Claim | None


def take_off_the_board(
    actor: Actor, claim: Claim, *, why: str, reason: str, now: datetime, back: int = 0
) -> OpenedNotice:
    """Strike the claim's line and publish a retraction, as public as the line was (T13).

    `back` are the points that leave the book again, as the retraction shows them.
    """
    return announce(actor, [claim], (), why=why, reasons={claim.id: reason}, now=now, back=back)


def announce(
    actor: Actor,
    claims: Sequence[Claim],
    corrected: Sequence[Corrected],
    *,
    why: str,
    reasons: Mapping[int, str],
    now: datetime,
    back: int | None = None,
) -> OpenedNotice:
    """One notice for what is taken back and all that was corrected with it: old figure and new.

    Lines that stand corrected are crossed out, and the claim stands on its new line: what is not
    in the book yet waits for that one to close. `back` of None: each claim's own points. `why` of
    "corrected" leaves the claims themselves out: they had a line before.
    """
    documents = Documents()
    lines, struck = [], []
    for claim in claims if why != "corrected" else ():
        row = _row_of(claim)
        if row is not None:
            strike_row(actor, row.id, why=why, note=reasons[claim.id], now=now)
            points = -(claim.points or 0) if back is None else back
            lines.append(_retraction(claim, documents[claim.version_id], row, why, points))
            struck.append(row)
    cause = f"因第 {claims[0].number} 号事项更正"
    lines += [_line(actor, one, documents, cause, now=now) for one in corrected]
    stage = notice_stage(road_of(scheme_of(claims[0].version_id), claims[0]))
    notice = open_notice(
        actor,
        kind=RETRACTION,
        title=retraction_title(struck[0].notice.number) if struck else "积分更正",
        rows=lines,
        days=(stage.days if stage and stage.days is not None else DAYS),
        day_kind=(stage.day_kind if stage and stage.day_kind else "calendar"),
        key=f"{why}:{claims[0].id}:{claims[0].round}",
        now=now,
    )
    _stand_anew([one.claim for one in corrected if one.claim], documents, notice, now=now)
    return notice


def _stand_anew(
    claims: Sequence[Claim], documents: Documents, notice: OpenedNotice, *, now: datetime
) -> None:
    for claim in claims:
        claim.notice_row_id = notice.rows[claim.id]
        if claim.stage == Stage.ENTER and claim.state == State.OPEN:
            road = road_of(documents[claim.version_id], claim)
            last = max((at for at, one in enumerate(road) if one.kind == "notice"), default=None)
            if last is not None:
                place_at(claim, road, last)
                claim.awaiting_since = now
    save_many(claims, ["notice_row_id", "position", "stage", "awaiting_since"])


def _row_of(claim: Claim) -> NoticeRow | None:
    if claim.notice_row_id is None:
        return None
    rows = NoticeRow.objects.select_related("notice")
    return rows.get(village_id=claim.village_id, id=claim.notice_row_id)


def _retraction(claim: Claim, scheme: Scheme, row: NoticeRow, why: str, points: int) -> NewRow:
    return NewRow(
        subject_id=claim.id,
        household_id=claim.household_id,
        who=who_of(scheme, claim),
        group=row.group,
        what=f"{_WORDS[why]}：{what_of(scheme, claim)}"[:200],
        day=claim.day,
        points=Points(points),
        public=row.public,
    )


def _line(
    actor: Actor, one: Corrected, documents: Documents, cause: str, *, now: datetime
) -> NewRow:
    """The line of a corrected claim shows the new figure where it waits to be posted, otherwise by
    how much the book has moved; the text has both figures."""
    claim, row = one.claim, one.row
    if claim is None:
        return _beside(row, cause)
    shown = _row_of(claim)
    if shown is not None:
        strike_row(actor, shown.id, why="corrected", note=cause, now=now)
    scheme = documents[claim.version_id]
    figures = f"原 {format_points(row.was)} 分，现 {format_points(row.now)} 分"
    points = row.now if claim.state == State.OPEN else row.now - row.was
    return NewRow(
        subject_id=claim.id,
        household_id=claim.household_id,
        who=who_of(scheme, claim),
        group=group_of(claim),
        what=f"更正：{row.title}（{figures}，{cause}）"[:200],
        day=claim.day,
        points=Points(points),
        public=shown.public if shown is not None else is_public(scheme, claim),
    )


def _share(row: Correction) -> str:
    was, now = format_fen(Fen(row.was)), format_fen(Fen(row.now))
    return f"：已分 {was} 元，照更正后是 {now} 元，已分的不追"


_TOLD: Mapping[str, Callable[[Correction], str]] = {
    "mark": lambda row: "补给" if row.now else "撤销",
    "pool": _share,
}


def _beside(row: Correction, cause: str) -> NewRow:
    """What concerns a purse is the household's own affair; marks of streaks and shares of pools
    were published and are so again."""
    holder = Claim(
        village_id=row.village_id,
        household_id=row.household_id,
        unit_id=row.unit_id,
        org_id=row.org_id,
    )
    told = _TOLD.get(row.what)
    what = f"更正：{row.title}{told(row) if told else ''}（{cause}）"
    scheme = version_in_force(row.village_id, row.day).scheme
    return NewRow(
        subject_id=row.id,
        household_id=row.household_id,
        who=who_of(scheme, holder),
        group=group_of(holder),
        what=what[:200],
        day=row.day,
        points=Points(0 if told else row.now),
        public=told is not None,
    )
