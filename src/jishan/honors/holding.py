"""Who holds which title from rankings that were announced before."""

from collections.abc import Mapping
from datetime import date

from jishan.claims.acts import household_key, resident_key
from jishan.core.scheme.document import Scheme
from jishan.honors.models import ConferredTitle, Ranking


def titles_held(village_id: int, scheme: Scheme, day: date) -> Mapping[str, frozenset[str]]:
    """For each title that another title asks for, who was given it last by the end of a period.

    Nothing is read where no title stands inside, or excludes, one of another period.
    """
    wanted = {code for one in scheme.honours for code in (one.inside, *one.not_with) if code}
    if not wanted:
        return {}
    latest: dict[str, int] = {}
    rankings = Ranking.objects.filter(village_id=village_id, last__lte=day).order_by("-last", "-id")
    for ranking_id, rules in rankings.values_list("id", "rules"):
        for honour in rules["honours"]:
            if honour["code"] in wanted:
                latest.setdefault(honour["code"], ranking_id)
    rows = ConferredTitle.objects.filter(village_id=village_id, ranking_id__in=set(latest.values()))
    found: dict[str, set[str]] = {code: set() for code in latest}
    columns = rows.values_list("ranking_id", "household_id", "resident_id", "honours")
    for ranking_id, household_id, resident_id, honours in columns:
        key = household_key(household_id) if resident_id is None else resident_key(resident_id)
        for code in honours:
            if latest.get(code) == ranking_id:
                found[code].add(key)
    return {code: frozenset(keys) for code, keys in found.items()}
