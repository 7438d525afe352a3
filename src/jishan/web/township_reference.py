"""The township's reference list made from a scheme that a village carries out already: which one,
and how far the others may depart from it. Nobody has to write a file."""

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishan.core.scheme.document import to_document
from jishan.schemes.actions import begun
from jishan.schemes.queries import VillageRules, scheme_of

STAY = (("0", gettext_lazy("可以去掉")), ("1", gettext_lazy("必须保留")))
AS_WRITTEN = (("0", gettext_lazy("分值可以改")), ("1", gettext_lazy("分值和上限不能改")))
_NOT_OF_A_LIST = ("adopted", "filing", "in_force_until", "replaces")


class MadeForm(forms.Form):
    """`base` is the id of a version that is in force in one of the villages."""

    base = forms.ChoiceField(label=gettext_lazy("照哪个村现行的方案"))
    name = forms.CharField(label=gettext_lazy("目录名称"), max_length=120)
    stay = forms.ChoiceField(
        label=gettext_lazy("目录里的事项，各村"),
        choices=STAY,
        initial="0",
        widget=forms.RadioSelect,
    )
    as_written = forms.ChoiceField(
        label=gettext_lazy("留下的事项"), choices=AS_WRITTEN, initial="0", widget=forms.RadioSelect
    )
    added_max = forms.IntegerField(
        label=gettext_lazy("各村最多增加几项（不写就是不限）"), min_value=0, required=False
    )
    removed_max = forms.IntegerField(
        label=gettext_lazy("各村最多去掉几项（不写就是不限）"), min_value=0, required=False
    )
    issued = forms.CharField(label=gettext_lazy("文号"), max_length=60)
    day = forms.DateField(
        label=gettext_lazy("从哪一天起"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, lines: Sequence[VillageRules], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        base = self.fields["base"]
        assert isinstance(base, forms.ChoiceField), "declared above"
        base.choices = [
            (
                str(one.in_force.id),
                _("{village}：{scheme}").format(village=one.village.name, scheme=one.in_force.name),
            )
            for one in lines
            if one.in_force is not None
        ]

    def raw(self, organisation: str) -> str:
        """The list as a file would say it."""
        given = self.cleaned_data
        document = to_document(scheme_of(int(given["base"])))
        for part in _NOT_OF_A_LIST:
            document.pop(part, None)
        most = {name: given[name] for name in ("added_max", "removed_max")}
        others = {"stay": given["stay"] == "1", "as_written": given["as_written"] == "1"}
        document |= {
            "kind": "reference",
            "name": given["name"],
            "organisation": organisation,
            "in_force_from": given["day"].isoformat(),
            "items": [begun(item, given["day"]) for item in document.get("items", [])],
            "limits": {
                "others": others,
                **{name: value for name, value in most.items() if value is not None},
            },
        }
        return json.dumps(document, ensure_ascii=False)
