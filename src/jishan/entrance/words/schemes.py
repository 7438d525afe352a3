"""What the refusals of `jishan.schemes` say."""

WORDS: dict[str, tuple[int, str]] = {
    "schemes.none_in_force": (409, "{day} 这天村里还没有生效的积分方案。请先议定并公布方案。"),
    "schemes.has_errors": (409, "方案还有 {count} 处错误，改好才能表决：{first}"),
    "schemes.law_unreadable": (
        503,
        "管理员放的红线分类文件 {file} 第 {line} 行读不了，改好以前不能检查和表决。请告诉管理员。",
    ),
    "schemes.warnings_unanswered": (
        409,
        "检查提醒了 {count} 处，每处要写一句答复（为什么这样定）才能表决。",
    ),
    "schemes.vote_not_carried": (
        409,
        "这次表决没有通过：到会 {present} 人，赞成 {for_} 人。"
        "赞成要过到会的一半（村里另有规定的，三分之二）。"
        "这次会可以记成一次讨论会，改好方案再表决。",
    ),
    "schemes.not_discussed_yet": (
        409,
        "方案要先交大家讨论，记下至少一次讨论会（院坝会、座谈会等），才能表决。",
    ),
    "schemes.not_under_discussion": (409, "这份方案现在不在讨论中，不能再记会议、提意见。"),
    "schemes.meeting_unreal": (
        400,
        "讨论会要在草案交给大家讨论（{first}）以后开，不能晚于今天（{last}），到会至少一个人。",
    ),
    "schemes.minutes_missing": (400, "请写明在哪里开的、谁主持、大家说了什么。"),
    "schemes.opinion_empty": (400, "请写明意见。"),
    "schemes.item_unknown": (400, "方案里没有“{item}”这一项，请重新选。"),
    "schemes.answer_missing": (400, "请写一句答复：采纳了怎么改，不采纳为什么。"),
    "schemes.already_answered": (409, "第 {number} 条意见已经答复过了，不能再改。"),
    "schemes.opinions_open": (409, "还有 {count} 条意见没有答复。每条都答复了才能表决。"),
    "schemes.vote_unreal": (
        400,
        "人数对不上：应到 {entitled} 人，实到 {present} 人，赞成、反对、弃权加起来不能比实到的多。",
    ),
    "schemes.vote_day_wrong": (
        400,
        "表决要在草案交给大家讨论、开过讨论会（{first}）以后，也不能晚于今天（{last}）。",
    ),
    "schemes.no_quorum": (
        409,
        "到会人数不够：应到 {entitled} 人，实到 {present} 人。"
        "村民代表会议和户代表会议要有三分之二以上的人到会，村民会议要过半数。"
        "请改日再开，这次不算表决。",
    ),
    "schemes.filing_number_missing": (400, "请填写备案编号。"),
    "schemes.clause_missing": (400, "责令改正要写明是哪一条。"),
    "schemes.reason_missing": (400, "请写明理由。"),
    "schemes.not_published_yet": (409, "方案要先公示，公示期满没有异议，才能定生效的日子。"),
    "schemes.notice_still_open": (409, "方案还在公示，到 {day} 才能定生效的日子。"),
    "schemes.objections_open": (409, "公示里还有 {count} 条异议没有处理。"),
    "schemes.objection_upheld": (
        409,
        "公示里有 {count} 条异议成立。请收回修改，改好再讨论、表决。",
    ),
    "schemes.starts_before_document": (
        409,
        "方案自己写的开始日是 {earliest}，生效日 {day} 不能比它早。",
    ),
    "schemes.key_taken": (409, "这次提交的编号已经用过了。请刷新页面重新填写。"),
    "schemes.feedback_empty": (400, "请至少答一题，或写一句话。"),
    "schemes.feedback_unreal": (400, "份数要在 1 到 {most} 之间。"),
    "schemes.feedback_given": (409, "这户这个季度已经反馈过了，下个季度再来。"),
    "schemes.feedback_item_unknown": (400, "方案里没有“{item}”这一项，请重新选。"),
    "schemes.review_too_early": (
        400,
        "评估会要在这一年过完（{first}）以后，也不能晚于今天（{last}）。",
    ),
    "schemes.review_done": (409, "{year} 年的评估已经记过了。"),
    "schemes.review_reason_missing": (400, "请写明是什么会、为什么这样定。"),
    "schemes.no_reference": (409, "乡镇还没有定参考目录。"),
    "schemes.reference_in_the_past": (
        409,
        "开始的日子 {day} 已经过去了，请定在 {earliest} 或以后。",
    ),
    "schemes.issued_missing": (400, "请填写文号。"),
    "schemes.not_filed_yet": (409, "方案要先报乡镇备案，才能公布生效。"),
    "schemes.starts_in_the_past": (
        409,
        "生效日 {day} 已经过去了。方案不溯及既往，请定在 {earliest} 或以后。",
    ),
    "schemes.same_document": (409, "这份文件和第 {number} 版一字不差，没有另立新版。"),
    "schemes.draft_changed": (
        409,
        "这份草案刚才被别人改过，您这一下没有存。请刷新看看现在的样子，再改。",
    ),
    "schemes.not_a_draft": (
        409,
        "第 {number} 版已经交给村民讨论，不能再改。要改请照着它另写一版。",
    ),
    "schemes.still_named": (
        409,
        "“{name}”还不能删：{who}还用着它。请先改那里，再来删。",
    ),
}
