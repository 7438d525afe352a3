"""The road of a scheme as a line of steps: at the desk, and on the board for everybody."""

from datetime import date

from django.utils.translation import gettext as _

from jishan.core.workflow import SchemeState
from jishan.entrance.words.scheme_road import STEPS
from jishan.schemes.queries import VersionRow

NOW = {
    SchemeState.DRAFT: 0,
    SchemeState.DISCUSSED: 1,
    SchemeState.VOTED: 3,
    SchemeState.FILED: 4,
    SchemeState.PUBLISHED: 4,
    SchemeState.ADOPTED: 6,
    SchemeState.REPLACED: 6,
}
"""Which step is being done: who has voted waits for the filing."""


def steps_of(row: VersionRow, today: date) -> list[dict[str, str]]:
    """The road as parts/steps.html draws it."""
    if row.state is SchemeState.RETURNED:
        return [{"label": _("退回修改"), "state": "stopped", "note": ""}]
    at = NOW[row.state]
    if row.day_from is not None and today < row.day_from:
        at = len(STEPS) - 1  # adopted for a day that is to come
    road = [
        {
            "label": label,
            "state": "done" if place < at else "now" if place == at else "next",
            "note": "",
        }
        for place, label in enumerate(STEPS)
    ]
    if row.state is SchemeState.REPLACED and row.day_from is None:
        road[-1] = {"label": _("没有生效，由新版代替"), "state": "stopped", "note": ""}
    return road
