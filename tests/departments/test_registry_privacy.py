"""Personal data at rest: sealed, hashed or not there at all. A canary looks for plaintext."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.conf import settings as django_settings
from django.db import connection

from jishan.demo.cast import Cast
from jishan.registry.actions import NewResident, add_resident
from jishan.registry.incoming import keep_upload
from jishan.registry.models import Resident
from jishan.registry.queries import household
from jishan.registry.rosters import check_roster, import_roster
from jishan.registry.seal import SealBroken, identity_index, phone_about, seal, unseal
from tests.departments.registry_rosters import preview_of, workbook
from tests.departments.roster.village import village as people_of

PEOPLE = people_of(20)
CANARIES = sorted({p.identity for p in PEOPLE} | {p.phone for p in PEOPLE if p.phone})


def dump() -> str:
    """Every value of every table, as the database gives it back."""
    parts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            parts += [str(row) for row in cursor.fetchall()]
    return "\n".join(parts)


def found_in(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary in text]


def test_no_identity_number_and_no_phone_stands_in_the_database(
    village: Cast, now: datetime
) -> None:
    content = workbook(PEOPLE)
    token = keep_upload(village.clerk, content, filename="名册.xlsx", now=now)
    checked = check_roster(village.clerk, token, now=now)
    import_roster(village.clerk, checked.preview, key="k", filename="f", digest="d", now=now)
    extra = NewResident("张小宝", identity=PEOPLE[0].identity[:17] + "5", phone="13900009999")
    add_resident(village.clerk, village.zhang.id, resident=extra, key="c", now=now)

    everything = dump()

    assert PEOPLE[1].name in everything, "the dump is a dump"
    assert found_in(everything) == []
    assert extra.identity not in everything
    assert extra.phone not in everything
    kept = b"".join(path.read_bytes() for path in Path(django_settings.INCOMING).glob("*"))
    assert [canary for canary in CANARIES if canary.encode() in kept] == []
    assert "PK" not in kept[8:10].decode("latin-1")


def test_only_the_last_four_and_the_year_are_kept(village: Cast, now: datetime) -> None:
    import_roster(village.clerk, preview_of(PEOPLE), key="k", filename="f", digest="d", now=now)
    person = PEOPLE[3]
    row = Resident.objects.get(village_id=village.taoyuan.id, identity_tail=person.identity[-4:])
    assert (row.birth_year, len(row.identity_hash or "")) == (person.birth_date.year, 64)
    assert f"{person.birth_date:%m%d}" not in row.identity_tail
    columns = {f.column for f in Resident._meta.local_concrete_fields}
    assert not {c for c in columns if c and re.search("birth(?!_year)|phone(?!_sealed)|ethnic", c)}


def test_a_repr_says_nothing(village: Cast, now: datetime) -> None:
    preview = preview_of(PEOPLE)
    assert found_in(repr(preview)) == []
    new = NewResident("张", identity=CANARIES[0], phone=CANARIES[-1])
    assert found_in(repr(new)) == []
    import_roster(village.clerk, preview, key="k", filename="f", digest="d", now=now)
    assert found_in(repr(household(village.clerk, village.zhang.id))) == []


def test_a_seal_opens_where_it_was_made_and_nowhere_else() -> None:
    box = seal("13812345678", about=phone_about(1, 7))
    assert "13812345678" not in box
    assert len(box) <= 120
    assert seal("13812345678", about=phone_about(1, 7)) != box, "a nonce of its own"
    assert unseal(box, about=phone_about(1, 7)) == "13812345678"
    for other in (phone_about(1, 8), phone_about(2, 7)):
        with pytest.raises(SealBroken):
            unseal(box, about=other)
    broken = box[:-6] + ("AAAA" if box[-6:-2] != "AAAA" else "BBBB") + box[-2:]
    with pytest.raises(SealBroken):
        unseal(broken, about=phone_about(1, 7))


def test_another_installations_key_opens_nothing(settings: Any) -> None:
    box, index = seal("x", about="a"), identity_index(1, "5101")
    assert isinstance(django_settings, LazySettings)
    settings.PERSONAL_KEY = "another installation's key"
    with pytest.raises(SealBroken):
        unseal(box, about="a")
    assert identity_index(1, "5101") != index


def test_the_index_is_the_villages_own() -> None:
    assert identity_index(1, "5101") == identity_index(1, "5101")
    assert identity_index(1, "5101") != identity_index(2, "5101")
