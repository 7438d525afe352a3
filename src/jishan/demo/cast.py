"""云岭县 · 青石镇 · 桃源村 and 柳树村, and who works there. Everything goes through the real
actions."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from jishan.core.access import Actor, Level, Role, villager_actor
from jishan.demo.adoption import TAOYUAN, adopt_document
from jishan.demo.households import DemoHousehold, found_households
from jishan.orgs.actions import appoint, found_organization
from jishan.orgs.models import Organization, User
from jishan.orgs.queries import Place, actor_in_village, place_of

PASSWORD = "jishan-2026"  # noqa: S105  # printed at the first start; the demo county only

STAFF: tuple[tuple[str, str, str, Role], ...] = (
    ("county", "沈局长", "yunling", Role.COUNTY_OFFICER),
    ("township", "周主任", "qingshi", Role.TOWNSHIP_OFFICER),
    ("secretary", "王建国", "taoyuan", Role.SECRETARY),
    ("clerk", "赵会计", "taoyuan", Role.CLERK),
    ("grid", "李强", "taoyuan-1", Role.GRID_WORKER),
    ("panel", "陈秀英", "taoyuan", Role.PANEL_MEMBER),
    ("panel2", "何长根", "taoyuan", Role.PANEL_MEMBER),
    ("panel3", "罗小梅", "taoyuan", Role.PANEL_MEMBER),
    ("supervisor", "郑文才", "taoyuan", Role.SUPERVISOR),
    ("shop", "孙店主", "taoyuan", Role.SHOPKEEPER),
    ("liushu-clerk", "刘大山", "liushu", Role.CLERK),
    ("liushu-grid", "柳小满", "liushu-1", Role.GRID_WORKER),
    ("shiban-township", "田主任", "shiban", Role.TOWNSHIP_OFFICER),
    ("songping-clerk", "宋会计", "songping", Role.CLERK),
)
"""Username, name, place, role. 刘大山 of 柳树村 must never see anything of 桃源村."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody a test may need. Actors stand in 桃源村 unless they are of another place."""

    taoyuan: Place
    liushu: Place
    songping: Place
    group_one: Place
    group_two: Place
    users: dict[str, User]
    township_officer: Actor
    secretary: Actor
    clerk: Actor
    grid_worker: Actor
    panel: tuple[Actor, Actor, Actor]
    supervisor: Actor
    shopkeeper: Actor
    outsider: Actor
    zhang: DemoHousehold
    liu_neighbour: DemoHousehold
    far: DemoHousehold
    elsewhere: DemoHousehold
    zhang_actor: Actor
    neighbour_actor: Actor


def found_tree() -> dict[str, Organization]:
    """One county, two townships, three villages with their groups."""
    county = found_organization("云岭县", "yunling", level=Level.COUNTY, parent=None)
    places = {"yunling": county}
    for code, name, parent, level in (
        ("qingshi", "青石镇", "yunling", Level.TOWNSHIP),
        ("shiban", "石板乡", "yunling", Level.TOWNSHIP),
        ("taoyuan", "桃源村", "qingshi", Level.VILLAGE),
        ("liushu", "柳树村", "qingshi", Level.VILLAGE),
        ("songping", "松坪村", "shiban", Level.VILLAGE),
    ):
        places[code] = found_organization(name, code, level=level, parent=places[parent])
    for village, count in (("taoyuan", 6), ("liushu", 2), ("songping", 2)):
        for number in range(1, count + 1):
            code = f"{village}-{number}"
            places[code] = found_organization(
                f"{'一二三四五六'[number - 1]}组",
                code,
                level=Level.GRID,
                parent=places[village],
                position=number,
            )
    return places


def appoint_staff(places: dict[str, Organization], *, now: datetime) -> dict[str, User]:
    since = timezone.localdate(now) - timedelta(days=400)
    users = {}
    for username, name, place, role in STAFF:
        user = User.objects.create_user(username, PASSWORD, name=name)
        appoint(user, places[place], role=role, since=since)
        users[username] = user
    return users


def found_cast(*, now: datetime) -> Cast:
    """The small cast of every test: the tree, the staff, four households, 桃源村's scheme in
    force."""
    places = found_tree()
    users = appoint_staff(places, now=now)
    day = timezone.localdate(now)
    taoyuan, liushu, songping = (
        place_of(places[code].pk) for code in ("taoyuan", "liushu", "songping")
    )

    def actor(username: str, village: Place = taoyuan) -> Actor:
        return actor_in_village(users[username].pk, village, day=day)

    households = found_households(actor("clerk"), actor("liushu-clerk", liushu), places, now=now)
    zhang, neighbour, far, elsewhere = households
    adopt_document(
        actor("secretary"),
        actor("township"),
        TAOYUAN,
        in_force_from=date(2025, 1, 1),
        now=datetime(2024, 12, 20, 10, tzinfo=now.tzinfo),
    )
    return Cast(
        taoyuan=taoyuan,
        liushu=liushu,
        songping=songping,
        group_one=place_of(places["taoyuan-1"].pk),
        group_two=place_of(places["taoyuan-2"].pk),
        users=users,
        township_officer=actor("township"),
        secretary=actor("secretary"),
        clerk=actor("clerk"),
        grid_worker=actor("grid"),
        panel=(actor("panel"), actor("panel2"), actor("panel3")),
        supervisor=actor("supervisor"),
        shopkeeper=actor("shop"),
        outsider=actor("liushu-clerk", liushu),
        zhang=zhang,
        liu_neighbour=neighbour,
        far=far,
        elsewhere=elsewhere,
        zhang_actor=villager_actor(zhang.id, taoyuan.id),
        neighbour_actor=villager_actor(neighbour.id, taoyuan.id),
    )
