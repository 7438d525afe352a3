"""What the refusals of `jishan.helping` say."""

WORDS: dict[str, tuple[int, str]] = {
    "helping.already_helped": (409, "户号 {household} 已经有人在帮扶。先结束原来的，再换人。"),
    "helping.ended": (409, "这次帮扶已经结束，不能再记。"),
    "helping.nothing_written": (400, "请把要写的写上。"),
    "helping.talk_in_future": (400, "日期 {day} 还没有到。"),
    "helping.key_taken": (409, "这次提交的编号已经用过了。请刷新页面重新填写。"),
}
