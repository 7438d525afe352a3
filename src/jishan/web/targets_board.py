"""What the village set out to do, on the public board (目标): figures and offices, no person."""

from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from jishan.entrance.request import JishanRequest, public
from jishan.targets.queries import standings_at
from jishan.web.board import board_page
from jishan.web.targets_shown import plan_shown


@public
def targets(request: JishanRequest, village: str) -> HttpResponse:
    today = timezone.localdate(request.now)
    plans = [plan_shown(one, today) for one in standings_at(request.place, day=today)]
    return board_page(request, "targets", {"title": _("村里的目标"), "plans": plans})


urlpatterns = [path("b/<slug:village>/targets/", targets, name="board-targets")]
