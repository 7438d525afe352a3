"""What the checker finds that nobody could ever meet, or that is given to nobody."""

FINDINGS: dict[str, str] = {
    "scheme.bounds_upside_down": (
        "“{name}”填的上下限没有一个数能同时做到，请对调，或者去掉其中一头"
    ),
    "scheme.nobody_meant": (
        "“{name}”写的对象一个也找不出来：年龄的上下限、要有和不能有的标签、种类，前后对不上，请改一处"
    ),
    "scheme.name_twice": "“{name}”里有两行都叫“{of}”，登记时分不清是哪一行，请改一个名字",
    "scheme.title_twice": "有两样都叫“{name}”，登记时分不清是哪一样，请改一个名字",
    "scheme.counted_twice": "“{name}”里同一样选了两次，会算两遍，请去掉一个",
    "scheme.unlock_of_others": (
        "“{purse}”要用“{of}”的分来解锁，可那不是同一户、同一人的账，永远解不开；请换一个分账"
    ),
    "scheme.honours_of_others": (
        "“{name}”和“{of}”评的不是同一种对象（户、个人、组），不能在它里面评，"
        "也不会和它重复；请去掉，或者换一个称号"
    ),
    "scheme.inside_before": (
        "“{name}”只在“{of}”里面评，“{of}”却排在它后面，评的时候还没有名单；请把“{of}”移到前面"
    ),
    "scheme.contest_of_one": "“{name}”评的是小组，不能再分到各组里评；请改成全村一起评",
    "scheme.stage_after_enter": "入账以后还写了别的一步，那一步不会再办；请把入账移到最后",
    "scheme.notice_twice": "流程里写了几次公示，每件事只公示一次；请留一次，别的改成核实或评议",
    "scheme.base_asks": (
        "“{item}”到时候自动记，没有人写明记给谁、做了多少，这样一分也记不上；"
        "请改成记给做事的人（或他家）、全户或户里每个人，并去掉要达到的数"
    ),
    "scheme.team_unused": (
        "“{item}”的分只记给一个人或一户，填的“几个人一起做的，怎么分”不起作用；"
        "请去掉，或者把“分记给谁”改成一起做的人"
    ),
    "scheme.measure_of_no_scores": (
        "“{name}”统计检查打的分，可“{of}”不是打分的事项；请换一个打分的事项"
    ),
    "scheme.measure_of_nothing": (
        "“{name}”要统计的分一笔也记不进“{purse}”，算出来永远是 0；请换一个分账，或者换要统计的事项"
    ),
    "scheme.takes_nothing": "“{name}”选的事项和类别里一项也没有，不起作用；请重选，或者去掉",
    "scheme.reward_without_purse": (
        "“{name}”的分没有地方记：没有一个分账收这种对象、这个类别的分。"
        "请换一个类别，或者让一个分账收下"
    ),
}
