"""What the refusals of `jishan.trials` say."""

WORDS: dict[str, tuple[int, str]] = {
    "trials.no_history": (
        409,
        "这一年（{year}）还没有入账的记录，没法用往年试算。可以上传名册和行为表，或者用设想的村试算。",
    ),
    "trials.no_acts": (400, "行为表里只有列名，一件事也没有。请填好再传。"),
    "trials.too_large": (
        400,
        "要算的东西太多了，网页上最多算 {most} 件。"
        "请分开来试，减少户数、村数，或者请管理员在服务器上试算。",
    ),
    "trials.not_computable": (409, "方案还有错误，没法试算。先按检查结果改好再来。"),
}
