"""Every step that is written down has its words in the audit log, and no words are left over."""

import ast
import re
from importlib import import_module
from pathlib import Path

from jishan.entrance.words.audit import STEPS
from tests.house.source import PACKAGE, dotted, python_files, tree, where

WRITERS = {"record": 1, "post": None, "post_many": None, "reverse_posting": None}
"""What writes a line of the audit log, and where its code stands if not in `code=`."""

LEDGER = PACKAGE / "ledger"
"""The room that hands the codes of others on; it has none of its own."""

FILES = [path for path in python_files(PACKAGE) if LEDGER not in path.parents]


class _Codes:
    """The codes that one module writes, read from its source; whatever cannot be read fails."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.calls = [
            (call, function)
            for function in tree(path).body
            if isinstance(function, ast.FunctionDef)  # with the functions inside it
            for call in ast.walk(function)
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        ]
        dots = path.relative_to(PACKAGE.parent).with_suffix("").parts
        self.names = vars(import_module(".".join(dots))) if self._writes() else {}

    def written(self) -> set[str]:
        found: set[str] = set()
        for call, function in self._writes():
            place = WRITERS[dotted(call.func)]
            given = [word.value for word in call.keywords if word.arg == "code"]
            if place is not None and len(call.args) > place:
                given = [call.args[place]]
            assert len(given) == 1, f"{where(self.path, call)}: no code"
            found |= self._values(given[0], function)
        return found

    def _writes(self) -> list[tuple[ast.Call, ast.FunctionDef]]:
        imported = {
            alias.asname or alias.name
            for node in ast.walk(tree(self.path))
            if isinstance(node, ast.ImportFrom)
            if node.module in {"jishan.orgs.actions", "jishan.ledger.actions"}
            for alias in node.names
        }
        return [one for one in self.calls if dotted(one[0].func) in imported & set(WRITERS)]

    def _values(self, node: ast.expr, function: ast.FunctionDef) -> set[str]:
        """Whatever the expression may be: a word, one of two, an entry of a table, an f-string."""
        match node:
            case ast.Constant(value=str(word)):
                return {word}
            case ast.IfExp(body=one, orelse=other):
                return self._values(one, function) | self._values(other, function)
            case (
                ast.BoolOp(values=several)
                | ast.Call(func=ast.Attribute(value=ast.Dict(values=several), attr="get"))
            ):
                return set().union(*(self._values(one, function) for one in several))
            case ast.JoinedStr(values=parts):
                return self._joined(parts, function)
            case ast.Attribute(value=inner, attr="value"):
                return self._values(inner, function)
            case ast.Attribute(value=ast.Name(id=kind), attr=member) if kind in self.names:
                return {str(getattr(self.names[kind], member))}
            case ast.Name(id=name):
                return self._named(name, function)
        raise AssertionError(f"{where(self.path, node)}: a code that nobody can read")

    def _joined(self, parts: list[ast.expr], function: ast.FunctionDef) -> set[str]:
        words = {""}
        for part in parts:
            inner = part.value if isinstance(part, ast.FormattedValue) else part
            ends = self._values(inner, function)
            words = {word + end for word in words for end in ends}
        return words

    def _named(self, name: str, function: ast.FunctionDef) -> set[str]:
        """A local name is what it was set to; a parameter is what the module's callers hand in."""
        set_to = [
            (node.value, function)
            for node in ast.walk(function)
            if isinstance(node, ast.Assign)
            if any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
        ]
        given = set_to or self._handed_in(name, function)
        assert given, f"{where(self.path, function)}: nobody says what {name} is"
        return set().union(*(self._values(value, inside) for value, inside in given))

    def _handed_in(
        self, name: str, function: ast.FunctionDef
    ) -> list[tuple[ast.expr, ast.FunctionDef]]:
        places = [one.arg for one in function.args.args]
        found = []
        for call, inside in self.calls:
            if dotted(call.func) != function.name:
                continue
            found += [(word.value, inside) for word in call.keywords if word.arg == name]
            if name in places and places.index(name) < len(call.args):
                found.append((call.args[places.index(name)], inside))
        return found


def _written() -> set[str]:
    return set().union(*(_Codes(path).written() for path in FILES))


def test_every_code_of_the_audit_log_has_its_words() -> None:
    assert _written() - set(STEPS) == set(), "steps without words"


def test_no_words_of_the_audit_log_are_left_over() -> None:
    assert set(STEPS) - _written() == set(), "words without a step"


def test_the_words_of_a_step_are_few_and_chinese() -> None:
    assert {code: words for code, words in STEPS.items() if not _plain(words)} == {}
    assert len(set(STEPS.values())) == len(STEPS), "two steps with one wording"


def _plain(words: str) -> bool:
    return re.fullmatch(r"[\u4e00-\u9fff，、]{2,12}", words) is not None
