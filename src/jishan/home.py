"""The one data folder: database, photographs, secret key."""

import os
import secrets
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[2]


def home() -> Path:
    """`JISHAN_HOME`, or `data/` of a checkout, or the user's own share folder."""
    named = os.environ.get("JISHAN_HOME")
    if named:
        return Path(named)
    if (_CHECKOUT / "pyproject.toml").exists():
        return _CHECKOUT / "data"
    return Path.home() / ".local" / "share" / "jishan"


def secret(name: str) -> str:
    """A secret of this installation, made at its first use and readable by its owner only."""
    path = home() / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
