"""What is installed is named to the byte; no lock file names a place to fetch it from (0005)."""

import json
import re

import pytest

from tests.house.source import ROOT

REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))
_PIN = re.compile(r"^([a-z0-9-]+)==([^ ;]+)", re.MULTILINE)


def _pins(name: str) -> dict[str, str]:
    return dict(_PIN.findall((ROOT / "requirements" / name).read_text("utf-8")))


def test_there_are_four_lock_files() -> None:
    assert [path.stem for path in REQUIREMENTS] == ["dev", "node", "run", "uv"]


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_every_pin_has_its_hash_and_no_host(path: object) -> None:
    text = (ROOT / "requirements" / getattr(path, "name", "")).read_text("utf-8")
    assert "://" not in text
    assert re.findall(r"^(-.*)$", text, re.MULTILINE) == []
    for pinned in re.split(r"\n(?=\S)", text.strip()):
        assert _PIN.match(pinned), pinned
        assert "--hash=sha256:" in pinned, pinned


def test_developers_run_what_villages_run() -> None:
    run, dev = _pins("run.txt"), _pins("dev.txt")
    assert run
    assert {name: version for name, version in run.items() if dev.get(name) != version} == {}


def test_the_front_end_is_locked_without_a_host() -> None:
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text("utf-8"))
    packages = {name: row for name, row in lock["packages"].items() if name and not row.get("link")}
    assert packages
    assert [name for name, row in packages.items() if "resolved" in row] == []
    assert [name for name, row in packages.items() if "integrity" not in row] == []
