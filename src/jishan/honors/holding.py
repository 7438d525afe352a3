"""Who holds which title from rankings that were announced before."""

from collections.abc import Mapping
from datetime import date

from jishan.claims.places import Places
from jishan.core.scheme.document import Scheme
from jishan.honors.mended import titles_in
from jishan.honors.models import Ranking


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
    found: dict[str, set[str]] = {code: set() for code in latest}
    places = Places(village_id)
    for one in titles_in(village_id, set(latest.values())):
        if one.stands and latest.get(one.honour) == one.ranking_id:
            found[one.honour].add(places.inward(one.key, scheme))
    return {code: frozenset(keys) for code, keys in found.items()}
