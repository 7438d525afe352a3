"""Taking a document through its road: drafted, voted, filed, in force."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from jishan.core.access import Actor
from jishan.core.scheme.checker import check
from jishan.core.scheme.reading import read_scheme
from jishan.schemes.actions import (
    Vote,
    adopt_scheme,
    draft_scheme,
    file_scheme,
    vote_scheme,
    warning_key,
)

TAOYUAN = Path(__file__).parent / "taoyuan.yaml"


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
    """The version's id. `now` lies before the day of force: nothing is retroactive.

    A village that takes over a shipped document puts its own name at its head.
    """
    raw = path.read_text("utf-8")
    if name:
        raw = re.sub(r"^name: .*$", f"name: {name}", raw, count=1, flags=re.MULTILINE)
        raw = re.sub(
            r"^organisation: .*$", f"organisation: {organisation}", raw, count=1, flags=re.MULTILINE
        )
    version = draft_scheme(secretary, raw, now=now)
    meeting = timezone.localdate(now) - timedelta(days=1)
    answers = {
        warning_key(finding.code, finding.path): "村民代表会议讨论过，照此办理。"
        for finding in check(read_scheme(raw))
        if finding.severity == "warning"
    }
    vote = Vote("村民代表会议", meeting, entitled=42, present=38, for_=35, against=1)
    vote_scheme(secretary, version.pk, vote=vote, answers=answers, now=now)
    file_scheme(officer, version.pk, number=f"备〔{meeting.year}〕{version.pk}号", now=now)
    adopt_scheme(secretary, version.pk, in_force_from=in_force_from, now=now)
    return version.pk
