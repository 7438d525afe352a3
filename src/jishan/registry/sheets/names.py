"""Names of people: masked for the board, and as the initials that a clerk types (姓名首字母)."""

import itertools
import re
import unicodedata
from functools import lru_cache

_COMPOUND = (
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政"
    " 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马"
    " 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌"
    " 微生 梁丘 左丘 西门 第五 南荣 东里 仲长 子桑 即墨 达奚 褚师 纳兰 东门 单于 叱干 贺兰 完颜"
    " 耶律 哥舒 欧侯 淳于 司城 相里 胡母"
)
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())

# Readings that differ from the everyday one. Where a surname is read in two ways in the country
# both stand here, the more frequent first: the initials of either must find the person.
SURNAME_READINGS: dict[str, tuple[str, ...]] = {
    "单": ("shan",), "解": ("xie",), "仇": ("qiu",), "查": ("zha",), "曾": ("zeng",),
    "任": ("ren",), "华": ("hua",), "区": ("ou",), "朴": ("piao",), "盖": ("ge", "gai"),
    "繁": ("po",), "召": ("shao",), "覃": ("qin", "tan"), "逄": ("pang",), "乜": ("nie",),
    "员": ("yun",), "贠": ("yun",), "黑": ("he", "hei"), "折": ("she",), "缪": ("miao",),
    "冼": ("xian",), "洗": ("xian",), "秘": ("bi",), "宓": ("mi", "fu"), "种": ("chong",),
    "乐": ("yue", "le"), "牟": ("mu", "mou"), "尉": ("wei", "yu"), "谌": ("chen", "shen"),
    "隗": ("wei", "kui"), "阚": ("kan",), "郇": ("xun", "huan"), "宿": ("su",), "燕": ("yan",),
    "应": ("ying",), "宁": ("ning",), "葛": ("ge",), "盛": ("sheng",), "柏": ("bai",),
    "翟": ("zhai", "di"), "褚": ("chu",), "卜": ("bu",), "句": ("gou",), "车": ("che",),
    "祭": ("zhai",), "訾": ("zi",), "角": ("jue",), "过": ("guo",), "都": ("du",),
    "沈": ("shen",), "於": ("yu",), "厍": ("she",), "藏": ("zang",), "仉": ("zhang",),
    "佴": ("nai",), "莘": ("shen", "xin"), "撒": ("sa",), "薄": ("bo",), "石": ("shi",),
    "那": ("na",), "哈": ("ha",), "曲": ("qu",), "尹": ("yin",), "晁": ("chao",),
    "幺": ("yao",), "么": ("yao",), "相": ("xiang",), "行": ("xing",), "强": ("qiang",),
    "瞿": ("qu",), "适": ("kuo",), "禚": ("zhuo",), "冯": ("feng",), "贾": ("jia",),
    "俞": ("yu",), "余": ("yu",), "佘": ("she",), "谷": ("gu",), "蒙": ("meng",),
    "卢": ("lu",), "洪": ("hong",), "隽": ("juan",), "载": ("zai",), "降": ("jiang",),
    "重": ("chong",), "会": ("gui",), "合": ("ge", "he"),
    "尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "澹台": ("tan", "tai"),
    "长孙": ("zhang", "sun"), "单于": ("chan", "yu"), "鲜于": ("xian", "yu"),
    "令狐": ("ling", "hu"), "亓官": ("qi", "guan"), "颛孙": ("zhuan", "sun"),
    "宰父": ("zai", "fu"), "乐正": ("yue", "zheng"), "褚师": ("chu", "shi"),
    "相里": ("xiang", "li"), "呼延": ("hu", "yan"), "夏侯": ("xia", "hou"),
}  # fmt: skip

INITIALS_MAX = 16

