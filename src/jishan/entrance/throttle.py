"""How often one address may guess at printed codes: thirty misses a minute, then it has to wait.

What is found is not counted, so a queue before a kiosk or a meeting behind one line is not stopped.
The count lives in the memory of one process: a restart forgets it, and each worker counts for
itself. That is enough against 32⁷ codes, and needs no cache server.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Lock

from django.conf import settings

from jishan.core.errors import Refusal
from jishan.entrance.request import JishanRequest

MISSES_MAX = 30
WINDOW = timedelta(minutes=1)
ADDRESSES_MAX = 10_000


class TooFast(Refusal):
    """Too many codes that do not exist, from one address within a minute."""

    code = "entrance.too_fast"


class Throttle:
    """Misses by address, the oldest addresses dropped when there are too many to remember."""

    def __init__(self) -> None:
        self._misses: dict[str, deque[datetime]] = {}
        self._lock = Lock()

    def check(self, address: str, now: datetime) -> None:
        with self._lock:
            misses = self._misses.get(address)
            while misses and misses[0] <= now - WINDOW:
                misses.popleft()
            if misses is not None and len(misses) >= MISSES_MAX:
                raise TooFast

    def miss(self, address: str, now: datetime) -> None:
        with self._lock:
            misses = self._misses.pop(address, None) or deque(maxlen=MISSES_MAX)
            misses.append(now)
            self._misses[address] = misses
            if len(self._misses) > ADDRESSES_MAX:
                del self._misses[next(iter(self._misses))]


LOOK_UPS = Throttle()


def address_of(request: JishanRequest) -> str:
    """Who asks. Behind our own proxy the last address in the header is the one that it saw."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_TLS else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))


@contextmanager
def looking_up(request: JishanRequest) -> Iterator[None]:
    """One look-up of a code; any refusal inside counts as a miss and goes on its way."""
    address = address_of(request)
    LOOK_UPS.check(address, request.now)
    try:
        yield
    except Refusal:
        LOOK_UPS.miss(address, request.now)
        raise
