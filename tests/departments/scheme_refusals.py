"""Nothing has moved when a step of adoption is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from jishan.core.errors import Refusal
from jishan.orgs.models import AuditEvent
from jishan.schemes.models import (
    Discussion,
    Feedback,
    Opinion,
    ReferenceList,
    Review,
    SchemeVersion,
)

FAULTY = ("category: harmony", "category: harmonie")
UNLAWFUL = ("deductions: household_only", "deductions: shown")
TABLES = (SchemeVersion, Discussion, Opinion, Feedback, Review, ReferenceList, AuditEvent)


def everything() -> list[list[str]]:
    return [sorted(map(repr, table._default_manager.values_list())) for table in TABLES]


def refuses(kind: type[Refusal], step: Callable[[], object]) -> dict[str, Any]:
    """The step is refused with this refusal, and nothing has moved."""
    before = everything()
    with pytest.raises(Refusal) as refused, transaction.atomic():
        step()
    assert type(refused.value) is kind
    assert everything() == before
    return dict(refused.value.facts)
