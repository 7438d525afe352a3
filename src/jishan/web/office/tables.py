"""What the desk's tables share: a range of days, a form's key, the .xlsx answer."""

from datetime import date
from urllib.parse import quote

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class DayRange(forms.Form):
    since = forms.DateField(
        label=gettext_lazy("从"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=gettext_lazy("到"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def span(self) -> str:
        """The days as the sheet's second line says them."""
        found = self.cleaned_data if self.is_valid() else {}
        since: date | None = found.get("since")
        until: date | None = found.get("until")
        if since is None and until is None:
            return "全部日期"
        return f"{since or '最早'} 至 {until or '今天'}"


class Key(forms.Form):
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)


_ID_MAX = 2**63 - 1


def ticked(request: HttpRequest, name: str) -> list[int]:
    """The numbers of the rows that were ticked on a page."""
    texts = [one for one in request.POST.getlist(name) if one.isdecimal() and len(one) < 20]
    return [number for number in map(int, texts) if number <= _ID_MAX]


def sheet_response(book: bytes, filename: str) -> HttpResponse:
    response = HttpResponse(book, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    return response
