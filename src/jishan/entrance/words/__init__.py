"""Codes become words here and nowhere else: the HTTP status and the sentence of every refusal."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from jishan.claims.naming import day_words, label_words
from jishan.core.errors import Refusal
from jishan.core.points import format_points
from jishan.core.scheme.findings import Finding
from jishan.entrance.words import (
    claims,
    general,
    helping,
    honors,
    ledger,
    moving,
    notices,
    registry,
    scheme,
    schemes,
    shop,
    targets,
    trials,
)
from jishan.entrance.words.scheme_findings import finding_text

WORDS: dict[str, tuple[int, str]] = {}
for _room in (
    general,
    scheme,
    registry,
    notices,
    ledger,
    helping,
    schemes,
    targets,
    claims,
    shop,
    honors,
    moving,
    trials,
):
    WORDS |= _room.WORDS


@dataclass(frozen=True, slots=True)
class Worded:
    """A refusal as a person reads it: `code` to quote on the telephone, `sentence` to act on."""

    status: int
    code: str
    sentence: str


def _readable(name: str, value: Any) -> str:
    """Facts named `…points`, `balance`, `limit` or `room` are hundredths and shown as points; a
    finding is said as the checker says it, a day as 2026年3月5日, the label of a period as
    2026年3月."""
    if isinstance(value, Finding):
        return finding_text(value)
    if isinstance(value, int) and (name.endswith("points") or name in {"balance", "limit", "room"}):
        return format_points(value)
    if isinstance(value, datetime):
        return day_words(timezone.localdate(value))
    if isinstance(value, date):
        return day_words(value)
    if name in {"period", "shorter"}:
        return label_words(value)
    return str(value)


def worded(refusal: Refusal) -> Worded:
    """What the scheme's engine refuses names its facts in its own way (`scheme.fact_text`)."""
    status, sentence = WORDS[refusal.code]
    readable = scheme.fact_text if refusal.code in scheme.WORDS else _readable
    facts = {name: readable(name, value) for name, value in refusal.facts.items()}
    return Worded(status, refusal.code, sentence.format_map(facts))
