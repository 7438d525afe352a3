"""What the desk says of changes in households."""

KINDS: dict[str, str] = {
    "born": "出生",
    "married_in": "嫁入、娶入",
    "moved_in": "迁入",
    "died": "去世",
    "married_out": "嫁出、娶出",
    "moved_out": "迁出",
    "moved": "转到别户",
    "split": "分户",
    "merged": "并户",
    "closed": "整户离开",
    "undone": "撤销",
}

FORMS: dict[str, tuple[str, str]] = {
    "join": ("家里添人", "孩子出生，嫁进来、娶进来，从外面迁来。"),
    "leave": ("家里有人离开", "去世，嫁到外村，户口迁走。"),
    "move": ("转到村里别的一户", "嫁到本村，分开过，老人随儿女住。"),
    "split": ("分户", "一部分人分出去，单立一户。"),
    "merge": ("并户", "整户并到别的一户，积分一起过去。"),
    "close": ("整户离开", "一家人都迁走了，或者都不在了。"),
}
"""Of each form the title, and for whom it is."""
