"""Every "no" has a code of its own and a sentence in Chinese, and no sentence is left over."""

import importlib
import pkgutil
import re
import string

import jishan
from jishan.core.errors import Refusal
from jishan.entrance.words import WORDS

_CODE = re.compile(r"[a-z_]+(\.[a-z_]+)?")


def _refusals() -> list[type[Refusal]]:
    for module in pkgutil.walk_packages(jishan.__path__, "jishan."):
        if not module.name.endswith(("__main__", ".wsgi")) and ".migrations" not in module.name:
            importlib.import_module(module.name)
    found, open_ = [], list(Refusal.__subclasses__())
    while open_:
        kind = open_.pop()
        open_ += kind.__subclasses__()
        if kind.__module__.startswith("jishan."):
            found.append(kind)
    return found


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in _refusals() if "code" in vars(kind)]
    assert sorted(codes) == sorted(set(codes))
    assert [code for code in codes if not _CODE.fullmatch(code)] == []


def test_every_refusal_has_its_words_and_every_word_its_refusal() -> None:
    codes = {kind.code for kind in _refusals()} - {Refusal.code}
    assert codes - set(WORDS) == set(), "refusals without words"
    assert set(WORDS) - codes == set(), "words without a refusal"


def test_the_words_are_a_chinese_sentence_and_a_status() -> None:
    for code, (status, sentence) in WORDS.items():
        assert status in {400, 403, 404, 409, 413, 422, 429, 503, 507}, code
        assert re.search(r"[\u4e00-\u9fff]{4}", sentence), code
        assert sentence[-1] in "。!?}…", code
        assert all(name is None or name.isidentifier() for _, name, *_ in _fields(sentence)), code


def _fields(sentence: str) -> list[tuple[str, str | None, str | None, str | None]]:
    return list(string.Formatter().parse(sentence))
