"""Photographs: what comes in, what is kept, what is refused; nothing half-written."""

import io
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from jishan.core.errors import NotFound
from jishan.foundation.files import (
    BYTES_MAX,
    NoRoomLeft,
    NotAPhotograph,
    PhotographTooLarge,
    TooManyPixels,
    discard,
    kept,
    photograph_path,
    prepared,
)
from tests.departments.pictures import bomb, picture, tagged


@pytest.fixture
def media(tmp_path: Path) -> Iterator[Path]:
    """A store of this test's own: the one thing that a test may replace."""
    before = settings.MEDIA_ROOT
    settings.MEDIA_ROOT = tmp_path / "photographs"
    yield settings.MEDIA_ROOT
    settings.MEDIA_ROOT = before


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_three_kinds_of_pictures_come_out_as_small_jpegs(form: str) -> None:
    found = prepared(picture(2000, 1000, form=form))

    image = Image.open(io.BytesIO(found.image))
    thumbnail = Image.open(io.BytesIO(found.thumbnail))
    assert (image.format, image.size) == ("JPEG", (1280, 640))
    assert (thumbnail.format, thumbnail.size) == ("JPEG", (240, 120))


def test_a_small_picture_is_not_blown_up() -> None:
    assert Image.open(io.BytesIO(prepared(picture(300, 200)).image)).size == (300, 200)


def test_place_camera_and_notes_are_gone_and_the_picture_stands_upright() -> None:
    found = prepared(tagged(640, 480))

    image = Image.open(io.BytesIO(found.image))
    assert image.size == (480, 640)
    assert len(image.getexif()) == 0
    assert b"SECRET" not in found.image + found.thumbnail
    red, green, blue = image.getpixel((240, 20))  # type: ignore[misc]  # RGB gives three
    assert (red > 200, green < 60, blue < 60) == (True, True, True)


def test_a_thumbnail_fits_into_twelve_kilobytes_whatever_the_picture_shows() -> None:
    noise = Image.frombytes("RGB", (1600, 1200), os.urandom(1600 * 1200 * 3))
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=70)

    assert len(prepared(out.getvalue()).thumbnail) <= 12 * 1024


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"%PDF-1.7 no picture",
        b"\xff\xd8\xff\xe0 nothing after the first bytes",
        picture()[: len(picture()) // 2],
        picture(form="PNG")[:60],
        picture(form="BMP"),
        picture(form="GIF"),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_what_is_no_photograph_is_refused(raw: bytes) -> None:
    with pytest.raises(NotAPhotograph):
        prepared(raw)


def test_a_photograph_of_more_than_ten_megabytes_is_refused() -> None:
    with pytest.raises(PhotographTooLarge) as refusal:
        prepared(b"\xff" * (BYTES_MAX + 1))

    assert refusal.value.facts == {"megabytes": 10}


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (10_000, 9_000), (7_100, 7_100)])
def test_a_picture_made_to_fill_the_memory_is_refused_unopened(width: int, height: int) -> None:
    with pytest.raises(TooManyPixels):
        prepared(bomb(width, height))


def test_a_kept_photograph_has_a_random_name_and_a_thumbnail(media: Path) -> None:
    with kept([prepared(picture())]) as names:
        pass

    (name,) = names
    assert photograph_path(name).read_bytes().startswith(b"\xff\xd8")
    assert photograph_path(name, thumbnail=True).stat().st_size <= 12 * 1024
    assert len(files_in(media)) == 2


def test_when_the_step_fails_its_photographs_are_taken_away(media: Path) -> None:
    photographs = [prepared(picture()), prepared(picture(colour="red"))]

    with pytest.raises(NotFound), kept(photographs) as names:
        photograph_path(names[0].upper())  # a name that is none: the step is refused

    assert files_in(media) == []


@contextmanager
def disk_full_after(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes: how a full disk looks from within a process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_on_a_full_disk_nothing_is_left_half_written(media: Path) -> None:
    photographs = [prepared(picture()), prepared(tagged(1200, 900))]

    with pytest.raises(NoRoomLeft), disk_full_after(1000), kept(photographs):
        raise AssertionError("the block is never entered")

    assert files_in(media) == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "ab/x.jpg", "", "ab/" + "0" * 32 + ".jpg"])
def test_a_name_that_we_did_not_make_opens_nothing(media: Path, name: str) -> None:
    with pytest.raises(NotFound):
        photograph_path(name)


def test_a_photograph_that_came_twice_is_discarded(media: Path) -> None:
    with kept([prepared(picture())]) as names:
        discard(names[0])

    assert files_in(media) == []
