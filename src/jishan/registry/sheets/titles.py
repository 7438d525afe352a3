"""Column titles (表头) and the fields they mean, as villages write them."""

import re
from functools import lru_cache
from unicodedata import normalize

from jishan.registry.sheets.preview import Field

EXACT, LIKELY, BY_CONTENT, OVERRIDDEN = 100, 80, 60, 100

_TITLES: dict[Field, str] = {
    Field.SERIAL: "序号 序 编号 顺序 顺序号 行号 no 号 总序号 人序号 人员序号 序列",
    Field.GROUP: (
        "村民小组 组别 小组 组 所在组 所属组 组名 组号 所属小组 村组 村民组 居民小组"
        " 生产队 队别 自然村 网格 所属网格 社 村小组 自然屯 屯 所在小组 组(队)"
        " 所属村组 小组名称 几组"
    ),
    Field.HOUSEHOLD_NO: (
        "户编号 户号 户编码 家庭编号 户序号 户籍号 户口编号 户口簿号 户口本号 户码"
        " 户口号 家庭户号 户籍编号 户次 家庭号 户籍编码 家庭编码 户口簿编号 户序"
    ),
    Field.HEAD: (
        "户主姓名 户主 户主名 户主名字 户主名称 户代表 户主姓名(全称) 家长姓名 所属户主 户主姓"
    ),
    Field.NAME: (
        "姓名 成员姓名 家庭成员姓名 家庭成员 村民姓名 人员姓名 名字 居民姓名"
        " 人口姓名 户成员姓名 家庭人员 家庭成员名单 成员 家庭人口姓名 人员"
        " 户内成员姓名 姓名(全名) 常住人口姓名"
    ),
    Field.RELATION: (
        "与户主关系 与户主的关系 关系 户主关系 家庭关系 成员关系 称谓 与户主之关系"
        " 和户主关系 同户主关系 与户主 关系称谓 是户主的 与户主关系代码 家庭成员关系"
        " 亲属关系 与本户户主关系"
    ),
    Field.SEX: "性别 男女 性別 男/女",
    Field.IDENTITY: (
        "身份证号 身份证号码 身份证 公民身份号码 公民身份证号码 证件号码 证件号"
        " 居民身份证号码 身份号码 身份证编号 二代身份证号 身份证件号码 公民身份证号"
        " 居民身份证号 身份证号(18位) 身份证明号码"
    ),
    Field.BIRTH_DATE: (
        "出生日期 出生年月 出生年月日 生日 出生时间 出生 生年月日 出生年 出生日 出生月日"
    ),
    Field.ETHNICITY: "民族 族别 所属民族",
    Field.RESIDENCE_KIND: (
        "户口性质 户籍性质 户口类型 户口类别 户别 户籍类型 户籍类别 农业/非农业"
        " 农/非农 是否农业户口 户口 户类型 户类别"
    ),
    Field.PHONE: (
        "联系电话 电话 手机 手机号 手机号码 联系方式 电话号码 联系号码 移动电话"
        " 联系手机 联络电话 本人电话 常用电话 家庭电话 户主电话 联系电话(手机)"
    ),
    Field.DOOR: (
        "门牌号 门牌 门牌号码 门号 房号 户牌号 门牌编号 门牌号/住址 门牌号(住址) 楼栋门牌"
    ),
    Field.ADDRESS: (
        "住址 家庭住址 地址 现住址 详细地址 家庭地址 居住地址 现居住地 户籍地址"
        " 户籍住址 居住地 户口所在地 现住地址 常住地址 户籍所在地 现居住地址 住所"
    ),
    Field.RESIDENT: (
        "是否常住 常住 是否在村 是否在家 常住情况 居住状态 居住情况 是否常住人口"
        " 在村情况 是否常住户 在家情况 是否居住 常住否"
    ),
    Field.TAGS: "户标签 家庭标签 户类标签 农户标签",
    Field.APPROVED: "两委批准 批准 两委同意 村两委批准 村两委同意 两委是否批准",
    Field.CONSENT: "同意 本人同意 是否同意 同意参加 参加积分 是否参加积分 参与积分 是否参加",
    Field.NOTE: "备注 说明 备注说明 其他说明 注 附注 备考 备 注",
}

