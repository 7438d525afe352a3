"""`site`: 桃源村 behind a real server, and one Chromium for all journeys."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import Browser, sync_playwright

from jishan.demo.cast import found_cast
from tests.browser.site import Site, serving
from tests.races.conftest import racing_db

__all__ = ["racing_db"]

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
SERVED = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    """Debian's Chromium. Playwright keeps an event loop in this thread, which Django takes for
    asynchronous code: it has to be told to go on, and on the same connection."""
    program = shutil.which("chromium")
    assert program, "the journeys need Chromium: apt-get install chromium"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    migrated = connections["default"]
    with sync_playwright() as playwright:
        connections["default"] = migrated
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def static_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hashed and compressed, as the product serves them."""
    root = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=root, STORAGES=SERVED):
        call_command("collectstatic", interactive=False, verbosity=0)
    return root


@pytest.fixture
def transactional_db(racing_db: None) -> None:
    """By this name pytest-django knows that the test database has to be made."""


@pytest.fixture
def site(chromium: Browser, static_root: Path, transactional_db: None) -> Iterator[Site]:
    now = timezone.localtime()
    with override_settings(STATIC_ROOT=static_root, STORAGES=SERVED, ALLOWED_HOSTS=["127.0.0.1"]):
        cast = found_cast(now=now)
        with serving() as url:
            site = Site(url, cast, now, chromium)
            try:
                yield site
            finally:
                site.close()
    assert site.watch.found == []
