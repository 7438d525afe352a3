"""How many titles were given in a span of days: for reports, never by name."""

from collections import Counter
from collections.abc import Collection
from datetime import date

from jishan.honors.models import ConferredTitle, Ranking, TitleChange


def titles_given(
    village_ids: Collection[int], first: date, last: date
) -> dict[int, dict[str, int]]:
    """By village: the names of titles of periods that ended within the days, and how many have them
    after corrections."""
    rankings = Ranking.objects.filter(village_id__in=village_ids, last__range=(first, last))
    names: dict[int, dict[str, str]] = {
        ranking_id: {one["code"]: one["name"] for one in rules["honours"]}
        for ranking_id, rules in rankings.values_list("id", "rules")
    }
    rows = ConferredTitle.objects.filter(
        village_id__in=village_ids,
        ranking__village_id__in=village_ids,
        ranking__last__range=(first, last),
    )
    found: dict[int, Counter[str]] = {}
    for village_id, ranking_id, honours in rows.values_list("village_id", "ranking_id", "honours"):
        of = found.setdefault(village_id, Counter())
        of.update(names[ranking_id][code] for code in honours)
    changes = TitleChange.objects.filter(
        village_id__in=village_ids,
        ranking__village_id__in=village_ids,
        ranking__last__range=(first, last),
    )
    columns = "village_id", "ranking_id", "honour", "given"
    for village_id, ranking_id, code, given in changes.values_list(*columns):
        found.setdefault(village_id, Counter())[names[ranking_id][code]] += 1 if given else -1
    return {village_id: dict((+of).most_common()) for village_id, of in found.items()}
