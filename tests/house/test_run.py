"""`jishan run`: one command from an empty folder to an open door, and nothing left running."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone

from jishan.demo.cast import PASSWORD, STAFF, Cast
from jishan.demo.county import demo_card
from jishan.management import serving
from jishan.management.commands.run import serve
from jishan.management.logins import demo_logins
from jishan.registry.actions import issue_cards, reissue_card
from jishan.registry.models import Card


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_port_in_use_is_said_before_anything_is_done() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"{port} 端口用不了.*--port {port + 1}"):
            call_command("run", port=port)


def test_the_folder_and_what_is_in_it_belong_to_their_owner_only(tmp_path: Path) -> None:
    with override_settings(MEDIA_ROOT=tmp_path / "new" / "photographs"):
        serving.prepare_home(tmp_path / "new")
        serving.prepare_home(tmp_path / "new")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "new" / "photographs").stat().st_mode & 0o777 == 0o700
    home = Path(os.environ["JISHAN_HOME"])
    for name in ("secret.key", "personal.key"):
        assert (home / name).stat().st_mode & 0o777 == 0o600
        assert len((home / name).read_text()) >= 60


def test_static_files_are_collected_when_they_changed(tmp_path: Path) -> None:
    source, root = tmp_path / "source", tmp_path / "static"
    source.mkdir()
    (source / "a.css").write_text("a{}")
    with override_settings(STATICFILES_DIRS=[source], STATIC_ROOT=root):
        assert serving.collect_static(tmp_path) is True
        assert (root / "a.css").read_text() == "a{}"
        assert serving.collect_static(tmp_path) is False
        (source / "a.css").write_text("a{color:red}")
        assert serving.collect_static(tmp_path) is True
        assert (root / "a.css").read_text() == "a{color:red}"


def test_the_demo_county_says_who_works_there(village: Cast) -> None:
    lines = demo_logins("http://127.0.0.1:8000")
    assert len(lines) == len(STAFF) + 4
    assert PASSWORD in lines[1]
    assert lines[-2].startswith("村民凭积分卡进：http://127.0.0.1:8000/card/    卡号")
    assert lines[-1] == "公开栏不用登录：http://127.0.0.1:8000/"
    assert "  clerk            赵会计（桃源村 · 经办人）" in lines


def test_greeting_a_county_writes_nothing_even_where_a_real_village_has_the_demo_s_code(
    village: Cast,
) -> None:
    """Nobody printed these households' cards by the demo's key: no card is made to show one."""
    before = Card.objects.filter(village_id=village.taoyuan.id).count()
    assert demo_card(now=timezone.now()) is None
    assert "卡号、密码在积分卡上" in demo_logins("http://127.0.0.1:8000")[-2]
    assert Card.objects.filter(village_id=village.taoyuan.id).count() == before


def test_the_demo_s_own_card_is_shown_until_it_is_replaced(village: Cast) -> None:
    now = timezone.now()
    key = "demo-cards-taoyuan"
    (card,) = issue_cards(village.clerk, [village.zhang.id], key=key, now=now)
    shown = demo_card(now=now)
    assert shown is not None
    assert (shown.code, shown.pin, shown.head_name) == (card.code, card.pin, village.zhang.head)
    reissue_card(village.clerk, village.zhang.id, key="lost", now=now)
    assert demo_card(now=now) is None


def test_a_county_of_its_own_people_gets_no_such_list(db: None) -> None:
    assert demo_logins("http://127.0.0.1:8000") == []


def test_the_server_s_end_is_the_command_s_end() -> None:
    assert serve([sys.executable, "-c", "raise SystemExit(3)"], tick_every=None) == 3


def test_from_an_empty_folder_to_an_open_door_and_out_again(tmp_path: Path) -> None:
    port = _free_port()
    command = [sys.executable, "-m", "jishan", "run", "--port", str(port), "--no-demo"]
    environment = {**os.environ, "JISHAN_HOME": str(tmp_path / "home")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    environment.pop("JISHAN_DATABASE_URL", None)
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as running:
        try:
            status = _first_answer(f"http://127.0.0.1:{port}/login/", running)
        finally:
            running.send_signal(signal.SIGTERM)
            printed = running.communicate(timeout=30)[0]
    assert status == 200
    assert f"积善开门了：http://127.0.0.1:{port}" in printed
    assert running.returncode == 0
    assert serving.port_is_free("127.0.0.1", port)
    assert (tmp_path / "home" / "jishan.sqlite3").exists()


def _first_answer(address: str, running: "subprocess.Popen[str]") -> int:
    """The status of the first answer; 0 when the program ended, or none came in a minute."""
    until = time.monotonic() + 60
    while time.monotonic() < until and running.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    return 0
