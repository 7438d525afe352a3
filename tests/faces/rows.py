"""The rows that addresses name, each made by the real actions."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from django.test import Client
from django.utils import timezone
from PIL import Image

from jishan.claims.actions import (
    publish_claims,
    record_claim,
    review_claim,
    submit_claim,
    verify_claim,
)
from jishan.claims.acts import NewClaim
from jishan.claims.queries import why
from jishan.core.access import Actor, Held, Permission, Role, staff_actor, villager_actor
from jishan.core.scheme.checker import check
from jishan.core.scheme.reading import read_scheme
from jishan.core.workflow import SchemeState
from jishan.demo.adoption import ROAD, TAOYUAN, adopt_document, take_as_far
from jishan.demo.households import DemoHousehold
from jishan.honors.actions import announce_ranking
from jishan.notices.queries import notice_page
from jishan.orgs.queries import area_for
from jishan.registry.actions import issue_card
from jishan.registry.models import Card
from jishan.schemes.actions import (
    NewMeeting,
    NewOpinion,
    adopt_reference,
    draft_scheme,
    give_opinion,
    open_discussion,
    record_meeting,
    warning_key,
)
from jishan.schemes.queries import in_force

if TYPE_CHECKING:
    from tests.faces.world import World


_versions = count(3)


def another_scheme(version: int = 2) -> bytes:
    """桃源村's document as its next version. The same version twice is one draft."""
    text = TAOYUAN.read_text("utf-8").replace('version: "1"', f'version: "{version}"')
    return text.encode()


def answers() -> dict[str, str]:
    """An answer to each warning of `another_scheme`, named as the form names its fields."""
    return {
        f"answer:{warning_key(finding.code, finding.path)}": "村民代表会议议定"
        for finding in check(read_scheme(another_scheme()))
        if finding.severity == "warning"
    }


def version_in(world: World, state: str) -> int:
    """A version of 桃源村 that has come just as far as `state`; a notice of it is over."""
    cast = world.cast
    begun = world.now - ROAD
    until = SchemeState(state)
    number = 2 if until is SchemeState.DRAFT else next(_versions)  # what has moved on is frozen
    raw = another_scheme(number).decode()
    return take_as_far(cast.secretary, cast.township_officer, raw, begun=begun, until=until)


def opinion_on(world: World) -> dict[str, int]:
    """A version of 桃源村 under discussion, and an opinion on it that waits for an answer."""
    version = version_in(world, "discussed")
    said = NewOpinion("分太低了", "mouth")
    made = give_opinion(world.cast.clerk, version, said, key="row-opinion", now=world.now)
    return {"version": version, "opinion": made.id}


def meeting_with_paper(world: World, scope: str) -> int:
    """A meeting about a draft, with the photograph of its paper."""
    secretary = hand(world, Role.SECRETARY, scope)
    version = draft_scheme(secretary, another_scheme(next(_versions)), now=world.now)
    open_discussion(secretary, version.pk, now=world.now)
    day = timezone.localdate(world.now)
    meeting = NewMeeting("forum", "村委会", day, "王建国", 20, "逐条念了")
    made = record_meeting(
        secretary, version.pk, meeting, key="row-paper", now=world.now, photograph=picture()
    )
    return made.id


def clause_line(world: World, number: int) -> int:
    """The first line of a notice about the rules."""
    return notice_page(world.cast.taoyuan.id, number, world.now).lines[0].id


REFERENCE = TAOYUAN.read_text("utf-8").replace("format: 1\n", "format: 1\nkind: reference\n") + (
    "limits:\n  others: {stay: false, as_written: false}\n  added_max: 3\n"
)


def reference_of(world: World) -> int:
    """The reference list of 青石镇, in force."""
    cast = world.cast
    today = timezone.localdate(world.now)
    _place, officer = area_for(
        cast.users["township"].pk, "qingshi", Permission.VIEW_TOWNSHIP, day=today
    )
    return adopt_reference(
        officer, REFERENCE, issued="青政发〔2026〕1号", in_force_from=today, now=world.now
    ).pk


def version_of(village: str, world: World) -> int:
    """The version in force in 桃源村; for 柳树村 a draft of its own."""
    if village == "taoyuan":
        found = in_force(world.cast.taoyuan.id, timezone.localdate(world.now))
        assert found is not None
        return found.version_id
    return draft_scheme(hand(world, Role.SECRETARY, "village"), another_scheme(), now=world.now).pk


def show_card(client: Client, household: DemoHousehold, world: World) -> None:
    """Put the household's card into the browser's session, as the card login does."""
    card = Card.objects.filter(
        village_id=household.village_id, household_id=household.id, ended_at=None
    ).first() or issue_card(
        world.cast.clerk, household.id, key=f"show-{household.id}", now=world.now
    )
    session = client.session
    session["card"] = {
        "village": household.village_id,
        "id": card.id,
        "household": household.id,
    }
    session["seen"] = world.now.timestamp()
    session.save()


