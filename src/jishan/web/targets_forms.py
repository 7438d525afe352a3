"""The forms of target plans: a new draft, its decision, a report, an acceptance, an award."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from jishan.core.targets.document import Amount, Coverage, Done, Goal, Grade, Plan, Target
from jishan.entrance.words.scheme import EVIDENCE
from jishan.targets.actions import NewReport
from jishan.web.choices import offer

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_NUMBER = forms.NumberInput(attrs={"inputmode": "decimal", "step": "any", "min": "0"})


class PlanForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("计划文件（.yaml）"))


class DecisionForm(forms.Form):
    meeting = forms.CharField(label=gettext_lazy("什么会议定的"), max_length=60)
    day = forms.DateField(label=gettext_lazy("哪一天"), widget=_DAY)
    note = forms.CharField(
        label=gettext_lazy("文号或说明（可以不写）"), max_length=200, required=False
    )


class ReportForm(forms.Form):
    """A report for one target; only the fields that its goal asks for."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    figure = forms.DecimalField(required=True, widget=_NUMBER)
    of = forms.DecimalField(required=False, widget=_NUMBER)
    grade = forms.ChoiceField(label=gettext_lazy("是几类"))
    day = forms.DateField(label=gettext_lazy("哪一天的数"), widget=_DAY)
    evidence = forms.MultipleChoiceField(
        label=gettext_lazy("手里有哪些证明"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    photo = forms.FileField(
        label=gettext_lazy("照片（可以不拍）"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "data-photo": "id_photo_view"}),
    )
    note = forms.CharField(
        label=gettext_lazy("说明（可以不写）"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    corrects = forms.TypedChoiceField(
        label=gettext_lazy("是不是更正以前报错的"),
        required=False,
        coerce=int,
        empty_value=None,
    )

    def __init__(
        self, plan: Plan, target: Target, *, corrected: Sequence[tuple[int, str]], **rest: Any
    ) -> None:
        super().__init__(**rest)
        self.target = target
        self._shape(plan, target.goal)
        kinds = [kind for kind in target.evidence if kind != "photo"]
        offer(self, "evidence", [(kind, EVIDENCE[kind]) for kind in kinds])
        choices = [("", gettext_lazy("不是，这是新报的")), *corrected]
        offer(self, "corrects", choices)
        unused = [] if kinds else ["evidence"]
        for name in unused + ([] if corrected else ["corrects"]):
            del self.fields[name]

    def _shape(self, plan: Plan, goal: Goal) -> None:
        """Keep the fields of the goal's shape, with its words."""
        needed = {"figure"}
        match goal:
            case Amount(unit=unit):
                self.fields["figure"].label = f"到这天为止一共多少（{unit}）"
            case Coverage():
                base = plan.base(goal.of)
                self.fields["figure"].label = f"到这天为止做到的有多少{base.unit}"
                self.fields["of"].label = f"一共有多少{base.unit}"
                self.fields["of"].required = self.target.counted == "sum_of_villages"
                self.fields["of"].help_text = f"不填就按计划里的 {base.figure} {base.unit}算。"
                if self.fields["of"].required:
                    self.fields["of"].help_text = "只数本村的。"
                needed = {"figure", "of"}
            case Done():
                self.fields["figure"] = forms.DecimalField(
                    label="做成了没有",
                    widget=forms.RadioSelect(choices=[("1", "做成了"), ("0", "还没有")]),
                )
            case Grade(grades=grades):
                offer(self, "grade", [(one, one) for one in grades])
                needed = {"grade"}
        for name in {"figure", "of", "grade"} - needed:
            del self.fields[name]

    def report(self) -> NewReport:
        """What was typed, for the action."""
        said = self.cleaned_data
        return NewReport(
            target=self.target.code,
            day=said["day"],
            figure=said.get("figure"),
            of=said.get("of"),
            grade=said.get("grade", ""),
            note=said["note"],
            evidence=tuple(said.get("evidence", ())),
            corrects_id=said.get("corrects"),
        )


class DecideForm(forms.Form):
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    accepted = forms.TypedChoiceField(
        label=gettext_lazy("验收结果"),
        choices=[("1", gettext_lazy("通过")), ("0", gettext_lazy("退回补做"))],
        coerce=lambda one: one == "1",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("看了什么、哪里要补（退回一定要写）"), max_length=300, required=False
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("accepted") is False and not said.get("note", "").strip():
            self.add_error("note", gettext_lazy("退回要写明哪里没有做到。"))
        return said


class AwardForm(forms.Form):
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    note = forms.CharField(label=gettext_lazy("文号（可以不写）"), max_length=100, required=False)
