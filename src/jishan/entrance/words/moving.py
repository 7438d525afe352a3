"""What the refusals of `jishan.moving` say."""

WORDS: dict[str, tuple[int, str]] = {
    "moving.nothing_to_hand_over": (409, "户号 {household} 没有可以转走的积分。"),
    "moving.not_in_township": (400, "只能转到本乡镇的别的村。"),
    "moving.unknown": (404, "没有找到这个转接码，或者它不是转给本村的。请对着单子再输一遍。"),
    "moving.taken_already": (409, "这个转接码已经记给别的户了。"),
    "moving.no_purse": (409, "本村方案没有能存这种分的分账，转不进来。"),
    "moving.key_taken": (409, "这次提交的编号已经用过了。请刷新页面重新填写。"),
}
