"""The recorder's form of one act, for households and for others alike; whoever of other households
took part is looked up and ticked, without a script: what was typed comes back with who was found.
"""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from jishan.claims.acts import resident_key
from jishan.claims.queries import ItemGroup
from jishan.core.access import Permission
from jishan.core.scheme.document import Scheme
from jishan.entrance.request import JishanRequest
from jishan.registry.people_found import FOUND_MAX, FoundPerson, people_found, people_named
from jishan.registry.queries import Member
from jishan.schemes.queries import version_in_force
from jishan.web.act_form import ActForm, item_of, named_in
from jishan.web.keys import new_key


def recorded_form(
    request: JishanRequest, groups: Sequence[ItemGroup], item: str, members: Sequence[Member] = ()
) -> tuple[ActForm, Scheme]:
    """The form of the item among those offered. While somebody is looked up it is not judged: a
    name that stands in the search is looked up before anything is saved."""
    today = timezone.localdate(request.now)
    scheme = version_in_force(request.place.id, today).scheme
    typed = request.POST if request.method == "POST" else None
    sought = _sought(request)
    named = people_named(request.actor, named_in(typed)) if typed else ()
    form = ActForm(
        item_of(groups, item),
        scheme,
        members,
        today=today,
        key=new_key(),
        recording=True,
        mates=(*named, *(sought or ())),
        data=typed if sought is None else None,
        files=request.FILES if typed and sought is None else None,
    )
    if typed is not None and sought is not None:
        ticked = [resident_key(one.id) for one in sought] if len(sought) == 1 else []
        form.keep(typed, ticked)
        form.answer = _answer(request, sought)
    return form, scheme


def _sought(request: JishanRequest) -> tuple[FoundPerson, ...] | None:
    """Who was looked up; None where nobody is."""
    text = request.POST.get("find", "").strip()[:60]
    if not text and "seek" not in request.POST:
        return None
    return people_found(request.actor, text)


def _answer(request: JishanRequest, found: Sequence[FoundPerson]) -> str:
    text = request.POST.get("find", "").strip()[:60]
    if not text:
        return _("先写上姓名或户编号，再查。")
    if not found and Permission.RECORD_CLAIM in request.actor.whole:
        return _("没有找到“%(text)s”，看看有没有写错。") % {"text": text}
    if not found:
        return _("没有找到“%(text)s”。别的组的人，请经办人登记。") % {"text": text}
    if len(found) == 1:
        return _("%(name)s加上了。") % {"name": found[0].name}
    if len(found) == FOUND_MAX:
        return _("名字里有“%(text)s”的人太多，只列出前 %(n)s 个，写全一点再查。") % {
            "text": text,
            "n": FOUND_MAX,
        }
    return _("查到 %(n)s 个人，请在上面选。") % {"n": len(found)}
