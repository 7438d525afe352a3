"""The book of a told year as the tables of its hand-worked year (`tests/core/year_tables.py`):
what was counted and why, balances, figures, titles, marks, what was refused."""

from collections.abc import Iterator
from fractions import Fraction

from django.db.models import QuerySet, Sum

from jishan.claims.acts import credits_of
from jishan.claims.facts import period_facts
from jishan.claims.models import Bar, Claim, PeriodClose
from jishan.claims.queries import marks_of_household
from jishan.core.closing import close_period as worked_out
from jishan.core.ledger import Kind
from jishan.core.points import format_points
from jishan.core.replay.whole import exact_text
from jishan.core.workflow import State
from jishan.ledger.models import Account, Entry
from tests.core.year_tables import CODES, EXPLAINING, Line, Table, cut, written
from tests.stories.walked import UNKNOWN
from tests.stories.worked import Worked

Cells = Iterator[tuple[Line, tuple[str, str]]]
BOOKED = frozenset({"floor_stopped", "ceiling_stopped", "nothing_to_post", "inspected"})
"""Reasons that say what the book could take, or what a form came to; tables have figures of their
own for that."""
ABSENT = "scoring.not_taking_part"
"""Who has not come yet is unknown to tables; the book knows the household that will."""
SAME = {
    "claims.place_cause_missing": "scoring.evidence_missing",
    "claims.document_kind": "replay.veto_without_document",
}
"""The server asks for it before the rules do."""


def differences(year: Worked) -> dict[str, tuple[Table, Table]]:
    """Of each table what only one of both says, or otherwise: by hand, in the book."""
    found = {}
    for name, have in tables(year).items():
        wanted = {
            line: cell
            for line, cell in written(year.pack, name).items()
            if line[2] not in posts(year)
        }
        have = cut(name, wanted, have)
        if wanted != have:
            found[name] = (
                {line: cell for line, cell in wanted.items() if have.get(line) != cell},
                {line: cell for line, cell in have.items() if wanted.get(line) != cell},
            )
    return found


def posts(year: Worked) -> set[str]:
    return {one.key for one in year.out.roster if one.kind == "post"}


def tables(year: Worked) -> dict[str, Table]:
    rows = {one.id: one for one in Claim.objects.filter(village_id=year.id)}
    found = {
        "记分": dict(_acts(year, rows)),
        "自动": dict(_automatic(year, rows)),
        "余额": dict(_balances(year)),
        "免扣": dict(_forgiven(year, rows)),
        "标记": dict(_marks(year)),
        "办事": dict(_events(year)),
        "否决": dict(_bars(year)),
    }
    found |= {
        table: dict(_moved(year, table)) for table in ("已兑", "清零", "免欠", "带走", "带来")
    }
    found["指标"], found["称号"] = _measured(year)
    return found


def named(year: Worked, stored: str) -> str:
    return next((name for name, own in year.keys.items() if own == stored), stored)


def _acts(year: Worked, rows: dict[int, Claim]) -> Cells:
    for result in year.out.acts:
        own, subject = result.act.key, result.act.subject
        if subject in posts(year):
            continue
        claim, why = rows.get(year.claims.get(own, 0)), year.refused.get(own)
        line = (own, "", subject)
        if why is not None:
            code = SAME.get(why, why)
            if code == ABSENT and result.reasons[0].code == UNKNOWN:
                code = UNKNOWN
            yield line, ("不记", CODES.get(code, code))
        elif claim is None:
            yield line, ("没有", "")
        elif claim.state != State.POSTED:
            out = claim.state in (State.REVERSED, State.REJECTED)
            yield line, ("撤销" if out else str(claim.state), "")
        else:
            codes = [code for code, _ in claim.reasons if code not in EXPLAINING | BOOKED]
            said = ";".join(CODES.get(code, code) for code in codes)
            yield line, (format_points(claim.points or 0), said)


def _automatic(year: Worked, rows: dict[int, Claim]) -> Cells:
    labels = {(one.code, one.subject, one.day): one.period for one in year.out.automatic}
    for claim in rows.values():
        if claim.state == State.POSTED and (claim.origin == "rule" or claim.kind == "false"):
            who = named(year, owner(claim))
            label = labels.get((claim.item, who, claim.day), str(claim.day))
            if claim.points:
                yield (claim.item, label, who), (format_points(claim.points), "")


def owner(claim: Claim) -> str:
    if claim.resident_id:
        return f"r{claim.resident_id}"
    return f"u{claim.unit_id}" if claim.unit_id else f"h{claim.household_id}"