# A word in a longer title. Order matters: 户主身份证号 is about the identity number of the head,
# 与户主关系 about the relation, and both are decided before 户主.
_WORDS: tuple[tuple[str, Field | None], ...] = (
    ("监护人", None), ("配偶姓名", None), ("父亲姓名", None), ("母亲姓名", None), ("紧急", None),
    ("户主身份证", None), ("户主性别", None), ("户主年龄", None), ("户主证件", None),
    ("户主公民", None),
    ("关系", Field.RELATION), ("身份证", Field.IDENTITY), ("身份号", Field.IDENTITY),
    ("证件号", Field.IDENTITY), ("出生", Field.BIRTH_DATE), ("电话", Field.PHONE),
    ("手机", Field.PHONE), ("联系方式", Field.PHONE), ("户编", Field.HOUSEHOLD_NO),
    ("户号", Field.HOUSEHOLD_NO), ("户籍号", Field.HOUSEHOLD_NO), ("性质", Field.RESIDENCE_KIND),
    ("户口类", Field.RESIDENCE_KIND), ("户主", Field.HEAD), ("姓名", Field.NAME),
    ("小组", Field.GROUP), ("村民组", Field.GROUP), ("网格", Field.GROUP), ("门牌", Field.DOOR),
    ("住址", Field.ADDRESS), ("地址", Field.ADDRESS), ("民族", Field.ETHNICITY),
    ("常住", Field.RESIDENT), ("是否在", Field.RESIDENT), ("性别", Field.SEX),
    ("备注", Field.NOTE), ("序号", Field.SERIAL),
)  # fmt: skip

# Understood, and not wanted: money, health and faith are not the registry's business.
_UNWANTED = re.compile(
    "年龄|周岁|岁数|人口|人数|户数|银行|账号|帐号|卡号|开户|学历|文化|教育|学校|面貌|党员|婚|职业|职务"
    "|工作|就业|务工|健康|残疾|疾病|医保|社保|养老|低保|五保|贫困|脱贫|监测|收入|面积|承包|宗教|信仰|兵役"
    "|籍贯|照片|签字|签名|指纹|合计|积分|车牌|房屋|宅基|邮编|血型|身高|身份类别|证件类型|证件类别"
    "|省|市|县|区划|乡镇|街道|^镇|^乡$|行政村|村名|^村$|所属村|村(居|委)|迁|登记|时间|填表|技能"
    "|特长|邮箱|微信|qq|是否外出|曾用名|别名|代码"
)

_BY_TITLE: dict[str, Field] = {}
for _field, _titles in _TITLES.items():
    _BY_TITLE.update(dict.fromkeys(_titles.split(), _field))

NAME_TITLES = frozenset(t for t, f in _BY_TITLE.items() if f in {Field.NAME, Field.HEAD})

_HEAD_PART = re.compile("户主")


@lru_cache(maxsize=4096)
def field_of(title: str) -> tuple[Field | None, int, bool]:
    """Field, confidence in percent, and whether the title is known at all."""
    plain = _plain(title)
    if not plain or len(plain) > 24:
        return None, 0, False
    for candidate in (plain, plain.split("(")[0]):
        if candidate in _BY_TITLE:
            return _BY_TITLE[candidate], EXACT, True
    if _UNWANTED.search(plain):
        return None, 0, True
    for word, field in _WORDS:
        if word in plain:
            return field, LIKELY if field else 0, True
    return None, 0, False


def field_of_pair(top: str, bottom: str) -> tuple[Field | None, int, bool]:
    """A two-row header: the lower title decides; the upper says whose it is (户主 / 家庭成员)."""
    field, confidence, known = field_of(bottom)
    if not bottom:
        return field_of(top)
    if _HEAD_PART.search(_plain(top)) and _plain(top) != _plain(bottom):
        if field in {Field.NAME, Field.HEAD}:
            return Field.HEAD, LIKELY, True
        if field in {Field.IDENTITY, Field.SEX, Field.BIRTH_DATE}:
            return None, 0, True
    return (field, confidence, known) if known else field_of(top + bottom)


@lru_cache(maxsize=4096)
def _plain(title: str) -> str:
    text = normalize("NFKC", title).lower()
    return re.sub(r"[\s*★※:：.。_\-'\"]+", "", text)
