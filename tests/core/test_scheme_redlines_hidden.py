"""Red lines are found however they are written: another word, another place, another arithmetic;
and what villages rightly do is not mistaken for them."""

# ruff: noqa: E501 - rules and tables read as rows; broken lines would hide the columns

from pathlib import Path

import pytest

import jishan.demo
from jishan.core.scheme.checker import check
from jishan.core.scheme.checks.texts import bare
from jishan.core.scheme.reading import read_with_lines
from jishan.core.scheme.redlines import read_redlines, shipped
from tests.core.checking import FIXED, SPEND, found, honour, inspection
from tests.core.replaying import HEAD, PURSE, YEAR


def clauses(*parts: str, head: str = HEAD, purse: str = PURSE) -> set[str]:
    """What stops the document: the clauses of the classification, else the codes."""
    found(*parts, head=head, purse=purse)
    findings = check(*read_with_lines(head + purse + "\n".join(parts)))
    return {str(one.facts.get("clause") or one.code) for one in findings if one.severity == "error"}


def item(title: str, points: int = 1) -> set[str]:
    return clauses(FIXED.replace("好事", title).replace("points: 1}", f"points: {points}}}"))


def benefit(text: str, kind: str = "other", more: str = "") -> set[str]:
    return clauses(FIXED, f"benefits: [{{kind: {kind}, text: {text}{more}}}]\n")


def goods(name: str) -> set[str]:
    line = f"redemption: {{purse: main, catalogue: [{{code: r, name: {name}, points: 1}}]}}\n"
    return clauses(FIXED, line, purse=SPEND)


def title(name: str) -> set[str]:
    return clauses(FIXED, YEAR, honour().replace("荣誉", name))


def veto(name: str, paper: str = "判决书", ends: str = "lasts: {months: 12}") -> set[str]:
    return clauses(
        FIXED,
        f"vetoes: [{{code: v, name: {name}, documents: [{paper}], {ends}, route_back: 期满}}]\n",
    )


def test_a_word_is_the_same_word_however_it_is_written() -> None:
    pairs = "".join(shipped().variants)
    for written in ("黑 名 单", "黑·名·单", "黑名單", "黑\u200b名\u3000单", "黑名单"):
        assert bare(written, pairs) == "黑名单"
    assert bare("ＨＥＩ míng-Dān") == "heimingdan"


@pytest.mark.parametrize("text", ["黑 名 单", "黑·名·单", "黑名單", "HEI MING DAN", "ｈｅｉｍｉｎｇｄａｎ", "曝　光", "反面典型上墙", "Blacklist"])  # fmt: skip
def test_lists_of_shame(text: str) -> None:
    assert benefit(text) == title(text) == goods(text) == item(text) == {"exposure"}
    assert clauses(FIXED, f"summary: 最后几户列入{text}\n") == {"exposure"}


@pytest.mark.parametrize(
    ("clause", "texts"),
    [
        ("homestead", ["优先安排宅基地", "優先批地", "建房审批优先", "多给承包地"]),
        ("housing_care", ["公 租 房", "廉租房优先", "敬老院优先", "绿色通道看病"]),
        ("medical", ["低保名额", "特困供养", "醫保報銷提高", "新农合由村里交", "高龄津贴多发", "dibao"]),
        ("army", ["入伍政审优先", "当兵优先"]),
        ("check_up", ["体检一次", "300分以上体检(人人可以参加)"]),
        ("condolence", ["过年慰问"]),
        ("all_policies", ["享受所有政策", "政策倾斜"]),
        ("schooling", ["优先入学", "择校名额", "优先入 园", "中考加分"]),
        ("loan", ["贷 款", "授信额度", "daikuan"]),
        ("credit", ["计入征信", "失信名单", "個人信用加分"]),
        ("bank_report", ["名单报送银行"]),
        ("money", ["现 金", "微信红包", "奖金500元", "可提现"]),
        ("fines", ["罚 款", "罰款200元", "交违约金", "扣钱"]),
        ("stakes", ["取消低保", "停发各种补贴", "不予办证", "停水停电", "取消選舉權"]),
        ("birth", ["三孩家庭优先"]),
        ("appraisal", ["和干部绩效挂钩", "各村排名"]),
        ("appraisal", ["年终考核各村加分", "绩效考核挂钩"]),
    ],
)  # fmt: skip
def test_rewards_and_penalties_under_another_name(clause: str, texts: list[str]) -> None:
    """Whatever kind the village calls it, as a benefit and as goods of the shop."""
    for text in texts:
        assert clause in benefit(text, "service"), text
        assert clause in goods(text), text


