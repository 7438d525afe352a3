"""What every template may use without a view handing it in."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from jishan.core.access import ActorKind
from jishan.orgs.queries import wordings_of
from jishan.web.navigation import ROLE_NAMES, Link, office_links


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """`place`, `actor`, `care`, and the place's own `wordings` (asked for by the first page that
    says one); in the office `office_nav` and `role`."""
    place = getattr(request, "place", None)
    actor = getattr(request, "actor", None)
    links: tuple[Link, ...] = ()
    role = ""
    if place is not None and actor is not None and actor.kind is ActorKind.STAFF:
        match = request.resolver_match
        links = office_links(actor, place.code, (match and match.url_name) or "")
        roles = "、".join(str(ROLE_NAMES[held]) for held in sorted(actor.roles))
        role = f"{roles} {request.user}"
    return {
        "office_nav": links,
        "role": role,
        "place": place,
        "actor": actor,
        "care": getattr(request, "care", False),
        "wordings": SimpleLazyObject(lambda: wordings_of(place)) if place is not None else {},
    }
