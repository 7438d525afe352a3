"""Identity numbers, masked names and the initials that find people."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishan.registry.sheets import identity, names, relations
from jishan.registry.sheets.groups import (
    group_key,
    group_of_divider,
    group_of_sheet,
    group_of_title,
)
from jishan.registry.sheets.identity import Sex
from tests.departments.roster.village import identity_number

SOUND = "51019919800229123" + identity.check_digit("51019919800229123")
WIDE = "".join(chr(ord(c) + 0xFEE0) for c in SOUND)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("510199198002291230", "510199198002291230"),
        (" 510199 19800229 123x ", "51019919800229123X"),
        (WIDE, SOUND),
        ("'51019919800229123x", "51019919800229123X"),
        ("51019919800229123×", "51019919800229123X"),
    ],
)
def test_normalise_identity(typed: str, read: str) -> None:
    assert identity.normalise_identity(typed) == read


def test_the_check_digit_is_that_of_the_standard() -> None:
    """The worked example in annex A of GB 11643: 11010519491231002X."""
    assert identity.check_digit("11010519491231002") == "X"
    assert identity.check_digit("44052418800101001") == "4"


@pytest.mark.parametrize(
    ("number", "codes"),
    [
        (SOUND, ()),
        ("11010519491231002X", ()),
        ("110105194912310021", (identity.CHECKSUM,)),
        ("1101051949123100", (identity.LENGTH,)),
        ("", (identity.LENGTH,)),
        ("110105491231002", (identity.FIFTEEN,)),
        ("110105********002X", (identity.MASKED,)),
        ("5.10E+17", (identity.LOST_DIGITS,)),
        ("510199198001011000", (identity.LOST_DIGITS,)),
        ("11O10519491231002X", (identity.CHARACTERS,)),
        ("1101051949123100XX", (identity.CHARACTERS,)),
        ("110105194913310021", (identity.DATE,)),
        ("110105184912310021", (identity.DATE,)),
    ],
)
def test_identity_problems(number: str, codes: tuple[str, ...]) -> None:
    assert identity.identity_problems(number) == codes


def test_a_birth_after_today_is_no_birth() -> None:
    assert identity.identity_problems(SOUND, today=date(1980, 2, 28)) == (identity.DATE,)
    assert identity.identity_problems(SOUND, today=date(1980, 2, 29)) == ()


@given(st.dates(date(1900, 1, 1), date(2024, 12, 31)), st.integers(1, 400), st.booleans())
def test_a_number_tells_birth_date_and_sex(born: date, sequence: int, male: bool) -> None:
    number = identity_number(born, sequence, male=male)

    assert identity.identity_problems(number) == ()
    assert identity.birth_date_of(number) == born
    assert identity.sex_of(number) is (Sex.MALE if male else Sex.FEMALE)


@given(st.text(max_size=24))
def test_no_text_whatever_breaks_the_check(text: str) -> None:
    number = identity.normalise_identity(text)
    problems = identity.identity_problems(number)

    assert problems or len(number) == 18
    assert identity.birth_date_of(number) is None or len(number) == 18


@given(st.text(alphabet="0123456789X", min_size=18, max_size=18), st.integers(0, 17))
def test_one_wrong_digit_never_passes(number: str, at: int) -> None:
    if identity.identity_problems(SOUND[:at] + number[at] + SOUND[at + 1 :]) == ():
        assert number[at] == SOUND[at]


def test_mask_identity() -> None:
    assert identity.mask_identity("110101199001011234") == "110101********1234"
    assert identity.mask_identity("12345") == "*****"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张小三", "张*三"),
        ("欧阳云", "欧*云"),
        ("司马相如", "司**如"),
        ("阿卜杜热木", "阿***木"),
        ("阿依古丽·买买提", "阿***提"),
        ("张  三", "张*"),
        ("张", "*"),
        ("", ""),
        ("䶮㛃", "䶮*"),
        ("𠅤一二", "𠅤*二"),
        ("John Smith", "J***h"),
    ],
)
def test_mask_name(name: str, masked: str) -> None:
    assert names.mask_name(name) == masked


@given(st.text(alphabet="张王李欧阳三四五·阿木", min_size=2, max_size=12))
def test_a_masked_name_never_shows_more_than_two_characters(name: str) -> None:
    masked = names.mask_name(name)

    assert len(masked.replace("*", "")) <= 2
    assert len(masked) <= 5


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812345678", "138****5678"),
        ("138 1234 5678", "138****5678"),
        ("0839-6612345", "083****2345"),
        ("12345", "*****"),
        ("", ""),
    ],
)
def test_mask_phone(phone: str, masked: str) -> None:
    assert names.mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("typed", "name"),
    [("张  三", "张三"), (" 张 小 三 ", "张小三"), ("阿依古丽•买买提", "阿依古丽·买买提"),
     ("阿依古丽 · 买买提", "阿依古丽·买买提"), ("John  Smith", "John Smith"), ("李A", "李A")],
)  # fmt: skip
def test_normalise_name(typed: str, name: str) -> None:
    assert names.normalise_name(typed) == name


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("王春兰", "wcl"), ("单雄信", "sxx"), ("解晓东", "xxd"), ("仇大山", "qds"),
        ("查良镛", "zly"), ("曾国藩", "zgf"), ("任长霞", "rcx"), ("华罗庚", "hlg"),
        ("区小波", "oxb"), ("朴信惠", "pxh"), ("尉迟恭", "ycg"), ("万俟卨", "mqx"),
        ("盖叫天", "gjt"), ("繁小明", "pxm"), ("召小明", "sxm"), ("覃明", "qm"),
        ("乜小明", "nxm"), ("员小明", "yxm"), ("黑小明", "hxm"), ("折小明", "sxm"),
        ("缪小明", "mxm"), ("种师道", "csd"), ("乐小明", "yxm"), ("翟小明", "zxm"),
        ("令狐冲", "lhc"), ("长孙无忌", "zswj"), ("单于明", "cym"), ("欧阳云", "oyy"),
        ("阿依古丽·买买提", "ayglmmt"), ("John Smith", "js"), ("张", "z"), ("", ""),
    ],
)  # fmt: skip
def test_initials_find_a_person_under_the_reading_of_the_surname(name: str, keys: str) -> None:
    assert keys in names.all_initials(name)
    if name[:1] not in "任":
        assert names.initials(name) == keys


def test_a_surname_of_two_readings_is_found_under_both() -> None:
    assert names.all_initials("覃小明")[:1] == ("qxm",)
    assert {"qxm", "txm"} <= set(names.all_initials("覃小明"))
    assert {"yxm", "lxm"} <= set(names.all_initials("乐小明"))


def test_initials_are_short_latin_keys_whatever_the_name() -> None:
    dice = random.Random(7)
    for _ in range(300):
        name = "".join(chr(dice.randrange(0x4E00, 0x9FA5)) for _ in range(3))
        found = names.all_initials(name)
        assert found[0] == names.initials(name)
        assert len(found) <= names.INITIALS_MAX
        assert all(k.isascii() for k in found)


@pytest.mark.parametrize(
    ("text", "code"),
    [("户主", "02"), ("本人", "02"), ("配偶", "10"), ("之夫", "11"), ("妻子", "12"), ("儿子", "20"),
     ("长子", "22"), ("次子", "23"), ("女婿", "28"), ("女", "30"), ("儿媳", "38"), ("孙子", "41"),
     ("父母", "50"), ("父亲", "51"), ("户主之妻", "12"), ("户主的母亲", "52"), ("外 孙 女", "44"),
     ("2", "02"), ("02", "02"), ("12", "12"), ("媳妇", None), ("00", None), ("邻居", None),
     ("长子(残疾)", "22")],
)  # fmt: skip
def test_relation_codes(text: str, code: str | None) -> None:
    assert relations.relation_code(text) == code


def test_every_code_of_the_standard_has_its_word() -> None:
    assert relations.relation_word("12") == "妻"
    assert all(
        relations.relation_code(relations.relation_word(c)) == c for c in relations.RELATIONS
    )


@pytest.mark.parametrize(
    ("name", "key"),
    [("三组", "3组"), ("第三村民小组", "3组"), ("03组", "3组"), ("3", "3组"), ("十二组", "12组"),
     ("二十一组", "21组"), ("十组", "10组"), ("张家湾", "张家湾"), ("张家湾组", "张家湾组")],
)  # fmt: skip
def test_group_keys(name: str, key: str) -> None:
    assert group_key(name) == key


def test_groups_are_found_where_villages_write_them() -> None:
    assert group_of_sheet("桃源村三组") == "三组"
    assert group_of_sheet("张家湾") == "张家湾"
    assert group_of_sheet("Sheet1") is None
    assert group_of_title("桃源村第三村民小组户籍表") == "第三村民小组"
    assert group_of_title("村民小组:张家湾") == "张家湾"
    assert group_of_title("桃源村户籍表(共8组)") is None
    assert group_of_divider("第 二 组") == "第二组"
    assert group_of_divider("张三") is None


def test_serial_days_count_from_the_spreadsheets_own_zero() -> None:
    from jishan.registry.sheets.cells import read_date

    assert read_date(29221.0) == (date(1899, 12, 30) + timedelta(days=29221), None)
    assert read_date(29221.0) == (date(1980, 1, 1), None)
    assert read_date("1980-1-1 00:00:00") == (date(1980, 1, 1), None)
    assert read_date("1980-13-01") == (None, "roster.birth_date_unreadable")
    assert read_date(1980.0) == (None, "roster.birth_date_incomplete")
    assert read_date("") == (None, None)
