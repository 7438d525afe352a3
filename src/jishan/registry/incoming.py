"""Uploaded rosters between the upload and the clerk's yes: sealed on disk, a day at most.

A file is named by a random token and bound to the village it was uploaded for; in another village
the token opens nothing. The file survives whatever goes wrong with the import itself.
"""

import contextlib
import hashlib
import json
import os
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from jishan.core.access import Actor, Permission
from jishan.core.errors import NotFound, Refusal
from jishan.registry.seal import SealBroken, seal_file, unseal_file
from jishan.registry.sheets.files import FILE_BYTES_MAX, RosterTooLarge

KEPT_FOR = timedelta(days=1)

_TOKEN = re.compile(r"[A-Za-z0-9_-]{24,40}\Z")
_STAMP_BYTES = 8


class DiskFull(Refusal):
    """The disk took no more: nothing was written, what was there before is still there."""

    code = "registry.disk_full"


@dataclass(frozen=True, slots=True)
class Upload:
    """A roster that waits. `digest` is the SHA-256 of the file as it came."""

    token: str
    filename: str
    digest: str
    content: bytes = field(repr=False)


def keep_upload(actor: Actor, content: bytes, *, filename: str, now: datetime) -> str:
    """Seal the file and return its token. Files older than a day are thrown away on the way."""
    actor.require_whole(Permission.IMPORT_ROSTER)
    if len(content) > FILE_BYTES_MAX:
        raise RosterTooLarge(limit_mb=FILE_BYTES_MAX // (1024 * 1024))
    sweep_uploads(now=now)
    token = secrets.token_urlsafe(24)
    stamp = int(now.timestamp()).to_bytes(_STAMP_BYTES, "big")
    title = json.dumps({"filename": filename[:200]}).encode()
    inside = len(title).to_bytes(4, "big") + title + content
    box = seal_file(inside, about=_about(actor, token, stamp))
    _write(_path(token), stamp + box)
    return token


def upload(actor: Actor, token: str, *, now: datetime) -> Upload:
    """The file again. Unknown, another village's, too old or damaged: `not_found`."""
    actor.require_whole(Permission.IMPORT_ROSTER)
    if not _TOKEN.match(token):
        raise NotFound
    try:
        kept = _path(token).read_bytes()
    except FileNotFoundError:
        raise NotFound from None
    stamp, box = kept[:_STAMP_BYTES], kept[_STAMP_BYTES:]
    if _too_old(stamp, now):
        raise NotFound
    try:
        inside = unseal_file(box, about=_about(actor, token, stamp))
    except SealBroken:
        raise NotFound from None
    start = 4 + int.from_bytes(inside[:4], "big")
    content = inside[start:]
    filename = json.loads(inside[4:start])["filename"]
    return Upload(token, filename, hashlib.sha256(content).hexdigest(), content)


def discard_upload(token: str) -> None:
    _path(token).unlink(missing_ok=True)


def sweep_uploads(*, now: datetime) -> int:
    """Throw away what nobody confirmed within a day; returns how many files."""
    swept = 0
    for path in _folder().glob("*.sealed"):
        with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
            if _too_old(file.read(_STAMP_BYTES), now):
                path.unlink(missing_ok=True)
                swept += 1
    return swept


def _folder() -> Path:
    folder = Path(settings.INCOMING)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _path(token: str) -> Path:
    assert _TOKEN.match(token), "a token, never a path"
    return _folder() / f"{token}.sealed"


def _about(actor: Actor, token: str, stamp: bytes) -> str:
    return f"roster:{actor.village_id}:{token}:{stamp.hex()}"


def _too_old(stamp: bytes, now: datetime) -> bool:
    kept_at = int.from_bytes(stamp, "big")
    return now.timestamp() - kept_at > KEPT_FOR.total_seconds()


def _write(path: Path, content: bytes) -> None:
    """The whole file or none of it."""
    part = path.with_suffix(".part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as full:
        part.unlink(missing_ok=True)
        raise DiskFull from full
