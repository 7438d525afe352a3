"""Choosing a household by what a clerk would write: its number, or the head's name."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishan.core.access import Actor
from jishan.registry.queries import households_found
from jishan.web.office.tables import Key


class HouseholdForm(Key):
    """`household` is cleaned to its id; several of one name are told apart by their number."""

    household = forms.CharField(
        label=gettext_lazy("哪一户"),
        help_text=gettext_lazy("填户号，或户主的姓名。"),
        max_length=40,
    )

    def __init__(self, actor: Actor, data: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.actor = actor

    def clean_household(self) -> int:
        found = households_found(self.actor, self.cleaned_data["household"], limit=6)
        if len(found) == 1:
            return found[0].id
        if not found:
            raise forms.ValidationError(_("没有找到这一户。"))
        listed = "、".join(f"{one.name}（{one.number}）" for one in found)
        raise forms.ValidationError(_("找到好几户：{found}。请填户号。").format(found=listed))
