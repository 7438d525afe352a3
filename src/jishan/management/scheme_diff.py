"""`jishan scheme diff A B` and `jishan scheme compare LIST FILE`: two documents side by side."""

import argparse
from typing import Any, TextIO

from jishan.core.scheme.difference import difference
from jishan.core.scheme.reading import read_with_lines
from jishan.core.scheme.reference import compare, read_reference
from jishan.entrance.words.scheme_difference import change_sentence, difference_sections
from jishan.entrance.words.scheme_findings import finding_line_with_keys
from jishan.management.scheme_files import bytes_of
from jishan.management.scheme_saying import FOUND, OK, finding_data, say


def add_commands(commands: Any) -> tuple[argparse.ArgumentParser, ...]:
    """The commands that compare; each gets `--json` from its caller."""
    differing: argparse.ArgumentParser = commands.add_parser("diff", help="比较两份方案")
    differing.add_argument("before", metavar="A", help="原来的方案")
    differing.add_argument("after", metavar="B", help="改过的方案")
    differing.set_defaults(run=_diff)
    comparing: argparse.ArgumentParser = commands.add_parser(
        "compare", help="拿村里的方案和乡镇参考目录比"
    )
    comparing.add_argument("reference", metavar="LIST", help="参考目录")
    comparing.add_argument("file", metavar="FILE", help="村里的方案")
    comparing.set_defaults(run=_compare)
    return differing, comparing


def _diff(options: argparse.Namespace, stdout: TextIO) -> int:
    """Everything that differs; the exit code is 0 whether or not anything does."""
    before, _ = read_with_lines(bytes_of(options.before))
    after, _ = read_with_lines(bytes_of(options.after))
    changes = [
        {
            "kind": change.kind,
            "path": list(change.path),
            "before": change.before,
            "after": change.after,
            "text": change_sentence(before, after, change),
        }
        for change in difference(before, after)
    ]
    lines = [
        line
        for part in difference_sections(before, after)
        for line in (f"【{part.title}】", *(f"  {one}" for one in part.sentences))
    ]
    data = {"format": 1, "kind": "diff", "same": not changes, "changes": changes}
    say(stdout, data, "\n".join(lines) or "两份方案一样。", as_json=options.json)
    return OK


def _compare(options: argparse.Namespace, stdout: TextIO) -> int:
    """What a village adds to its township's list, leaves out and changes, and what lies outside."""
    reference = read_reference(bytes_of(options.reference))
    scheme, lines = read_with_lines(bytes_of(options.file))
    found = compare(reference, scheme, lines)
    titles = {
        "added": [scheme.item(code).title for code in found.added],
        "removed": [reference.scheme.item(code).title for code in found.removed],
        "changed": [scheme.item(code).title for code in found.changed],
    }
    words = {"added": "新增", "removed": "去掉", "changed": "改动"}
    text = [
        f"{words[name]} {len(some)} 项：{'、'.join(some)}" for name, some in titles.items() if some
    ]
    text += [finding_line_with_keys(one) for one in found.findings] or ["都在参考目录的范围里。"]
    data = {
        "format": 1,
        "kind": "compare",
        "within": not found.findings,
        "added": list(found.added),
        "removed": list(found.removed),
        "changed": list(found.changed),
        "findings": [finding_data(one) for one in found.findings],
    }
    say(stdout, data, "\n".join(text), as_json=options.json)
    return FOUND if found.findings else OK
