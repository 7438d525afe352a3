"""Whatever document is brought to whichever door: a sentence, no stack trace, nothing kept."""

import copy
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jishan.core.errors import Refusal
from jishan.core.scheme.document import to_document
from jishan.core.scheme.reading import read_scheme
from jishan.demo.adoption import TAOYUAN
from jishan.demo.cast import Cast
from jishan.entrance.words import worded
from jishan.management.scheme_cli import PACKS, main
from jishan.schemes.models import SchemeVersion
from jishan.targets.models import PlanVersion
from tests.core.arsenal import BROKEN
from tests.core.checking import foreign_words
from tests.faces.world import World

GOOD = TAOYUAN.read_text("utf-8")
PLAN = (PACKS / "p1.yaml").read_text("utf-8")
BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
)

DOCUMENTS: dict[str, Callable[[str], bytes]] = {
    "ten megabytes": lambda good: good.encode() + b"# " + b"x" * 10_000_000,
    "a circle": lambda good: b"format: 1\na: &a\n  b: *a\n",
    "a bomb": lambda good: BOMB.encode(),
    "another encoding": lambda good: good.encode("utf-32"),
    "no encoding": lambda good: b"\xff\x80\x81" + good.encode(),
    "a newer format": lambda good: good.replace("format: 1", "format: 2", 1).encode(),
    "no format": lambda good: good.replace("format: 1", "", 1).encode(),
    "deep": lambda good: b"a: " + b"[" * 60_000,
    "deep with ends": lambda good: b"a: " + b"[" * 500 + b"]" * 500,
    "zeros": lambda good: good.encode() + b"\x00",
    "a key twice": lambda good: good.encode() + b"\nname: x\nname: y\n",
    "a huge number": lambda good: good.replace("format: 1", "format: " + "9" * 5_000, 1).encode(),
    "a number too large": lambda good: (
        good.replace("points: 3", "points: 1" + "0" * 29).encode()
        + b"\nversion_: 99999999999999999999\n"
    ),
    "no number": lambda good: good.encode() + b"\nextra: .nan\n",
    "infinite": lambda good: good.encode() + b"\nextra: .inf\n",
    "no such day": lambda good: good.encode() + b"\nextra: 2024-13-45\n",
    "a day as words": lambda good: good.encode() + "\nextra: 明年春天\n".encode(),
    "a tag": lambda good: b"!!python/object/apply:os.system ['true']\n",
    "two documents": lambda good: good.encode() + b"\n---\n" + good.encode(),
    "empty": lambda good: b"",
    "only remarks": lambda good: "# 还没有写\n".encode(),
    "a list": lambda good: b"- a\n- b\n",
    "a word": lambda good: "积分方案".encode(),
    "a number alone": lambda good: b"42",
    "a picture": lambda good: b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "a table": lambda good: "姓名,分\n张三,3\n".encode(),
    "tabs": lambda good: good.replace("  ", "\t").encode(),
    "a quote without an end": lambda good: b'name: "' + good.encode(),
    "surrogates": lambda good: b'name: "\\ud800"\nformat: 1\n',
    "keys that are no text": lambda good: b"? [a, b]\n: 1\nformat: 1\n",
}
"""Name → bytes, made from a document that would be accepted."""

READ = (
    "item twice",
    "measures in a circle",
    "40 measures in a row and one more",
    "190 measures in a row",
    "190 measures, each used twice",
)
"""These can be read and kept as a draft; nobody can put them to the vote."""
Door = Callable[[bytes], str]
"""What somebody reads who brings the bytes."""


@pytest.fixture
def world(village: Cast) -> World:
    return World(village, timezone.now())


def sent(client: Client, name: str, place: str, raw: bytes, **more: Any) -> str:
    file = SimpleUploadedFile("文件.yaml", raw)
    answer = client.post(reverse(name, args=[place]), {"file": file, **more}, follow=True)
    last = answer.redirect_chain[-1][1] if answer.redirect_chain else answer.status_code
    assert last in (302, 400, 413, 422)
    assert answer.status_code in (200, 400, 413, 422)
    return answer.content.decode()


