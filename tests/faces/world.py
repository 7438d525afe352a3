"""The cast as it sits before browsers: who is logged in as whom, and the rows that addresses name.

Rows are made when a line of the table asks for them, through the real actions.
"""

from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from jishan.demo.cast import PASSWORD, Cast
from jishan.foundation.tenancy import VillageRow
from tests.faces import rows

USERNAMES = {
    "clerk": "clerk",
    "secretary": "secretary",
    "grid": "grid",
    "panel": "panel",
    "supervisor": "supervisor",
    "shop": "shop",
    "township": "township",
    "county": "county",
    "outsider": "liushu-clerk",
    "other_township": "shiban-township",
}


class World:
    def __init__(self, cast: Cast, now: datetime) -> None:
        self.cast = cast
        self.now = now

    def client(self, role: str) -> Client:
        """A browser in which this role is logged in (`nobody` is not)."""
        client = Client()
        if role in USERNAMES:
            client.force_login(
                self.cast.users[USERNAMES[role]], "django.contrib.auth.backends.ModelBackend"
            )
        elif role != "nobody":
            household = {"card": self.cast.zhang, "other_card": self.cast.far}[role]
            rows.show_card(client, household, self)
        return client

    def village_code(self, scope: str) -> str:
        return {"village": "liushu", "township": "songping"}.get(scope, "taoyuan")

    def tomorrow(self) -> str:
        return (timezone.localdate(self.now) + timedelta(days=1)).isoformat()

    def version_id(self, scope: str) -> int:
        return rows.version_of("liushu" if scope == "village" else "taoyuan", self)

    def scheme_file(self) -> SimpleUploadedFile:
        return SimpleUploadedFile("scheme.yaml", rows.another_scheme())

    def reference_file(self) -> SimpleUploadedFile:
        return SimpleUploadedFile("reference.yaml", rows.REFERENCE.encode())

    def version_in(self, state: str) -> int:
        return rows.version_in(self, state)

    def vote(self) -> dict[str, Any]:
        return {
            "kind": "representatives",
            "meeting": "村民代表会议",
            "day": timezone.localdate(self.now).isoformat(),
            "entitled": 40,
            "present": 36,
            "for_": 33,
            "against": 1,
        } | rows.answers()

    @cached_property
    def password(self) -> str:
        return PASSWORD

    def fingerprint(self) -> dict[str, Any]:
        """Every tenant row and every scheme version: what must not move when a step is refused."""
        found: dict[str, Any] = {}
        for model in apps.get_models():
            if issubclass(model, VillageRow) or model.__name__ == "SchemeVersion":
                names = [field.attname for field in model._meta.concrete_fields]
                found[model._meta.label] = sorted(
                    map(repr, model._default_manager.values_list(*names))
                )
        return found
