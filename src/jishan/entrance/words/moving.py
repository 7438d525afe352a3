"""What the refusals of `jishan.moving` say."""

WORDS: dict[str, tuple[int, str]] = {
    "moving.nothing_to_hand_over": (409, "户号 {household} 没有可以转走的积分。"),
    "moving.not_in_township": (400, "只能转到本乡镇的别的村。"),
    "moving.unknown": (404, "没有找到这个转接码，或者它不是转给本村的。请对着单子再输一遍。"),
    "moving.taken_already": (409, "这个转接码已经记给别的户了。"),
    "moving.no_purse": (409, "本村方案没有能存这种分的分账，转不进来。"),
    "moving.day_closed": (
        409,
        "{last} 以前的已经结算，不能往回改。请填 {last} 以后的日子，从那天起算。",
    ),
    "moving.clearing_first": (409, "请先结算{period}：该清零的分清零以后，再办分户、并户。"),
    "moving.acts_afterwards": (
        409,
        "这一户 {day} 和以后还有 {count} 件申报。请改日子，或先把这些申报撤回、冲正。",
    ),
    "moving.share_too_large": (400, "“{purse}”现在只有 {held} 分可以分，请改小。"),
    "moving.agreement_missing": (400, "积分怎样分，请写明是哪天、谁和谁书面商定的。"),
    "moving.transfer_key_taken": (409, "这次提交的编号已经用过了。请刷新页面重新填写。"),
    "moving.key_taken": (409, "这次提交的编号已经用过了。请刷新页面重新填写。"),
}
