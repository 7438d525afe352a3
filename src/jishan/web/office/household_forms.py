"""The forms by which a clerk says what changed in a household; each makes a `NewChange`."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishan.core.points import Points, PointsUnreadable, format_points, parse_points
from jishan.entrance.request import JishanRequest
from jishan.entrance.words.households import KINDS
from jishan.moving.changed import SplitRule, split_rule
from jishan.registry.actions import NewResident
from jishan.registry.changes import JOINING, LEAVING, NewChange
from jishan.registry.queries import HouseholdCard
from jishan.web.choices import offer
from jishan.web.keys import new_key
from jishan.web.office.choosing import HouseholdForm

_SEXES = (("", gettext_lazy("不填")), ("男", gettext_lazy("男")), ("女", gettext_lazy("女")))


class ChangeForm(HouseholdForm):
    """What every change has: the day, and a note. `only` is the kind of a form that serves one."""

    only = ""
    first: tuple[str, ...] = ()
    day = forms.DateField(
        label=gettext_lazy("从哪天起"),
        help_text=gettext_lazy("这一天以前的积分和人均都不变。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=gettext_lazy("备注"),
        help_text=gettext_lazy("凭什么办的，如结婚证、分户协议。可以不填。"),
        max_length=200,
        required=False,
    )

    def __init__(self, request: JishanRequest, found: HouseholdCard, data: Any) -> None:
        today = timezone.localdate(request.now)
        super().__init__(request.actor, data, initial={"key": new_key(), "day": today})
        self.found = found
        self.order_fields(self.first)
        self.arrange(request)
        last = [name for name in self.fields if name not in ("day", "note")]
        self.order_fields([*last, "day", "note"])

    def arrange(self, request: JishanRequest) -> None:
        """Fill in the choices; only a form that asks for another household keeps the field."""
        del self.fields["household"]

    def change(self) -> NewChange:
        said = self.cleaned_data
        return NewChange(
            self.found.id,
            said.get("kind", self.only),
            said["day"],
            other_id=said.get("household"),
            people=tuple(int(one) for one in said.get("people", ())),
            head=said.get("head"),
            new_head=said.get("new_head"),
            number=said.get("number", ""),
            relation=said.get("relation", ""),
            note=said["note"],
        )

    def shares(self) -> dict[str, Points]:
        return {}

    def _people(self, *fields: str) -> None:
        """Who of the household there is to choose from; the head is named as such."""
        named: list[tuple[int | str, str]] = [
            (one.id, f"{one.name}（{one.relation}）" if one.relation else one.name)
            for one in self.found.members
        ]
        for name in fields:
            field = self.fields[name]
            blank = ("", _("请选一位") if field.required else _("不用选"))
            offer(self, name, named if name == "people" else [blank, *named])


def _people_field(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, widget=forms.CheckboxSelectMultiple)


def _head_field(label: Any, help_text: Any, *, required: bool = False) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, help_text=help_text, coerce=int, empty_value=None, required=required
    )


class JoinForm(ChangeForm):
    first = ("kind", "name", "relation", "sex", "birth_year", "identity")
    kind = forms.ChoiceField(
        label=gettext_lazy("怎么来的"), choices=[(one, KINDS[one]) for one in JOINING]
    )
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=40)
    relation = forms.CharField(label=gettext_lazy("与户主关系"), max_length=20, required=False)
    sex = forms.ChoiceField(label=gettext_lazy("性别"), choices=_SEXES, required=False)
    birth_year = forms.IntegerField(
        label=gettext_lazy("出生年"), min_value=1900, max_value=2200, required=False
    )
    identity = forms.CharField(
        label=gettext_lazy("身份证号"),
        help_text=gettext_lazy("只存末四位和核对用的密码串。可以不填。"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def change(self) -> NewChange:
        said = self.cleaned_data
        person = NewResident(
            said["name"],
            relation=said["relation"],
            sex=said["sex"],
            birth_year=said["birth_year"],
            identity=said["identity"],
        )
        return replace(super().change(), resident=person, relation="")


class LeaveForm(ChangeForm):
    first = ("kind", "people", "head")
    kind = forms.ChoiceField(
        label=gettext_lazy("怎么走的"), choices=[(one, KINDS[one]) for one in LEAVING]
    )
    people = _people_field(gettext_lazy("是谁"))
    head = _head_field(gettext_lazy("新户主"), gettext_lazy("走的是户主才选。"))

    def arrange(self, request: JishanRequest) -> None:
        super().arrange(request)
        self._people("people", "head")


class MoveForm(ChangeForm):
    only = "moved"
    first = ("people", "household", "relation", "head")
    people = _people_field(gettext_lazy("是谁"))
    relation = forms.CharField(
        label=gettext_lazy("与那一户户主的关系"), max_length=20, required=False
    )
    head = _head_field(gettext_lazy("原户的新户主"), gettext_lazy("走的是户主才选。"))

    def arrange(self, request: JishanRequest) -> None:
        self.fields["household"].label = _("转到哪一户")
        self._people("people", "head")


class SplitForm(ChangeForm):
    """Where the document leaves the points to a decision, each purse is asked for."""

    only = "split"
    first = ("people", "new_head", "number", "head")
    people = _people_field(gettext_lazy("谁分出去"))
    new_head = _head_field(
        gettext_lazy("新户的户主"), gettext_lazy("从分出去的人里选。"), required=True
    )
    number = forms.CharField(
        label=gettext_lazy("新户的户编号"),
        help_text=gettext_lazy("不填就自动编一个。"),
        max_length=30,
        required=False,
    )
    head = _head_field(gettext_lazy("原户的新户主"), gettext_lazy("户主分出去了才选。"))

    def arrange(self, request: JishanRequest) -> None:
        super().arrange(request)
        self._people("people", "new_head", "head")
        day = timezone.localdate(request.now)
        self.rule: SplitRule = split_rule(request.actor, self.found.id, day=day)
        for code, name, held in self.rule.held if self.rule.rule == "by_decision" else ():
            self.fields[f"share-{code}"] = forms.CharField(
                label=_("“{purse}”分给新户多少").format(purse=name),
                help_text=_("现有 {held} 分。照书面协议填，可以到 0.01 分；不分就空着。").format(
                    held=format_points(held)
                ),
                max_length=12,
                required=False,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for name in [one for one in said if one.startswith("share-") and said[one]]:
            try:
                said[name] = parse_points(said[name])
            except PointsUnreadable:
                self.add_error(name, _("请填一个数，最多两位小数。"))
        return said

    def shares(self) -> dict[str, Points]:
        found = {
            code: self.cleaned_data.get(f"share-{code}") for code, _name, _held in self.rule.held
        }
        return {code: points for code, points in found.items() if points}


class MergeForm(ChangeForm):
    only = "merged"
    first = ("household",)

    def arrange(self, request: JishanRequest) -> None:
        self.fields["household"].label = _("并到哪一户")


class CloseForm(ChangeForm):
    only = "closed"


FORMS: dict[str, type[ChangeForm]] = {
    "join": JoinForm,
    "leave": LeaveForm,
    "move": MoveForm,
    "split": SplitForm,
    "merge": MergeForm,
    "close": CloseForm,
}
