"""Relation to the head of the household (与户主关系) as a code of GB/T 4761-2008."""

from functools import lru_cache
from unicodedata import normalize

HEAD = "02"

# Code: the standard's own word first, then what villages write.
RELATIONS: dict[str, str] = {
    "02": "户主 本人 户主本人 家长",
    "10": "配偶 爱人 夫妻",
    "11": "夫 丈夫 老公 之夫",
    "12": "妻 妻子 老婆 之妻 夫人",
    "20": "子 儿子 之子 儿 男孩",
    "21": "独生子 独子",
    "22": "长子 大儿子 大子",
    "23": "次子 二儿子 二子",
    "24": "三子 三儿子",
    "25": "四子 四儿子",
    "26": "五子 五儿子",
    "27": "养子或继子 养子 继子",
    "28": "女婿 上门女婿 婿",
    "29": "其他儿子",
    "30": "女 女儿 之女 女孩",
    "31": "独生女 独女",
    "32": "长女 大女儿 大女",
    "33": "次女 二女 二女儿",
    "34": "三女 三女儿",
    "35": "四女 四女儿",
    "36": "五女 五女儿",
    "37": "养女或继女 养女 继女",
    "38": "儿媳 儿媳妇 之媳",
    "39": "其他女儿",
    "40": "孙子、孙女或外孙子、外孙女 孙子女 孙辈",
    "41": "孙子 孙 长孙 次孙 孙儿",
    "42": "孙女 长孙女 次孙女",
    "43": "外孙子 外孙",
    "44": "外孙女",
    "45": "孙媳妇或外孙媳妇 孙媳妇 孙媳 外孙媳妇",
    "46": "孙女婿或外孙女婿 孙女婿 孙婿 外孙女婿",
    "47": "曾孙子或外曾孙子 曾孙子 曾孙 重孙 重孙子 外曾孙子",
    "48": "曾孙女或外曾孙女 曾孙女 重孙女 外曾孙女",
    "49": "其他孙子、孙女或外孙子、外孙女",
    "50": "父母",
    "51": "父亲 父 爸爸 之父",
    "52": "母亲 母 妈妈 之母",
    "53": "公公",
    "54": "婆婆",
    "55": "岳父 丈人",
    "56": "岳母 丈母娘",
    "57": "继父或养父 继父 养父",
    "58": "继母或养母 继母 养母",
    "59": "其他父母关系",
    "60": "祖父母或外祖父母 祖父母 外祖父母",
    "61": "祖父 爷爷",
    "62": "祖母 奶奶",
    "63": "外祖父 外公 姥爷",
    "64": "外祖母 外婆 姥姥",
    "65": "配偶的祖父母或外祖父母",
    "66": "曾祖父",
    "67": "曾祖母",
    "68": "配偶的曾祖父母或外曾祖父母",
    "69": "其他祖父母或外祖父母关系",
    "70": "兄弟姐妹",
    "71": "兄 哥哥 哥 兄长",
    "72": "嫂 嫂子 嫂嫂",
    "73": "弟 弟弟",
    "74": "弟媳 弟妹 弟媳妇",
    "75": "姐姐 姐",
    "76": "姐夫",
    "77": "妹妹 妹",
    "78": "妹夫",
    "79": "其他兄弟姐妹",
    "80": "其他",
    "81": "伯父 伯伯",
    "82": "伯母",
    "83": "叔父 叔叔 叔",
    "84": "婶母 婶婶 婶子",
    "85": "舅父 舅舅",
    "86": "舅母 舅妈",
    "87": "姨父 姨夫",
    "88": "姨母 姨妈",
    "89": "姑父 姑夫",
    "90": "姑母 姑姑 姑妈",
    "91": "堂兄弟、堂姐妹 堂兄弟 堂姐妹 堂兄 堂弟 堂姐 堂妹",
    "92": "表兄弟、表姐妹 表兄弟 表姐妹 表兄 表弟 表姐 表妹",
    "93": "侄子 侄儿 侄",
    "94": "侄女",
    "95": "外甥",
    "96": "外甥女",
    "97": "其他亲属 亲属 亲戚",
    "98": "保姆",
    "99": "非亲属",
}

_WORD = {code: words.split(" ")[0] for code, words in RELATIONS.items()}
_BY_WORD = {word: code for code, words in RELATIONS.items() for word in words.split(" ")}


@lru_cache(maxsize=4096)
def relation_code(text: str) -> str | None:
    """The code for what the roster says, or None: an ambiguous word (媳妇) is not guessed.

    A code itself is understood too, also with the leading zero that a spreadsheet ate.
    """
    plain = "".join(normalize("NFKC", text).split())
    if plain.isdigit():
        code = plain.zfill(2)
        return HEAD if code == "01" else code if code in RELATIONS else None
    word = plain.split("(")[0].removeprefix("户主").removeprefix("的") or "户主"
    return _BY_WORD.get(word) or _BY_WORD.get(word.removeprefix("之"))


def relation_word(code: str) -> str:
    """The standard's word for a code: `12` is 妻."""
    return _WORD[code]
