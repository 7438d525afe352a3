"""Every table that leaves as Excel, one function a form. Each export is a line in the audit log.

Who exports needs `EXPORT_TABLE` over the whole village and whatever the table itself asks for.
`filters` are those of the page that the export stands beside; `span` says in words what they leave.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict

from jishan.claims.models import Claim
from jishan.claims.queries import ClaimRow, claims_found
from jishan.claims.queries.periods import close_page
from jishan.core.access import Actor, ActorKind, Permission
from jishan.core.workflow import State
from jishan.honors.queries import RankingPage, ranking
from jishan.ledger.queries import LineFilter
from jishan.orgs.actions import record
from jishan.orgs.queries import Place, names_of
from jishan.registry.models import Resident
from jishan.registry.queries import masked_phone
from jishan.registry.roster_table import RosterFilters, RosterRow, roster_table
from jishan.reports.forms import (
    CLAIMS,
    GROUP_RANKING,
    LEDGER,
    MOVEMENTS,
    RANKING,
    REDEMPTIONS,
    ROSTER,
    SHARES,
    UNIT_RANKING,
    YEAR,
)
from jishan.reports.ledger_rows import ledger_rows
from jishan.reports.spreadsheet import Form, write_form
from jishan.reports.wording import ORIGINS, PROGRESS, SOURCES
from jishan.reports.year import YearFacts, year_facts
from jishan.shop.queries import movements_table, redemptions_table

_PAGE = 500


class RedemptionFilter(TypedDict, total=False):
    since: date
    until: date
    household_id: int | None


class MovementFilter(TypedDict, total=False):
    since: date
    until: date
    product_id: int | None


@dataclass(slots=True)
class _Counted:
    """Rows on their way into a sheet, counted as they pass."""

    rows: Iterable[Sequence[Any]]
    count: int = 0

    def __iter__(self) -> Iterator[Sequence[Any]]:
        for row in self.rows:
            self.count += 1
            yield row


def _book(
    actor: Actor,
    form: Form,
    rows: Iterable[Sequence[Any]],
    *,
    village_name: str,
    span: str,
    now: datetime,
) -> bytes:
    """Write the form and record that it left; nothing is read before the permission is asked."""
    actor.require_whole(Permission.EXPORT_TABLE)
    counted = _Counted(rows)
    book = write_form(form, counted, village=village_name, span=span)
    record(actor, "table.exported", 0, now=now, form=form.name, rows=counted.count)
    return book


export_form = _book
"""For the tables that stand in a module of their own."""


def ledger_workbook(
    actor: Actor, filters: LineFilter, *, village_name: str, span: str, now: datetime
) -> bytes:
    """The 积分台账 in the order of booking."""
    rows = ledger_rows(actor, filters)
    return _book(actor, LEDGER, rows, village_name=village_name, span=span, now=now)


def redemptions_workbook(
    actor: Actor, filters: RedemptionFilter, *, village_name: str, span: str, now: datetime
) -> bytes:
    """The 兑换登记表; a cancelled redemption stays in it and says so in place of the signature."""
    rows = _redemptions(actor, filters)
    return _book(actor, REDEMPTIONS, rows, village_name=village_name, span=span, now=now)


def _redemptions(actor: Actor, filters: RedemptionFilter) -> Iterator[tuple[Any, ...]]:
    for line in redemptions_table(actor, **filters):
        yield (
            line.day,
            line.head,
            line.collected_by,
            line.product,
            line.spec,
            line.quantity,
            line.unit_price,
            line.points,
            line.balance,
            line.clerk,
            "已撤销" if line.cancelled else "",
        )


def movements_workbook(
    actor: Actor, filters: MovementFilter, *, village_name: str, span: str, now: datetime
) -> bytes:
    """The 物资出入库登记表, with room for the supervisor's name."""
    rows = _movements(actor, filters)
    return _book(actor, MOVEMENTS, rows, village_name=village_name, span=span, now=now)


def _movements(actor: Actor, filters: MovementFilter) -> Iterator[tuple[Any, ...]]:
    for line in movements_table(actor, **filters):
        yield (
            line.day,
            line.product,
            line.spec,
            line.unit,
            SOURCES[line.kind.value],
            line.came or None,
            line.went or None,
            line.balance,
            line.clerk,
            "",
        )


def roster_workbook(
    actor: Actor, filters: RosterFilters, *, village_name: str, span: str, now: datetime
) -> bytes:
    """The 户籍表, a line a person, the head first. Phones are masked; of an identity number and a
    birthday there is what we keep: the last four characters, the year."""
    rows = _roster(actor, filters)
    return _book(actor, ROSTER, rows, village_name=village_name, span=span, now=now)


def _roster(actor: Actor, filters: RosterFilters) -> Iterator[tuple[Any, ...]]:
    after, number = "", 0
    while True:
        page = roster_table(actor, filters, limit=_PAGE, after=after)
        people = _people(actor.village_id, page.rows, closed=filters.closed)
        for home in page.rows:
            for person in people.get(home.id, ()):
                number += 1
                yield _roster_line(number, home, person)
        after = page.next
        if not after:
            return