def test_a_safeguard_is_no_word_that_undoes_the_text() -> None:
    by_themselves = ", safeguards: [household_initiated]"
    assert benefit("名单报送银行", "loan", by_themselves) == {"bank_report"}
    assert benefit("计入个人征信", "loan", by_themselves) == {"credit"}
    assert benefit("自己申请开具证明，自己交给银行", "loan", by_themselves) == set()
    reference = ", safeguards: [reference_only]"
    assert benefit("前三名直接推荐入党", "party", reference) == {"automatic"}
    assert benefit("推荐入党时作参考", "party", reference) == set()


@pytest.mark.parametrize(
    ("clause", "titles"),
    [
        ("petition", ["信 访", "缠访", "越级上訪", "拨打12345", "xin fang"]),
        ("reporting", ["举报村干部", "到县里告状"]),
        ("speech", ["投诉村委会", "在抖音上骂人", "顶撞村干部", "不服从安排", "媒体爆料"]),
        ("voting", ["参加换届选举", "投 票", "给公众号點讚", "打五星"]),
        ("clicks", ["下载反诈软件", "每日登录", "关注公众号", "手机打卡"]),
        ("religion", ["不信教", "做礼拜", "去教堂", "参加宗教活动"]),
        ("birth", ["超生", "计划生育", "离婚", "孕检"]),
        ("health", ["家里有精神病人", "血压正常", "老人接种疫苗"]),
        ("violence", ["家 暴", "家庭暴力", "涉毒"]),
        ("minors", ["孩子考试成绩", "三好学生", "未成年人早恋"]),
        ("watching", ["摄像头抓拍乱扔垃圾", "手机定位到岗", "刷人脸"]),
        ("fines", ["罚钱", "没收"]),
        ("trade", ["积分充值"]),
    ],
)  # fmt: skip
def test_acts_that_must_not_count(clause: str, titles: list[str]) -> None:
    """Neither plus nor minus: E.5, E.7."""
    for text in titles:
        assert clause in item(text), text
        assert clause in item(text, -5), text


PLACES = [
    ("petition", "head", ("consent: true}", "consent: true, tags_none: [上访户]}")),
    ("religion", "head", ("consent: true}", "consent: true, tags_none: [信教户]}")),
    ("exposure", "head", ("consent: true}", "consent: true, tags_none: [黑名单]}")),
    ("exposure", "head", ("days: 30", "days: 30, places: [村口曝光台]")),
    ("shame", "head", ("quorum: 5", "quorum: 5, note: 末位的在大会上点名批评")),
    ("petition", "head", ("name: 文明", "name: 信访维稳")),
    ("exposure", "item", ("好事", "好事, note: 没做的上红黑榜")),
    ("petition", "item", ("好事", "好事, conditions: [{figure: f, name: 上访次数, unit: 次, at_most: 0}]")),
    ("minors", "item", ("好事", "好事, conditions: [{figure: f, name: 孩子考试成绩, unit: 分, at_least: 90}]")),
    ("petition", "item", ("shape: fixed, points: 1", "shape: levels, levels: [{level: a, name: 闹访, points: -5}]")),
    ("exposure", "more", "choices: [{about: 落后的, text: 连续三次最后的上曝光台}]\n"),
    ("stakes", "more", "review: 每年评一次，最后三户取消补贴\n"),
    ("exposure", "more", "words: {notice: 曝光}\n"),
    ("petition", "more", "multiplying: {combine: all, rounding: down, rules: [{code: m, name: 系数, factor: 0, who: {tags_any: [上访户]}}]}\n"),
    ("fines", "more", "funds: {sources: [{code: f, name: 村民罚款, kind: money}], custody: 镇}\n"),
    ("exposure", "more", "streaks: [{code: s, name: 落后, measure: year, holds: {last: alone}, length: 2, counting: consecutive, windows: separate, restart: ever, missing: breaks, mark: 黑名单}]\n"),
    ("fines", "more", "settlements: [{code: s, name: 罚款折算, measure: year, category: env, counts: value, rounding: down}]\n"),
]  # fmt: skip


