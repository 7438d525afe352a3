"""Units pasted from a sheet: one line each, its cells in the order of the heading."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishan.entrance.words.registry import UNIT_KINDS
from jishan.orgs.queries import Place
from jishan.registry.sheets.groups import group_key
from jishan.registry.units import NewUnit
from jishan.web.office.tables import Key

_CODES = {word: code for code, word in UNIT_KINDS.items()} | {
    "商店": "shop", "店铺": "shop", "公司": "company", "协会": "association", "社团": "association",
    "志愿队": "team", "服务队": "team", "其他": "other",
}  # fmt: skip


class UnitLines(Key):
    lines = forms.CharField(
        label=gettext_lazy("一行一个单位"),
        help_text=gettext_lazy("从表格里选中复制，贴在这里：名称、类别、小组、联系人、地址。"),
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=40_000,
    )

    def __init__(self, groups: Sequence[Place], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {group_key(one.name): one.id for one in groups}
        self.new_units: list[NewUnit] = []

    def clean_lines(self) -> str:
        text: str = self.cleaned_data["lines"]
        wrong: list[str] = []
        for number, line in enumerate(text.splitlines(), 1):
            cells = [
                cell.strip() for cell in line.replace("，", "\t").replace(",", "\t").split("\t")
            ]
            if any(cells) and cells[0] not in ("名称", "单位名称"):
                said = self._read(cells + [""] * 5)
                if said:
                    wrong.append(_("第 {n} 行：{said}").format(n=number, said=said))
        if wrong:
            raise forms.ValidationError(wrong[:20])
        return text

    def _read(self, cells: Sequence[str]) -> str:
        """Keep one line; what is wrong with it, or ""."""
        name, kind, group, contact, address = cells[:5]
        if not name:
            return _("没有名称。")
        if kind not in _CODES:
            known = "、".join(UNIT_KINDS.values())
            return _("类别“{kind}”看不懂，请写{known}。").format(kind=kind, known=known)
        if group and group_key(group) not in self.groups:
            return _("本村没有“{group}”。").format(group=group)
        group_id = self.groups.get(group_key(group)) if group else None
        self.new_units.append(NewUnit(name, _CODES[kind], group_id, contact, address))
        return ""