def _people(
    village_id: int, homes: Sequence[RosterRow], *, closed: bool
) -> Mapping[int, list[Resident]]:
    rows = Resident.objects.filter(village_id=village_id, household_id__in=[h.id for h in homes])
    if not closed:
        rows = rows.filter(until__isnull=True)
    found: dict[int, list[Resident]] = {}
    for person in rows.order_by("household_id", "-head", "id"):
        found.setdefault(person.household_id, []).append(person)
    return found


def _roster_line(number: int, home: RosterRow, person: Resident) -> tuple[Any, ...]:
    tail = person.identity_tail
    return (
        number,
        home.group,
        home.number,
        home.head_name,
        person.name,
        person.relation,
        person.sex,
        f"{'*' * 14}{tail}" if tail else "",
        f"{person.birth_year}年" if person.birth_year else "",
        "",
        "",
        masked_phone(person),
        home.address,
        "是" if person.resident else "否",
        "" if person.participating and home.participating else "不参加积分",
    )


def claims_workbook(
    actor: Actor, filters: Mapping[str, Any], *, village_name: str, span: str, now: datetime
) -> bytes:
    """The 申报登记表, the newest first; `filters` are the arguments of `claims_found`."""
    rows = _claims(actor, filters, now)
    return _book(actor, CLAIMS, rows, village_name=village_name, span=span, now=now)


def _claims(actor: Actor, filters: Mapping[str, Any], now: datetime) -> Iterator[tuple[Any, ...]]:
    number, before = 0, None
    while True:
        page = claims_found(actor, now, **filters, limit=_PAGE, before_number=before)
        recorders = _recorders(actor.village_id, page)
        for claim in page:
            number += 1
            yield _claim_line(number, claim, recorders.get(claim.id, ""))
        if len(page) < _PAGE:
            return
        before = page[-1].number


def _recorders(village_id: int, claims: Sequence[ClaimRow]) -> Mapping[int, str]:
    """Who of the staff wrote each claim down; a household's own claims name nobody."""
    rows = Claim.objects.filter(
        village_id=village_id,
        id__in=[claim.id for claim in claims],
        submitted_kind=ActorKind.STAFF.value,
    ).values_list("id", "submitted_by")
    by = dict(rows)
    names = names_of(set(by.values()))
    return {claim_id: names.get(user_id, "") for claim_id, user_id in by.items()}


def _claim_line(number: int, claim: ClaimRow, recorder: str) -> tuple[Any, ...]:
    open_ = claim.state is State.OPEN
    progress = PROGRESS[claim.stage.value if open_ else claim.state.value]
    on_board = open_ and claim.days_left is not None
    return (
        number,
        claim.day,
        claim.head_name,
        claim.item,
        claim.quantity,
        claim.points,
        ORIGINS.get(claim.origin, ""),
        recorder,
        "公示中" if on_board else progress,
        " ".join(text for text in (claim.happened, claim.place, claim.cause) if text),
    )


def ranking_workbook(
    actor: Actor, ranking_id: int, *, group_id: int | None, village_name: str, now: datetime,
    today: date,
) -> bytes:  # fmt: skip
    """The 积分榜 as it holds now, all of it or one villager group."""
    actor.require_whole(Permission.EXPORT_TABLE)
    page = ranking(actor, ranking_id, today=today, group_id=group_id)
    form = _RANKINGS.get(page.subject, RANKING)
    rows = _ranking(page)
    span = f"{page.span} {page.measure_name}"
    return _book(actor, form, rows, village_name=village_name, span=span, now=now)


_RANKINGS = {"unit": UNIT_RANKING, "group": GROUP_RANKING}


def _ranking(page: RankingPage) -> Iterator[tuple[Any, ...]]:
    for line in page.lines:
        who: tuple[str, ...] = (line.number, line.head_name, line.group)
        if line.person:
            who = (line.number, f"{line.person}({line.head_name}户)", line.group)
        elif page.subject == "unit":
            who = (line.head_name, line.group)
        elif page.subject == "group":
            who = (line.head_name,)
        yield (line.position, *who, line.points, "、".join(line.titles))


def shares_workbook(actor: Actor, close_id: int, *, village_name: str, now: datetime) -> bytes:
    """The 分红发放表 of a close: who gets how much of each pool, with room to sign."""
    page = close_page(actor, close_id)
    rows = (
        (number, share.name, share.group, share.fen, "", "")
        for pool in page.pools
        for number, share in enumerate((one for one in pool.shares if one.fen), 1)
    )
    span = "、".join(f"{pool.name}({page.period})" for pool in page.pools)
    return _book(actor, SHARES, rows, village_name=village_name, span=span, now=now)


def year_workbook(
    actor: Actor, villages: Sequence[Place], year: int, *, place: str, now: datetime
) -> bytes:
    """The year of villages in figures, one line each, in the order given."""
    rows = (_year(facts, year) for facts in year_facts(villages, year))
    return _book(actor, YEAR, rows, village_name=place, span=f"{year}年", now=now)


def _year(facts: YearFacts, year: int) -> tuple[Any, ...]:
    return (
        facts.village.name,
        str(year),
        facts.households,
        facts.acts_all,
        _listed(facts.acts),
        facts.issued,
        facts.deducted,
        facts.sessions,
        facts.redemptions,
        facts.served,
        facts.redeemed,
        facts.worth,
        facts.bought,
        facts.donated,
        _listed(facts.titles),
    )


def _listed(counts: Mapping[str, int]) -> str:
    return "、".join(f"{name} {count}" for name, count in counts.items())