@pytest.mark.parametrize(("clause", "where", "how"), PLACES, ids=[str(one[2]) for one in PLACES])
def test_wherever_it_stands(clause: str, where: str, how: str | tuple[str, str]) -> None:
    head, items, more = HEAD, FIXED, ""
    if isinstance(how, str):
        more = how
    elif where == "head":
        head = HEAD.replace(*how)
    else:
        items = FIXED.replace(*how)
    assert (head, items, more) != (HEAD, FIXED, "")
    assert clause in clauses(items, YEAR, more, head=head)


def test_what_is_said_not_to_be_done_is_no_rule() -> None:
    for text in ("不公布落后户，不与信访挂钩", "信访不加分也不扣分", "积分不兑现金"):
        assert clauses(FIXED, f"summary: {text}\n") == set()
    assert clauses(FIXED, "summary: 禁止上访，违者扣分\n") == {"petition"}


def test_a_veto_stands_on_a_final_paper_of_somebody_else_and_ends() -> None:
    for paper in (
        "村委会决定",
        "村规民约",
        "会议记录",
        "群众评议表",
        "起诉书",
        "公安机关立案决定书",
        "材料",
    ):
        assert veto("违法", paper) == {"redline.veto_paper_not_final"}, paper
    for paper in (
        "判决书",
        "行政处罚决定书",
        "处分决定",
        "执行裁定书",
        "事故责任认定书",
        "责令改正决定书",
    ):
        assert veto("违法", paper) == set(), paper
    assert veto("违法", ends="lasts: {years: 99}") == {"redline.veto_too_long"}
    assert veto("违法", ends="until_end_of: year, plus: 50") == {"redline.veto_too_long"}
    assert (
        veto("违法", ends="lasts: {years: 5}") == veto("违法", ends="until_end_of: year") == set()
    )
    assert veto("信教") == {"religion"}
    assert veto("上访", "行政处罚决定书") == {"petition"}


FIGURES = """measures:
- {code: year, name: 年, shape: points, purse: main, period: year}
- {code: bad, name: 扣分次数, shape: points, purse: main, on: {sign: minus}, value: times, period: year}
- {code: neg, name: 反, shape: total, period: year, terms: [{measure: year, weight: -1}]}
- {code: down, name: 档, shape: bands, measure: year, period: year, bands: [{below: 10, points: 5}, {at_least: 10, points: 1}]}
- {code: place, name: 名次, shape: rank, measure: year, period: year}
- {code: back, name: 倒着数, shape: rank, measure: year, period: year, order: lowest}
- {code: share, name: 扣分多, shape: ratio, over: bad, under: year, empty: 0, period: year}
"""


@pytest.mark.parametrize(
    ("measure", "pick", "more"),
    [
        ("bad", "{shape: ranks, last: 3}", ""),
        ("neg", "{shape: ranks, last: 3}", ""),
        ("down", "{shape: ranks, last: 3}", ""),
        ("place", "{shape: ranks, last: 3}", ""),
        ("share", "{shape: ranks, last: 3}", ""),
        ("year", "{shape: ranks, last: 3}", ", order: lowest"),
        ("back", "{shape: ranks, last: 3}", ", order: lowest"),
        ("year", "{shape: top_share, above_percent: 90, percent: 100, of: all, rounding: down}", ""),
        ("year", "{shape: threshold, below: 60}", ""),
        ("year", "{shape: threshold, at_least: 0, below: 60}", ""),
        ("year", "{shape: threshold, equals: 0}", ""),
        ("year", "{shape: threshold, at_least: 0, quota: 3}", ", order: lowest"),
        ("bad", "{shape: threshold, at_least: 3}", ""),
        ("year", "{shape: ranks, last: 3}", ", gates: [{measure: year, below: 60}]"),
    ],
)  # fmt: skip
def test_a_list_of_the_last_in_any_arithmetic(measure: str, pick: str, more: str) -> None:
    text = honour(pick, more=more).replace("measure: year, pick", f"measure: {measure}, pick")
    assert "redline.bottom_list" in clauses(FIXED, FIGURES, text)


