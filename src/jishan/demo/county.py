"""The demo county: three villages, three schemes, a roster of 312 households, a year of acts.

Everything is entered through the real actions, so that every page has something true to show.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from jishan.core.access import Actor, Role
from jishan.demo.acts import Doer
from jishan.demo.adoption import adopt_document
from jishan.demo.cast import PASSWORD, STAFF, appoint_staff, found_tree
from jishan.demo.people import families, roster_rows
from jishan.demo.targets import tell_targets
from jishan.demo.year import Hands, Year
from jishan.orgs.actions import appoint
from jishan.orgs.models import Organization, User
from jishan.orgs.queries import Place, actor_in_village, place_of
from jishan.registry.actions import IssuedCard, issue_cards
from jishan.registry.models import Card, Household, Resident
from jishan.registry.pins import draw_pin, pin_about
from jishan.registry.rosters import import_roster
from jishan.registry.sheets.roster import read_roster
from jishan.registry.writing import id_made_by
from jishan.reports.forms import ROSTER
from jishan.reports.spreadsheet import write_form
from jishan.schemes.queries import scheme_of

CARDS = 12
"""How many households of each village have fetched their card; hashing PINs takes its time."""

_FIRST_HOUSEHOLD = "TY001"

PACKS = Path(__file__).parents[1] / "packs"


@dataclass(frozen=True, slots=True)
class DemoVillage:
    """`pace`: single acts a month. `prefix` begins the household numbers."""

    code: str
    scheme: Path
    households: int
    groups: int
    prefix: str
    pace: int
    seed: int


VILLAGES = (
    DemoVillage("taoyuan", PACKS / "s0.yaml", 312, 6, "TY", 30, 7),
    DemoVillage("liushu", PACKS / "z3.yaml", 24, 2, "LS", 4, 11),
    DemoVillage("songping", Path(__file__).parent / "songping.yaml", 24, 2, "SP", 9, 13),
)

MORE_STAFF: tuple[tuple[str, str, str, Role], ...] = (
    ("grid2", "周小满", "taoyuan-2", Role.GRID_WORKER),
    ("grid3", "吴春生", "taoyuan-3", Role.GRID_WORKER),
    ("grid4", "徐桂香", "taoyuan-4", Role.GRID_WORKER),
    ("grid5", "马连成", "taoyuan-5", Role.GRID_WORKER),
    ("grid6", "朱爱莲", "taoyuan-6", Role.GRID_WORKER),
    ("liushu-secretary", "柳长根", "liushu", Role.SECRETARY),
    ("liushu-panel", "柳素珍", "liushu", Role.PANEL_MEMBER),
    ("liushu-panel2", "何腊梅", "liushu", Role.PANEL_MEMBER),
    ("liushu-panel3", "罗正清", "liushu", Role.PANEL_MEMBER),
    ("liushu-grid2", "孙双喜", "liushu-2", Role.GRID_WORKER),
    ("liushu-shop", "田金凤", "liushu", Role.SHOPKEEPER),
    ("songping-secretary", "松德旺", "songping", Role.SECRETARY),
    ("songping-panel", "杜月娥", "songping", Role.PANEL_MEMBER),
    ("songping-panel2", "丁开泰", "songping", Role.PANEL_MEMBER),
    ("songping-panel3", "魏雪莲", "songping", Role.PANEL_MEMBER),
    ("songping-grid", "姜福来", "songping-1", Role.GRID_WORKER),
    ("songping-grid2", "范银花", "songping-2", Role.GRID_WORKER),
    ("songping-shop", "石宗义", "songping", Role.SHOPKEEPER),
    ("panel4", "邓淑贞", "taoyuan", Role.PANEL_MEMBER),
    ("panel5", "曹守田", "taoyuan", Role.PANEL_MEMBER),
    ("liushu-panel4", "彭巧云", "liushu", Role.PANEL_MEMBER),
    ("liushu-panel5", "曾保林", "liushu", Role.PANEL_MEMBER),
    ("songping-panel4", "萧玉珍", "songping", Role.PANEL_MEMBER),
    ("songping-panel5", "田永贵", "songping", Role.PANEL_MEMBER),
)


def load_demo(*, now: datetime, say: Callable[[str], None], months: int = 12) -> None:
    """Fill an empty database. `say` hears what is being done; `months` shortens the story."""
    today = timezone.localdate(now)
    first = (today.replace(day=1) - timedelta(days=months * 30)).replace(day=1)
    before = timezone.make_aware(datetime.combine(first - timedelta(days=20), datetime.min.time()))
    places = found_tree()
    users = appoint_staff(places, now=before) | _more_staff(places, now=before)
    for story in VILLAGES:
        village = place_of(places[story.code].pk)
        say(f"{village.name}：名册、积分方案、一年的事……")
        _tell(story, village, users, before=before, first=first, now=now)
    tell_targets(users, now=now)


@dataclass(frozen=True, slots=True)
class DemoCard:
    code: str
    pin: str
    head_name: str


def demo_card(*, now: datetime) -> DemoCard | None:
    """The first household's card with its PIN, as first printed; None once it was replaced.

    It only looks, and knows a card of the demo county by the key that made it: in a real village
    of the same code there is none, and nothing is written.
    """
    user = User.objects.filter(username="clerk").first()
    place = Organization.objects.filter(code=VILLAGES[0].code).first()
    if user is None or place is None:
        return None
    clerk = actor_in_village(user.pk, place_of(place.pk), day=timezone.localdate(now))
    household = Household.objects.filter(village_id=place.pk, number=_FIRST_HOUSEHOLD).first()
    if household is None:
        return None
    key = f"{_cards_key(VILLAGES[0].code)}/{household.id}"
    made = id_made_by(clerk, "card", key)
    card = Card.objects.filter(village_id=place.pk, id=made, ended_at__isnull=True).first()
    if card is None:
        return None
    return DemoCard(card.code, draw_pin(pin_about(place.pk, made), key), household.head_name)


def _cards_key(village: str) -> str:
    return f"demo-cards-{village}"


def _issue_cards(clerk: Actor, village: Place, *, now: datetime) -> list[IssuedCard]:
    carded = [doer.household_id for doer in _doers(village)[:CARDS]]
    return issue_cards(clerk, carded, key=_cards_key(village.code), now=now)


def _more_staff(places: dict[str, Organization], *, now: datetime) -> dict[str, User]:
    since = timezone.localdate(now) - timedelta(days=30)
    users = {}
    for username, name, place, role in MORE_STAFF:
        users[username] = User.objects.create_user(username, PASSWORD, name=name)
        appoint(users[username], places[place], role=role, since=since)
    return users


def _tell(
    story: DemoVillage,
    village: Place,
    users: dict[str, User],
    *,
    before: datetime,
    first: date,
    now: datetime,
) -> None:
    def actors(role: Role) -> list[Actor]:
        return [
            actor_in_village(users[username].pk, village, day=timezone.localdate(before))
            for username, _, place, held in (*STAFF, *MORE_STAFF)
            if held is role and place.split("-")[0] == village.code
        ]

    clerk, secretary = actors(Role.CLERK)[0], actors(Role.SECRETARY)[0]
    _import(story, clerk, village, now=before)
    officer = _officer_of(village, users, before)
    version = adopt_document(
        secretary,
        officer,
        story.scheme,
        in_force_from=first,
        now=before,
        name=f"{village.name}积分方案",
        organisation=f"云岭县{village.township}{village.name}",
    )
    doers = _doers(village)
    _issue_cards(clerk, village, now=before)
    keepers = actors(Role.SHOPKEEPER)
    hands = Hands(
        village.id,
        clerk,
        secretary,
        actors(Role.PANEL_MEMBER),
        {group: actor for actor in actors(Role.GRID_WORKER) for group in _groups(actor)},
        keepers[0] if keepers else None,
        (secretary, *actors(Role.SUPERVISOR), *actors(Role.PANEL_MEMBER)),
    )
    year = Year(hands, scheme_of(version), doers, story.pace, seed=story.seed)
    year.run(first=first, now=now)


def _groups(actor: Actor) -> frozenset[int]:
    return frozenset().union(*actor.grouped.values())


def _officer_of(village: Place, users: dict[str, User], now: datetime) -> Actor:
    day = timezone.localdate(now)
    username = "shiban-township" if village.code == "songping" else "township"
    return actor_in_village(users[username].pk, village, day=day)


def _import(story: DemoVillage, clerk: Actor, village: Place, *, now: datetime) -> None:
    """The roster comes in as a real village's does: as an Excel file."""
    people = families(story.households, prefix=story.prefix, groups=story.groups, seed=story.seed)
    book = write_form(ROSTER, roster_rows(people), village=village.name, span="")
    filename = f"{village.name}户籍表.xlsx"
    import_roster(
        clerk,
        read_roster(book, filename=filename, today=timezone.localdate(now)),
        key="demo-roster",
        filename=filename,
        digest="",
        now=now,
    )


def _doers(village: Place) -> list[Doer]:
    members: dict[int, list[int]] = {}
    for resident in Resident.objects.filter(village_id=village.id).order_by("id"):
        members.setdefault(resident.household_id, []).append(resident.id)
    return [
        Doer(household.id, tuple(members.get(household.id, ())), household.group_id)
        for household in Household.objects.filter(village_id=village.id).order_by("number")
        if household.group_id is not None
    ]
