"""The form in which an act is said: only the questions that its item asks.

The villager's form and the recorder's share it; the recorder is asked more: who told it, where,
why.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishan.claims.acts import NewClaim, resident_key
from jishan.claims.queries import ItemCard, ItemGroup
from jishan.core.errors import NotFound
from jishan.core.points import parse_points
from jishan.core.scheme.document import Scheme
from jishan.entrance.words.claims import CHANNELS, EVIDENCE, ORIGINS
from jishan.registry.people_found import FoundPerson
from jishan.registry.queries import Member

_SEEN = ("witness", "reported", "notified", "record")
_RECORDED = ("proxy", "recorded", "document")
_CHANNELS = ("on_site", "oral", "phone", "wechat", "sms", "paper")
_PERSON = re.compile(r"r[0-9]{1,19}")
_NUMBER = {"inputmode": "decimal", "autocomplete": "off"}


def item_of(groups: Sequence[ItemGroup], code: str) -> ItemCard:
    """The chosen item among those offered, or `not_found`."""
    for group in groups:
        for card in group.items:
            if card.code == code:
                return card
    raise NotFound


def named_in(typed: Mapping[str, Any]) -> list[int]:
    """Whom a form that came in names: ticked, or with a share of the points."""
    ticked = typed.getlist("credited") if isinstance(typed, QueryDict) else ()
    shared = (name.removeprefix("share:") for name, value in typed.items() if value)
    return [int(key[1:]) for key in (*ticked, *shared) if _PERSON.fullmatch(key)]


class ActForm(forms.Form):
    """`members` are the household's people; `recording` asks what somebody who writes for others
    has to say, who may name people of other households as well: those of them that are named
    already are the `mates`. `answer` is what the search for somebody came to."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(
        self,
        card: ItemCard,
        scheme: Scheme,
        members: Sequence[Member],
        *,
        today: date,
        key: str,
        recording: bool = False,
        mates: Iterable[FoundPerson] = (),
        data: Any = None,
        files: Any = None,
    ) -> None:
        super().__init__(data, files, initial={"day": today, "key": key, "quantity": "1"})
        self.card = card
        self.kinds = card.rule.subjects or scheme.subjects.kinds
        self.recording = recording
        self.answer = ""
        self._ask_what()
        self._ask_who(members, mates)
        self._ask_when(today)
        if recording:
            self._ask_recorder()
        self._ask_where()
        self.fields["photo"] = forms.FileField(label=_("照片"), required=False)

    def _ask_what(self) -> None:
        card = self.card
        if card.asks_quantity:
            label = _("几%(unit)s") % {"unit": card.unit}
            self.fields["quantity"] = _number(label)
        if card.levels:
            self.fields["level"] = _radio(_("哪一级"), card.levels)
        if card.outcomes:
            choices = [("", _("没有下面这些结果")), *card.outcomes]
            self.fields["outcome"] = _radio(_("结果怎样"), choices, required=False)
        for code, name, unit in card.figures:
            self.fields[f"figure:{code}"] = _number(f"{name}（{unit}）")
        if self.recording and card.shape in ("range", "case"):
            help_text = _("由评议小组定分的，可以不填。")
            self.fields["points"] = _number(_("建议多少分"), required=False, help_text=help_text)

    def _ask_who(self, members: Sequence[Member], mates: Iterable[FoundPerson]) -> None:
        """Everybody of the household who may have done it; a team or a named person is ticked."""
        people = [(str(one.id), one.name) for one in members]
        if "resident" in self.kinds:
            home = [("", _("全家"))] if "household" in self.kinds else []
            self.fields["who"] = forms.ChoiceField(
                label=_("谁做的"), choices=home + people, required=not home
            )
        if not self.names_others:
            return
        named = {resident_key(one.id): one.name for one in members}
        for one in mates:
            named.setdefault(resident_key(one.id), f"{one.name}（{one.group} {one.number}）")
        team = self.card.rule.team
        if team is not None and team.split == "stated":
            self._ask_shares(tuple(named.items()))
        else:
            self._ask_ticks(tuple(named.items()))
        if self.recording:
            self.fields["find"] = forms.CharField(
                label=_("别的户的人，先查出来"),
                max_length=60,
                required=False,
                help_text=_("姓名、拼音首字母、户编号或户码；查到的会加到上面，填好的不会丢。"),
                widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            )

    @property
    def names_others(self) -> bool:
        """Whether the points go to people who are named: a team, or somebody else."""
        return self.card.rule.credited_to in ("named", "team")

    def _ask_ticks(self, named: Sequence[tuple[str, str]]) -> None:
        self.fields["credited"] = forms.MultipleChoiceField(
            label=_("分记给谁"),
            choices=named,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text="" if named else _("先在下面查出人来，再勾上。"),
            error_messages={"invalid_choice": _("勾的人里有一位查不到，请重新查。")},
        )

    def _ask_shares(self, named: Sequence[tuple[str, str]]) -> None:
        """What each of the team gets of the points; who was not there is left empty."""
        for number, (key, name) in enumerate(named):
            label = _("%(name)s 占百分之几") % {"name": name}
            help_text = _("没参加的人不填；填的数加起来要正好是 100。") if number == 0 else ""
            self.fields[f"share:{key}"] = _number(label, required=False, help_text=help_text)

    def _ask_when(self, today: date) -> None:
        widget = forms.DateInput(
            attrs={"type": "date", "max": today.isoformat()}, format="%Y-%m-%d"
        )
        self.fields["day"] = forms.DateField(label=_("哪一天做的"), widget=widget)

    def _ask_recorder(self) -> None:
        allowed = [one for one in _RECORDED if one in self.card.origins]
        if self.card.negative and "document" in self.card.evidence:
            allowed.sort(key=lambda one: one != "document")
        choices = [(one, _ORIGIN_HELP[one]) for one in allowed]
        self.fields["origin"] = _radio(_("怎么记的"), choices, initial=allowed[0])
        self.fields["channel"] = forms.ChoiceField(
            label=_("怎么知道的"), choices=[(one, CHANNELS[one]) for one in _CHANNELS]
        )
        seen = [(kind, EVIDENCE[kind]) for kind in self.card.evidence if kind in _SEEN]
        if seen:
            self.fields["evidence"] = forms.MultipleChoiceField(
                label=_("有哪些佐证"),
                choices=seen,
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        if "document" in allowed or "document" in self.card.evidence:
            self.fields["document"] = forms.CharField(
                label=_("文件名称、文号"),
                max_length=120,
                required="document" in self.card.rule.evidence.required,
            )

    def _ask_where(self) -> None:
        must = self.recording and "time_place_cause" in self.card.rule.evidence.required
        for name, label, most in (
            ("happened", _("大概几点"), 60),
            ("place", _("在哪里"), 120),
            ("cause", _("怎么回事"), 500),
        ):
            self.fields[name] = forms.CharField(
                label=label, max_length=most, required=must and name != "happened"
            )

    @property
    def main(self) -> list[forms.BoundField]:
        """What has to be answered."""
        return [field for field in self if field.name not in self._aside and field.name != "photo"]

    @property
    def more(self) -> list[forms.BoundField]:
        """What may be left out, behind one press."""
        return [field for field in self if field.name in self._aside]

    @property
    def _aside(self) -> tuple[str, ...]:
        return () if self.recording else ("happened", "place", "cause")

    @property
    def simple(self) -> bool:
        """Nothing has to be chosen: the figure can be shown before anything is typed."""
        asks = self.card.levels or self.card.figures or self.card.shape in ("range", "case")
        return not (self.names_others or asks)

    def keep(self, typed: QueryDict, ticked: Iterable[str] = ()) -> None:
        """Show what was typed so far, and tick these as well, without judging any of it."""
        for name, field in self.fields.items():
            self.initial[name] = field.widget.value_from_datadict(typed, {}, name)
        self.initial["find"] = ""
        if "credited" in self.fields:
            self.initial["credited"] = [*self.initial["credited"], *ticked]

    def new_claim(self, household_id: int | None, subject: str = "") -> NewClaim:
        """What was said of a household, or of a `subject` that is none. Unbound: what the form says
        before anything is typed."""
        said = self.cleaned_data if self.is_bound else {"day": self.initial["day"]}
        points, shares = said.get("points"), _named_with(said, "share:")
        return NewClaim(
            household_id,
            self.card.code,
            said["day"],
            resident_id=int(said["who"]) if said.get("who") else None,
            quantity=said.get("quantity") or 1,
            level=said.get("level") or None,
            outcome=said.get("outcome") or None,
            figures=_named_with(said, "figure:"),
            points=parse_points(points) if points else None,
            credited=tuple(said.get("credited", shares)),
            parts=tuple(shares.values()),
            document=said.get("document") or None,
            evidence=tuple(said.get("evidence", ())),
            happened=said.get("happened", ""),
            place=said.get("place", ""),
            cause=said.get("cause", ""),
            subject=subject,
        )

    @property
    def photographs(self) -> tuple[bytes, ...]:
        photo = self.cleaned_data.get("photo")
        return (photo.read(),) if photo else ()


_ORIGIN_HELP = {
    "proxy": gettext_lazy("替本人报（本人托的）"),
    "recorded": gettext_lazy("看到、查到，登记下来"),
    "document": ORIGINS["document"],
}


def _named_with(said: Mapping[str, Any], stem: str) -> dict[str, str]:
    """What was filled in of the fields whose names begin so, by the rest of the name."""
    return {
        name.removeprefix(stem): value
        for name, value in said.items()
        if name.startswith(stem) and value
    }


def _number(label: str, *, required: bool = True, help_text: str = "") -> forms.CharField:
    """A number as people type it; whether it is one says the rulebook, in its own words."""
    return forms.CharField(
        label=label,
        max_length=20,
        required=required,
        help_text=help_text,
        widget=forms.TextInput(attrs=_NUMBER),
    )


def _radio(
    label: str, choices: Sequence[tuple[str, Any]], *, required: bool = True, initial: str = ""
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=required,
        initial=initial,
        widget=forms.RadioSelect,
    )
