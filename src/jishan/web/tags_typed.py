"""Tags as a clerk writes them into one field."""


def tags_typed(text: str) -> tuple[str, ...]:
    """Tags as a clerk writes them: 独立户口、独立宅院."""
    for mark in "，,；;\n\t ":
        text = text.replace(mark, "、")
    return tuple(dict.fromkeys(one for one in text.split("、") if one))
