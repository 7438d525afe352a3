"""What the refusals of `jishan.schemes` say."""

WORDS: dict[str, tuple[int, str]] = {
    "schemes.none_in_force": (409, "{day} 这天村里还没有生效的积分方案。请先议定并公布方案。"),
    "schemes.has_errors": (409, "方案还有 {count} 处错误，改好才能表决：{first}"),
    "schemes.warnings_unanswered": (
        409,
        "检查提醒了 {count} 处，每处要写一句答复(为什么这样定)才能表决。",
    ),
    "schemes.vote_not_carried": (
        409,
        "这次表决没有通过：到会 {present} 人，赞成 {for_} 人。"
        "到会要过应到的一半，赞成要过到会的一半。",
    ),
    "schemes.not_filed_yet": (409, "方案要先报乡镇备案，才能公布生效。"),
    "schemes.starts_in_the_past": (
        409,
        "生效日 {day} 已经过去了。方案不溯及既往，请定在 {earliest} 或以后。",
    ),
    "schemes.same_document": (409, "这份文件和第 {number} 版一字不差，没有另立新版。"),
}
