"""How a scheme keeps to the township's reference list (参考目录), in the words of a cadre."""

FINDINGS: dict[str, str] = {
    "scheme.reference_other_kind": "这是{kind}，不是乡镇的参考目录",
    "scheme.reference_item_unknown": "参考目录里没有“{item}”这一项，请核对限制里写的事项",
    "scheme.reference_item_twice": "“{item}”的限制写了两次，留一个",
    "scheme.reference_upside_down": "“{item}”的最低分比最高分还大",
    "scheme.reference_must_stay": "乡镇参考目录要求保留“{item}”，不能去掉",
    "scheme.reference_too_many_removed": (
        "比乡镇参考目录少了 {found} 项，最多可以去掉 {most} 项，请加回来一些"
    ),
    "scheme.reference_too_many_added": (
        "比乡镇参考目录多了 {found} 项，最多可以增加 {most} 项，请减去一些"
    ),
    "scheme.reference_not_as_written": "“{item}”的分值和上限要和乡镇参考目录一样，请照原样写",
    "scheme.reference_points_outside": (
        "“{item}”定了 {found} 分，超出乡镇参考目录的范围（最低 {low}，最高 {high}；空着表示不限）"
    ),
    "scheme.reference_part_changed": "“{part}”这一部分要和乡镇参考目录一样，请照原样写",
}