_DOTS = re.compile(r"[·•‧∙・・..]")
_SPACE = re.compile(r"[\s\u3000\u200b-\u200f\ufeff]+")
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def normalise_name(text: str) -> str:
    """`张  三` is 张三: no padding, one kind of middle dot, half-width letters."""
    if text.isalpha() and not text.isascii() and len(text) < 5:
        return unicodedata.normalize("NFKC", text)
    plain = _VARIATION.sub("", unicodedata.normalize("NFKC", text)).strip()
    if plain.replace(" ", "").isascii():
        return _SPACE.sub(" ", plain)
    return _DOTS.sub("·", _SPACE.sub("", plain))


def mask_name(name: str) -> str:
    """张* · 张*三 · 欧*云 · 阿***木: the first and the last character, at most three stars.

    A longer name gets no more stars, so that its length does not give it away.
    """
    letters = normalise_name(name)
    if len(letters) < 2:
        return "*" * len(letters)
    if len(letters) == 2:
        return letters[0] + "*"
    return letters[0] + "*" * min(len(letters) - 2, 3) + letters[-1]


def mask_phone(phone: str) -> str:
    """`138****5678`; a number too short to keep seven digits is masked whole."""
    digits = re.sub(r"\D", "", phone)
    if len(digits) < 8:
        return "*" * len(digits)
    return digits[:3] + "****" + digits[-4:]


def surname_of(name: str) -> str:
    """The surname, compound ones (欧阳, 尉迟) whole; none in a name in Latin letters."""
    letters = normalise_name(name)
    if letters[:1].isascii():
        return ""
    return letters[:2] if letters[:2] in COMPOUND_SURNAMES and len(letters) > 2 else letters[:1]


def initials(name: str) -> str:
    """What a clerk types to find the person: 王春兰 is `wcl`, 单雄信 `sxx`, 尉迟恭 `ycg`."""
    letters = normalise_name(name)
    surname = surname_of(letters)
    return "".join(s[:1] for s in _surname_readings(surname)[0]) + _given(letters[len(surname) :])


def all_initials(name: str) -> tuple[str, ...]:
    """Every reading worth finding, `initials(name)` first; at most `INITIALS_MAX` of them."""
    letters = normalise_name(name)
    surname = surname_of(letters)
    heads = ["".join(s[:1] for s in reading) for reading in _surname_readings(surname)]
    given = (_letter_readings(part) for part in _PARTS.findall(letters[len(surname) :]))
    spellings = ("".join(parts) for parts in itertools.product(heads, *given))
    found = dict.fromkeys([initials(letters), *itertools.islice(spellings, INITIALS_MAX)])
    return tuple(itertools.islice(found, INITIALS_MAX))


# A Latin word counts as one letter, every other character for itself; dots are not typed.
_PARTS = re.compile(r"[A-Za-z]+|[^\sA-Za-z·]")


@lru_cache(maxsize=4096)
def _surname_readings(surname: str) -> tuple[tuple[str, ...], ...]:
    readings = SURNAME_READINGS.get(surname)
    if readings is None:
        return (tuple(part[:1].lower() for part in _spelled(surname)),)
    return (readings,) if len(surname) == 2 else tuple((r,) for r in readings)


def _given(letters: str) -> str:
    return "".join(part[:1].lower() for part in _spelled(letters))


def _spelled(letters: str) -> list[str]:
    """Latin words stay as they are; the rest is read as a phrase, which settles most doubts."""
    spelled: list[str] = []
    for run in re.findall(r"[A-Za-z]+|[^\sA-Za-z·]+", letters):
        spelled += [run] if run.isascii() else _spelling(run)
    return spelled


@lru_cache(maxsize=8192)
def _letter_readings(part: str) -> tuple[str, ...]:
    if part.isascii():
        return (part[:1].lower(),)
    from pypinyin import Style, pinyin  # its dictionary costs a third of a second at each start

    found = pinyin(part, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(r[:1] for r in found[0])) if found else ("",)


def _spelling(run: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin  # as above: only who searches or imports pays for it

    spelled: list[str] = lazy_pinyin(run, style=Style.NORMAL, errors="ignore")
    return spelled