@pytest.mark.parametrize(
    ("measure", "pick", "more"),
    [
        ("bad", "{shape: ranks, last: 3}", ", order: lowest"),
        ("bad", "{shape: threshold, at_most: 0}", ""),
        ("place", "{shape: ranks, last: 3}", ", order: lowest"),
        ("place", "{shape: threshold, at_most: 3}", ""),
        ("year", "{shape: threshold, at_least: 60, below: 80}", ""),
        ("year", "{shape: ranks, last: 3}", ", gates: [{measure: bad, at_most: 0}]"),
        ("year", "{shape: ranks, last: 3}", ", who: {tags_none: [村干部]}"),
    ],
)  # fmt: skip
def test_a_list_of_the_best_in_any_arithmetic(measure: str, pick: str, more: str) -> None:
    text = honour(pick, more=more).replace("measure: year, pick", f"measure: {measure}, pick")
    assert clauses(FIXED, FIGURES, text) == set()


POST = "purses: [{code: main, name: 积分, holder: household, takes: both, spendable: false, floor: none}, {code: post, name: 履职, holder: post, spendable: false, floor: none}]\n"
DUTY = "measures: [{code: f, name: 网格员履职, shape: points, purse: post, value: times, period: year}]\n"


def test_staff_are_not_ranked_and_not_on_the_board() -> None:
    head = HEAD.replace("[household, resident]", "[household, resident, post]")
    board = head.replace("days: 30", "days: 30, measures: [f]")
    streak = "streaks: [{code: s, name: 连续, measure: f, holds: {rank_at_most: 1}, length: 2, counting: consecutive, windows: separate, restart: ever, missing: breaks, mark: 标兵}]\n"
    pool = "pools: [{code: p, name: 报酬, measure: f, yuan: 9, method: proportional, safeguards: [unanimous_vote, discretionary_part, capped_share]}]\n"

    assert clauses(FIXED, DUTY, head=head, purse=POST) == set()
    assert clauses(FIXED, DUTY, head=board, purse=POST) == {"redline.post_shown"}
    assert clauses(FIXED, DUTY, streak, head=head, purse=POST) == {"redline.never_ranked"}
    assert clauses(FIXED, DUTY, pool, head=head, purse=POST) == {"redline.never_ranked"}
    for who in (", who: {tags_any: [村干部]}", ", who: {tags_all: [专职网格员]}"):
        assert clauses(FIXED, YEAR, honour(more=who)) == {"redline.never_ranked"}
    by_class = honour(more=", classes: [网格员, 其他]").replace("scope: village", "scope: class")
    assert clauses(FIXED, YEAR, by_class) == {"redline.never_ranked"}


def test_places_are_shown_only_as_the_village_voted() -> None:
    shown = HEAD.replace("days: 30", "days: 30, measures: [place]")
    assert clauses(FIXED, FIGURES, head=shown) == {"redline.places_shown"}
    voted = shown.replace("days: 30", "days: 30, ranking: voted")
    assert clauses(FIXED, FIGURES, head=voted) == set()
    last = voted.replace("[place]", "[back]")
    assert clauses(FIXED, FIGURES, head=last) == {"redline.bottom_list"}


def test_children_are_not_scored() -> None:
    young = FIXED.replace("好事", "好事, who: {age_max: 12}")
    assert clauses(young) == {"redline.minors"}
    assert clauses(FIXED, YEAR, honour(more=", who: {age_max: 13}")) == {"redline.minors"}
    assert clauses(FIXED.replace("好事", "好事, who: {age_max: 18}")) == set()
    cheaper = "redemption: {purse: main, catalogue: [{code: r, name: 米, points: 1}], prices: [{code: k, name: 孩子半价, who: {age_max: 12}, percent: 50, rounding: up}, {code: d, name: 低保户七折, who: {tags_any: [低保户]}, percent: 70, rounding: up}]}\n"
    assert clauses(FIXED, cheaper, purse=SPEND) == set()


