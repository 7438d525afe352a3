"""A document may bear a name longer than the column of its list; the document keeps all of it."""

from datetime import datetime

from jishan.core.access import Permission
from jishan.demo.cast import Cast
from jishan.orgs.queries import area_for
from jishan.schemes.actions import adopt_reference, draft_scheme
from jishan.schemes.drafts import open_draft, save_part
from jishan.schemes.models import ReferenceList, Scheme
from jishan.schemes.queries import version_page
from jishan.targets.actions import draft_plan
from jishan.targets.models import Plan
from tests.faces.rows import REFERENCE
from tests.stories.planning import plan_text
from tests.stories.scheme_road import changed

LONG = "关于在全村推行积分制管理的实施办法" * 20
MOST = 120


def test_a_scheme_of_a_long_name(village: Cast, now: datetime) -> None:
    raw = changed(("name: 桃源村", f"name: {LONG}桃源村"), ("code: taoyuan", "code: long"))
    made = draft_scheme(village.secretary, raw, now=now)
    _row, scheme = version_page(village.secretary, made.pk)
    assert scheme.name.startswith(LONG)
    assert Scheme.objects.get(pk=made.scheme_id).name == LONG[:MOST]

    draft = open_draft(village.secretary, made.pk)
    named = {"name": f"新{LONG}"}
    save_part(village.secretary, made.pk, path=(), value=named, seen=draft.digest, now=now)
    assert Scheme.objects.get(pk=made.scheme_id).name == f"新{LONG}"[:MOST]


def test_a_list_and_a_plan_of_a_long_name(village: Cast, now: datetime) -> None:
    _place, officer = area_for(
        village.users["township"].pk, "qingshi", Permission.VIEW_TOWNSHIP, day=now.date()
    )
    raw = REFERENCE.replace("name: 桃源村", f"name: {LONG}桃源村", 1)
    made = adopt_reference(officer, raw, issued="一号", in_force_from=now.date(), now=now)
    assert ReferenceList.objects.get(pk=made.pk).name == LONG[:MOST]

    text = plan_text(name="桃源村").replace("name: 桃源村", f"name: {LONG}", 1)
    version = draft_plan(village.secretary, text, now=now)
    assert Plan.objects.get(pk=version.plan_id).name == LONG[:MOST]
    assert version.document["name"] == LONG
