"""What a form offers to choose from, where it is known only when the page is asked for."""

from collections.abc import Iterable
from typing import Any

from django import forms


def offer(form: forms.Form, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Fill a choice field of the form."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField), f"{name} is chosen from a list"
    field.choices = list(choices)
