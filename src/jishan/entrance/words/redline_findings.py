"""What law and policy do not allow in a document, in the words of a cadre, with what is lawful."""

FINDINGS: dict[str, str] = {
    "redline.blocked": "“{text}”不行：{reason}替代办法：{alternative}",
    "redline.unguarded": "“{text}”有条件才行：{reason}还缺：{missing}。替代办法：{alternative}",
    "redline.guarded": "“{text}”按条件可以：{reason}",
    "redline.indoor": (
        "“{line_}”要进屋看：一般不做。要做，就选“每次进门先征得同意”，用不上的户选“不算，"
        "其余各行折算”"
    ),
    "redline.indoor_by_consent": (
        "“{line_}”要进屋看：每次先征得同意，不同意的这一行不算，按其余各行折算"
    ),
    "redline.bottom_list": "“{honour}”评的是最后的户：不能公开羞辱落后的户。改为一对一帮扶",
    "redline.never_ranked": (
        "“{name}”给全村或者工作岗位排名、评称号：积分不拿来比村、比干部。"
        "改为只记事实，导出来由乡镇自己参考"
    ),
    "redline.veto_without_document": "“{veto}”要有生效法律文书才能执行，请填凭什么文书",
    "redline.veto_paper_not_final": (
        "“{veto}”凭的“{paper}”不算数：要凭法院、公安机关或者主管部门已经生效的文书，"
        "如判决书、处罚决定书；村里自己的记录不行"
    ),
    "redline.veto_too_long": "“{veto}”停得太久：最多 {most} 个月，到期要恢复，请改短",
    "redline.post_shown": (
        "“{name}”是工作岗位的记录，不上公示栏：请从“公布哪些统计”里去掉，只导出来由乡镇自己参考"
    ),
    "redline.places_shown": (
        "“{name}”把每一户的名次都贴出来：要村里表决同意才行。"
        "请从“公布哪些统计”里去掉，或者在“积分榜”里选“村民表决同意公布排名”"
    ),
    "redline.minors": (
        "这里只算不满 {age} 岁的孩子：孩子的事是敏感个人信息，不计分也不评比。"
        "请改成大人也在内，或者只看大人做的事"
    ),
    "redline.names_in_full": "公示栏不能写全名：请改成隐去一个字，或者只写户码",
    "redline.deductions_shown": "扣分不能逐条点名公示：请改成只给本户看，或者只公布合计",
    "redline.debt": (
        "“{purse}”可以花，扣分不能扣到零以下：请选“零分为止”；排名用的分可以另设一个不能花的分账"
    ),
    "redline.transfer": (
        "“{purse}”不能在户与户之间转让：积分不是钱。请去掉转让，或者只许一户之内转让"
    ),
    "redline.false_claim_too_hard": "虚报最多扣 {most} 倍，请改小",
    "redline.proxy_pays": "代报人的过错不能算到他的积分上，请选“否”",
    "redline.no_hearing": "扣虚报分以前要听当事人说明，请选“是”",
    "redline.pool_unguarded": "“{pool}”分的是集体的钱，还缺：{missing}；比例不超过 {most}%",
    "redline.pool_too_large": (
        "“{pool}”拿出来分的太多：最多拿可自主安排的收益的 {most}%，请把百分数改小"
    ),
}
