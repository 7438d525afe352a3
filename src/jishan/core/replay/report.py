"""A replay as plain data for JSON.

All figures are exact decimal text, days are ISO, order is fixed.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from jishan.core.closing import PeriodResult
from jishan.core.measuring import MeasureValues
from jishan.core.periods import Period
from jishan.core.points import format_points
from jishan.core.ranking import places
from jishan.core.replay.events import natural
from jishan.core.replay.outcome import ActResult, Outcome
from jishan.core.replay.whole import exact_text
from jishan.core.sandbox.paying import paying_data
from jishan.core.scheme.document import Scheme, scheme_digest
from jishan.core.scheme.facts import Credit, Reason
from jishan.core.scheme.rounding import as_points

REPORT_FORMAT = 1
Wording = Callable[[Scheme, Reason], str]
_POINT_FACTS = {"points", "limit", "before", "score", "balance", "spendable"}


def report(out: Outcome, wording: Wording) -> dict[str, Any]:
    """The whole outcome. `wording` turns a reason into a sentence."""
    names = {person.key: person.name for person in out.roster}
    return {
        "format": REPORT_FORMAT,
        "kind": "replay",
        "schemes": [_scheme(scheme) for scheme in out.versions],
        "from": out.first.isoformat(),
        "until": out.last.isoformat(),
        "totals": _totals(out),
        "subjects": _subjects(out, names),
        "acts": [_act(out, one, wording) for one in sorted(out.acts, key=_by_day)],
        "automatic": _automatic(out),
        "measures": _measures(out),
        "honours": _honours(out),
        "marks": [
            {"streak": mark.streak, "subject": mark.subject, "period": c.period.label,
             "mark": mark.mark}
            for c in out.closings for mark in c.marks
        ],
        "pools": _pools(out),
        "events": _events(out, wording),
        "bars": [
            {"key": bar.key, "veto": bar.veto, "subjects": list(bar.subjects),
             "bars": list(bar.bars), "first": bar.first.isoformat(), "last": _iso(bar.last),
             "lifted": _iso(bar.lifted)}
            for bar in out.bars
        ],
        "corrections": [one._asdict() for one in out.corrections],
        **paying_data(out),
    }  # fmt: skip


def _scheme(scheme: Scheme) -> dict[str, Any]:
    return {
        "code": scheme.code,
        "name": scheme.name,
        "version": scheme.version,
        "in_force_from": scheme.in_force_from.isoformat(),
        "digest": scheme_digest(scheme),
    }


def _totals(out: Outcome) -> dict[str, Any]:
    states = [state for held in out.book.states.values() for state in held.values()]
    counted = [one.points for one in out.acts if one.state == "counted"]
    count = dict.fromkeys(("counted", "refused", "reversed", "withheld"), 0)
    for one in out.acts:
        count[one.state] += 1
    return {
        "acts": len(out.acts),
        **count,
        "points_added": format_points(sum(points for points in counted if points > 0)),
        "points_deducted": format_points(-sum(points for points in counted if points < 0)),
        "points_automatic": format_points(sum(one.points for one in out.automatic)),
        "points_spent": format_points(sum(state.spent for state in states)),
        "balances": format_points(sum(state.balance for state in states)),
    }


def _subjects(out: Outcome, names: Mapping[str, str]) -> list[dict[str, Any]]:
    kinds = {person.key: person for person in out.roster}
    held: dict[str, list[dict[str, Any]]] = {key: [] for key in kinds}
    for code, states in out.book.states.items():
        for key, state in states.items():
            held.setdefault(key, []).append(
                {
                    "purse": code,
                    "balance": format_points(state.balance),
                    "spendable": format_points(
                        state.spendable() if state.purse.spendable else 0
                    ),
                    **{
                        name: format_points(getattr(state, name))
                        for name in (
                            "earned", "deducted", "forgiven", "over", "spent", "expired",
                            "cleared", "moved_in", "moved_out", "written_off",
                        )
                    },
                }
            )  # fmt: skip
    order = {purse: place for place, purse in enumerate(out.book.states)}
    return [
        {
            "key": key,
            "kind": kinds[key].kind if key in kinds else "household",
            "name": names.get(key, ""),
            "household": kinds[key].household if key in kinds else None,
            "group": kinds[key].group if key in kinds else None,
            "here": key not in out.gone,
            "purses": sorted(purses, key=lambda one: order[str(one["purse"])]),
        }
        for key, purses in sorted(held.items(), key=lambda pair: natural(pair[0]))
    ]


def _act(out: Outcome, one: ActResult, wording: Wording) -> dict[str, Any]:
    return {
        "key": one.act.key,
        "day": one.act.day.isoformat(),
        "subject": one.act.subject,
        "item": one.act.item,
        "state": one.state,
        "points": format_points(one.points),
        "score": None if one.raw is None else format_points(one.raw),
        "credits": [_credit(credit) for credit in one.credits],
        "reasons": [reason_data(out.scheme, reason, wording) for reason in one.reasons],
        "version": one.version,
    }


def _by_day(one: ActResult) -> tuple[date, tuple[int, str]]:
    return one.act.day, natural(one.act.key)


def _credit(credit: Credit) -> dict[str, str]:
    return {
        "purse": credit.purse,
        "holder": credit.holder,
        "points": format_points(credit.points),
    }


def reason_data(scheme: Scheme, reason: Reason, wording: Wording) -> dict[str, Any]:
    """A reason with its facts as text, and its sentence."""
    times = reason.code == "times_capped"
    facts = {
        name: format_points(value)
        if isinstance(value, int) and not times and _counts_points(name)
        else _plain(value)
        for name, value in reason.facts.items()
    }
    return {"code": reason.code, "facts": facts, "text": wording(scheme, reason)}


def _counts_points(name: str) -> bool:
    return name in _POINT_FACTS or name.endswith("_points")


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | frozenset | list):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal | Fraction):
        return str(value)
    return value


def _automatic(out: Outcome) -> list[dict[str, Any]]:
    found = [
        {
            "code": one.code,
            "kind": one.kind,
            "subject": one.subject,
            "day": one.day.isoformat(),
            "period": one.period,
            "points": format_points(one.points),
            "credits": [_credit(credit) for credit in one.credits],
        }
        for one in out.automatic
    ]
    return sorted(
        found, key=lambda one: (one["day"], one["kind"], one["code"], natural(str(one["subject"])))
    )


def _measures(out: Outcome) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for closing in out.closings:
        found += _of_period(out, closing.period, closing.measures, closed=True)
    for period, measures in out.open:
        found += _of_period(out, period, measures, closed=False)
    return found


def _of_period(
    out: Outcome, period: Period, measures: Mapping[str, MeasureValues], *, closed: bool
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for code, measure in measures.items():
        placed = places(measure.values.items())
        for key in sorted(measure.values, key=natural):
            value = measure.values[key]
            found.append(
                {
                    "measure": code,
                    "period": period.label,
                    "first": period.first.isoformat(),
                    "last": period.last.isoformat(),
                    "closed": closed,
                    "subject": key,
                    "value": format_points(as_points(Fraction(value) / 100)),
                    "exact": exact_text(value),
                    "place": placed[key],
                    "entries": key not in measure.absent,
                }
            )
    return found


def _honours(out: Outcome) -> list[dict[str, Any]]:
    return [
        {
            "honour": code,
            "period": closing.period.label,
            "scope": one.scope,
            "subject": one.key,
            "place": one.place,
            "value": format_points(as_points(Fraction(one.value) / 100)),
            "taken": one.taken,
            "reason": one.reason,
        }
        for closing in out.closings
        for code, ranked in closing.honours.items()
        for one in ranked
    ]


def _pools(out: Outcome) -> list[dict[str, Any]]:
    return [_pool(closing, code) for closing in out.closings for code in closing.pools]


def _pool(closing: PeriodResult, code: str) -> dict[str, Any]:
    shared = closing.pools[code]
    return {
        "pool": code,
        "period": closing.period.label,
        "yuan": format_points(sum(shared.shares.values())),
        "kept_yuan": format_points(shared.kept),
        "fen_per_point": str(shared.fen_per_point),
        "shares": [
            {"subject": key, "yuan": format_points(fen)}
            for key, fen in sorted(shared.shares.items(), key=lambda pair: natural(pair[0]))
        ],
    }


def _events(out: Outcome, wording: Wording) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for one in sorted(out.events, key=lambda one: (one.event.day, natural(one.event.key))):
        event = one.event
        line: dict[str, Any] = {
            "key": event.key,
            "day": event.day.isoformat(),
            "type": event.kind,
            "subject": event.subject,
            "touches": event.touches,
            "state": one.state,
            "points": format_points(one.points),
            "purse": one.purse,
            "reason": None,
        }
        if one.code:
            line["reason"] = reason_data(out.scheme, Reason(one.code, one.facts), wording)
        found.append(line)
    return found


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
