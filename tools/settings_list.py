"""docs/settings.md: every environment variable that the package reads, found in its source."""

import ast
from pathlib import Path

from tools.tables import GENERATED, table

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "jishan"

MEANING = {
    "JISHAN_HOME": (
        "仓库里的 `data/`，否则 `~/.local/share/jishan`",
        "数据文件夹：数据库、照片、两把密钥、备份。",
    ),
    "JISHAN_DATABASE_URL": (
        "数据文件夹里的 SQLite",
        "改用 PostgreSQL：`postgres://用户:密码@主机:端口/库名`。",
    ),
    "JISHAN_HOSTS": (
        "`127.0.0.1,localhost,[::1]`",
        "浏览器里会用哪些主机名打开，逗号分开。不在里面的一律拒绝。",
    ),
    "JISHAN_TLS": (
        "不设",
        "`1`：前面有自己的 HTTPS 反向代理。登录凭证只走加密，并信任代理的 `X-Forwarded-Proto`。",
    ),
    "JISHAN_DEBUG": ("不设", "`1`：开发时显示出错细节。真用的时候千万别开。"),
}

_TEXT = """# 设置 · Settings

{generated}
积善没有设置文件。要改的都是环境变量，一个不设也能用。
All settings are environment variables; none has to be set.

{rows}"""


def read_by_the_package() -> set[str]:
    """The names `JISHAN_…` that stand as strings anywhere in the package."""
    names = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and text.startswith("JISHAN_") and text.isupper():
                names.add(text)
    return names


def page() -> str:
    names = read_by_the_package()
    assert names == set(MEANING), f"settings without or beyond a meaning: {names ^ set(MEANING)}"
    rows = [[f"`{name}`", *MEANING[name]] for name in MEANING]
    return _TEXT.format(generated=GENERATED, rows=table(["变量", "不设时", "作用"], rows))
