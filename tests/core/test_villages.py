"""Whole villages: rules in the manner of real ones, replayed, held against tables made by hand.

Each file has a document, a roster, acts, and what somebody with a pencil found.
"""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from jishan.core.scheme.checker import check
from jishan.core.scheme.reading import read_scheme
from jishan.management.scheme_cli import PACKS
from tests.core.replaying import run, told

VILLAGES = sorted((Path(__file__).parent / "villages").glob("*.yaml"))


def found(report: Any) -> dict[str, Any]:
    """The report in the shape of the tables."""
    tables: dict[str, Any] = {
        "acts": {one["key"]: _said(one) for one in report["acts"]},
        "events": {
            one["key"]: one["reason"]["code"] if one["reason"] else one["state"]
            for one in report["events"]
        },
        "balances": {},
        "measures": {},
        "automatic": {},
        "honours": {},
        "marks": {},
        "pools": {},
    }
    for one in report["subjects"]:
        for purse in one["purses"]:
            tables["balances"].setdefault(purse["purse"], {})[one["key"]] = purse["balance"]
    for one in report["measures"]:
        at = f"{one['measure']} {one['period']}"
        tables["measures"].setdefault(at, {})[one["subject"]] = one["exact"]
    for one in report["automatic"]:
        at = f"{one['code']} {one['period']}"
        tables["automatic"].setdefault(at, {})[one["subject"]] = one["points"]
    for one in report["honours"]:
        taken = tables["honours"].setdefault(f"{one['honour']} {one['period']}", [])
        taken += [one["subject"]] if one["taken"] else []
    for one in report["marks"]:
        tables["marks"].setdefault(f"{one['streak']} {one['period']}", []).append(one["subject"])
    for one in report["pools"]:
        shares = {share["subject"]: share["yuan"] for share in one["shares"]}
        tables["pools"][f"{one['pool']} {one['period']}"] = shares | {"kept": one["kept_yuan"]}
    return tables


def _texts(village: Any) -> list[str]:
    """Its own rules, one version or several; or those of a source, with the village's own items."""
    if "pack" in village:
        text = (PACKS / f"{village['pack']}.yaml").read_text()
        return [
            re.sub(r"^items:.*\n", f"items:\n{village['items']}", text, count=1, flags=re.MULTILINE)
        ]
    texts = village["scheme"]
    return [texts] if isinstance(texts, str) else texts


def _said(act: Any) -> str:
    if act["state"] == "refused":
        return str(act["reasons"][0]["code"])
    return str(act["points"] if act["state"] == "counted" else act["state"])


def _agrees(by_hand: Any, computed: Any) -> bool:
    if isinstance(by_hand, list):
        return sorted(by_hand) == sorted(computed or ())
    return str(by_hand) == str(computed)


@pytest.mark.parametrize("path", VILLAGES, ids=lambda path: path.stem)
def test_a_village_comes_out_as_by_hand(path: Path) -> None:
    village = yaml.safe_load(path.read_text())
    versions = [read_scheme(text) for text in _texts(village)]
    days = {"until": village["until"]} if "until" in village else {}
    tables = found(told(run(versions, village["acts"], village["roster"], **days)))

    differences = {}
    for name, rows in village["expected"].items():
        for at, by_hand in rows.items():
            computed = tables[name].get(at)
            cells = by_hand.items() if isinstance(by_hand, dict) else [("", by_hand)]
            for key, value in cells:
                here = (computed or {}).get(key) if key else computed
                if not _agrees(value, here):
                    differences[name, at, key] = (value, here)

    assert differences == {}, "(by hand, computed)"
    errors = {one.code for scheme in versions for one in check(scheme) if one.severity == "error"}
    assert errors == set(village.get("errors", ()))


def test_there_are_villages() -> None:
    assert len(VILLAGES) >= 8