def page_doors(world: World) -> dict[str, tuple[str, Door]]:
    secretary, township = world.client("secretary"), world.client("township")
    issued = {"issued": "1 号", "day": "2027-01-01"}
    return {
        "rules": (GOOD, lambda raw: sent(secretary, "rules-draft", "taoyuan", raw)),
        "reference": (GOOD, lambda raw: sent(township, "reference-set", "qingshi", raw, **issued)),
        "targets": (PLAN, lambda raw: sent(secretary, "targets-draft", "taoyuan", raw)),
        "area": (PLAN, lambda raw: sent(township, "area-targets-draft", "qingshi", raw)),
    }


@pytest.mark.parametrize("door", ["rules", "reference", "targets", "area"])
def test_a_page_answers_with_a_sentence_and_keeps_nothing(world: World, door: str) -> None:
    before = SchemeVersion.objects.count(), PlanVersion.objects.count()
    good, brought = page_doors(world)[door]
    broken = {name: made(good) for name, made in DOCUMENTS.items()}
    broken |= {name: raw for name, raw in BROKEN.items() if name not in READ}
    for document, raw in broken.items():
        page = brought(raw)
        assert "Traceback" not in page, document
        after = SchemeVersion.objects.count(), PlanVersion.objects.count()
        assert after == before, document
        assert foreign_words(" ".join(re.findall(r"<li>(第 .*?)</li>", page))) == [], document


@pytest.mark.parametrize("name", READ)
def test_what_can_be_read_is_kept_as_a_draft_and_its_page_opens(world: World, name: str) -> None:
    secretary = world.client("secretary")

    page = sent(secretary, "rules-draft", "taoyuan", BROKEN[name])

    draft = SchemeVersion.objects.latest("id")
    assert draft.state == "draft"
    for route in ("rules-one", "rules-trial"):
        assert secretary.get(reverse(route, args=["taoyuan", draft.id])).status_code == 200
    assert "错误" in page


def shell_doors(folder: Path, raw: bytes) -> dict[str, list[str]]:
    wrong = folder / "wrong.yaml"
    wrong.write_bytes(raw)
    roster = folder / "roster.csv"
    roster.write_text("户编号,姓名\n1,张三\n", "utf-8")
    tables = ["--roster", str(roster), "--acts", str(roster)]
    return {
        "check": ["check", str(wrong)],
        "replay": ["replay", str(wrong), *tables],
        "against": ["replay", "z3", *tables, "--against", str(wrong)],
        "imagine": ["imagine", str(wrong), "--runs", "1", "--households", "5"],
        "diff": ["diff", "z3", str(wrong)],
        "reference": ["compare", str(wrong), "z3"],
        "lawyer": ["check", "z3", "--redlines", str(wrong)],
        "roster": ["replay", "z3", "--roster", str(wrong), "--acts", str(wrong)],
    }


def said_by(argv: list[str]) -> str:
    """What the shell prints; a refusal is worded as the shell words it."""
    out = io.StringIO()
    try:
        assert main(argv, out) != 0
    except Refusal as refusal:
        return worded(refusal).sentence
    return out.getvalue()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_shell_answers_with_a_sentence(tmp_path: Path, document: str) -> None:
    for door, argv in shell_doors(tmp_path, DOCUMENTS[document](GOOD)).items():
        if document == "a table" and door == "roster":
            continue
        said = said_by(argv)
        assert said.strip(), (door, document)
        assert not said.isascii(), (door, said)


def test_two_rules_of_one_code_are_an_error_wherever_they_are_read(
    world: World, tmp_path: Path
) -> None:
    scheme = read_scheme(GOOD)
    data = to_document(scheme)
    data["items"].append(copy.deepcopy(data["items"][0]))
    twice = yaml.safe_dump(data, allow_unicode=True, sort_keys=False).encode()
    page = page_doors(world)["rules"][1](twice)
    assert "用了两次，请改一个" in page
    for door in ("check", "replay", "imagine"):
        assert "用了两次" in said_by(shell_doors(tmp_path, twice)[door]), door
