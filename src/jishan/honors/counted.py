"""How many titles were given in a span of days: for reports, never by name."""

from collections import Counter
from collections.abc import Collection
from datetime import date

from django.db.models import Count

from jishan.honors.models import ConferredTitle, TitleChange

_WHERE = "village_id", "ranking__rules__honours"


def titles_given(
    village_ids: Collection[int], first: date, last: date
) -> dict[int, dict[str, int]]:
    """By village: the names of titles of periods that ended within the days, and how many have them
    after corrections."""
    of = {
        "village_id__in": village_ids,
        "ranking__village_id__in": village_ids,
        "ranking__last__range": (first, last),
    }
    found: dict[int, Counter[str]] = {}
    rows = ConferredTitle.objects.filter(**of).values_list(*_WHERE, "honours")
    for village_id, clauses, honours, count in rows.annotate(count=Count("id")).order_by():
        for code in honours:
            found.setdefault(village_id, Counter())[_name(clauses, code)] += count
    changes = TitleChange.objects.filter(**of).values_list(*_WHERE, "honour", "given")
    for village_id, clauses, code, given, count in changes.annotate(count=Count("id")).order_by():
        sign = 1 if given else -1
        found.setdefault(village_id, Counter())[_name(clauses, code)] += sign * count
    return {village_id: dict((+of).most_common()) for village_id, of in found.items()}


def _name(clauses: Collection[dict[str, str]], code: str) -> str:
    """What a title was called by the rules of its ranking."""
    return next(one["name"] for one in clauses if one["code"] == code)
