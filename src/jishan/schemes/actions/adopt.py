"""The public notice of a filed scheme, and its first day in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jishan.core.access import Actor, Permission
from jishan.core.errors import Refusal
from jishan.core.scheme.document import Scheme as Document
from jishan.core.workflow import SchemeState, advance_scheme
from jishan.notices.actions import NewRow, open_notice
from jishan.notices.queries import notice_page
from jishan.orgs.actions import record
from jishan.schemes.actions.versions import document_of, reach_version, require_no_errors
from jishan.schemes.models import SchemeVersion

KIND = "scheme"
DAYS = (7, "calendar")
"""How long the notice hangs where the document names no length."""
LINE_MAX = 200


class NotFiledYet(Refusal):
    code = "schemes.not_filed_yet"


class NotPublishedYet(Refusal):
    code = "schemes.not_published_yet"


class NoticeStillOpen(Refusal):
    code = "schemes.notice_still_open"


class ObjectionsOpen(Refusal):
    code = "schemes.objections_open"


class ObjectionUpheld(Refusal):
    code = "schemes.objection_upheld"


class StartsInThePast(Refusal):
    code = "schemes.starts_in_the_past"


class StartsBeforeDocument(Refusal):
    code = "schemes.starts_before_document"


@dataclass(frozen=True, slots=True)
class Clause:
    """One line of the rules as the notice freezes it: under which heading, and the sentence."""

    heading: str
    sentence: str


@transaction.atomic
def publish_scheme(
    actor: Actor, version_id: int, *, clauses: Sequence[Clause], title: str, now: datetime
) -> SchemeVersion:
    """Hang a filed scheme on the board, sentence by sentence, for as long as it says itself.

    Once for a version: the notice's key is the version's.
    """
    version = reach_version(actor, Permission.ADOPT_SCHEME, version_id)
    if SchemeState(version.state) is SchemeState.PUBLISHED:
        return version
    if SchemeState(version.state) is SchemeState.VOTED:
        raise NotFiledYet
    state = advance_scheme(SchemeState(version.state), SchemeState.PUBLISHED)
    require_no_errors(actor, version, timezone.localdate(now))
    days, day_kind = notice_length(document_of(version))
    opened = open_notice(
        actor,
        kind=KIND,
        title=title[:120],
        rows=[row for clause in clauses for row in _rows(version, clause)],
        days=days,
        day_kind=day_kind,
        key=f"scheme:{version.pk}",
        now=now,
        by_year=True,
    )
    version.state = state.value
    version.notice = {
        "id": opened.id,
        "number": opened.number,
        "closes_at": opened.closes_at.isoformat(),
    }
    version.save(update_fields=["state", "notice"])
    record(actor, "scheme.published", version.pk, now=now, notice=opened.number)
    return version


def notice_length(document: Document) -> tuple[int, str]:
    """How long and in which days: as the scheme's own notices hang, the longest of them; else as
    its board says; else a week."""
    stages = [
        stage
        for order in (document.process.default, *document.process.categories.values())
        for stage in order
        if stage.kind == "notice" and stage.days
    ]
    if stages:
        longest = max(stages, key=lambda stage: (stage.days or 0, stage.day_kind == "working"))
        return longest.days or DAYS[0], longest.day_kind or DAYS[1]
    board = document.publicity
    return (board.days, board.day_kind) if board.days else DAYS


def _rows(version: SchemeVersion, clause: Clause) -> list[NewRow]:
    """A sentence that is longer than a line of the board goes on in the next."""
    return [
        NewRow(subject_id=version.pk, who="", what=part, group=clause.heading[:60])
        for part in pieces(clause.sentence, LINE_MAX)
    ]


def pieces(sentence: str, most: int) -> list[str]:
    """A sentence cut behind its marks into parts of at most `most` letters; nothing is lost."""
    found: list[str] = []
    rest = sentence
    while len(rest) > most:
        marks = [rest.rfind(mark, most // 2, most) for mark in "。；，、"]
        cut = max(marks) + 1 or most
        found.append(rest[:cut])
        rest = rest[cut:]
    return [*found, rest]


@transaction.atomic
def adopt_scheme(
    actor: Actor, version_id: int, *, in_force_from: date, now: datetime
) -> SchemeVersion:
    """In force from a day that has not passed; what held until then ends on the eve, and what was
    to begin later never does."""
    version = reach_version(actor, Permission.ADOPT_SCHEME, version_id)
    if SchemeState(version.state) is SchemeState.VOTED:
        raise NotFiledYet
    if SchemeState(version.state) is SchemeState.FILED:
        raise NotPublishedYet
    state = advance_scheme(SchemeState(version.state), SchemeState.ADOPTED)
    today = timezone.localdate(now)
    require_no_errors(actor, version, today)
    _heard(actor.village_id, version, now)
    _not_before(version, in_force_from, today)
    _give_way(actor.village_id, in_force_from)
    version.state = state.value
    version.in_force_from = in_force_from
    version.save(update_fields=["state", "in_force_from"])
    record(actor, "scheme.adopted", version.pk, now=now, day=in_force_from.isoformat())
    return version


def _give_way(village_id: int, day: date) -> None:
    """Every version that would hold on the day or after it ends on the eve. One that was adopted
    for that day or a later one keeps no day of its own: it never held."""
    still = Q(in_force_until__isnull=True) | Q(in_force_until__gte=day)
    rows = SchemeVersion.objects.filter(
        still, scheme__organization_id=village_id, in_force_from__isnull=False
    )
    for before in rows:
        if before.state == SchemeState.ADOPTED.value:
            before.state = advance_scheme(SchemeState.ADOPTED, SchemeState.REPLACED).value
        if before.in_force_from is not None and before.in_force_from >= day:
            before.in_force_from = None
        before.in_force_until = day - timedelta(days=1)
        before.save(update_fields=["state", "in_force_from", "in_force_until"])


def _heard(village_id: int, version: SchemeVersion, now: datetime) -> None:
    """The notice is over, every objection has its answer, and none was upheld."""
    page = notice_page(village_id, version.notice["number"], now)
    if page.notice.open:
        raise NoticeStillOpen(day=timezone.localdate(page.notice.closes_at))
    states = [mark.state for line in page.lines for mark in line.objections]
    if "open" in states:
        raise ObjectionsOpen(count=states.count("open"))
    struck = sum(line.struck for line in page.lines)
    if struck:
        raise ObjectionUpheld(count=struck)


def _not_before(version: SchemeVersion, day: date, today: date) -> None:
    if day < today:
        raise StartsInThePast(day=day, earliest=today)
    written = document_of(version).in_force_from
    if day < written:
        raise StartsBeforeDocument(day=day, earliest=written)