def test_a_room_is_a_room_whatever_the_form_calls_it() -> None:
    bands = "{at_least: 80, points: 1}"
    for line in ("卧室整洁", "床 铺整齐", "客厅干净, place: outdoor", "家里整洁"):
        form = inspection(bands, f"{{code: x, title: {line}, points: 100}}")
        assert "redline.indoor" in clauses(form), line
    for line in ("公共厕所干净", "庭院干净", "家里为孩子学习提供条件"):
        assert clauses(inspection(bands, f"{{code: x, title: {line}, points: 100}}")) == set(), line


def test_no_more_than_a_fifth_of_what_the_village_may_dispose_of() -> None:
    figures = "measures: [{code: year, name: 年, shape: points, purse: main, period: year}, {code: v, name: 村, shape: gather, subject: village, measure: year, how: sum, period: year}]\n"
    pool = "pools: [{code: p, name: 分红, measure: year, yuan: 1000, part_of: {measure: v, percent: %s}, method: proportional, safeguards: [unanimous_vote, discretionary_part, capped_share]}]\n"
    assert clauses(FIXED, figures, pool % 20) == set()
    assert clauses(FIXED, figures, pool % 20.01) == {"redline.pool_too_large"}


@pytest.mark.parametrize("text", ["公共厕所保洁", "改厕", "给犬只接种狂犬病疫苗", "参加村民代表会议", "提出合理化建议被采纳", "无偿献血", "大操大办被举报核实", "关爱未成年人志愿服务", "小学生防溺水宣传", "先进事迹被县级媒体报道", "注册志愿者", "捐资助学", "家中有人入伍", "红白事简办", "文明祭祀不烧纸", "按时缴纳卫生费", "党员亮身份", "网格员走访配合", "被乡镇通报表扬", "孝敬父母", "签到参加义务劳动", "读书打卡活动", "晾晒被芯不占道", "帮老人代办身份证", "参加宣传教育活动", "诚信教育", "总结核查台账", "设计生态步道", "每天网格员巡查", "网上告知邻居", "配合停电检修", "关爱留守女孩", "顶撞父母后认错", "礼拜天义务劳动", "测血压志愿服务", "新冠疫情防控志愿服务", "投入教育帮扶", "取消大操大办红白喜事", "红黄绿三色分类", "照顾患病老人"])  # fmt: skip
def test_good_deeds_are_not_mistaken(text: str) -> None:
    assert item(text) == set()


@pytest.mark.parametrize("text", ["大米", "电话充值卡", "话费50元", "红包封", "红糖", "床上四件套", "血压计", "体温计", "银杏苗", "理发券", "农技培训名额", "党建书籍", "衣柜防潮剂", "中医保健服务", "承包地代耕服务", "上小学用的书包", "春联贴大门", "道德银行兑换券", "租借桌椅免押金", "深入学习班名额", "合作社保底价农资", "村社保洁服务"])  # fmt: skip
def test_goods_of_a_shop_are_not_mistaken(text: str) -> None:
    assert goods(text) == benefit(text, "goods") == set()


def test_the_villages_of_the_demo_have_no_errors() -> None:
    for path in sorted(Path(jishan.demo.__file__).parent.glob("*.yaml")):
        raw = path.read_bytes()
        if b"\nkind: " not in raw and b"\nmeasures:" in raw:
            assert [one for one in check(*read_with_lines(raw)) if one.severity == "error"] == []


def test_a_lawyers_file_without_the_new_parts_is_read() -> None:
    own = read_redlines(
        "format: 1\nreviewed: 某律师\nfalse_claim_times_max: 2\npool_percent_max: 20\nclauses: []\n"
    )
    text = HEAD + SPEND + FIXED
    text += "vetoes: [{code: v, name: 违法, documents: [告知单], lasts: {months: 1}, route_back: 期满}]\n"
    scheme, lines = read_with_lines(text)

    assert [one for one in check(scheme, lines, own) if one.severity == "error"] == []
