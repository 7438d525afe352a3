"""What the refusals of `jishan.shop` say."""

WORDS: dict[str, tuple[int, str]] = {
    "shop.no_redemption": (409, "现行积分方案没有写积分兑换，还不能换东西。请先在方案里写明再办。"),
    "shop.purse_not_of_households": (
        409,
        "方案规定用个人名下的分兑换，这个柜台按户扣分，不能办。请村里把方案改成按户兑换。",
    ),
    "shop.barred_from_spending": (409, "这户眼下有否决情形，按方案暂停兑换。取消以后就能来换。"),
    "shop.window_closed": (409, "今天不是兑换的日子。下一次从 {opens_on} 开始。"),
    "shop.no_window_ahead": (409, "今天不是兑换的日子，方案里往后一年也没有安排。请问村里经办人。"),
    "shop.below_beginning": (
        409,
        "满 {begin_points} 分才能开始兑换，这户现有 {balance_points} 分，还差一些。",
    ),
    "shop.not_above_beginning": (
        409,
        "要超过 {begin_points} 分才能开始兑换，这户现有 {balance_points} 分。",
    ),
    "shop.earned_too_little": (
        409,
        "累计挣满 {begin_points} 分才能开始兑换，这户一共挣过 {earned_points} 分。",
    ),
    "shop.not_enough_points": (
        409,
        "积分不够：要 {wanted_points} 分，这户现有 {balance_points} 分。",
    ),
    "shop.too_little_would_stay": (
        409,
        "换这个要 {wanted_points} 分，这户现有 {balance_points} 分；"
        "按方案换完至少要留 {stay_points} 分。",
    ),
    "shop.not_unlocked": (
        409,
        "换这个要 {wanted_points} 分，眼下只放开了 {unlocked_points} 分可以用。",
    ),
    "shop.points_limit_reached": (
        409,
        "从 {first} 到 {last} 每户最多兑 {limit_points} 分，这户已经兑了 {taken_points} 分，"
        "再换这个就超了。",
    ),
    "shop.times_limit_reached": (409, "从 {first} 到 {last} 每户最多兑 {times} 次，这户已经兑满。"),
    "shop.points_limit_ever": (
        409,
        "每户总共最多兑 {limit_points} 分，这户已经兑了 {taken_points} 分，再换这个就超了。",
    ),
    "shop.times_limit_ever": (409, "每户总共最多兑 {times} 次，这户已经兑满。"),
    "shop.village_limit_reached": (
        409,
        "从 {first} 到 {last} 全村能兑的已经兑完了，等下一期再来。",
    ),
    "shop.goods_limit_reached": (
        409,
        "从 {first} 到 {last} “{name}”每户限兑 {most} {unit}，这户已经兑了 {had} {unit}。",
    ),
    "shop.goods_limit_ever": (409, "“{name}”每户限兑 {most} {unit}，这户已经兑了 {had} {unit}。"),
    "shop.too_late_to_cancel": (
        409,
        "这笔兑换不是今天的，柜台不能再撤销。确实弄错了，请到村里找经办人冲正。",
    ),
    "shop.reason_wanted": (400, "已经过了 10 秒。还要撤销，请写明原因。"),
    "shop.sold_out": (409, "“{name}”换完了，等补货再来。没有扣分。"),
    "shop.out_of_stock": (409, "“{name}”只剩 {stock} {unit}，不够 {quantity} {unit}。没有扣分。"),
    "shop.off_shelf": (409, "“{name}”已经下架，不能兑换。没有扣分。"),
    "shop.price_changed": (
        409,
        "“{name}”的分数刚刚改成了 {price_points} 分，和页面上看到的不一样。没有扣分，请刷新再换。",
    ),
    "shop.quantity_not_possible": (400, "数量要写 1 到 {most} 的整数。"),
    "shop.price_not_possible": (400, "分数要大于 0。积分兑换的东西不能不要分。"),
    "shop.product_exists": (409, "已经有“{name} {spec}”了。同一种东西只登记一次，来货请点“入库”。"),
    "shop.name_wanted": (400, "请写品名。"),
    "shop.note_wanted": (400, "盘点数和账上不一样（账上 {stock}，实有 {counted}）。请写明原因。"),
    "shop.value_not_possible": (400, "金额不能是负数。"),
}