# Claims and notices -------------------------------------------------------------------------

_WHO = {
    Role.SECRETARY: "secretary",
    Role.CLERK: "clerk",
    Role.GRID_WORKER: "grid",
    Role.PANEL_MEMBER: "panel",
    Role.TOWNSHIP_OFFICER: "township",
}


def household_of(world: World, scope: str) -> DemoHousehold:
    """张桂兰's of group one, 欧阳春's of group two, or 柳玉芬's of 柳树村."""
    cast = world.cast
    return {"household": cast.far, "village": cast.elsewhere}.get(scope, cast.zhang)


def hand(world: World, role: Role, scope: str) -> Actor:
    """Somebody of this role over the whole village of the row, whichever village that is."""
    village_id = household_of(world, scope).village_id
    return staff_actor(world.cast.users[_WHO[role]].pk, village_id, (Held(role, above=True),))


def rules_for(world: World, scope: str) -> None:
    """柳树村 has a scheme in force when a row of it is asked for; 桃源村 has its own."""
    today = timezone.localdate(world.now)
    village_id = household_of(world, scope).village_id
    if in_force(village_id, today) is None:
        adopt_document(
            hand(world, Role.SECRETARY, scope),
            hand(world, Role.TOWNSHIP_OFFICER, scope),
            TAOYUAN,
            in_force_from=date(2025, 1, 1),
            now=datetime(2024, 12, 20, 10, tzinfo=world.now.tzinfo),
        )


def picture() -> bytes:
    """A small photograph."""
    out = io.BytesIO()
    Image.new("RGB", (32, 24), "green").save(out, "JPEG")
    return out.getvalue()


def claim_of(world: World, scope: str, *, key: str = "row-claim") -> int:
    """A household's own claim with a photograph, waiting to be verified."""
    rules_for(world, scope)
    home = household_of(world, scope)
    made = submit_claim(
        villager_actor(home.id, home.village_id),
        NewClaim(home.id, "lane-sweep", timezone.localdate(world.now)),
        key=f"{key}-{scope}",
        now=world.now,
        photographs=[picture()],
    )
    return made.id


def photo_of(world: World, scope: str) -> int:
    claim = why(hand(world, Role.CLERK, scope), claim_of(world, scope), world.now).claim
    return claim.photographs[0]


def record_of(world: World, scope: str, item: str = "tree", *, key: str = "row-record") -> int:
    """What staff recorded for the household, waiting to be verified."""
    rules_for(world, scope)
    home = household_of(world, scope)
    made = record_claim(
        hand(world, Role.CLERK, scope),
        NewClaim(home.id, item, timezone.localdate(world.now), place="村口", cause="巡查看到"),
        origin="recorded",
        channel="on_site",
        key=f"{key}-{scope}",
        now=world.now,
    )
    return made.id


def noticed_of(world: World, scope: str, item: str = "lane-sweep") -> int:
    """A claim on the board, its figure bound; `lavish-feast` is read by its household only."""
    positive = item == "lane-sweep"
    claim_id = (
        claim_of(world, scope, key="row-noticed")
        if positive
        else record_of(world, scope, item, key="row-noticed")
    )
    decide(world, scope, claim_id)
    publish_claims(hand(world, Role.CLERK, scope), key=f"row-notice-{scope}-{item}", now=world.now)
    return claim_id


def decide(world: World, scope: str, claim_id: int) -> None:
    """Verified, and the panel's quorum agreed."""
    verify_claim(
        hand(world, Role.GRID_WORKER, scope),
        claim_id,
        accepted=True,
        key=f"row-verify-{claim_id}",
        now=world.now,
    )
    for number, username in enumerate(("panel", "panel2")):
        village_id = household_of(world, scope).village_id
        voice = staff_actor(
            world.cast.users[username].pk, village_id, (Held(Role.PANEL_MEMBER, above=True),)
        )
        review_claim(
            voice, claim_id, accepted=True, key=f"row-review-{claim_id}-{number}", now=world.now
        )


def line_of(world: World, scope: str, item: str = "lane-sweep") -> tuple[int, int]:
    """(number of the notice, id of its line) of a claim that hangs on the board."""
    claim_id = noticed_of(world, scope, item)
    shown = why(hand(world, Role.CLERK, scope), claim_id, world.now).lines[-1]
    return shown.notice_number, shown.id


def ranking_of(world: World) -> int:
    """Last month's ranking of 桃源村, announced."""
    last_month = timezone.localdate(world.now).replace(day=1) - timedelta(days=1)
    return announce_ranking(
        world.cast.clerk, "month", day=last_month, measure="month_total", key="row", now=world.now
    ).id
