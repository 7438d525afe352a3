"""What is asked at the steps of a scheme's road: meetings, opinions, the vote, filing, force."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishan.core.errors import NotAllowed, NotFound, Refusal
from jishan.core.scheme.document import Scheme
from jishan.core.voting import Majority, Meeting, Vote
from jishan.core.workflow import SchemeState
from jishan.entrance.request import JishanRequest
from jishan.entrance.words import worded
from jishan.entrance.words.scheme_road import DISCUSSIONS, MAJORITIES, VOTERS, WAYS
from jishan.registry.queries import household_by_code
from jishan.schemes.queries import VersionRow
from jishan.web.days import OF_DOCUMENTS
from jishan.web.keys import new_key

PEOPLE_MAX = 100_000
"""More than any village has."""


def a_day(label: Any) -> forms.DateField:
    """A day, chosen from the browser's calendar."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        validators=OF_DOCUMENTS,
    )


def refused(form: forms.Form, refusal: Refusal) -> int:
    """The refusal as an error of the form that led to it, and its status. What is not there, or
    not one's own, is no matter of the form and goes on its way."""
    if isinstance(refusal, NotFound | NotAllowed):
        raise refusal
    said = worded(refusal)
    form.add_error(None, said.sentence)
    return said.status


class HouseholdOrNobody(forms.Form):
    """Whose word it is: a household by its door or card code, None where nothing is written."""

    household = forms.CharField(
        label=gettext_lazy("户编码（不写就是不留名）"), max_length=40, required=False
    )

    def __init__(self, *args: Any, village_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.village_id = village_id

    def clean_household(self) -> int | None:
        code = self.cleaned_data["household"]
        if not code.strip():
            return None
        try:
            return household_by_code(self.village_id, code).id
        except NotFound as unknown:
            raise forms.ValidationError(
                _("没有找到这个户编码。请核对门牌码或者积分卡号。")
            ) from unknown


class MeetingForm(forms.Form):
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("什么会"), choices=list(DISCUSSIONS.items()))
    day = a_day(gettext_lazy("哪一天"))
    place = forms.CharField(label=gettext_lazy("在哪里"), max_length=60)
    chair = forms.CharField(label=gettext_lazy("谁主持"), max_length=40)
    present = forms.IntegerField(label=gettext_lazy("到会人数"), min_value=1, max_value=PEOPLE_MAX)
    minutes = forms.CharField(
        label=gettext_lazy("大家说了什么"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    paper = forms.ImageField(label=gettext_lazy("会议记录的照片（可以不传）"), required=False)


class OpinionForm(HouseholdOrNobody):
    """An opinion on paper or by mouth, written down by the office."""

    field_order = ("key", "text", "way", "item", "household")

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("意见"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    way = forms.ChoiceField(
        label=gettext_lazy("怎么提的"),
        choices=[(way, word) for way, word in WAYS.items() if way != "page"],
    )
    item = forms.ChoiceField(label=gettext_lazy("说的是哪一项（可以不选）"), required=False)

    def __init__(self, *args: Any, scheme: Scheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item = self.fields["item"]
        assert isinstance(item, forms.ChoiceField), "declared above"
        item.choices = item_choices(scheme)


def item_choices(scheme: Scheme) -> list[tuple[str, Any]]:
    return [("", _("整个方案")), *((item.code, item.title) for item in scheme.items)]


class VoteForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("谁来表决"), choices=list(VOTERS.items()))
    meeting = forms.CharField(
        label=gettext_lazy("会议名称"), max_length=60, initial=gettext_lazy("村民代表会议")
    )
    day = a_day(gettext_lazy("哪一天"))
    entitled = forms.IntegerField(label=gettext_lazy("应到人数"), min_value=1, max_value=PEOPLE_MAX)
    present = forms.IntegerField(label=gettext_lazy("实到人数"), min_value=1)
    for_ = forms.IntegerField(label=gettext_lazy("赞成"), min_value=0)
    against = forms.IntegerField(label=gettext_lazy("反对"), min_value=0)
    abstained = forms.IntegerField(
        label=gettext_lazy("弃权"), min_value=0, required=False, initial=0
    )
    majority = forms.ChoiceField(
        label=gettext_lazy("要多少人赞成才通过"),
        choices=list(MAJORITIES.items()),
        required=False,
        initial=Majority.HALF.value,
    )

    def vote(self) -> Vote:
        given = self.cleaned_data
        return Vote(
            given["meeting"],
            given["day"],
            given["entitled"],
            given["present"],
            given["for_"],
            given["against"],
            given["abstained"] or 0,
            Meeting(given["kind"]),
            Majority(given["majority"] or Majority.HALF.value),
        )


class FilingForm(forms.Form):
    number = forms.CharField(label=gettext_lazy("备案编号"), max_length=40)
    remark = forms.CharField(label=gettext_lazy("备注（可以不写）"), max_length=300, required=False)


class SendBackForm(forms.Form):
    clause = forms.CharField(label=gettext_lazy("哪一条违法"), max_length=200)
    reason = forms.CharField(
        label=gettext_lazy("违反什么规定、怎么改"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("为什么收回"), max_length=500)


class InForceForm(forms.Form):
    day = a_day(gettext_lazy("从哪一天起生效"))


def step_forms(request: JishanRequest, row: VersionRow, scheme: Scheme) -> dict[str, Any]:
    """The forms of the steps that may come next; the page shows those of its actor."""
    today = timezone.localdate(request.now)
    match row.state:
        case SchemeState.DISCUSSED:
            return {
                "meeting_form": MeetingForm(initial={"key": new_key(), "day": today}),
                "opinion_form": OpinionForm(
                    scheme=scheme, village_id=request.place.id, initial={"key": new_key()}
                ),
                "vote_form": VoteForm(),
                "reason_form": ReasonForm(),
            }
        case SchemeState.VOTED:
            return {
                "filing_form": FilingForm(),
                "back_form": SendBackForm(),
                "reason_form": ReasonForm(),
            }
        case SchemeState.FILED:
            return {"reason_form": ReasonForm()}
        case SchemeState.PUBLISHED:
            over = row.notice_until is not None and request.now >= row.notice_until
            first = max(today, scheme.in_force_from)
            return {
                "notice_over": over,
                "reason_form": ReasonForm(),
                "force_form": InForceForm(initial={"day": first}),
            }
    return {}
