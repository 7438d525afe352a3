"""Photographs: what comes in is decoded, shrunk and written anew, so nothing hidden comes along.

Place, time and camera (EXIF, GPS) are gone because only pixels are kept. A photograph is written
before the transaction that names it commits, and taken away again if that transaction fails.
"""

import errno
import hashlib
import io
import os
import re
import secrets
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageOps

from jishan.core.errors import NotFound, Refusal

BYTES_MAX = 10 * 1024 * 1024
PIXELS_MAX = 50_000_000  # a 50-megapixel telephone; a picture made to fill the memory has more
EDGE_MAX = 1280
THUMBNAIL_EDGE = 240
THUMBNAIL_BYTES_MAX = 12 * 1024
FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITY = 80
_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}\.jpg")
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error)
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class NotAPhotograph(Refusal):
    code = "files.not_a_photograph"


class PhotographTooLarge(Refusal):
    code = "files.too_large"


class TooManyPixels(Refusal):
    code = "files.too_many_pixels"


class NoRoomLeft(Refusal):
    code = "files.no_room_left"


@dataclass(frozen=True, slots=True)
class Photograph:
    """A photograph ready to be kept. `digest` is of what came in, to know repetitions."""

    image: bytes
    thumbnail: bytes
    digest: str


def prepared(raw: bytes) -> Photograph:
    """Decode and write anew: at most 1280 px a side, JPEG, upright, without any tag."""
    if len(raw) > BYTES_MAX:
        raise PhotographTooLarge(megabytes=BYTES_MAX // 1024 // 1024)
    image = _decoded(raw)
    image.thumbnail((EDGE_MAX, EDGE_MAX), Image.Resampling.LANCZOS)
    return Photograph(_jpeg(image, _QUALITY), _thumbnail(image), hashlib.sha256(raw).hexdigest())


def _decoded(raw: bytes) -> Image.Image:
    try:
        opened = Image.open(io.BytesIO(raw), formats=FORMATS)
        if opened.width * opened.height > PIXELS_MAX:
            raise TooManyPixels(megapixels=PIXELS_MAX // 1_000_000)
        opened.draft("RGB", (2 * EDGE_MAX, 2 * EDGE_MAX))
        upright = ImageOps.exif_transpose(opened)
        return _on_white(upright)
    except _BOMB:
        raise TooManyPixels(megapixels=PIXELS_MAX // 1_000_000) from None
    except _BROKEN:
        raise NotAPhotograph from None


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    return image.convert("RGB")


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.info.clear()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _thumbnail(image: Image.Image) -> bytes:
    """Smaller and coarser until it fits; a picture of noise ends at a few hundred bytes."""
    small = image.copy()
    edge, quality = THUMBNAIL_EDGE, 70
    while True:
        small.thumbnail((edge, edge), Image.Resampling.LANCZOS)
        written = _jpeg(small, quality)
        if len(written) <= THUMBNAIL_BYTES_MAX:
            return written
        edge, quality = edge * 4 // 5, max(quality - 15, 30)


@contextmanager
def kept(photographs: Sequence[Photograph]) -> Iterator[tuple[str, ...]]:
    """The photographs under random names for the length of the block, and for ever if it succeeds.

    Wrap the whole `transaction.atomic` in it: what fails inside, the commit included, takes the
    files away again. Refuses with `files.no_room_left` on a full disk, nothing half-written.
    """
    written: list[Path] = []
    names: list[str] = []
    try:
        for photograph in photographs:
            token = secrets.token_hex(16)
            name = f"{token[:2]}/{token}.jpg"
            for path, content in (
                (_place(name), photograph.image),
                (_place(thumbnail_name(name)), photograph.thumbnail),
            ):
                written.append(path)
                _write(path, content)
            names.append(name)
        yield tuple(names)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def _write(path: Path, content: bytes) -> None:
    """All or nothing: beside its place, onto the disk, then moved into place."""
    half = path.with_suffix(".half")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with half.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
        _settle_folder(path.parent)
    except OSError as trouble:
        half.unlink(missing_ok=True)
        if trouble.errno in _NO_ROOM:
            raise NoRoomLeft from None
        raise


def _settle_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def discard(name: str) -> None:
    """Take away a photograph that nothing names after all: it came a second time."""
    for path in (_place(name), _place(thumbnail_name(name))):
        path.unlink(missing_ok=True)


def thumbnail_name(name: str) -> str:
    return name.removesuffix(".jpg") + "_t.jpg"


def photograph_path(name: str, *, thumbnail: bool = False) -> Path:
    """Where a kept photograph lies; `not_found` when the name is none or the file is gone."""
    if not _NAME.fullmatch(name):
        raise NotFound
    path = _place(thumbnail_name(name) if thumbnail else name)
    if not path.is_file():
        raise NotFound
    return path


def _place(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / name