def _balances(year: Worked) -> Cells:
    rows = Account.objects.filter(village_id=year.id).exclude(holder_kind="issuer")
    for row in rows:
        who = named(year, f"{row.holder_kind[0]}{row.holder_id}")
        yield (row.purse, "", who), (format_points(row.balance), "")


def _moved(year: Worked, table: str) -> Cells:
    """What was spent, what was cleared and what debt with it, what a split took along."""
    rows = _entries(year)
    cleared = rows.filter(posting__key__startswith="clear:")
    corrected = rows.filter(posting__key__startswith="correct:clear:")
    chosen = {
        "已兑": rows.filter(kind=Kind.REDEMPTION),
        "清零": cleared.filter(points__lt=0) | corrected,
        "免欠": cleared.filter(points__gt=0),
        "带走": rows.filter(posting__key__startswith="split:", points__lt=0),
        "带来": rows.filter(posting__key__startswith="split:", points__gt=0),
    }[table]
    for line, points in _sums(year, chosen).items():
        yield line, (format_points(abs(points)), "")


def _entries(year: Worked) -> QuerySet[Entry]:
    return Entry.objects.filter(village_id=year.id).exclude(account__holder_kind="issuer")


def _sums(year: Worked, rows: QuerySet[Entry]) -> dict[Line, int]:
    names = ("account__purse", "account__holder_kind", "account__holder_id")
    totals = rows.values_list(*names).annotate(Sum("points"))
    return {
        (purse, "", named(year, f"{kind[0]}{holder}")): total
        for purse, kind, holder, total in totals
    }


def _forgiven(year: Worked, rows: dict[int, Claim]) -> Cells:
    """What the floor of a purse did not let be taken: what the acts came to beside what the book
    moved for them, corrections included."""
    moved = _entries(year).exclude(kind__in=[Kind.REDEMPTION, Kind.EXPIRY])
    found = _sums(year, moved.exclude(posting__key__startswith="split:"))
    for claim in rows.values():
        for credit in credits_of(claim) if claim.state == State.POSTED else ():
            line = (credit.purse, "", named(year, credit.holder))
            found[line] = found.get(line, 0) - credit.points
    yield from ((line, (format_points(points), "")) for line, points in found.items())


def _measured(year: Worked) -> tuple[Table, Table]:
    """Every figure and every title of every period, as the server works them out."""
    figures: Table = {}
    titles: Table = {}
    held: dict[str, frozenset[str]] = {}
    for closing in year.out.closings:
        label = closing.period.label
        if closing.period.kind == "ever":
            continue
        facts = period_facts(year.id, year.scheme, closing.period)
        facts.holding = held
        ours = worked_out(year.scheme, closing.period, facts)
        held |= {
            code: frozenset(one.key for one in ranked if one.taken)
            for code, ranked in ours.honours.items()
        }
        for code, values in ours.measures.items():
            for who, value in values.values.items():
                figures[code, label, named(year, who)] = (exact_text(Fraction(value)), "")
        for code, ranked in ours.honours.items():
            for one in ranked:
                no = ("不评", CODES.get(one.reason, one.reason))
                cell = (str(one.place), "") if one.taken else no
                titles[code, label, named(year, one.key)] = cell
    return figures, titles


def _marks(year: Worked) -> Cells:
    """As each passbook shows them, for whom the tables or a close name."""
    closes = PeriodClose.objects.filter(village_id=year.id).values_list("result", flat=True)
    given = {named(year, who) for result in closes for _, who, _ in result["marks"]}
    codes = {one.name: one.code for one in year.scheme.streaks}
    for who in sorted(given | {line[2] for line in written(year.pack, "标记")}):
        for one in marks_of_household(year.village.clerk, year.own(who)):
            yield (codes[one.streak], one.period.label, who), (one.mark, "")


def _events(year: Worked) -> Cells:
    for one in year.out.events:
        event = one.event
        if event.key.startswith("roster/"):
            continue
        why = year.refused.get(event.key)
        code = "" if why is None else SAME.get(why, why)
        done = "办成" if why is None else "没办"
        yield (event.key, "", event.subject), (done, CODES.get(code, code))


def _bars(year: Worked) -> Cells:
    keys = {own: key for key, own in year.claims.items()}
    for bar in Bar.objects.filter(village_id=year.id):
        stored = f"h{bar.household_id}" if bar.household_id else f"u{bar.unit_id}"
        last = bar.until.isoformat()
        yield (keys[bar.claim_id], bar.since.isoformat(), named(year, stored)), (last, "")
