"""`jishan ledger check`: proves the book from its entries alone."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from jishan.core.errors import Refusal
from jishan.core.points import format_points
from jishan.entrance.words import worded
from jishan.entrance.words.ledger import DIFFERENCES
from jishan.ledger.check import Difference, Proof, prove
from jishan.orgs.queries import Place, village_place, villages_under


class Command(BaseCommand):
    help = "台账：ledger check 按分录逐笔核对每张凭证、每个余额，有出入就列出来。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="check")
        check = verbs.add_parser("check", help="核对台账")
        check.add_argument("--village", metavar="CODE", help="只核对这一个村（村代码）")
        check.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            places = _places(options["village"])
        except Refusal as refusal:
            self.stderr.write(f"{worded(refusal).sentence} [{refusal.code}]")
            sys.exit(2)
        proofs = [(place, prove(place.id)) for place in places]
        if options["json"]:
            told = [_as_json(place, proof) for place, proof in proofs]
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            for place, proof in proofs:
                self.stdout.write("\n".join(_lines(place, proof)))
        if any(proof.differences for _, proof in proofs):
            sys.exit(1)


def _places(code: str | None) -> tuple[Place, ...]:
    return (village_place(code),) if code else villages_under("/")


def _as_json(place: Place, proof: Proof) -> dict[str, Any]:
    """Points are whole hundredths, as everywhere in a file of this project."""
    return {
        "village": place.code,
        "postings": proof.postings,
        "entries": proof.entries,
        "accounts": proof.accounts,
        "differences": [asdict(found) for found in proof.differences],
    }


def _lines(place: Place, proof: Proof) -> list[str]:
    read = (
        f"{place.name}：凭证 {proof.postings} 张，分录 {proof.entries} 条，账户 {proof.accounts} 个"
    )
    if not proof.differences:
        return [f"{read}，全部相符。"]
    found = [f"  · {_sentence(difference)}" for difference in proof.differences]
    return [f"{read}，有 {len(found)} 处不符：", *found]


def _sentence(found: Difference) -> str:
    return DIFFERENCES[found.code].format(
        row=found.row,
        purse=found.purse,
        kept=format_points(found.kept),
        proved=format_points(found.proved),
    )
