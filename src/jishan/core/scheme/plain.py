"""YAML read as plain data with the line of every path; numbers stay exact, traps are refused."""

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

BYTES_MAX = 1_000_000
DEPTH_MAX = 24
NODES_MAX = 50_000
Path = tuple[str | int, ...]

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Only its events are read; nothing is ever constructed. The C one is ten times as fast."""
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?[0-9]+\.[0-9]+")
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_WORDS: dict[str, object] = {"true": True, "false": False, "null": None, "~": None, "": None}
_QUOTED = ("'", '"', "|", ">")
_STRING_TAG = "tag:yaml.org,2002:str"


_OTHER_FILES = {
    b"PK\x03\x04": "表格或者压缩包",
    b"\xd0\xcf\x11\xe0": "表格或者文档",
    b"%PDF": "“PDF”文件",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "照片",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
}
"""How files begin that people hand in instead, and what they are."""
_WIDE_COLON = re.compile(r"\s*(?:- +)?\w+：")


class NotPlain(Exception):
    """The text cannot be read as plain data: `code` and `line` say why and where."""

    def __init__(self, code: str, line: int | None, **facts: object) -> None:
        super().__init__(code)
        self.code, self.line, self.facts = code, line, facts


@dataclass
class Plain:
    """The data, and the line (from 1) on which each path begins."""

    data: Any
    lines: dict[Path, int]


@dataclass
class _Open:
    """A collection that is being read."""

    value: dict[Any, Any] | list[Any]
    path: Path
    key: Hashable = None
    waits_for_key: bool = True
    seen: set[Hashable] = field(default_factory=set)


def decode(raw: bytes | str) -> str:
    """UTF-8 (with or without a mark), UTF-16 with its mark, else GB 18030; refuses what is none of
    them, what is another kind of file, and what is too long."""
    if isinstance(raw, str):
        if len(raw) > BYTES_MAX:
            raise NotPlain("scheme.too_large", None, size_max=BYTES_MAX)
        return raw
    if len(raw) > BYTES_MAX:
        raise NotPlain("scheme.too_large", None, size_max=BYTES_MAX)
    for mark, what in _OTHER_FILES.items():
        if raw.startswith(mark):
            raise NotPlain("scheme.other_file", None, what=what)
    marked = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
    line = None
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as wrong:
            line = line or raw.count(b"\n", 0, wrong.start) + 1
    raise NotPlain("scheme.encoding", line)


def read_plain(raw: bytes | str) -> Plain:
    """One YAML (or JSON) document as dicts, lists, str, int, Decimal, bool, date, None.

    Reads the parser's events one by one, so that neither depth nor size can exhaust anything.
    Refuses aliases and anchors, duplicate keys, several documents, tags.
    """
    text = decode(raw)
    if "\x00" in text:
        raise NotPlain("scheme.not_text", text.count("\n", 0, text.index("\x00")) + 1)
    try:
        return _Reader().read(text)
    except yaml.MarkedYAMLError as broken:
        mark = broken.problem_mark or broken.context_mark
        raise _broken(text, mark.line if mark else 0, broken.problem or "") from None
    except yaml.YAMLError as broken:
        line = text.count("\n", 0, getattr(broken, "position", 0)) + 1
        raise NotPlain("scheme.not_text", line) from None


def _broken(text: str, at: int, problem: str) -> NotPlain:
    """What is wrong in the line (from 0) where the parser stopped, or in the one before it."""
    written = text.split("\n")
    for place in (at, at - 1):
        line = written[place] if 0 <= place < len(written) else ""
        if _WIDE_COLON.match(line):
            return NotPlain("scheme.wide_colon", place + 1)
        if "\t" in line[: len(line) - len(line.lstrip())]:
            return NotPlain("scheme.tab", place + 1)
    return NotPlain("scheme.yaml_broken", at + 1, problem=problem)


class _Reader:
    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.stack: list[_Open] = []
        self.root: Any = None
        self.nodes = 0
        self.documents = 0

    def read(self, text: str) -> Plain:
        for event in yaml.parse(text, Loader=_PARSER):
            self._take(event)
        if not self.documents:
            raise NotPlain("scheme.empty", 1)
        if isinstance(self.root, str) and _WIDE_COLON.match(self.root):
            raise NotPlain("scheme.wide_colon", self.lines[()])
        return Plain(self.root, self.lines)

    def _take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 1
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    raise NotPlain("scheme.several_documents", line)
            case yaml.AliasEvent():
                raise NotPlain("scheme.alias", line)
            case yaml.MappingStartEvent():
                self._open({}, event, line)
            case yaml.SequenceStartEvent():
                self._open([], event, line)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.stack.pop()
            case yaml.ScalarEvent():
                self._guard(event, line)
                self._place(_scalar(event, line), line)

    def _guard(self, event: yaml.NodeEvent, line: int) -> None:
        self.nodes += 1
        if event.anchor is not None:
            raise NotPlain("scheme.alias", line)
        if self.nodes > NODES_MAX:
            raise NotPlain("scheme.too_many_parts", line, parts_max=NODES_MAX)
        tag = getattr(event, "tag", None)
        if tag is not None and tag not in ("!", _STRING_TAG):
            raise NotPlain("scheme.tag", line, tag=tag)

    def _open(self, value: Any, event: yaml.NodeEvent, line: int) -> None:
        self._guard(event, line)
        if len(self.stack) >= DEPTH_MAX:
            raise NotPlain("scheme.too_deep", line, depth_max=DEPTH_MAX)
        if self.stack and isinstance(self.stack[-1].value, dict) and self.stack[-1].waits_for_key:
            raise NotPlain("scheme.key_not_text", line)
        path = self._place(value, line)
        self.stack.append(_Open(value, path))

    def _place(self, value: Any, line: int) -> Path:
        if not self.stack:
            self.root = value
            self.lines[()] = line
            return ()
        top = self.stack[-1]
        if isinstance(top.value, list):
            path = (*top.path, len(top.value))
            top.value.append(value)
            self.lines[path] = line
            return path
        if top.waits_for_key:
            return self._key(top, value, line)
        top.value[top.key] = value
        top.waits_for_key = True
        return (*top.path, str(top.key))

    def _key(self, top: _Open, value: Any, line: int) -> Path:
        key = value if isinstance(value, str) else str(value)
        if key in top.seen:
            raise NotPlain("scheme.key_twice", line, key=key)
        top.seen.add(key)
        top.key, top.waits_for_key = key, False
        self.lines[(*top.path, key)] = line
        return (*top.path, key)


def _scalar(event: yaml.ScalarEvent, line: int) -> Any:
    """Plain scalars become numbers, days, true/false; `yes`, `on`, `010` and `12:30` stay text."""
    text: str = event.value
    if "\0" in text:  # written as an escape; no database keeps it
        raise NotPlain("scheme.not_text", line)
    if event.style in _QUOTED or event.tag == _STRING_TAG:
        return text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if len(text) <= 30 and _INT.fullmatch(text):
        return int(text)
    if len(text) <= 30 and _DECIMAL.fullmatch(text):
        return Decimal(text)
    if _DAY.fullmatch(text):
        return _day(text, line)
    return text


def _day(text: str, line: int) -> date:
    year, month, day = (int(part) for part in text.split("-"))
    try:
        return date(year, month, day)
    except ValueError:
        raise NotPlain("scheme.day_unreadable", line, given=text) from None
