"""A year that a cadre works out by hand is worth only what it touches: every item, each of its
limits, every cap, title, gate, purse and clause of redemption at least once."""

from typing import Any

import pytest

from jishan.core.scheme.document import Scheme, to_document
from tests.core.replaying import pack
from tests.core.year_touched import Year, left_out, untouched

PACKS = ("zx", "z3", "p4", "nh", "sx", "ks", "hs", "zp", "s0", "s2")
ADDED: dict[str, list[dict[str, Any]]] = {
    "categories": [{"code": "更多", "name": "更多"}],
    "items": [
        {
            "code": "never",
            "title": "没有人做过",
            "category": "更多",
            "worth": {"shape": "fixed", "points": -1},
            "origins": ["document"],
            "evidence": {"required": ["document"]},
            "caps": [{"per": "month", "points": 1, "whose": "account"}],
        }
    ],
    "measures": [
        {"code": "nothing", "name": "没有", "shape": "points", "purse": "points", "period": "year",
         "on": {"items": ["never"]}},
    ],
    "honours": [
        {"code": "no_one", "name": "没有人", "measure": "year_points", "scope": "village",
         "pick": {"shape": "ranks", "last": 9}, "ties": "all_out",
         "gates": [{"measure": "year_points", "at_least": 1000}]},
    ],
    "vetoes": [
        {"code": "crime", "name": "犯罪", "documents": ["判决书"], "lasts": {"years": 1},
         "route_back": "期满恢复"},
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", PACKS)
def test_the_year_of_a_source_touches_every_rule_of_its_document(name: str) -> None:
    assert untouched(name) == ()


def test_a_rule_that_no_row_comes_to_is_named() -> None:
    document = to_document(pack("z3"))
    for part, rows in ADDED.items():
        document[part] = [*document.get(part, []), *rows]
    document["redemption"]["limits"] = [{"per": "month", "times": 9}]

    assert left_out(Year("z3", Scheme.model_validate(document))) == (
        "never: never counted",
        "never: every origin allowed",
        "never: evidence never missing",
        "never: cap of a month never cuts",
        "category 更多: nothing counted",
        "purse points: floor never at work",
        "honour no_one: nobody has it",
        "honour no_one: everybody is placed",
        "measure nothing: always 0",
        "honours: no two share a place",
        "veto crime: bars nobody",
        "redemption: times limit stops nobody",
    )
