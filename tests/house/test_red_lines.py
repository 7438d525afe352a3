"""What must not be in the code at all: forced functions over the people who work with it.

国办函〔2026〕12号 forbids, in applications for staff, check-ins, rankings by points, statistics of
online time, quotas of installs and logins. Not switched off: absent. A word that means something
else is named in `MEANS_SOMETHING_ELSE` with the reason.
"""

import re
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, ROOT

FORBIDDEN: dict[str, str] = {
    "check-in": r"check_?in_|checkin\b|clock_?in\b|attendance|打卡|签到",
    "staff ranking": r"(staff|cadre|officer|worker|village)_(rank|league|score)|leaderboard|"
    r"(干部|网格员|工作人员|各村|村干部)(积分)?(排名|排行|排队)",
    "online time": r"online_?(time|seconds|minutes|hours)|在线时长|使用时长",
    "install and login counters": r"(install|login|download|visit)s?_?(count|quota|total|rate)|"
    r"(登录|安装|下载|使用)(次数|率|量|任务)|daily_active|活跃(度|率)",
    "forced upload of tracks": r"geolocation|watchPosition|轨迹",
    "likes and forwards": r"like_?count|forward_?count|点赞(数|量)|转发(数|量)",
    "lists of shame": r"black_?list(?!ed)|黑名单|曝光台",
    "money for misconduct": r"\bfine_(fen|yuan|points)|罚款|罚金",
}

MEANS_SOMETHING_ELSE: dict[tuple[str, str], str] = {
    (
        "src/jishan/core/scheme/results.py",
        "blacklist",
    ): "the kind of a source's clause that the scheme checker knows in order to block it",
    (
        "src/jishan/entrance/words/scheme_clauses/results.py",
        "blacklist",
    ): "the same kind, named in a document that is not adopted",
}
"""(file, word) → why it is not what the rule forbids."""

SUFFIXES = {".py", ".html", ".js", ".css", ".mjs"}


def _texts() -> list[Path]:
    folders = (PACKAGE, ROOT / "frontend" / "src")
    found = (path for folder in folders for path in folder.rglob("*") if path.suffix in SUFFIXES)
    return sorted(path for path in found if "build" not in path.parts)


@pytest.mark.parametrize("rule", FORBIDDEN)
def test_the_code_base_has_none_of_it(rule: str) -> None:
    pattern = re.compile(FORBIDDEN[rule], re.IGNORECASE)
    found = []
    for path in _texts():
        file = str(path.relative_to(ROOT))
        for match in pattern.finditer(path.read_text("utf-8")):
            if (file, match.group()) not in MEANS_SOMETHING_ELSE:
                found.append(f"{file}: {match.group()}")
    assert found == []


def test_no_user_row_counts_what_its_user_does() -> None:
    """A user is a name, a password and whether the account is open; nothing is measured."""
    from jishan.orgs.models import User

    assert {field.name for field in User._meta.local_fields} == {
        "id",
        "username",
        "name",
        "password",
        "is_active",
        "last_login",
    }
