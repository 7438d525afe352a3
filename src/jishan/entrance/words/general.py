"""Refusals that belong to no single room."""

WORDS: dict[str, tuple[int, str]] = {
    "not_found": (404, "没有找到这一页或这一条。可能地址写错了，也可能不归您管。"),
    "not_allowed": (403, "您的角色不能做这一步。需要的话，请村里给您加上这个任职。"),
    "points.unreadable": (400, "“{text}”不是一个积分数。请写成 3、2.5 这样的数，最多两位小数。"),
    "orgs.role_not_at_level": (400, "这个角色不能任在这一级。"),
    "workflow.step_not_possible": (409, "这一条现在走不到这一步：别人可能刚刚办过了。请刷新再看。"),
    "entrance.form_expired": (
        403,
        "这一页放得太久了，请退回去刷新再提交一次。什么都没有记下，也没有记重。",
    ),
    "entrance.wrong_login": (400, "账号或密码不对。连错五次要等十五分钟。"),
    "entrance.locked_out": (429, "连续输错太多次，请十五分钟后再试，或请村里经办人重设。"),
    "entrance.too_fast": (429, "码输得太快，又都没有找到。请等一分钟再试，或到村里请经办人查。"),
    "entrance.not_storable": (400, "写的内容里有存不下的符号，请删掉重写。什么都没有记下。"),
    "entrance.not_well_formed": (400, "有一处没有填对：{what}"),
}
